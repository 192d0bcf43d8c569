/* SPDX-License-Identifier: MIT */
/*
 * v4l2_colour.h - what the numbers of a driver's pixels mean: their range, and which Y'CbCr.
 *
 * For: reading a driver's format.  Knows V4L2's colour spaces, encodings and quantizations
 * (userspace-api/media/v4l/colorspaces.rst).  Must not know: devices, how pixels are converted.
 */
#ifndef ASKCAM_V4L2_COLOUR_H
#define ASKCAM_V4L2_COLOUR_H

#include <stdbool.h>
#include <stdint.h>

#include "frame.h"

/* The colours as the driver reports them; the V4L2_… values of its format. */
struct askcam_v4l2_colour {
    uint32_t fourcc;
    uint32_t colorspace;
    uint32_t quantization;
    uint32_t ycbcr_enc;
};

/*
 * Whether luma is 16..235.  Without a word from the driver V4L2's default holds: limited for
 * Y'CbCr unless the colour space is JPEG's, full for RGB; for luma alone full, as the kernel's own
 * test picture generator has it (v4l2-tpg-core.c, tpg_recalc).  xvYCC has one range only.
 */
bool askcam_v4l2_limited_range(const struct askcam_v4l2_colour *colour);

/*
 * Which weights Y'CbCr was made with; without a word from the driver, those of the colour space.
 * BT.2020 of constant luminance is not a matrix, and is read as BT.2020's.
 */
enum askcam_matrix askcam_v4l2_matrix(const struct askcam_v4l2_colour *colour);

#endif
