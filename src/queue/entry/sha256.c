/* SPDX-License-Identifier: MIT */
/* sha256.c - see sha256.h. */
#include "sha256.h"

enum { SUM_BYTES = 32 };

bool askcam_sha256_init(struct askcam_sha256 *sha, struct askcam_sink next)
{
    *sha = (struct askcam_sha256){.next = next};
    mbedtls_md_init(&sha->md);
    const mbedtls_md_info_t *const info = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    return info != NULL && mbedtls_md_setup(&sha->md, info, 0) == 0 &&
           mbedtls_md_starts(&sha->md) == 0;
}

static enum askcam_status pass(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_sha256 *const sha = ctx;

    if (mbedtls_md_update(&sha->md, bytes, bytes_len) != 0) {
        return ASKCAM_ERR_INTERNAL;
    }
    sha->bytes += bytes_len;
    return sha->next.write != NULL ? askcam_sink_write(sha->next, bytes, bytes_len) : ASKCAM_OK;
}

struct askcam_sink askcam_sha256_sink(struct askcam_sha256 *sha)
{
    return (struct askcam_sink){.write = pass, .ctx = sha};
}

void askcam_sha256_end(struct askcam_sha256 *sha, char text[ASKCAM_QUEUE_SHA_BYTES])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char sum[SUM_BYTES] = {0};

    const bool is_whole = mbedtls_md_finish(&sha->md, sum) == 0;
    mbedtls_md_free(&sha->md);
    for (size_t i = 0; i < SUM_BYTES && is_whole; i++) {
        text[2 * i] = hex[sum[i] >> 4U];
        text[2 * i + 1] = hex[sum[i] & 15U];
    }
    text[is_whole ? 2 * (size_t)SUM_BYTES : 0] = '\0';
}
