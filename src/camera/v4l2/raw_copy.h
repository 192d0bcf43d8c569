/* SPDX-License-Identifier: MIT */
/*
 * raw_copy.h - raw pixels copied into a driver's buffer.
 *
 * For: feeding an encoder, whose rows may lie otherwise than the camera's.
 * Must not know: where the buffers come from.
 */
#ifndef ASKCAM_RAW_COPY_H
#define ASKCAM_RAW_COPY_H

#include <stdbool.h>

#include "frame.h"
#include "v4l2_format.h"

/* Memory areas that can be written. */
struct askcam_raw_capacity {
    uint8_t *at[ASKCAM_RAW_PLANES];
    size_t bytes[ASKCAM_RAW_PLANES];
};

/* Whether pictures of this raw layout are JPEG's once their range is: else nothing but the
 * encoder in software makes them so. */
bool askcam_raw_copy_can(const struct askcam_v4l2_layout *layout);

/*
 * Copies the frame's pixels to where `to` has them; its pictures may be larger, and have the same
 * pixels.  A limited range becomes the full one, which JPEG means, and fields are
 * interleaved.  false: the capacity is too small.
 */
bool askcam_raw_copy(const struct askcam_frame *frame, const struct askcam_v4l2_layout *to,
                     const struct askcam_raw_capacity *capacity);

#endif
