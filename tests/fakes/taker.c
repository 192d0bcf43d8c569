/* SPDX-License-Identifier: MIT */
/* taker.c - see taker.h. */
#include "taker.h"

#include <stdlib.h>
#include <string.h>

static enum askcam_status take(void *ctx, const void *bytes, size_t bytes_len)
{
    struct taker *const taker = ctx;
    const size_t need_bytes = taker->bytes_len + bytes_len;

    taker->calls_after_stop += taker->stopped;
    if (need_bytes > taker->limit_bytes) {
        taker->stopped = true;
        return ASKCAM_ERR_STOPPED;
    }
    if (need_bytes > taker->cap_bytes) {
        taker->cap_bytes = 2 * need_bytes;
        taker->bytes = realloc(taker->bytes, taker->cap_bytes);
    }
    memcpy(taker->bytes + taker->bytes_len, bytes, bytes_len);
    taker->bytes_len = need_bytes;
    return ASKCAM_OK;
}

struct askcam_sink taker_sink(struct taker *taker)
{
    return (struct askcam_sink){take, taker};
}
