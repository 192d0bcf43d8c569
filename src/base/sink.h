/* SPDX-License-Identifier: MIT */
/*
 * sink.h - where bytes go next: one function and a context.
 *
 * For: chaining stages (JPEG encoder, base64, body framing, TLS) without any of them knowing the
 * next.  Must not know: what the bytes mean.
 */
#ifndef ASKCAM_SINK_H
#define ASKCAM_SINK_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

/*
 * write() takes all bytes or fails; the bytes are borrowed for the call only.  After a failure
 * the stage writes nothing more and hands the status up.  ASKCAM_ERR_STOPPED means that the
 * receiver wants no more (a limit, an early reply) and keeps the reason itself.
 */
struct askcam_sink {
    enum askcam_status (*write)(void *ctx, const void *bytes, size_t bytes_len);
    void *ctx;
};

/* A sink that only counts, and says ASKCAM_ERR_STOPPED once the count passes a limit. */
struct askcam_counter {
    uint64_t count_bytes;
    uint64_t limit_bytes; /* UINT64_MAX: none */
};

static inline enum askcam_status askcam_sink_write(struct askcam_sink sink, const void *bytes,
                                                   size_t bytes_len)
{
    return bytes_len == 0 ? ASKCAM_OK : sink.write(sink.ctx, bytes, bytes_len);
}

/* The sink of a counter; the counter must outlive it. */
struct askcam_sink askcam_counter_sink(struct askcam_counter *counter);

#endif
