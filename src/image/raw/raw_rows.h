/* SPDX-License-Identifier: MIT */
/*
 * raw_rows.h - a window of a raw frame as rows of pixels, for changes that need whole pixels.
 *
 * For: inside the module.  YUV becomes JFIF's YCbCr with chroma repeated; grey stays grey.
 */
#ifndef ASKCAM_RAW_ROWS_H
#define ASKCAM_RAW_ROWS_H

#include "frame.h"
#include "pixel_loops.h"
#include "plan.h"
#include "raw_layout.h"
#include "rows.h"

/* Stage state, in the caller's memory. */
struct askcam_raw_rows {
    const struct askcam_frame *frame; /* checked, borrowed */
    const struct askcam_raw_layout *layout;
    const struct askcam_colour_step *colour_step; /* NULL: none is needed */
    struct askcam_rect rect;
    uint32_t y; /* of the next row */
    uint8_t *part[ASKCAM_RAW_PARTS];
    uint8_t *row;
};

/* Starts at the window's top; under the guard of codec, from whose pool the rows are. */
void askcam_raw_rows_start(struct askcam_raw_rows *stage, const struct askcam_frame *frame,
                           const struct askcam_rect *rect, j_common_ptr codec,
                           struct askcam_rows *rows);

#endif
