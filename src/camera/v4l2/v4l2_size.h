/* SPDX-License-Identifier: MIT */
/*
 * v4l2_size.h - which of a format's sizes comes closest to what is wanted.
 *
 * For: choosing a camera's mode.  Knows VIDIOC_ENUM_FRAMESIZES: lists, steps, continuous ranges.
 * Must not know: which format is preferred, how a mode is set.
 */
#ifndef ASKCAM_V4L2_SIZE_H
#define ASKCAM_V4L2_SIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "v4l2_device.h"
#include "v4l2_format.h"

enum {
    ASKCAM_V4L2_DEFAULT_WIDTH_PX = 1280,
    ASKCAM_V4L2_DEFAULT_HEIGHT_PX = 720,
};

/* What is wanted: a named size, or the largest up to the default one. */
struct askcam_v4l2_wanted_size {
    struct askcam_v4l2_size size;
    bool is_named; /* false: size is a limit */
};

/* The wanted size by width and height of the options; both 0: not given. */
struct askcam_v4l2_wanted_size askcam_v4l2_wanted_size(uint32_t width_px, uint32_t height_px);

/*
 * Whether a fits the wanted size better than b.  Given: the smaller distance, then the larger
 * picture. Else: within the limit before beyond it; the larger one within it, the smaller one
 * beyond it.
 */
bool askcam_v4l2_size_better(const struct askcam_v4l2_wanted_size *wanted,
                             struct askcam_v4l2_size a, struct askcam_v4l2_size b);

/*
 * The best size of a format.  A driver that lists none is asked by VIDIOC_TRY_FMT;
 * if that fails too, it is the wanted size, and setting the mode decides.
 */
struct askcam_v4l2_size askcam_v4l2_best_size(const struct askcam_v4l2_device *device,
                                              uint32_t fourcc,
                                              const struct askcam_v4l2_wanted_size *wanted);

#endif
