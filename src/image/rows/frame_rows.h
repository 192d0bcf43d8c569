/* SPDX-License-Identifier: MIT */
/*
 * frame_rows.h - a frame as rows of pixels, as a plan changes them: the chain of stages.
 *
 * For: inside the module.  Rows of the frame, masks, shrinking, rotation.  Shrinking comes before
 * rotation so that as little as possible is held, which changes no result but rounding.
 */
#ifndef ASKCAM_FRAME_ROWS_H
#define ASKCAM_FRAME_ROWS_H

#include <stdbool.h>

#include "frame.h"
#include "jpeg_rows.h"
#include "mask_rows.h"
#include "plan.h"
#include "raw_rows.h"
#include "rotate_rows.h"
#include "shrink_rows.h"

/* What to do, and with what; all borrowed until the last row. */
struct askcam_frame_rows_job {
    const struct askcam_frame *frame; /* a raw one has been checked */
    const struct askcam_plan *plan;
    struct askcam_jpeg_guard *guard;
    j_common_ptr codec; /* an encoder, whose pool gives the memory */
    bool luma_only;     /* only brightness matters: a JPEG's colours are not decoded */
};

/* The stages' state, in the caller's memory; zeroed before start(). */
struct askcam_frame_rows {
    struct askcam_jpeg_rows jpeg;
    struct askcam_raw_rows raw;
    struct askcam_mask_rows mask;
    struct askcam_shrink_rows shrink;
    struct askcam_rotate_rows rotation;
};

/* Makes *rows the end of the chain; under the guard.  Call destroy() afterwards in any case. */
void askcam_frame_rows_start(struct askcam_frame_rows *stages,
                             const struct askcam_frame_rows_job *job, struct askcam_rows *rows);

/* Frees what the decoder holds; also if start() did not come to its end. */
void askcam_frame_rows_destroy(struct askcam_frame_rows *stages);

#endif
