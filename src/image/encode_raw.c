/* SPDX-License-Identifier: MIT */
/*
 * encode_raw.c - see encode_raw.h.
 *
 * A strip is one row of 16x16 blocks: 16 rows of luma, 8 of each chroma, as row pointers.  A row
 * points into the frame if it can be read there up to a whole block; else into a strip buffer of
 * libjpeg's pool, filled and continued to the right with its last sample.  Rows below the picture
 * repeat the last one.
 */
#include "encode_raw.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "jpeg_out.h"
#include "jpeg_trap.h"
#include "pixel_loops.h"
#include "raw_layout.h"

enum {
    STRIP_ROWS = 2 * DCTSIZE,
    CHROMA_STRIP_ROWS = DCTSIZE,
};

struct encoding {
    struct jpeg_compress_struct jpeg;
    struct askcam_jpeg_trap trap;
    struct askcam_jpeg_out out;
    struct askcam_sink sink;
    const struct askcam_frame *frame;
    const struct askcam_raw_layout *layout;
    uint8_t quality;
    bool in_place[ASKCAM_RAW_PARTS];              /* rows of the part point into the frame */
    JSAMPROW strip[ASKCAM_RAW_PARTS][STRIP_ROWS]; /* as libjpeg reads them */
    JSAMPARRAY own[ASKCAM_RAW_PARTS];             /* strip buffers; NULL if in place */
};

/* libjpeg takes rows that it only reads without const. */
static JSAMPROW unconst(const uint8_t *row)
{
    JSAMPROW same;

    memcpy(&same, &row, sizeof same); /* a cast would be a warning */
    return same;
}

static J_COLOR_SPACE colours(enum askcam_pixels pixels)
{
    switch (pixels) { /* no default: a new format must be placed here */
    case ASKCAM_PIXELS_GREY:
        return JCS_GRAYSCALE;
    case ASKCAM_PIXELS_RGB3:
        return JCS_EXT_RGB;
    case ASKCAM_PIXELS_BGR3:
        return JCS_EXT_BGR;
    case ASKCAM_PIXELS_XBGR32:
        return JCS_EXT_BGRX;
    case ASKCAM_PIXELS_XRGB32:
        return JCS_EXT_XRGB;
    case ASKCAM_PIXELS_YUYV:
    case ASKCAM_PIXELS_YVYU:
    case ASKCAM_PIXELS_UYVY:
    case ASKCAM_PIXELS_VYUY:
    case ASKCAM_PIXELS_NV12:
    case ASKCAM_PIXELS_NV21:
    case ASKCAM_PIXELS_NV16:
    case ASKCAM_PIXELS_NV61:
    case ASKCAM_PIXELS_YU12:
    case ASKCAM_PIXELS_YV12:
    case ASKCAM_PIXELS_422P:
    case ASKCAM_PIXELS_COUNT:
        break;
    }
    return JCS_YCbCr;
}

static void configure(struct encoding *enc)
{
    struct jpeg_compress_struct *const jpeg = &enc->jpeg;

    jpeg->image_width = enc->frame->width_px;
    jpeg->image_height = enc->frame->height_px;
    jpeg->in_color_space = colours(enc->frame->raw.pixels);
    jpeg->input_components = enc->layout->family == ASKCAM_RAW_GREY  ? 1
                             : enc->layout->family == ASKCAM_RAW_YUV ? 3
                                                                     : enc->layout->part[0].step;
    jpeg_set_defaults(jpeg); /* 4:2:0 for colours */
    jpeg_set_quality(jpeg, enc->quality, TRUE);
    jpeg->raw_data_in = enc->layout->family == ASKCAM_RAW_YUV;
}

/* Strip buffers for the parts that need them, as wide as whole blocks. */
static void get_strips(struct encoding *enc)
{
    const uint32_t block_width_px = (enc->frame->width_px + STRIP_ROWS - 1) & ~(STRIP_ROWS - 1U);

    for (int part = 0; part < ASKCAM_RAW_PARTS; part++) {
        const bool averages = part > 0 && enc->layout->chroma_rows == 1;
        enc->in_place[part] = enc->layout->part[part].step == 1 && !averages &&
                              enc->frame->width_px == block_width_px &&
                              !enc->frame->raw.limited_range;
        if (!enc->in_place[part]) {
            enc->own[part] =
                enc->jpeg.mem->alloc_sarray((j_common_ptr)&enc->jpeg, JPOOL_IMAGE,
                                            part == 0 ? block_width_px : block_width_px / 2,
                                            part == 0 ? STRIP_ROWS : CHROMA_STRIP_ROWS);
        }
    }
}

/* Full range, and the last sample repeated up to a whole block. */
static void finish_row(const struct encoding *enc, int part, uint8_t *row)
{
    const size_t width = askcam_raw_part_width(enc->layout, part, enc->frame->width_px);
    const size_t block_bytes = part == 0 ? STRIP_ROWS : CHROMA_STRIP_ROWS;
    const size_t padding_bytes = (block_bytes - width % block_bytes) % block_bytes;

    if (enc->frame->raw.limited_range && part == 0) {
        askcam_pixels_expand_luma(row, width);
    } else if (enc->frame->raw.limited_range) {
        askcam_pixels_expand_chroma(row, width);
    }
    memset(row + width, row[width - 1], padding_bytes);
}

