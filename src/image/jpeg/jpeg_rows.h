/* SPDX-License-Identifier: MIT */
/*
 * jpeg_rows.h - a window of a stored JPEG as rows of pixels.
 *
 * For: inside the module.  Rows above the window are passed over and those below are never decoded.
 * libjpeg holds some rows of blocks, but all coefficients of a JPEG of several scans (progressive):
 * 2 bytes a sample, at most ASKCAM_JPEG_HEAP_BYTES, else it is refused.
 */
#ifndef ASKCAM_JPEG_ROWS_H
#define ASKCAM_JPEG_ROWS_H

#include "bytes.h"
#include "jpeg_guard.h"
#include "jpeg_in.h"
#include "plan.h"
#include "rows.h"

/* What to decode: a window in pixels, each side of which is divided by 1, 2, 4 or 8. */
struct askcam_jpeg_window {
    uint32_t width_px; /* of the whole picture, as the walk found it; 0: whatever it is, and all */
    uint32_t height_px;
    struct askcam_rect rect; /* inside of it */
    uint32_t divisor;
    bool luma_only; /* YCbCr becomes grey; other colours stay */
};

/* Stage state, in the caller's memory. */
struct askcam_jpeg_rows {
    struct jpeg_decompress_struct jpeg;
    struct askcam_jpeg_in in;
    struct askcam_jpeg_guard *guard;
    uint32_t left_px;  /* decoded pixels left of the window in each row */
    uint32_t width_px; /* of the window, decoded */
    JSAMPROW row;
    uint8_t *rgb; /* the row as RGB if the JPEG is CMYK; else NULL */
};

/*
 * Starts decoding; under the guard, which ends with ASKCAM_ERR_SOURCE if the picture is too
 * large, or of another size than in the window.  *rows gets the stage; its width and height are
 * those of the decoded pixels that the window touches.  Call destroy() afterwards in any case.
 */
void askcam_jpeg_rows_start(struct askcam_jpeg_rows *stage, const struct askcam_bytes *bytes,
                            const struct askcam_jpeg_window *window,
                            struct askcam_jpeg_guard *guard, struct askcam_rows *rows);

/* Frees what libjpeg holds; also on a zeroed stage, and twice. */
void askcam_jpeg_rows_destroy(struct askcam_jpeg_rows *stage);

#endif
