/* SPDX-License-Identifier: MIT */
/*
 * jpeg_rows.c - see jpeg_rows.h.
 *
 * libjpeg cuts columns only at whole blocks and treats the cut as the picture's edge when it
 * interpolates chroma; so two columns more are asked for on each side, and dropped here.
 */
#include "jpeg_rows.h"

#include <assert.h>

enum { EDGE_PX = 2 };

/* CMYK as Adobe stores it: inverted, so that ink times black is light. */
static uint8_t *from_cmyk(struct askcam_jpeg_rows *stage, const uint8_t *cmyk)
{
    const bool inverted = stage->jpeg.saw_Adobe_marker;

    for (uint32_t x = 0; x < stage->width_px; x++) {
        const uint8_t *const from = cmyk + (size_t)x * 4;
        const unsigned black = inverted ? from[3] : 255U - from[3];
        for (unsigned i = 0; i < 3; i++) {
            const unsigned ink = inverted ? from[i] : 255U - from[i];
            stage->rgb[(size_t)x * 3 + i] = (uint8_t)((ink * black + 127) / 255);
        }
    }
    return stage->rgb;
}

static uint8_t *next(void *ctx)
{
    struct askcam_jpeg_rows *const stage = ctx;

    (void)jpeg_read_scanlines(&stage->jpeg, &stage->row, 1); /* one: the input never waits */
    uint8_t *const pixels =
        stage->row + (size_t)stage->left_px * (unsigned)stage->jpeg.output_components;
    return stage->rgb == NULL ? pixels : from_cmyk(stage, pixels);
}

/* No conversion of colours where none is needed; CMYK becomes RGB here.  There are no others. */
static enum askcam_row_colours choose_colours(struct jpeg_decompress_struct *jpeg)
{
    static const struct {
        J_COLOR_SPACE stored, decoded;
        enum askcam_row_colours rows;
    } choices[] = {{JCS_GRAYSCALE, JCS_GRAYSCALE, ASKCAM_ROWS_GREY},
                   {JCS_YCbCr, JCS_YCbCr, ASKCAM_ROWS_YCBCR},
                   {JCS_YCCK, JCS_CMYK, ASKCAM_ROWS_RGB},
                   {JCS_CMYK, JCS_CMYK, ASKCAM_ROWS_RGB},
                   {JCS_RGB, JCS_RGB, ASKCAM_ROWS_RGB}};
    size_t i = 0;

    while (i + 1 < sizeof choices / sizeof choices[0] &&
           choices[i].stored != jpeg->jpeg_color_space) {
        i++;
    }
    jpeg->out_color_space = choices[i].decoded;
    return choices[i].rows;
}

static void cut_columns(struct askcam_jpeg_rows *stage, uint32_t first, uint32_t end)
{
    struct jpeg_decompress_struct *const jpeg = &stage->jpeg;

    stage->left_px = first;
    if (first == 0 && end == jpeg->output_width) {
        return; /* cutting nothing would still cost the decoder its fast paths */
    }
    const uint32_t wide_first = first > EDGE_PX ? first - EDGE_PX : 0;
    const uint32_t wide_end =
        end + EDGE_PX < jpeg->output_width ? end + EDGE_PX : jpeg->output_width;
    JDIMENSION at = wide_first;
    JDIMENSION width = wide_end - wide_first;
    jpeg_crop_scanline(jpeg, &at, &width);
    assert(at <= wide_first && at + width >= wide_end);
    stage->left_px = first - at;
}

/* The decoder, ready to decode the picture divided, but nothing decoded yet. */
static void set_up(struct askcam_jpeg_rows *stage, const struct askcam_bytes *bytes,
                   const struct askcam_jpeg_window *window, struct askcam_rows *rows)
{
    struct jpeg_decompress_struct *const jpeg = &stage->jpeg;

    askcam_jpeg_in_start(&stage->in, jpeg, bytes, stage->guard, window->width_px,
                         window->height_px);
    jpeg->scale_num = 1;
    jpeg->scale_denom = window->divisor;
    rows->colours = choose_colours(jpeg);
    if (window->luma_only && rows->colours == ASKCAM_ROWS_YCBCR) {
        jpeg->out_color_space = JCS_GRAYSCALE;
        rows->colours = ASKCAM_ROWS_GREY;
    }
}

/* The window in decoded pixels: all that it touches. */
static struct askcam_rect decoded_rect(const struct jpeg_decompress_struct *jpeg,
                                       const struct askcam_jpeg_window *window)
{
    const struct askcam_rect *const rect = &window->rect;
    const uint32_t divisor = window->divisor;

    if (window->width_px == 0) {
        return (struct askcam_rect){0, 0, jpeg->output_width, jpeg->output_height};
    }
    const uint32_t x = rect->x / divisor;
    const uint32_t y = rect->y / divisor;
    return (struct askcam_rect){x, y, (rect->x + rect->width + divisor - 1) / divisor - x,
                                (rect->y + rect->height + divisor - 1) / divisor - y};
}

void askcam_jpeg_rows_start(struct askcam_jpeg_rows *stage, const struct askcam_bytes *bytes,
                            const struct askcam_jpeg_window *window,
                            struct askcam_jpeg_guard *guard, struct askcam_rows *rows)
{
    struct jpeg_decompress_struct *const jpeg = &stage->jpeg;

    stage->guard = guard;
    set_up(stage, bytes, window, rows);
    (void)jpeg_start_decompress(jpeg);
    const struct askcam_rect rect = decoded_rect(jpeg, window);
    cut_columns(stage, rect.x, rect.x + rect.width);
    if (rect.y > 0) {
        (void)jpeg_skip_scanlines(jpeg, rect.y);
    }
    stage->width_px = rect.width;
    stage->row = askcam_rows_alloc((j_common_ptr)jpeg,
                                   (size_t)jpeg->output_width * (unsigned)jpeg->output_components);
    if (jpeg->out_color_space == JCS_CMYK) {
        stage->rgb = askcam_rows_alloc((j_common_ptr)jpeg, (size_t)rect.width * 3);
    }
    rows->ctx = stage;
    rows->next = next;
    rows->width_px = rect.width;
    rows->height_px = rect.height;
}

void askcam_jpeg_rows_destroy(struct askcam_jpeg_rows *stage)
{
    if (stage->guard != NULL) {
        jpeg_destroy_decompress(&stage->jpeg);
    }
}
