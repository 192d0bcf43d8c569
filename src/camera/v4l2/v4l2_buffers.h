/* SPDX-License-Identifier: MIT */
/*
 * v4l2_buffers.h - the buffers that a camera fills: the kernel's memory, seen from here.
 *
 * For: streaming without copies.  Knows REQBUFS, QUERYBUF, QBUF, DQBUF, STREAMON, STREAMOFF of
 * both APIs.  Must not know: what a picture is worth.
 */
#ifndef ASKCAM_V4L2_BUFFERS_H
#define ASKCAM_V4L2_BUFFERS_H

#include <stdbool.h>
#include <stdint.h>

#include "v4l2_device.h"
#include "v4l2_format.h"

enum {
    ASKCAM_V4L2_BUFFERS_WANTED = 4,
    ASKCAM_V4L2_BUFFERS_MIN = 2, /* one held, one being filled */
    ASKCAM_V4L2_BUFFERS_MAX = 8, /* of what a generous driver gives, no more is used */
};

struct askcam_v4l2_area {
    void *at; /* NULL: not mapped */
    size_t bytes;
};

/* In the caller's memory; zeroed is stopped.  Borrows the device until stop. */
struct askcam_v4l2_buffers {
    const struct askcam_v4l2_device *device;
    unsigned count;
    unsigned areas; /* memory areas of each */
    struct askcam_v4l2_area area[ASKCAM_V4L2_BUFFERS_MAX][ASKCAM_RAW_PLANES];
    bool streams;
};

/* One filled buffer; it is ours until it is given back. */
struct askcam_v4l2_filled {
    unsigned index;
    struct askcam_v4l2_payload payload[ASKCAM_RAW_PLANES];
    bool is_flagged;         /* the driver flagged the picture as damaged */
    bool has_monotonic_time; /* time_ms is on the host's clock */
    uint64_t time_ms;
    uint32_t sequence;
};

/*
 * Gets buffers, queues all and starts the stream.  ASKCAM_ERR_SOURCE with a cause; then, as always
 * at the end, stop.
 */
enum askcam_status askcam_v4l2_buffers_start(struct askcam_v4l2_buffers *buffers,
                                             const struct askcam_v4l2_device *device,
                                             const struct askcam_v4l2_layout *layout,
                                             struct askcam_error *err);

/* The same for buffers that we fill: none is queued, each is ours until it is sent. */
enum askcam_status askcam_v4l2_buffers_start_empty(struct askcam_v4l2_buffers *buffers,
                                                   const struct askcam_v4l2_device *device,
                                                   const struct askcam_v4l2_layout *layout,
                                                   struct askcam_error *err);

/* Sends what we filled of a buffer's areas.  It comes back with take().  0 or -errno. */
int askcam_v4l2_buffers_send(struct askcam_v4l2_buffers *buffers, unsigned index,
                             const uint32_t used_bytes[ASKCAM_RAW_PLANES]);

/* The oldest filled buffer.  0, -EAGAIN if none is filled, or -errno. */
int askcam_v4l2_buffers_take(struct askcam_v4l2_buffers *buffers,
                             struct askcam_v4l2_filled *filled);

/* Gives a buffer back to be filled again.  0 or -errno. */
int askcam_v4l2_buffers_give(struct askcam_v4l2_buffers *buffers, unsigned index);

/*
 * Ends the stream and lets go of all memory; idempotent, also after a start that failed.  The
 * device is to be closed next.
 */
void askcam_v4l2_buffers_stop(struct askcam_v4l2_buffers *buffers);

/* The same, but the driver frees them too: the mode may be set again.  0 or -errno. */
int askcam_v4l2_buffers_free(struct askcam_v4l2_buffers *buffers);

#endif
