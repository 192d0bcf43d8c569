/* SPDX-License-Identifier: MIT */
/*
 * colour_matrix.c - see colour_matrix.h.
 *
 * With weights r, g, b of luma:  R = Y + 2(1-r)V,  B = Y + 2(1-b)U,  and G follows from
 * Y = rR + gG + bB.  Put into the same formulas of Rec. 601 backwards, Y drops out of the chroma.
 * The compiler computes the numbers; a 512th leaves an error of an eighth of a step.
 */
#include "colour_matrix.h"

#include <assert.h>
#include <stddef.h>

/* Rec. ITU-R BT.601-7, 2.5.1. */
#define R601 0.299
#define G601 0.587
#define B601 0.114

#define FIXED(number) ((int16_t)((number)*512 + ((number) < 0 ? -0.5 : 0.5)))
#define LUMA_U(r, b)  (2 * (1 - (b)) * (B601 - G601 * (b) / (1 - (r) - (b))))
#define LUMA_V(r, b)  (2 * (1 - (r)) * (R601 - G601 * (r) / (1 - (r) - (b))))
#define STEP(r, b)                                                                                 \
    {                                                                                              \
        .luma_u = FIXED(LUMA_U(r, b)), .luma_v = FIXED(LUMA_V(r, b)),                              \
        .u_u = FIXED((2 * (1 - (b)) - LUMA_U(r, b)) / (2 * (1 - B601)) - 1),                       \
        .u_v = FIXED(-LUMA_V(r, b) / (2 * (1 - B601))),                                            \
        .v_u = FIXED(-LUMA_U(r, b) / (2 * (1 - R601))),                                            \
        .v_v = FIXED((2 * (1 - (r)) - LUMA_V(r, b)) / (2 * (1 - R601)) - 1)                        \
    }

/* The weights of red and blue, as the kernel's userspace-api/media/v4l/colorspaces-details.rst
 * has them too. */
static const struct askcam_colour_step STEPS[ASKCAM_MATRIX_COUNT] = {
    [ASKCAM_MATRIX_709] = STEP(0.2126, 0.0722),  /* Rec. ITU-R BT.709-6, 3.2 */
    [ASKCAM_MATRIX_2020] = STEP(0.2627, 0.0593), /* Rec. ITU-R BT.2020-2, table 4 */
    [ASKCAM_MATRIX_240M] = STEP(0.212, 0.087),   /* SMPTE 240M */
};

const struct askcam_colour_step *askcam_colour_step(enum askcam_matrix matrix)
{
    assert(matrix < ASKCAM_MATRIX_COUNT);
    return matrix == ASKCAM_MATRIX_601 ? NULL : &STEPS[matrix];
}
