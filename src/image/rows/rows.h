/* SPDX-License-Identifier: MIT */
/*
 * rows.h - a picture as rows, pulled one at a time through a chain of stages.
 *
 * For: inside the module.  A decoder is the first stage, then a mask, a shrinker, a turner; the
 * encoder pulls from the last.  So no stage holds more rows than it needs.
 */
#ifndef ASKCAM_ROWS_H
#define ASKCAM_ROWS_H

#include <stdint.h>

#include "jpeg_guard.h"

enum askcam_row_colours {
    ASKCAM_ROWS_GREY,  /* 1 byte a pixel */
    ASKCAM_ROWS_YCBCR, /* 3, full range as in JFIF */
    ASKCAM_ROWS_RGB,   /* 3 */
};

/*
 * next() gives the next row, at most height_px of them.  The row lies in the stage's memory, may
 * be written to, and is valid until the next call.  Failures end the guard that the stage was
 * made with, so next() always gives a row.
 */
struct askcam_rows {
    void *ctx;
    uint8_t *(*next)(void *ctx);
    uint32_t width_px;
    uint32_t height_px;
    enum askcam_row_colours colours;
};

static inline unsigned askcam_rows_components(const struct askcam_rows *rows)
{
    return rows->colours == ASKCAM_ROWS_GREY ? 1 : 3;
}

/*
 * Memory for a stage, from the pool of a codec: it is freed with the codec.  Springs the codec's
 * trap if there is none.
 */
static inline void *askcam_rows_alloc(j_common_ptr codec, size_t bytes)
{
    return codec->mem->alloc_large(codec, JPOOL_IMAGE, bytes);
}

#endif
