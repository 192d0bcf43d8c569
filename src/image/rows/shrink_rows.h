/* SPDX-License-Identifier: MIT */
/*
 * shrink_rows.h - fewer pixels, each the mean of the area that it covers.
 *
 * For: inside the module.  Exact: a pixel that lies in two areas counts to each by its share.
 * Knows that the rows may come from a decoder that has divided the sides already.
 */
#ifndef ASKCAM_SHRINK_ROWS_H
#define ASKCAM_SHRINK_ROWS_H

#include "rows.h"

/* One direction: which rows (or columns) of the input each one of the output is made of. */
struct askcam_shrink_axis {
    uint64_t begin;   /* of the area to show, in the input's first pixel; in 1/to of a full pixel */
    uint32_t length;  /* of the area, in full pixels */
    uint32_t to;      /* pixels that it becomes */
    uint32_t divisor; /* full pixels to one of the input */
};

/* The share of each input pixel in one output pixel; weights add up to 65536. */
struct askcam_shrink_share {
    uint32_t first;
    uint32_t count;
};

/* Stage state, in the caller's memory. */
struct askcam_shrink_rows {
    struct askcam_rows from;
    struct askcam_shrink_axis x;
    struct askcam_shrink_axis y;
    struct askcam_shrink_share *shares; /* of each output column */
    uint32_t *weights;                  /* of these, one after another */
    uint32_t *sums;                     /* an input row's samples, weighted and added up */
    uint8_t *row;                       /* the last one pulled */
    uint32_t pulled_rows;
    uint32_t y_out;
    uint8_t *out;
};

/*
 * Puts the stage behind *rows, if they are not of the size wanted already.  rect is what the rows
 * show, in full pixels: they begin with the pixel that holds its corner.  width_px and height_px
 * are at most the size of rows.
 */
struct askcam_shrink_target {
    uint32_t x_px; /* of the area to show, in the picture before any division */
    uint32_t y_px;
    uint32_t area_width_px;
    uint32_t area_height_px;
    uint32_t divisor;
    uint32_t width_px; /* of the result */
    uint32_t height_px;
};

void askcam_shrink_rows_start(struct askcam_shrink_rows *stage,
                              const struct askcam_shrink_target *target, j_common_ptr codec,
                              struct askcam_rows *rows);

#endif
