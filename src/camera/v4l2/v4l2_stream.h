/* SPDX-License-Identifier: MIT */
/*
 * v4l2_stream.h - an opened camera in a mode, filling buffers one after the other.
 *
 * For: a camera as a source.  Where the source at a camera's input switches (HDMI, another
 * resolution), everything but the device itself is set up again, and buffers keep coming.
 * Must not know: what a picture is worth, the warm-up, which frame is wanted.
 */
#ifndef ASKCAM_V4L2_STREAM_H
#define ASKCAM_V4L2_STREAM_H

#include <stdbool.h>

#include "source.h"
#include "v4l2_buffers.h"
#include "v4l2_convert.h"
#include "v4l2_device.h"
#include "v4l2_encode.h"
#include "v4l2_format.h"
#include "v4l2_timeout.h"
#include "v4l2_timestamp.h"

/*
 * In the caller's memory, at one place from start() to close().  The caller opens `device`, and
 * sets `convert.ops` and `options`, before set_up(); all else belongs to v4l2_stream.c, reading is
 * free.  layout, convert and encode are those of the buffer that next() gave last.
 */
struct askcam_v4l2_stream {
    struct askcam_v4l2_device device;
    struct askcam_source_options options; /* without what is borrowed for open only */
    struct askcam_v4l2_layout layout;
    struct askcam_v4l2_buffers buffers;
    struct askcam_v4l2_convert convert; /* closed, unless only a conversion makes pictures of it */
    struct askcam_v4l2_encode encode;
    struct askcam_v4l2_timestamp timestamp;
    bool reports_changes; /* of the signal at its input */
};

/*
 * Chooses and sets a mode, for the signal at the input if it has one.  ASKCAM_ERR_SOURCE,
 * ASKCAM_ERR_USAGE and ASKCAM_ERR_INTERNAL as in v4l2_mode.h, v4l2_dv_timings.h and v4l2_convert.h;
 * after a failure, close.
 */
enum askcam_status askcam_v4l2_stream_set_up(struct askcam_v4l2_stream *stream,
                                             struct askcam_error *err);

/* The camera begins to fill buffers; nothing happens if it does already. */
enum askcam_status askcam_v4l2_stream_start(struct askcam_v4l2_stream *stream,
                                            struct askcam_error *err);

/*
 * Waits for the next filled buffer; it is the caller's until askcam_v4l2_buffers_give().
 * timeout->frame_ms becomes its arrival, and *times what is known of its age.
 *
 * ASKCAM_ERR_SOURCE: the timeout's end, the device is gone, its source is gone or keeps changing;
 * after a change that failed nothing streams any more.  ASKCAM_ERR_UNAVAILABLE: the timeout's
 * deadline.  ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status askcam_v4l2_stream_next(struct askcam_v4l2_stream *stream,
                                           struct askcam_v4l2_timeout *timeout,
                                           struct askcam_v4l2_filled *filled,
                                           struct askcam_v4l2_timestamp_times *times,
                                           struct askcam_error *err);

/* Closes the device too; idempotent, also where nothing was set up. */
void askcam_v4l2_stream_close(struct askcam_v4l2_stream *stream);

#endif
