/* SPDX-License-Identifier: MIT */
/*
 * v4l2_mode.h - which of a camera's formats and sizes is taken.
 *
 * For: opening a camera.  The size decides first, then the order of ASKCAM_V4L2_FORMATS: a size
 * that the camera has is kept even if only a dearer format has it.  Formats that must be converted
 * come last.  Must not know: buffers, frames.
 */
#ifndef ASKCAM_V4L2_MODE_H
#define ASKCAM_V4L2_MODE_H

#include "source.h"
#include "v4l2_device.h"
#include "v4l2_format.h"

/*
 * Chooses and sets a mode; *layout becomes what the driver made of it.  Warns through the host's
 * log if a named size is not what comes.
 * ASKCAM_ERR_USAGE: options->format is not a four-character code.  ASKCAM_ERR_SOURCE: the camera
 * lacks it (and which it has), has none that can be used, is busy.
 */
enum askcam_status askcam_v4l2_set_mode(const struct askcam_v4l2_device *device,
                                        const struct askcam_source_options *options,
                                        struct askcam_v4l2_layout *layout,
                                        struct askcam_error *err);

#endif
