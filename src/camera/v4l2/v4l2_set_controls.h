/* SPDX-License-Identifier: MIT */
/*
 * v4l2_set_controls.h - "NAME=VALUE" texts set on a camera, or why one cannot be.
 *
 * For: opening a camera.  Must not know: ioctls, the command line.
 */
#ifndef ASKCAM_V4L2_SET_CONTROLS_H
#define ASKCAM_V4L2_SET_CONTROLS_H

#include "source.h"
#include "v4l2_device.h"

/*
 * Sets options->controls one after the other, so that one may make the next one active.  What is
 * set stays set when the device is closed.
 * ASKCAM_ERR_USAGE: not NAME=VALUE, or no value for that control (and what it takes).
 * ASKCAM_ERR_SOURCE: the camera has no such control (and similar ones), it can only be
 * read, another control rules it, or the driver refuses.
 */
enum askcam_status askcam_v4l2_set_controls(const struct askcam_v4l2_device *device,
                                            const struct askcam_source_options *options,
                                            struct askcam_error *err);

#endif
