/* SPDX-License-Identifier: MIT */
/*
 * v4l2_failure.h - why a camera cannot be had, in words that help.
 *
 * For: the error line of the room's V4L2 half.  Must not know: what is tried next.
 */
#ifndef ASKCAM_V4L2_FAILURE_H
#define ASKCAM_V4L2_FAILURE_H

#include "v4l2_device.h"

/* There is no capture device at all.  Returns ASKCAM_ERR_SOURCE. */
enum askcam_status askcam_v4l2_none(struct askcam_error *err);

/* An opened device captures nothing.  Returns ASKCAM_ERR_SOURCE with those that do. */
enum askcam_status askcam_v4l2_no_camera(const struct askcam_v4l2_device *device,
                                         struct askcam_error *err);

/* "/dev/video0, /dev/video2" of those that can be opened and capture; "" if none. */
void askcam_v4l2_cameras_text(const struct askcam_v4l2_io *io, const struct askcam_host *host,
                              char *text, size_t text_bytes);

#endif
