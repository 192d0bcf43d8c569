/* SPDX-License-Identifier: MIT */
/*
 * rotate_rows.h - rows rotated by quarters and mirrored.
 *
 * For: inside the module.  Mirroring left to right needs one row; every other rotation needs the
 * whole picture as it arrives here, cropped and shrunk: 3 bytes a pixel (grey 1), from libjpeg's
 * pool, at most ASKCAM_ROTATE_BYTES.
 */
#ifndef ASKCAM_ROTATE_ROWS_H
#define ASKCAM_ROTATE_ROWS_H

#include "plan.h"
#include "rows.h"

enum {
    ASKCAM_ROTATE_BYTES = 96 << 20, /* 33 megapixels in colour */
    ASKCAM_ROTATE_STRIP_ROWS = 16,
};

/* Stage state, in the caller's memory. */
struct askcam_rotate_rows {
    struct askcam_rows from;
    struct askcam_rotation rotation;
    uint8_t *picture; /* all rows of from; NULL until the first is pulled, or if none are kept */
    uint8_t *strip;   /* rows rotated together, so that memory is read in order */
    j_common_ptr codec;
    uint32_t y_out;
    uint32_t height_px; /* of the result */
};

/*
 * Puts the stage behind *rows if there is anything to rotate.  Ends the guard with
 * ASKCAM_ERR_SOURCE if the picture is too large to rotate.
 */
void askcam_rotate_rows_start(struct askcam_rotate_rows *stage, struct askcam_rotation rotation,
                              struct askcam_jpeg_guard *guard, j_common_ptr codec,
                              struct askcam_rows *rows);

#endif
