/* SPDX-License-Identifier: MIT */
/* block_rotate.c - see block_rotate.h. */
#include "block_rotate.h"

/* Frequencies are counted along rows (u) and down (v); odd ones are odd functions. */
void askcam_block_rotate(const JCOEF *from, JCOEF *to, struct askcam_rotation rotation)
{
    for (unsigned v = 0; v < DCTSIZE; v++) {
        for (unsigned u = 0; u < DCTSIZE; u++) {
            const bool negative =
                (rotation.flips_x && u % 2 == 1) != (rotation.flips_y && v % 2 == 1);
            const int value = from[v * DCTSIZE + u];
            to[rotation.swaps ? u * DCTSIZE + v : v * DCTSIZE + u] =
                (JCOEF)(negative ? -value : value);
        }
    }
}

void askcam_block_rotate_steps(UINT16 steps[DCTSIZE2])
{
    for (int v = 0; v < DCTSIZE; v++) {
        for (int u = 0; u < v; u++) {
            const UINT16 step = steps[v * DCTSIZE + u];
            steps[v * DCTSIZE + u] = steps[u * DCTSIZE + v];
            steps[u * DCTSIZE + v] = step;
        }
    }
}

/*
 * Black is -128 in each sample, so -1024 in the first coefficient; rounded away from 0, which
 * decoders clip.  Colour differences of black are 0.  A step of 0 would make everything grey; no
 * table means that nothing of the component is coded.
 */
JCOEF askcam_block_black(const struct jpeg_decompress_struct *from, int component,
                         struct askcam_jpeg_guard *guard)
{
    const JQUANT_TBL *const table = from->comp_info[component].quant_table;
    const struct askcam_error_context context = {guard->name, "take or copy the picture again"};

    if (table == NULL || table->quantval[0] == 0) {
        askcam_jpeg_guard_abort(guard, askcam_fail(guard->err, ASKCAM_ERR_SOURCE, context,
                                                   "broken JPEG, quantized in steps of 0"));
    }
    if (component > 0 && from->jpeg_color_space == JCS_YCbCr) {
        return 0;
    }
    const int step = table->quantval[0];
    return (JCOEF)(-(8 * 128 + step - 1) / step);
}
