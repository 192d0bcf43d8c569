/* SPDX-License-Identifier: MIT */
/* net_hash.c - see net_hash.h. */
#include "net_hash.h"

#include <mbedtls/md.h>
#include <mbedtls/platform_util.h>
#include <stddef.h>
#include <string.h>

static int update(mbedtls_md_context_t *context, const char *text)
{
    return mbedtls_md_update(context, (const unsigned char *)text, strlen(text));
}

static int digest(mbedtls_md_context_t *context, const mbedtls_md_info_t *info,
                  const char *const *texts, unsigned char *out)
{
    int code = mbedtls_md_setup(context, info, 0);

    code = code != 0 ? code : mbedtls_md_starts(context);
    for (size_t i = 0; code == 0 && texts[i] != NULL; i++) {
        code = i > 0 ? update(context, ":") : 0;
        code = code != 0 ? code : update(context, texts[i]);
    }
    return code != 0 ? code : mbedtls_md_finish(context, out);
}

bool askcam_net_hash(enum askcam_hash_kind kind, const char *const *texts,
                     char hex[ASKCAM_HASH_HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    const mbedtls_md_info_t *info =
        mbedtls_md_info_from_type(kind == ASKCAM_HASH_MD5 ? MBEDTLS_MD_MD5 : MBEDTLS_MD_SHA256);
    unsigned char out[MBEDTLS_MD_MAX_SIZE];
    mbedtls_md_context_t context;

    if (info == NULL) {
        return false;
    }
    mbedtls_md_init(&context);
    const int code = digest(&context, info, texts, out);
    mbedtls_md_free(&context);
    const size_t bytes = code == 0 ? mbedtls_md_get_size(info) : 0;
    for (size_t i = 0; i < bytes; i++) {
        hex[2 * i] = digits[out[i] >> 4U];
        hex[2 * i + 1] = digits[out[i] & 15U];
    }
    hex[2 * bytes] = '\0';
    mbedtls_platform_zeroize(out, sizeof out);
    return code == 0;
}
