/* SPDX-License-Identifier: MIT */
/* overview.c - see overview.h. */
#include "overview.h"

#include <assert.h>

#include "frame_rows.h"
#include "jpeg_guard.h"

struct work {
    struct askcam_jpeg_guard guard;
    struct jpeg_compress_struct pool; /* encodes nothing: stages take their memory from it */
    struct askcam_frame_rows stages;
    const struct askcam_frame *frame;
    const struct askcam_plan *plan;
    const struct askcam_overview_callbacks *callbacks;
};

/* A plan for the frame of a picture with other options than its own. */
static enum askcam_status plan_with(struct askcam_plan *plan, const struct askcam_picture *picture,
                                    const struct askcam_picture_options *options,
                                    struct askcam_error *err)
{
    const struct askcam_plan_source source = {.name = askcam_frame_name(&picture->frame),
                                              .width_px = picture->frame.width_px,
                                              .height_px = picture->frame.height_px,
                                              .orientation = picture->orientation};

    return askcam_plan_make(plan, &source, options, err);
}

/* From the stored picture, where plans have their rectangles, into the upright one. */
static struct askcam_rect upright(struct askcam_rect rect, const struct askcam_plan *plan)
{
    const struct askcam_rotation rotation = plan->rotation;

    if (rotation.flips_x) {
        rect.x = plan->source_width_px - rect.x - rect.width;
    }
    if (rotation.flips_y) {
        rect.y = plan->source_height_px - rect.y - rect.height;
    }
    return rotation.swaps ? (struct askcam_rect){rect.y, rect.x, rect.height, rect.width} : rect;
}

enum askcam_status askcam_overview_init(struct askcam_overview *overview,
                                        const struct askcam_picture *picture,
                                        struct askcam_error *err)
{
    struct askcam_picture_options options = picture->options;
    struct askcam_plan plan;

    options.crop = (struct askcam_rect_spec){0}; /* it would clip the masks */
    options.rotate_degrees = 0;                  /* which comes after the crop */
    options.max_side_px = 0;
    enum askcam_status status = askcam_frame_refuse_still(&picture->frame, "decoded", err);
    if (status == ASKCAM_OK) {
        status = plan_with(&plan, picture, &options, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    *overview = (struct askcam_overview){.width_px = plan.width_px,
                                         .height_px = plan.height_px,
                                         .crop = upright(picture->plan.crop, &plan),
                                         .masks_count = plan.masks_count};
    for (size_t i = 0; i < plan.masks_count; i++) {
        overview->masks[i] = upright(plan.masks[i], &plan);
    }
    return ASKCAM_OK;
}

static uint8_t sample(int32_t value)
{
    return value < 0 ? 0 : value > 255 ? 255 : (uint8_t)value;
}

/* JFIF 1.02: R = Y + 1.402 Cr, G = Y - 0.34414 Cb - 0.71414 Cr, B = Y + 1.772 Cb; in 1/65536. */
static void from_ycbcr(uint8_t *row, uint32_t width_px)
{
    enum { ONE = 65536, HALF = ONE / 2 };

    for (uint8_t *pixel = row; pixel < row + (size_t)width_px * 3; pixel += 3) {
        const int32_t y = pixel[0] * ONE + HALF;
        const int32_t cb = pixel[1] - 128;
        const int32_t cr = pixel[2] - 128;
        pixel[0] = sample((y + 91881 * cr) / ONE);
        pixel[1] = sample((y - 22554 * cb - 46802 * cr) / ONE);
        pixel[2] = sample((y + 116130 * cb) / ONE);
    }
}

static void from_grey(uint8_t *rgb, const uint8_t *row, uint32_t width_px)
{
    for (size_t x = 0; x < width_px; x++) {
        rgb[3 * x] = row[x];
        rgb[3 * x + 1] = row[x];
        rgb[3 * x + 2] = row[x];
    }
}

static void give_rows(void *ctx)
{
    struct work *const work = ctx;
    const struct askcam_overview_callbacks *const callbacks = work->callbacks;
    struct askcam_rows rows = {.ctx = NULL};

    jpeg_create_compress(&work->pool);
    struct jpeg_common_struct *const pool = (j_common_ptr)&work->pool;
    const struct askcam_frame_rows_job job = {
        .frame = work->frame, .plan = work->plan, .guard = &work->guard, .codec = pool};
    askcam_frame_rows_start(&work->stages, &job, &rows);
    uint8_t *const rgb = askcam_rows_alloc(pool, (size_t)rows.width_px * 3);
    for (uint32_t y = 0; y < rows.height_px; y++) {
        uint8_t *const row = rows.next(rows.ctx);
        if (rows.colours == ASKCAM_ROWS_GREY) {
            from_grey(rgb, row, rows.width_px);
        } else if (rows.colours == ASKCAM_ROWS_YCBCR) {
            from_ycbcr(row, rows.width_px);
        }
        callbacks->row(callbacks->ctx, y, rows.colours == ASKCAM_ROWS_GREY ? rgb : row);
    }
}

enum askcam_status askcam_overview_rows(const struct askcam_picture *picture, uint32_t width_px,
                                        uint32_t height_px,
                                        const struct askcam_overview_callbacks *callbacks,
                                        struct askcam_error *err)
{
    static const struct askcam_picture_options whole; /* neither crop nor masks */
    struct askcam_plan plan;
    struct work work = {.frame = &picture->frame, .plan = &plan, .callbacks = callbacks};

    enum askcam_status status = plan_with(&plan, picture, &whole, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    assert(width_px >= 1 && width_px <= plan.width_px);
    assert(height_px >= 1 && height_px <= plan.height_px);
    plan.scaled_width_px = plan.rotation.swaps ? height_px : width_px;
    plan.scaled_height_px = plan.rotation.swaps ? width_px : height_px;
    askcam_jpeg_guard_init(&work.guard, askcam_frame_name(work.frame), err);
    work.pool.err = &work.guard.mgr;
    status = askcam_jpeg_guard_run(&work.guard, give_rows, &work);
    jpeg_destroy_compress(&work.pool);
    askcam_frame_rows_destroy(&work.stages);
    return status;
}
