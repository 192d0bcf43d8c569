/* SPDX-License-Identifier: MIT */
/*
 * v4l2_encode.h - which encoder a camera's raw frames go through, if any.
 *
 * For: the V4L2 source.  A missing or failing encoder is not an error: frames stay raw
 * then, and are encoded in software by the sender.
 * Must not know: how frames are captured.
 */
#ifndef ASKCAM_V4L2_ENCODE_H
#define ASKCAM_V4L2_ENCODE_H

#include "m2m_encoder.h"
#include "source.h"

/* In the caller's memory; zeroed is "none".  Fields belong to v4l2_encode.c. */
struct askcam_v4l2_encode {
    const struct askcam_encoder_ops *ops; /* NULL: frames stay raw */
    const struct askcam_host *host;
    struct askcam_m2m m2m;
    char path[ASKCAM_NODE_PATH_BYTES];
};

/*
 * Opens the encoder that the options name for frames of this layout, or with "auto" the first one
 * that takes them.  Tells through the log what it found.
 */
void askcam_v4l2_encode_open(struct askcam_v4l2_encode *encode,
                             const struct askcam_v4l2_device *camera,
                             const struct askcam_source_options *options,
                             const struct askcam_v4l2_layout *layout);

/*
 * Makes JPEG of a raw frame, which then is borrowed until the next one; or leaves it as it is, for
 * good if the encoder fails.  ASKCAM_OK or ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status askcam_v4l2_encode_frame(struct askcam_v4l2_encode *encode,
                                            struct askcam_frame *frame, struct askcam_error *err);

/* Idempotent. */
void askcam_v4l2_encode_close(struct askcam_v4l2_encode *encode);

#endif
