/* SPDX-License-Identifier: MIT */
/*
 * block_rows.h - a window of a stored JPEG as rows of coded blocks: 8x8 coefficients, quantized,
 * each component for itself.
 *
 * For: inside the module, lossless.c.  Must not know: what becomes of the blocks.
 * Of a JPEG of one scan (baseline) libjpeg is given one row of MCUs at a time where it would hold
 * the whole picture: 3 bytes a pixel with 4:2:0, 6 with 4:4:4, of the picture's width times an
 * MCU's height.  Where rows are wanted in any order, the window is kept besides.  Of a JPEG of
 * several scans (progressive) libjpeg holds all blocks, at most ASKCAM_JPEG_HEAP_BYTES, else it is
 * refused; those are in any order anyway.
 */
#ifndef ASKCAM_BLOCK_ROWS_H
#define ASKCAM_BLOCK_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "jpeg_guard.h"
#include "jpeg_in.h"
#include "plan.h"

/* What to read, in pixels; the window starts and ends at an MCU border or at the edge. */
struct askcam_block_window {
    uint32_t width_px; /* of the whole picture, as the walk found it */
    uint32_t height_px;
    struct askcam_rect rect;
    bool in_any_order; /* else rows are read downwards, and again from the top */
};

/* One component's blocks. */
struct askcam_block_part {
    struct askcam_rect window; /* in blocks of this component */
    JBLOCKARRAY strip;         /* its rows in the row of MCUs that was decoded last */
    uint32_t strip_width;      /* padded to whole MCUs */
    JBLOCKARRAY kept;          /* its window, if that is kept; else NULL */
    int across;                /* its sampling factors */
    int down;
};

/* Stage state, in the caller's memory, where it must stay. */
struct askcam_block_rows {
    struct jpeg_decompress_struct jpeg; /* its header is read; for its tables and samplings */
    struct askcam_jpeg_in in;
    struct askcam_jpeg_guard *guard;
    const struct askcam_bytes *bytes;
    struct askcam_block_window window;
    struct askcam_block_part parts[MAX_COMPS_IN_SCAN];
    int components;          /* 0: no header is read yet */
    int strips_count;        /* given to libjpeg so far */
    uint32_t mcu_rows_down;  /* rows of MCUs decoded so far */
    jvirt_barray_ptr *whole; /* libjpeg's own, if it holds all blocks; else NULL */
};

/*
 * Reads the header, and what must be held; under the guard, which ends with
 * ASKCAM_ERR_SOURCE if the picture is broken, too large, or of another size than in the window.
 * Call destroy() afterwards in any case.
 */
void askcam_block_rows_start(struct askcam_block_rows *stage, const struct askcam_bytes *bytes,
                             const struct askcam_block_window *window,
                             struct askcam_jpeg_guard *guard);

/* A rectangle in pixels, whose edges are as the window's, in blocks of a component; inside the
 * guard, which ends with ASKCAM_ERR_SOURCE if the picture's MCUs are not those that the edges were
 * meant for. */
struct askcam_rect askcam_block_rect(const struct askcam_block_rows *stage, int component,
                                     const struct askcam_rect *rect);

/*
 * Row y of a component's window, from its first block on.  Under the guard; valid until the next
 * call.  Unless rows may be in any order, a row above the last ones starts again at the top.
 */
JBLOCKROW askcam_block_row(struct askcam_block_rows *stage, int component, uint32_t y);

/* Frees what libjpeg holds; also on a zeroed stage, and twice. */
void askcam_block_rows_destroy(struct askcam_block_rows *stage);

#endif
