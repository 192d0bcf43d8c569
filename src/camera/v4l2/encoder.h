/* SPDX-License-Identifier: MIT */
/*
 * encoder.h - something that makes JPEG of raw frames in place of the processor.
 *
 * For: the V4L2 source, which hands out what it made as if the camera had.
 * Must not know: which device does it, how its buffers work.
 */
#ifndef ASKCAM_ENCODER_H
#define ASKCAM_ENCODER_H

#include <stdint.h>

#include "error.h"
#include "frame.h"
#include "v4l2_format.h"

/* The frames to come: all of them alike. */
struct askcam_encoder_job {
    const struct askcam_v4l2_layout *layout; /* of a raw format; borrowed for open */
    uint8_t quality;                         /* 1..100 */
};

struct askcam_encoder_ops {
    /* Any failure means: this one cannot do the job.  Nothing stays open then. */
    enum askcam_status (*open)(void *ctx, const struct askcam_encoder_job *job,
                               struct askcam_error *err);

    /*
     * Makes frame->jpeg of frame->raw and sets is_jpeg; on failure *frame stays as it was.  The
     * JPEG has been walked, has the frame's size, and is borrowed until the next encode or close.
     */
    enum askcam_status (*encode)(void *ctx, struct askcam_frame *frame, struct askcam_error *err);

    /* Idempotent. */
    void (*close)(void *ctx);
};

#endif
