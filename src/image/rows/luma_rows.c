/* SPDX-License-Identifier: MIT */
/* luma_rows.c - see luma_rows.h. */
#include "luma_rows.h"

#include "frame_rows.h"
#include "jpeg_guard.h"
#include "jpeg_walk.h"
#include "plan.h"
#include "raw_layout.h"

struct work {
    struct askcam_jpeg_guard guard;
    struct jpeg_compress_struct pool; /* encodes nothing: stages take their memory from it */
    struct askcam_frame_rows stages;
    const struct askcam_frame *frame;
    const struct askcam_plan *plan;
    const struct askcam_luma_callbacks *callbacks;
};

/* In place: a pixel's luma is written where all its bytes have been read. */
static void to_luma(uint8_t *row, uint32_t width_px, enum askcam_row_colours colours)
{
    if (colours == ASKCAM_ROWS_GREY) {
        return;
    }
    for (size_t x = 0; x < width_px; x++) {
        const uint8_t *const pixel = row + 3 * x;
        row[x] = colours == ASKCAM_ROWS_YCBCR
                     ? pixel[0]
                     : (uint8_t)((77U * pixel[0] + 150U * pixel[1] + 29U * pixel[2] + 128) >> 8);
    }
}

static void measure_rows(void *ctx)
{
    struct work *const work = ctx;
    struct askcam_rows rows;

    jpeg_create_compress(&work->pool);
    const struct askcam_frame_rows_job job = {.frame = work->frame,
                                              .plan = work->plan,
                                              .guard = &work->guard,
                                              .codec = (j_common_ptr)&work->pool,
                                              .luma_only = true};
    askcam_frame_rows_start(&work->stages, &job, &rows);
    work->callbacks->size(work->callbacks->ctx, rows.width_px, rows.height_px);
    for (uint32_t y = 0; y < rows.height_px; y++) {
        uint8_t *const row = rows.next(rows.ctx);
        to_luma(row, rows.width_px, rows.colours);
        work->callbacks->row(work->callbacks->ctx, row);
    }
}

/* The size of what is stored, checked as far as it can be without decoding. */
static enum askcam_status size_of(const struct askcam_frame *frame,
                                  struct askcam_plan_source *source, struct askcam_error *err)
{
    struct askcam_jpeg_info info;

    *source = (struct askcam_plan_source){.name = askcam_frame_name(frame),
                                          .width_px = frame->width_px,
                                          .height_px = frame->height_px,
                                          .orientation = 1};
    if (!frame->is_jpeg) {
        return askcam_raw_check(frame, err);
    }
    const enum askcam_status status = askcam_jpeg_walk(&frame->jpeg, source->name, &info, err);
    if (status == ASKCAM_OK) {
        source->width_px = info.width_px;
        source->height_px = info.height_px;
    }
    return status;
}

enum askcam_status askcam_luma_rows(const struct askcam_frame *frame, uint32_t max_side_px,
                                    const struct askcam_luma_callbacks *callbacks,
                                    struct askcam_error *err)
{
    const struct askcam_picture_options options = {.max_side_px = max_side_px};
    struct askcam_plan_source source;
    struct askcam_plan plan;
    struct work work = {.frame = frame, .plan = &plan, .callbacks = callbacks};

    enum askcam_status status = size_of(frame, &source, err);
    if (status == ASKCAM_OK) {
        status = askcam_plan_make(&plan, &source, &options, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    askcam_jpeg_guard_init(&work.guard, source.name, err);
    work.pool.err = &work.guard.mgr;
    status = askcam_jpeg_guard_run(&work.guard, measure_rows, &work);
    jpeg_destroy_compress(&work.pool);
    askcam_frame_rows_destroy(&work.stages);
    return status;
}
