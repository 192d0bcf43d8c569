/* SPDX-License-Identifier: MIT */
/*
 * block_rotate.h - a block of 8x8 coefficients rotated, mirrored or made black without decoding it.
 *
 * For: inside the module, lossless.c.  Must not know: where blocks lie in a picture.
 */
#ifndef ASKCAM_BLOCK_ROTATE_H
#define ASKCAM_BLOCK_ROTATE_H

#include "jpeg_guard.h"
#include "plan.h"

/* One block, rotated. */
void askcam_block_rotate(const JCOEF *from, JCOEF *to, struct askcam_rotation rotation);

/* The quantization table for blocks whose rotation swaps rows and columns. */
void askcam_block_rotate_steps(UINT16 steps[DCTSIZE2]);

/*
 * The first coefficient of a black block of a component, whose others are 0.  Under the guard,
 * which ends with ASKCAM_ERR_SOURCE if no coefficient makes black.
 */
JCOEF askcam_block_black(const struct jpeg_decompress_struct *from, int component,
                         struct askcam_jpeg_guard *guard);

#endif
