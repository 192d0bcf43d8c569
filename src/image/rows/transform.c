/* SPDX-License-Identifier: MIT */
/* transform.c - see transform.h. */
#include "transform.h"

#include "frame_rows.h"
#include "jpeg_guard.h"
#include "jpeg_out.h"
#include "raw_layout.h"
#include "rows.h"

struct work {
    struct askcam_jpeg_guard guard;
    struct jpeg_compress_struct jpeg;
    struct askcam_jpeg_out out;
    struct askcam_frame_rows stages;
    const struct askcam_frame *frame;
    const struct askcam_plan *plan;
    struct askcam_sink sink;
    uint8_t quality;
};

static void encode(struct work *work, const struct askcam_rows *rows)
{
    static const J_COLOR_SPACE colours[] = {[ASKCAM_ROWS_GREY] = JCS_GRAYSCALE,
                                            [ASKCAM_ROWS_YCBCR] = JCS_YCbCr,
                                            [ASKCAM_ROWS_RGB] = JCS_RGB};
    struct jpeg_compress_struct *const jpeg = &work->jpeg;

    jpeg->image_width = rows->width_px;
    jpeg->image_height = rows->height_px;
    jpeg->input_components = (int)askcam_rows_components(rows);
    jpeg->in_color_space = colours[rows->colours];
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
    askcam_jpeg_out_init(&work->out, &work->jpeg, work->sink, &work->guard);
    const struct askcam_frame_rows_job job = {.frame = work->frame,
                                              .plan = work->plan,
                                              .guard = &work->guard,
                                              .codec = (j_common_ptr)&work->jpeg};
    askcam_frame_rows_start(&work->stages, &job, &rows);
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
    askcam_jpeg_guard_init(&work.guard, askcam_frame_name(frame), err);
    work.jpeg.err = &work.guard.mgr;
    status = askcam_jpeg_guard_run(&work.guard, run, &work);
    jpeg_destroy_compress(&work.jpeg);
    askcam_frame_rows_destroy(&work.stages);
    return status;
}
