/* SPDX-License-Identifier: MIT */
/*
 * v4l2_frame.h - a filled buffer as a picture, or the reason why it is none.
 *
 * For: dropping what must never be sent: flagged, empty, truncated, broken.
 * Must not know: time, queues.
 */
#ifndef ASKCAM_V4L2_FRAME_H
#define ASKCAM_V4L2_FRAME_H

#include "v4l2_buffers.h"
#include "v4l2_convert.h"
#include "v4l2_format.h"

/*
 * Fills *frame but for taken_ms; it points into the buffer, or into convert's picture.  false: why
 * (ASKCAM_ERROR_WHY_BYTES of it) says what is wrong with it.
 */
bool askcam_v4l2_frame(const struct askcam_v4l2_filled *filled,
                       const struct askcam_v4l2_layout *layout, struct askcam_v4l2_convert *convert,
                       struct askcam_frame *frame, char *why);

#endif
