/* SPDX-License-Identifier: MIT */
/*
 * raw_strips.c - see raw_strips.h.
 *
 * A row points into the frame if it can be read there up to a whole block; else into a strip
 * buffer of libjpeg's pool, filled and continued to the right with its last sample.  Rows below
 * the picture repeat the last one.  Colours are changed when the strip is full, so luma sees the
 * chroma that its pixels will be shown with.
 */
#include "raw_strips.h"

#include <string.h>

#include "colour_matrix.h"
#include "raw_samples.h"

enum { CHROMA_STRIP_ROWS = DCTSIZE };

JSAMPROW askcam_unconst_row(const uint8_t *row)
{
    JSAMPROW same;

    memcpy(&same, &row, sizeof same); /* a cast would be a warning */
    return same;
}

/* Samples of a part's row in the JPEG. */
static size_t coded_width(const struct askcam_raw_strips *strips, int part)
{
    const uint32_t width_px = strips->frame->width_px;

    return part > 0 ? width_px / 2 + width_px % 2 : width_px;
}

void askcam_raw_strips_start(struct askcam_raw_strips *strips, const struct askcam_frame *frame,
                             j_common_ptr codec)
{
    const struct askcam_raw_layout *const layout = askcam_raw_layout(frame->raw.pixels);
    const uint32_t block_width_px =
        (frame->width_px + ASKCAM_STRIP_ROWS - 1) & ~(ASKCAM_STRIP_ROWS - 1U);

    *strips = (struct askcam_raw_strips){
        .frame = frame, .layout = layout, .colours = askcam_colour_step(frame->raw.matrix)};
    for (int part = 0; part < ASKCAM_RAW_PARTS; part++) {
        const bool averages = part > 0 && (layout->chroma_rows == 1 || layout->chroma_columns == 1);
        strips->in_place[part] = layout->part[part].step == 1 && !averages &&
                                 frame->width_px == block_width_px && !frame->raw.limited_range &&
                                 strips->colours == NULL;
        if (!strips->in_place[part]) {
            strips->own[part] = codec->mem->alloc_sarray(
                codec, JPOOL_IMAGE, part == 0 ? block_width_px : block_width_px / 2,
                part == 0 ? ASKCAM_STRIP_ROWS : CHROMA_STRIP_ROWS);
        }
    }
    for (int i = 0; i < 2 && layout->chroma_columns == 1; i++) {
        strips->whole[i] = codec->mem->alloc_large(codec, JPOOL_IMAGE, frame->width_px);
    }
}

/* The row below, but for the last one. */
static uint32_t below(const struct askcam_raw_strips *strips, uint32_t row)
{
    return row + 1 < strips->frame->height_px ? row + 1 : row;
}

/* Chroma of every pixel: 4:4:4, whose rows are as many as luma's. */
static void fill_halved(const struct askcam_raw_strips *strips, int part, uint32_t row,
                        uint8_t *dst)
{
    const struct askcam_frame *const frame = strips->frame;

    askcam_raw_samples(frame, strips->layout, part, 2 * row, strips->whole[0]);
    askcam_raw_samples(frame, strips->layout, part, below(strips, 2 * row), strips->whole[1]);
    askcam_pixels_halve(dst, strips->whole[0], strips->whole[1], frame->width_px);
}

/* Chroma of 4:2:2. */
static void fill_mean(const struct askcam_raw_strips *strips, int part, uint32_t row, uint8_t *dst)
{
    const struct askcam_frame *const frame = strips->frame;
    const struct askcam_raw_layout *const layout = strips->layout;
    const size_t width = coded_width(strips, part);

    askcam_pixels_mean(dst, askcam_raw_row(frame, layout, part, 2 * row),
                       askcam_raw_row(frame, layout, part, below(strips, 2 * row)),
                       layout->part[part].step, width);
    askcam_raw_expand(frame, layout, part, dst, width);
}

/* Row `row` of a part in the JPEG's own resolution, into its strip buffer. */
static void fill_row(const struct askcam_raw_strips *strips, int part, uint32_t row, uint8_t *dst)
{
    if (part > 0 && strips->layout->chroma_columns == 1) {
        fill_halved(strips, part, row, dst);
    } else if (part > 0 && strips->layout->chroma_rows == 1) {
        fill_mean(strips, part, row, dst);
    } else {
        askcam_raw_samples(strips->frame, strips->layout, part, row, dst);
    }
}

/* The strip's rows of a part, the first of which is `first`; height is that of the JPEG's part. */
static void fill_part(struct askcam_raw_strips *strips, int part, uint32_t first, uint32_t height)
{
    const uint32_t rows = part == 0 ? ASKCAM_STRIP_ROWS : CHROMA_STRIP_ROWS;

    for (uint32_t i = 0; i < rows; i++) {
        if (first + i >= height) {
            strips->strip[part][i] = strips->strip[part][i - 1]; /* below the picture; i > 0 */
        } else if (strips->in_place[part]) {
            strips->strip[part][i] =
                askcam_unconst_row(askcam_raw_row(strips->frame, strips->layout, part, first + i));
        } else {
            strips->strip[part][i] = strips->own[part][i];
            fill_row(strips, part, first + i, strips->own[part][i]);
        }
    }
}

static void change_colours(struct askcam_raw_strips *strips, uint32_t y)
{
    const uint32_t height_px = strips->frame->height_px;

    for (uint32_t i = 0; i < ASKCAM_STRIP_ROWS && y + i < height_px; i++) {
        askcam_pixels_step_pairs(strips->own[0][i], strips->own[1][i / 2], strips->own[2][i / 2],
                                 strips->colours, coded_width(strips, 0));
    }
    for (uint32_t i = 0; i < CHROMA_STRIP_ROWS && y + 2 * i < height_px; i++) {
        askcam_pixels_step_chroma(strips->own[1][i], strips->own[2][i], strips->colours,
                                  coded_width(strips, 1));
    }
}

/* The last sample repeated up to a whole block. */
static void pad(const struct askcam_raw_strips *strips, int part)
{
    const size_t width = coded_width(strips, part);
    const uint32_t rows = part == 0 ? ASKCAM_STRIP_ROWS : CHROMA_STRIP_ROWS;
    const size_t padding_bytes = (rows - width % rows) % rows; /* blocks are as wide as high */

    for (uint32_t i = 0; i < rows && padding_bytes > 0; i++) {
        uint8_t *const row = strips->own[part][i];
        memset(row + width, row[width - 1], padding_bytes);
    }
}

void askcam_raw_strips_fill(struct askcam_raw_strips *strips, uint32_t y)
{
    const uint32_t height_px = strips->frame->height_px;
    const uint32_t chroma_height = height_px / 2 + height_px % 2;

    fill_part(strips, 0, y, height_px);
    fill_part(strips, 1, y / 2, chroma_height);
    fill_part(strips, 2, y / 2, chroma_height);
    if (strips->colours != NULL) {
        change_colours(strips, y);
    }
    for (int part = 0; part < ASKCAM_RAW_PARTS; part++) {
        if (!strips->in_place[part]) {
            pad(strips, part);
        }
    }
}
