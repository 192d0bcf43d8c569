/* SPDX-License-Identifier: MIT */
/*
 * v4l2_picture_format.h - ENUM_FMT, S_FMT and TRY_FMT of both of V4L2's APIs, single- and
 * multi-planar, as one.
 *
 * For: setting a camera's mode.  Must not know: which one is wanted.
 */
#ifndef ASKCAM_V4L2_PICTURE_FORMAT_H
#define ASKCAM_V4L2_PICTURE_FORMAT_H

#include "v4l2_device.h"
#include "v4l2_format.h"

/*
 * Asks for the format and size; *layout becomes what the driver made of it, on success only.  An
 * interlaced source is asked for its fields interleaved in one picture; a driver that gives them
 * otherwise sets layout->order.  Returns 0 or -errno.
 */
int askcam_v4l2_set_format(const struct askcam_v4l2_device *device, uint32_t fourcc,
                           struct askcam_v4l2_size size, struct askcam_v4l2_layout *layout);

/* The same, but the device stays as it is. */
int askcam_v4l2_try_format(const struct askcam_v4l2_device *device, uint32_t fourcc,
                           struct askcam_v4l2_size size, struct askcam_v4l2_layout *layout);

/*
 * The format that index names.  0 or -errno, -EINVAL after the last one.  `description` gets at
 * least 32 bytes, or is NULL.
 */
int askcam_v4l2_enum_format(const struct askcam_v4l2_device *device, uint32_t index,
                            uint32_t *fourcc, char *description);

#endif
