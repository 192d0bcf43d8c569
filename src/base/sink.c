/* SPDX-License-Identifier: MIT */
/* sink.c - see sink.h. */
#include "sink.h"

static enum askcam_status count(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_counter *counter = ctx;

    (void)bytes; /* counted, not read */
    counter->count_bytes += bytes_len;
    return counter->count_bytes > counter->limit_bytes ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

struct askcam_sink askcam_counter_sink(struct askcam_counter *counter)
{
    return (struct askcam_sink){.write = count, .ctx = counter};
}
