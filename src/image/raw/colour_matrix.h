/* SPDX-License-Identifier: MIT */
/*
 * colour_matrix.h - Y'CbCr made with other weights than Rec. 601's, made Rec. 601's.
 *
 * For: inside the module, raw frames of cameras that declare Rec. 709 or BT.2020.  JFIF means
 * Rec. 601, full range, whatever the size of the picture.  Grey is the same in all of them, so luma
 * moves by its pixel's chroma only, and chroma by chroma only, at the sites where it is.
 * Primaries and transfer functions stay as they are: no viewer of a JPEG without a profile asks.
 * Must not know: formats, JPEG.
 */
#ifndef ASKCAM_COLOUR_MATRIX_H
#define ASKCAM_COLOUR_MATRIX_H

#include "frame.h"
#include "pixel_loops.h"

/* Converts full-range samples to Rec. 601's; NULL: they are. */
const struct askcam_colour_step *askcam_colour_step(enum askcam_matrix matrix);

#endif
