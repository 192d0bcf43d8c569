/* SPDX-License-Identifier: MIT */
/*
 * luma_rows.h - a frame's brightness, shrunk, row by row.
 *
 * For: inside the module, callers that measure a frame without sending it.
 */
#ifndef ASKCAM_LUMA_ROWS_H
#define ASKCAM_LUMA_ROWS_H

#include <stdint.h>

#include "error.h"
#include "frame.h"

/* Called for each row from the top; luma is valid for the call. */
struct askcam_luma_callbacks {
    void *ctx;
    void (*size)(void *ctx, uint32_t width_px, uint32_t height_px); /* before the first row */
    void (*row)(void *ctx, const uint8_t *luma);
};

/*
 * Gives all rows of the frame (as stored, not upright) with its longer side at most max_side_px:
 * 0 is black, 255 white.  ASKCAM_ERR_SOURCE if the frame is short or the JPEG is broken.
 */
enum askcam_status askcam_luma_rows(const struct askcam_frame *frame, uint32_t max_side_px,
                                    const struct askcam_luma_callbacks *callbacks,
                                    struct askcam_error *err);

#endif
