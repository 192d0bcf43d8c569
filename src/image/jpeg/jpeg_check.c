/* SPDX-License-Identifier: MIT */
/*
 * jpeg_check.c - whether a JPEG's data can be read to their end; see picture.h.
 *
 * libjpeg reads the Huffman codes of all rows but the last without making anything of them, and
 * what it would only warn of is an error here (jpeg_guard.c).
 */
#include "jpeg_guard.h"
#include "jpeg_in.h"
#include "picture.h"
#include "rows.h"

enum { DIVISOR = 8 }; /* of the last row, which is decoded */

struct check {
    struct askcam_jpeg_guard guard;
    struct jpeg_decompress_struct jpeg;
    struct askcam_jpeg_in in;
    const struct askcam_frame *frame;
};

static void read_all(struct jpeg_decompress_struct *jpeg)
{
    jpeg->scale_denom = DIVISOR;
    jpeg->do_fancy_upsampling = FALSE;
    jpeg->out_color_space =
        jpeg->jpeg_color_space == JCS_YCbCr ? JCS_GRAYSCALE : jpeg->jpeg_color_space;
    (void)jpeg_start_decompress(jpeg);
    JSAMPROW row = askcam_rows_alloc((j_common_ptr)jpeg, (size_t)jpeg->output_width *
                                                             (unsigned)jpeg->output_components);
    (void)jpeg_skip_scanlines(jpeg, jpeg->output_height - 1);
    (void)jpeg_read_scanlines(jpeg, &row, 1); /* with which all of its blocks are read */
}

static void run(void *ctx)
{
    struct check *const check = ctx;
    const struct askcam_frame *const frame = check->frame;

    askcam_jpeg_in_start(&check->in, &check->jpeg, &frame->jpeg, &check->guard, frame->width_px,
                         frame->height_px);
    if (!jpeg_has_multiple_scans(&check->jpeg)) {
        read_all(&check->jpeg);
    }
}

enum askcam_status askcam_frame_check(const struct askcam_frame *frame, struct askcam_error *err)
{
    struct check check = {.frame = frame};

    if (!frame->is_jpeg) {
        return ASKCAM_OK;
    }
    askcam_jpeg_guard_init(&check.guard, askcam_frame_name(frame), err);
    check.jpeg.err = &check.guard.mgr;
    const enum askcam_status status = askcam_jpeg_guard_run(&check.guard, run, &check);
    jpeg_destroy_decompress(&check.jpeg);
    return status;
}
