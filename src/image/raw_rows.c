/* SPDX-License-Identifier: MIT */
/* raw_rows.c - see raw_rows.h. */
#include "raw_rows.h"

#include <string.h>

#include "pixel_loops.h"

static enum askcam_row_colours colours(enum askcam_raw_family family)
{
    return family == ASKCAM_RAW_GREY  ? ASKCAM_ROWS_GREY
           : family == ASKCAM_RAW_YUV ? ASKCAM_ROWS_YCBCR
                                      : ASKCAM_ROWS_RGB;
}

/* A part's samples of row y, next to each other and in full range. */
static void gather(struct askcam_raw_rows *stage, int part, uint32_t y)
{
    const struct askcam_raw *const raw = &stage->frame->raw;
    const size_t width = askcam_raw_part_width(stage->layout, part, stage->frame->width_px);
    const uint32_t row = part > 0 ? y / stage->layout->chroma_rows : y;

    askcam_pixels_pick(stage->part[part], askcam_raw_row(raw, stage->layout, part, row),
                       stage->layout->part[part].step, width);
    if (!raw->limited_range || stage->layout->family == ASKCAM_RAW_RGB) {
        return;
    }
    if (part == 0) {
        askcam_pixels_expand_luma(stage->part[part], width);
    } else {
        askcam_pixels_expand_chroma(stage->part[part], width);
    }
}

static void weave_rgb(struct askcam_raw_rows *stage)
{
    for (size_t x = 0; x < stage->frame->width_px; x++) {
        for (size_t i = 0; i < ASKCAM_RAW_PARTS; i++) {
            stage->row[3 * x + i] = stage->part[i][x];
        }
    }
}

static uint8_t *next(void *ctx)
{
    struct askcam_raw_rows *const stage = ctx;
    const uint32_t y = stage->y++;

    gather(stage, 0, y);
    if (stage->layout->family == ASKCAM_RAW_GREY) {
        return stage->part[0] + stage->rect.x;
    }
    gather(stage, 1, y);
    gather(stage, 2, y);
    if (stage->layout->family == ASKCAM_RAW_YUV) {
        askcam_pixels_weave(stage->row, stage->part[0], stage->part[1], stage->part[2],
                            stage->frame->width_px);
    } else {
        weave_rgb(stage);
    }
    return stage->row + (size_t)stage->rect.x * 3;
}

void askcam_raw_rows_start(struct askcam_raw_rows *stage, const struct askcam_frame *frame,
                           const struct askcam_rect *rect, j_common_ptr codec,
                           struct askcam_rows *rows)
{
    stage->frame = frame;
    stage->layout = askcam_raw_layout(frame->raw.pixels);
    stage->rect = *rect;
    stage->y = rect->y;
    for (int part = 0; part < ASKCAM_RAW_PARTS; part++) {
        stage->part[part] = askcam_rows_alloc(codec, frame->width_px);
    }
    stage->row = askcam_rows_alloc(codec, (size_t)frame->width_px * 3);
    *rows = (struct askcam_rows){.ctx = stage,
                                 .next = next,
                                 .width_px = rect->width,
                                 .height_px = rect->height,
                                 .colours = colours(stage->layout->family)};
}
