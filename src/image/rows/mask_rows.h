/* SPDX-License-Identifier: MIT */
/*
 * mask_rows.h - black rectangles painted over rows as they pass.
 *
 * For: inside the module.
 */
#ifndef ASKCAM_MASK_ROWS_H
#define ASKCAM_MASK_ROWS_H

#include "plan.h"
#include "rows.h"

/* Stage state, in the caller's memory. */
struct askcam_mask_rows {
    struct askcam_rows from;
    const struct askcam_plan *plan; /* borrowed */
    uint32_t y;                     /* of the next row, in the stored picture */
};

/* Puts the stage behind *rows, which show plan->crop at full size, if there are masks. */
void askcam_mask_rows_start(struct askcam_mask_rows *stage, const struct askcam_plan *plan,
                            struct askcam_rows *rows);

#endif
