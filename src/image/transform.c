/* SPDX-License-Identifier: MIT */
/*
 * transform.c - see transform.h.
 *
 * The chain: rows of the frame, masks, shrinking, turning, encoder.  Shrinking comes before
 * turning so that as little as possible is held, which changes no result but rounding.
 */
#include "transform.h"

#include "jpeg_out.h"
#include "jpeg_rows.h"
#include "jpeg_trap.h"
#include "mask_rows.h"
#include "raw_layout.h"
#include "raw_rows.h"
#include "rows.h"
#include "shrink_rows.h"
#include "turn_rows.h"

struct work {
    struct askcam_jpeg_trap trap;
    struct jpeg_compress_struct jpeg;
    struct askcam_jpeg_out out;
    struct askcam_jpeg_rows decoded;
    struct askcam_raw_rows raw;
    struct askcam_mask_rows mask;
    struct askcam_shrink_rows shrink;
    struct askcam_turn_rows turn;
    const struct askcam_frame *frame;
    const struct askcam_plan *plan;
    struct askcam_sink sink;
    uint8_t quality;
};

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

static void start_source(struct work *work, uint32_t divisor, struct askcam_rows *rows)
{
    const struct askcam_plan *const plan = work->plan;

    if (work->frame->is_jpeg) {
        const struct askcam_jpeg_window window = {.width_px = plan->source_width_px,
                                                  .height_px = plan->source_height_px,
                                                  .rect = plan->crop,
                                                  .divisor = divisor};
        askcam_jpeg_rows_start(&work->decoded, &work->frame->jpeg, &window, &work->trap, rows);
    } else {
        askcam_raw_rows_start(&work->raw, work->frame, &plan->crop, (j_common_ptr)&work->jpeg,
                              rows);
    }
}

static void start_stages(struct work *work, struct askcam_rows *rows)
{
    const struct askcam_plan *const plan = work->plan;
    const j_common_ptr codec = (j_common_ptr)&work->jpeg;
    const uint32_t divisor = work->frame->is_jpeg ? divisor_of(plan) : 1;
    const struct askcam_shrink_target target = {.x_px = plan->crop.x,
                                                .y_px = plan->crop.y,
                                                .area_width_px = plan->crop.width,
                                                .area_height_px = plan->crop.height,
                                                .divisor = divisor,
                                                .width_px = plan->scaled_width_px,
                                                .height_px = plan->scaled_height_px};

    start_source(work, divisor, rows);
    askcam_mask_rows_start(&work->mask, plan, rows);
    askcam_shrink_rows_start(&work->shrink, &target, codec, rows);
    askcam_turn_rows_start(&work->turn, plan->turn, &work->trap, codec, rows);
}

static void encode(struct work *work, const struct askcam_rows *rows)
{
    static const J_COLOR_SPACE COLOURS[] = {[ASKCAM_ROWS_GREY] = JCS_GRAYSCALE,
                                            [ASKCAM_ROWS_YCBCR] = JCS_YCbCr,
                                            [ASKCAM_ROWS_RGB] = JCS_RGB};
    struct jpeg_compress_struct *const jpeg = &work->jpeg;

    jpeg->image_width = rows->width_px;
    jpeg->image_height = rows->height_px;
    jpeg->input_components = (int)askcam_rows_components(rows);
    jpeg->in_color_space = COLOURS[rows->colours];
    jpeg_set_defaults(jpeg); /* 4:2:0 for colours */
    jpeg_set_quality(jpeg, work->quality, TRUE);
    jpeg_start_compress(jpeg, TRUE);
    while (jpeg->next_scanline < jpeg->image_height) {
        JSAMPROW row = rows->next(rows->ctx);
        (void)jpeg_write_scanlines(jpeg, &row, 1); /* one: the sink never waits */
    }
    jpeg_finish_compress(jpeg);
}

static void run(void *ctx)
{
    struct work *const work = ctx;
    struct askcam_rows rows = {.ctx = NULL};

    jpeg_create_compress(&work->jpeg);
    askcam_jpeg_out_init(&work->out, &work->jpeg, work->sink, &work->trap);
    start_stages(work, &rows);
    encode(work, &rows);
}

enum askcam_status askcam_transform(const struct askcam_frame *frame,
                                    const struct askcam_plan *plan, uint8_t quality,
                                    struct askcam_sink out, struct askcam_error *err)
{
    struct work work = {.frame = frame, .plan = plan, .sink = out, .quality = quality};
    enum askcam_status status = frame->is_jpeg ? ASKCAM_OK : askcam_raw_check(frame, err);

    if (status != ASKCAM_OK) {
        return status;
    }
    askcam_jpeg_trap_init(&work.trap, askcam_frame_name(frame), err);
    work.jpeg.err = &work.trap.mgr;
    status = askcam_jpeg_trap_run(&work.trap, run, &work);
    jpeg_destroy_compress(&work.jpeg);
    askcam_jpeg_rows_destroy(&work.decoded);
    return status;
}
