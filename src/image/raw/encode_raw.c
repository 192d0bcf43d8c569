/* SPDX-License-Identifier: MIT */
/*
 * encode_raw.c - see encode_raw.h.
 *
 * YUV goes to libjpeg in strips of its own kind; grey and RGB as rows, where they lie if libjpeg
 * knows their layout, else through the stage that makes plain rows of any format.
 */
#include "encode_raw.h"

#include <assert.h>
#include <stdbool.h>

#include "jpeg_guard.h"
#include "jpeg_out.h"
#include "raw_layout.h"
#include "raw_rows.h"
#include "raw_strips.h"

struct encoding {
    struct jpeg_compress_struct jpeg;
    struct askcam_jpeg_guard guard;
    struct askcam_jpeg_out out;
    struct askcam_sink sink;
    const struct askcam_frame *frame;
    const struct askcam_raw_layout *layout;
    uint8_t quality;
    struct askcam_raw_strips strips;
    struct askcam_raw_rows rows;
};

/* Layouts that libjpeg reads by itself; JCS_UNKNOWN: not this one. */
static J_COLOR_SPACE known_colours(const struct askcam_raw_layout *layout)
{
    static const struct {
        uint8_t step, red, green, blue;
        J_COLOR_SPACE colours;
    } rows[] = {{3, 0, 1, 2, JCS_EXT_RGB},  {3, 2, 1, 0, JCS_EXT_BGR},  {4, 0, 1, 2, JCS_EXT_RGBX},
                {4, 2, 1, 0, JCS_EXT_BGRX}, {4, 1, 2, 3, JCS_EXT_XRGB}, {4, 3, 2, 1, JCS_EXT_XBGR}};
    const struct askcam_raw_part *const part = layout->part;

    if (layout->family == ASKCAM_RAW_GREY) {
        return part->step == 1 ? JCS_GRAYSCALE : JCS_UNKNOWN;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].step == part[0].step && rows[i].red == part[0].at &&
            rows[i].green == part[1].at && rows[i].blue == part[2].at) {
            return rows[i].colours;
        }
    }
    return JCS_UNKNOWN;
}

static void configure(struct encoding *enc, J_COLOR_SPACE colours, int components)
{
    struct jpeg_compress_struct *const jpeg = &enc->jpeg;

    jpeg->image_width = enc->frame->width_px;
    jpeg->image_height = enc->frame->height_px;
    jpeg->in_color_space = colours;
    jpeg->input_components = components;
    jpeg_set_defaults(jpeg); /* 4:2:0 for colours */
    jpeg_set_quality(jpeg, enc->quality, TRUE);
    jpeg->raw_data_in = colours == JCS_YCbCr;
    jpeg_start_compress(jpeg, TRUE);
}

static void write_strips(struct encoding *enc)
{
    JSAMPARRAY parts[ASKCAM_RAW_PARTS] = {enc->strips.strip[0], enc->strips.strip[1],
                                          enc->strips.strip[2]};

    configure(enc, JCS_YCbCr, ASKCAM_RAW_PARTS);
    askcam_raw_strips_start(&enc->strips, enc->frame, (j_common_ptr)&enc->jpeg);
    for (uint32_t y = 0; y < enc->frame->height_px; y += ASKCAM_STRIP_ROWS) {
        askcam_raw_strips_fill(&enc->strips, y);
        /* All of them: the sink never waits. */
        (void)jpeg_write_raw_data(&enc->jpeg, parts, ASKCAM_STRIP_ROWS);
    }
}

/* libjpeg reads the rows where they lie; parts of all of them are in plane 0. */
static void write_in_place(struct encoding *enc, J_COLOR_SPACE colours)
{
    struct askcam_raw_layout rows = *enc->layout;

    configure(enc, colours, rows.part[0].step);
    rows.part[0].at = 0; /* the row, not its first sample */
    for (uint32_t y = 0; y < enc->frame->height_px; y++) {
        JSAMPROW row = askcam_unconst_row(askcam_raw_row(enc->frame, &rows, 0, y));
        (void)jpeg_write_scanlines(&enc->jpeg, &row, 1);
    }
}

static void write_rows(struct encoding *enc)
{
    const struct askcam_rect all = {.width = enc->frame->width_px, .height = enc->frame->height_px};
    const bool grey = enc->layout->family == ASKCAM_RAW_GREY;
    struct askcam_rows rows;

    configure(enc, grey ? JCS_GRAYSCALE : JCS_RGB, grey ? 1 : 3);
    askcam_raw_rows_start(&enc->rows, enc->frame, &all, (j_common_ptr)&enc->jpeg, &rows);
    for (uint32_t y = 0; y < enc->frame->height_px; y++) {
        JSAMPROW row = rows.next(rows.ctx);
        (void)jpeg_write_scanlines(&enc->jpeg, &row, 1);
    }
}

static void encode(void *ctx)
{
    struct encoding *const enc = ctx;

    jpeg_create_compress(&enc->jpeg);
    askcam_jpeg_out_init(&enc->out, &enc->jpeg, enc->sink, &enc->guard);
    if (enc->layout->family == ASKCAM_RAW_YUV) {
        write_strips(enc);
    } else if (known_colours(enc->layout) != JCS_UNKNOWN && !enc->frame->raw.limited_range) {
        write_in_place(enc, known_colours(enc->layout));
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
    askcam_jpeg_guard_init(&enc.guard, askcam_frame_name(frame), err);
    enc.jpeg.err = &enc.guard.mgr;
    status = askcam_jpeg_guard_run(&enc.guard, encode, &enc);
    jpeg_destroy_compress(&enc.jpeg);
    return status;
}
