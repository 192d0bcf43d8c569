/* SPDX-License-Identifier: MIT */
/* frame_rows.c - see frame_rows.h. */
#include "frame_rows.h"

/*
 * The largest division that the decoder can do at almost no cost and that leaves enough pixels.
 * Not with masks: a divided pixel would mix what a mask hides into what it does not.
 */
static uint32_t divisor_of(const struct askcam_plan *plan)
{
    uint32_t divisor = plan->masks_count == 0 ? 8 : 1;

    while (divisor > 1 && (plan->crop.width / divisor < plan->scaled_width_px ||
                           plan->crop.height / divisor < plan->scaled_height_px)) {
        divisor /= 2;
    }
    return divisor;
}

static void start_source(struct askcam_frame_rows *stages, const struct askcam_frame_rows_job *job,
                         uint32_t divisor, struct askcam_rows *rows)
{
    const struct askcam_plan *const plan = job->plan;

    if (job->frame->is_jpeg) {
        const struct askcam_jpeg_window window = {.width_px = plan->source_width_px,
                                                  .height_px = plan->source_height_px,
                                                  .rect = plan->crop,
                                                  .divisor = divisor,
                                                  .luma_only = job->luma_only};
        askcam_jpeg_rows_start(&stages->jpeg, &job->frame->jpeg, &window, job->guard, rows);
    } else {
        askcam_raw_rows_start(&stages->raw, job->frame, &plan->crop, job->codec, rows);
    }
}

void askcam_frame_rows_start(struct askcam_frame_rows *stages,
                             const struct askcam_frame_rows_job *job, struct askcam_rows *rows)
{
    const struct askcam_plan *const plan = job->plan;
    const uint32_t divisor = job->frame->is_jpeg ? divisor_of(plan) : 1;
    const struct askcam_shrink_target target = {.x_px = plan->crop.x,
                                                .y_px = plan->crop.y,
                                                .area_width_px = plan->crop.width,
                                                .area_height_px = plan->crop.height,
                                                .divisor = divisor,
                                                .width_px = plan->scaled_width_px,
                                                .height_px = plan->scaled_height_px};

    start_source(stages, job, divisor, rows);
    askcam_mask_rows_start(&stages->mask, plan, rows);
    askcam_shrink_rows_start(&stages->shrink, &target, job->codec, rows);
    askcam_rotate_rows_start(&stages->rotation, plan->rotation, job->guard, job->codec, rows);
}

void askcam_frame_rows_destroy(struct askcam_frame_rows *stages)
{
    askcam_jpeg_rows_destroy(&stages->jpeg);
}