/* Row `row` of a part in the JPEG's own resolution, into its strip buffer. */
static void fill_row(const struct encoding *enc, int part, uint32_t row, uint8_t *dst)
{
    const struct askcam_raw *const raw = &enc->frame->raw;
    const size_t step = enc->layout->part[part].step;
    const size_t width = askcam_raw_part_width(enc->layout, part, enc->frame->width_px);

    if (part > 0 && enc->layout->chroma_rows == 1) {
        const uint32_t last = enc->frame->height_px - 1;
        const uint32_t below = 2 * row + 1 < last ? 2 * row + 1 : last;
        askcam_pixels_mean(dst, askcam_raw_row(raw, enc->layout, part, 2 * row),
                           askcam_raw_row(raw, enc->layout, part, below), step, width);
    } else {
        askcam_pixels_pick(dst, askcam_raw_row(raw, enc->layout, part, row), step, width);
    }
    finish_row(enc, part, dst);
}

/* The strip's rows of a part, the first of which is `first`; height is that of the JPEG's part. */
static void fill_part(struct encoding *enc, int part, uint32_t first, uint32_t height)
{
    const uint32_t rows = part == 0 ? STRIP_ROWS : CHROMA_STRIP_ROWS;

    for (uint32_t i = 0; i < rows; i++) {
        if (first + i >= height) {
            enc->strip[part][i] = enc->strip[part][i - 1]; /* below the picture; i > 0 */
        } else if (enc->in_place[part]) {
            enc->strip[part][i] =
                unconst(askcam_raw_row(&enc->frame->raw, enc->layout, part, first + i));
        } else {
            enc->strip[part][i] = enc->own[part][i];
            fill_row(enc, part, first + i, enc->own[part][i]);
        }
    }
}

static void write_strips(struct encoding *enc)
{
    const uint32_t height_px = enc->frame->height_px;
    const uint32_t chroma_height = height_px / 2 + height_px % 2;
    JSAMPARRAY parts[ASKCAM_RAW_PARTS] = {enc->strip[0], enc->strip[1], enc->strip[2]};

    get_strips(enc);
    for (uint32_t y = 0; y < height_px; y += STRIP_ROWS) {
        fill_part(enc, 0, y, height_px);
        fill_part(enc, 1, y / 2, chroma_height);
        fill_part(enc, 2, y / 2, chroma_height);
        (void)jpeg_write_raw_data(&enc->jpeg, parts, STRIP_ROWS); /* all: the sink never waits */
    }
}

/* Grey and RGB: libjpeg reads the rows where they lie. */
static void write_rows(struct encoding *enc)
{
    const struct askcam_raw *const raw = &enc->frame->raw;
    const bool expands = raw->limited_range && enc->layout->family == ASKCAM_RAW_GREY;
    JSAMPARRAY own = NULL;

    if (expands) {
        own = enc->jpeg.mem->alloc_sarray((j_common_ptr)&enc->jpeg, JPOOL_IMAGE,
                                          enc->frame->width_px, 1);
    }
    for (uint32_t y = 0; y < enc->frame->height_px; y++) {
        JSAMPROW row = unconst(raw->plane[0] + (size_t)y * raw->row_bytes[0]);
        if (expands) {
            memcpy(own[0], row, enc->frame->width_px);
            askcam_pixels_expand_luma(own[0], enc->frame->width_px);
            row = own[0];
        }
        (void)jpeg_write_scanlines(&enc->jpeg, &row, 1);
    }
}

static void encode(void *ctx)
{
    struct encoding *const enc = ctx;

    jpeg_create_compress(&enc->jpeg);
    askcam_jpeg_out_init(&enc->out, &enc->jpeg, enc->sink, &enc->trap);
    configure(enc);
    jpeg_start_compress(&enc->jpeg, TRUE);
    if (enc->jpeg.raw_data_in) {
        write_strips(enc);
    } else {
        write_rows(enc);
    }
    jpeg_finish_compress(&enc->jpeg);
}

enum askcam_status askcam_encode_raw(const struct askcam_frame *frame, uint8_t quality,
                                     struct askcam_sink out, struct askcam_error *err)
{
    struct encoding enc = {.sink = out, .frame = frame, .quality = quality};
    enum askcam_status status = askcam_raw_check(frame, err);

    assert(!frame->is_jpeg && quality >= 1 && quality <= 100);
    if (status != ASKCAM_OK) {
        return status;
    }
    enc.layout = askcam_raw_layout(frame->raw.pixels);
    askcam_jpeg_trap_init(&enc.trap, askcam_frame_name(frame), err);
    enc.jpeg.err = &enc.trap.mgr;
    status = askcam_jpeg_trap_run(&enc.trap, encode, &enc);
    jpeg_destroy_compress(&enc.jpeg);
    return status;
}
