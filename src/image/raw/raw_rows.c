/* SPDX-License-Identifier: MIT */
/* raw_rows.c - see raw_rows.h. */
#include "raw_rows.h"

#include "colour_matrix.h"
#include "raw_samples.h"

static enum askcam_row_colours colours(enum askcam_raw_family family)
{
    return family == ASKCAM_RAW_GREY  ? ASKCAM_ROWS_GREY
           : family == ASKCAM_RAW_YUV ? ASKCAM_ROWS_YCBCR
                                      : ASKCAM_ROWS_RGB;
}

/* The parts of the next row, next to each other. */
static void gather(struct askcam_raw_rows *stage, int part)
{
    askcam_raw_samples(stage->frame, stage->layout, part,
                       part > 0 ? stage->y / stage->layout->chroma_rows : stage->y,
                       stage->part[part]);
}

static void change_colours(struct askcam_raw_rows *stage)
{
    const uint32_t width_px = stage->frame->width_px;
    uint8_t *const *const part = stage->part;

    if (stage->layout->chroma_columns == 2) {
        askcam_pixels_step_pairs(part[0], part[1], part[2], stage->colour_step, width_px);
    } else {
        askcam_pixels_step_luma(part[0], part[1], part[2], stage->colour_step, width_px);
    }
    askcam_pixels_step_chroma(part[1], part[2], stage->colour_step,
                              askcam_raw_part_width(stage->layout, 1, width_px));
}

static uint8_t *next(void *ctx)
{
    struct askcam_raw_rows *const stage = ctx;
    const size_t width_px = stage->frame->width_px;

    gather(stage, 0);
    if (stage->layout->family != ASKCAM_RAW_GREY) {
        gather(stage, 1);
        gather(stage, 2);
    }
    stage->y++;
    if (stage->layout->family == ASKCAM_RAW_GREY) {
        return stage->part[0] + stage->rect.x;
    }
    if (stage->colour_step != NULL) {
        change_colours(stage);
    }
    if (stage->layout->chroma_columns == 2) {
        askcam_pixels_weave(stage->row, stage->part[0], stage->part[1], stage->part[2], width_px);
    } else {
        askcam_pixels_weave_all(stage->row, stage->part[0], stage->part[1], stage->part[2],
                                width_px);
    }
    return stage->row + (size_t)stage->rect.x * 3;
}

void askcam_raw_rows_start(struct askcam_raw_rows *stage, const struct askcam_frame *frame,
                           const struct askcam_rect *rect, j_common_ptr codec,
                           struct askcam_rows *rows)
{
    stage->frame = frame;
    stage->layout = askcam_raw_layout(frame->raw.pixels);
    stage->colour_step =
        stage->layout->family == ASKCAM_RAW_YUV ? askcam_colour_step(frame->raw.matrix) : NULL;
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
