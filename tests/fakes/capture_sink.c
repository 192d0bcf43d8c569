/* SPDX-License-Identifier: MIT */
/* capture_sink.c - see capture_sink.h. */
#include "capture_sink.h"

#include <stdlib.h>
#include <string.h>

static enum askcam_status take(void *ctx, const void *bytes, size_t bytes_len)
{
    struct callbacks *const callbacks = ctx;
    const size_t need_bytes = callbacks->bytes_len + bytes_len;

    callbacks->calls_after_stop += callbacks->stopped;
    if (need_bytes > callbacks->limit_bytes) {
        callbacks->stopped = true;
        return ASKCAM_ERR_STOPPED;
    }
    if (need_bytes > callbacks->cap_bytes) {
        callbacks->cap_bytes = 2 * need_bytes;
        callbacks->bytes = realloc(callbacks->bytes, callbacks->cap_bytes);
    }
    memcpy(callbacks->bytes + callbacks->bytes_len, bytes, bytes_len);
    callbacks->bytes_len = need_bytes;
    return ASKCAM_OK;
}

struct askcam_sink capture_sink_sink(struct callbacks *callbacks)
{
    return (struct askcam_sink){take, callbacks};
}
