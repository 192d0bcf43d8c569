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
struct askcam_v4l2_wish {
    struct askcam_v4l2_size size;
    bool is_named; /* false: size is a limit */
};

/* The wish that a width and a height of the options mean; both 0: none named. */
struct askcam_v4l2_wish askcam_v4l2_wish(uint32_t width_px, uint32_t height_px);

/*
 * Whether a serves the wish better than b.  Named: the smaller distance, then the larger picture.
 * Else: within the limit before beyond it; the larger one within it, the smaller one beyond it.
 */
bool askcam_v4l2_size_better(const struct askcam_v4l2_wish *wish, struct askcam_v4l2_size a,
                             struct askcam_v4l2_size b);

/*
 * The best size of a format.  A driver that lists none is asked what it would make of the wish;
 * if it does not tell that either, it is the wish itself, and setting the mode will show.
 */
struct askcam_v4l2_size askcam_v4l2_best_size(const struct askcam_v4l2_device *device,
                                              uint32_t fourcc, const struct askcam_v4l2_wish *wish);

#endif
