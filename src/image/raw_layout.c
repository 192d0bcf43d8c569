/* SPDX-License-Identifier: MIT */
/* raw_layout.c - see raw_layout.h. */
#include "raw_layout.h"

#include <assert.h>
#include <inttypes.h>
#include <stddef.h>

#include "picture.h"

/* Bytes of YUV: planes, luma samples to a chroma sample, luma rows to a chroma row; then parts. */
#define YUV(planes, columns, rows, ...)                                                            \
    {                                                                                              \
        ASKCAM_RAW_YUV, ASKCAM_RAW_BYTES, planes, columns, rows,                                   \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define PACKED(family, packing, ...)                                                               \
    {                                                                                              \
        ASKCAM_RAW_##family, ASKCAM_RAW_##packing, 1, 1, 1,                                        \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define RGB(...)              PACKED(RGB, BYTES, __VA_ARGS__)
#define WORDS(family, ...)    PACKED(family, WORDS, __VA_ARGS__)
#define BE_WORDS(family, ...) PACKED(family, BE_WORDS, __VA_ARGS__)
#define LUMA(...)             PACKED(GREY, BYTES, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__)
#define LUMA_WORDS(...)       PACKED(GREY, WORDS, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__)

/* A part in bytes: its plane, the first sample, the step to the next; in words: shift, bits. */
#define B(plane, at, step)                                                                         \
    {                                                                                              \
        plane, at, step, 0, 8                                                                      \
    }
#define W(shift, bits)                                                                             \
    {                                                                                              \
        0, 0, 2, shift, bits                                                                       \
    }

/* From the kernel's userspace-api/media/v4l/pixfmt-{packed-yuv,yuv-planar,yuv-luma,rgb}.rst. */
static const struct askcam_raw_layout LAYOUTS[ASKCAM_PIXELS_COUNT] = {
    [ASKCAM_PIXELS_YUYV] = YUV(1, 2, 1, B(0, 0, 2), B(0, 1, 4), B(0, 3, 4)),
    [ASKCAM_PIXELS_YVYU] = YUV(1, 2, 1, B(0, 0, 2), B(0, 3, 4), B(0, 1, 4)),
    [ASKCAM_PIXELS_UYVY] = YUV(1, 2, 1, B(0, 1, 2), B(0, 0, 4), B(0, 2, 4)),
    [ASKCAM_PIXELS_VYUY] = YUV(1, 2, 1, B(0, 1, 2), B(0, 2, 4), B(0, 0, 4)),
    [ASKCAM_PIXELS_NV12] = YUV(2, 2, 2, B(0, 0, 1), B(1, 0, 2), B(1, 1, 2)),
    [ASKCAM_PIXELS_NV21] = YUV(2, 2, 2, B(0, 0, 1), B(1, 1, 2), B(1, 0, 2)),
    [ASKCAM_PIXELS_NV16] = YUV(2, 2, 1, B(0, 0, 1), B(1, 0, 2), B(1, 1, 2)),
    [ASKCAM_PIXELS_NV61] = YUV(2, 2, 1, B(0, 0, 1), B(1, 1, 2), B(1, 0, 2)),
    [ASKCAM_PIXELS_NV24] = YUV(2, 1, 1, B(0, 0, 1), B(1, 0, 2), B(1, 1, 2)),
    [ASKCAM_PIXELS_NV42] = YUV(2, 1, 1, B(0, 0, 1), B(1, 1, 2), B(1, 0, 2)),
    [ASKCAM_PIXELS_P010] = YUV(2, 2, 2, B(0, 1, 2), B(1, 1, 4), B(1, 3, 4)),
    [ASKCAM_PIXELS_YU12] = YUV(3, 2, 2, B(0, 0, 1), B(1, 0, 1), B(2, 0, 1)),
    [ASKCAM_PIXELS_YV12] = YUV(3, 2, 2, B(0, 0, 1), B(2, 0, 1), B(1, 0, 1)),
    [ASKCAM_PIXELS_422P] = YUV(3, 2, 1, B(0, 0, 1), B(1, 0, 1), B(2, 0, 1)),
    [ASKCAM_PIXELS_YVU422] = YUV(3, 2, 1, B(0, 0, 1), B(2, 0, 1), B(1, 0, 1)),
    [ASKCAM_PIXELS_YUV444] = YUV(3, 1, 1, B(0, 0, 1), B(1, 0, 1), B(2, 0, 1)),
    [ASKCAM_PIXELS_YVU444] = YUV(3, 1, 1, B(0, 0, 1), B(2, 0, 1), B(1, 0, 1)),
    [ASKCAM_PIXELS_YUV24] = YUV(1, 1, 1, B(0, 0, 3), B(0, 1, 3), B(0, 2, 3)),
    [ASKCAM_PIXELS_XYUV32] = YUV(1, 1, 1, B(0, 1, 4), B(0, 2, 4), B(0, 3, 4)),
    [ASKCAM_PIXELS_YUVX32] = YUV(1, 1, 1, B(0, 0, 4), B(0, 1, 4), B(0, 2, 4)),
    [ASKCAM_PIXELS_VUYX32] = YUV(1, 1, 1, B(0, 2, 4), B(0, 1, 4), B(0, 0, 4)),
    [ASKCAM_PIXELS_YUV565] = WORDS(YUV, W(11, 5), W(5, 6), W(0, 5)),
    [ASKCAM_PIXELS_YUV555] = WORDS(YUV, W(10, 5), W(5, 5), W(0, 5)),
    [ASKCAM_PIXELS_YUV4] = WORDS(YUV, W(8, 4), W(4, 4), W(0, 4)),
    [ASKCAM_PIXELS_GREY] = LUMA(B(0, 0, 1)),
    [ASKCAM_PIXELS_Y10] = LUMA_WORDS(W(2, 8)),
    [ASKCAM_PIXELS_Y12] = LUMA_WORDS(W(4, 8)),
    [ASKCAM_PIXELS_Y14] = LUMA_WORDS(W(6, 8)),
    [ASKCAM_PIXELS_Y16] = LUMA(B(0, 1, 2)),
    [ASKCAM_PIXELS_Y16_BE] = LUMA(B(0, 0, 2)),
    [ASKCAM_PIXELS_RGB3] = RGB(B(0, 0, 3), B(0, 1, 3), B(0, 2, 3)),
    [ASKCAM_PIXELS_BGR3] = RGB(B(0, 2, 3), B(0, 1, 3), B(0, 0, 3)),
    [ASKCAM_PIXELS_XBGR32] = RGB(B(0, 2, 4), B(0, 1, 4), B(0, 0, 4)),
    [ASKCAM_PIXELS_XRGB32] = RGB(B(0, 1, 4), B(0, 2, 4), B(0, 3, 4)),
    [ASKCAM_PIXELS_BGRX32] = RGB(B(0, 3, 4), B(0, 2, 4), B(0, 1, 4)),
    [ASKCAM_PIXELS_RGBX32] = RGB(B(0, 0, 4), B(0, 1, 4), B(0, 2, 4)),
    [ASKCAM_PIXELS_RGB565] = WORDS(RGB, W(11, 5), W(5, 6), W(0, 5)),
    [ASKCAM_PIXELS_RGB565X] = BE_WORDS(RGB, W(11, 5), W(5, 6), W(0, 5)),
    [ASKCAM_PIXELS_XRGB555] = WORDS(RGB, W(10, 5), W(5, 5), W(0, 5)),
    [ASKCAM_PIXELS_XRGB555X] = BE_WORDS(RGB, W(10, 5), W(5, 5), W(0, 5)),
    [ASKCAM_PIXELS_RGBX555] = WORDS(RGB, W(11, 5), W(6, 5), W(1, 5)),
    [ASKCAM_PIXELS_XBGR555] = WORDS(RGB, W(0, 5), W(5, 5), W(10, 5)),
    [ASKCAM_PIXELS_BGRX555] = WORDS(RGB, W(1, 5), W(6, 5), W(11, 5)),
    [ASKCAM_PIXELS_XRGB444] = WORDS(RGB, W(8, 4), W(4, 4), W(0, 4)),
    [ASKCAM_PIXELS_RGBX444] = WORDS(RGB, W(12, 4), W(8, 4), W(4, 4)),
    [ASKCAM_PIXELS_XBGR444] = WORDS(RGB, W(0, 4), W(4, 4), W(8, 4)),
    [ASKCAM_PIXELS_BGRX444] = WORDS(RGB, W(4, 4), W(8, 4), W(12, 4)),
};

const struct askcam_raw_layout *askcam_raw_layout(enum askcam_pixels pixels)
{
    assert(pixels < ASKCAM_PIXELS_COUNT);
    return &LAYOUTS[pixels];
}

static uint32_t share(uint32_t size, uint32_t by)
{
    return size / by + (size % by > 0 ? 1 : 0);
}

uint32_t askcam_raw_part_width(const struct askcam_raw_layout *layout, int part, uint32_t width_px)
{
    return part > 0 ? share(width_px, layout->chroma_columns) : width_px;
}

uint32_t askcam_raw_part_height(const struct askcam_raw_layout *layout, int part,
                                uint32_t height_px)
{
    return part > 0 ? share(height_px, layout->chroma_rows) : height_px;
}

const uint8_t *askcam_raw_row(const struct askcam_frame *frame,
                              const struct askcam_raw_layout *layout, int part, uint32_t row)
{
    const struct askcam_raw *const raw = &frame->raw;
    const struct askcam_raw_part *const where = &layout->part[part];
    const uint32_t rows = askcam_raw_part_height(layout, part, frame->height_px);
    const size_t place = askcam_row_place(raw->order, row, rows);

    return raw->plane[where->plane] + place * raw->row_bytes[where->plane] + where->at;
}

/* Whether the last sample of a part's last row lies inside its plane, and rows do not overlap. */
static bool part_fits(const struct askcam_frame *frame, const struct askcam_raw_layout *layout,
                      int part)
{
    const struct askcam_raw_part *const where = &layout->part[part];
    const struct askcam_raw *const raw = &frame->raw;
    const uint64_t samples = askcam_raw_part_width(layout, part, frame->width_px);
    const uint64_t rows =
        askcam_stored_rows(raw->order, askcam_raw_part_height(layout, part, frame->height_px));
    const uint64_t sample_bytes = layout->packing == ASKCAM_RAW_BYTES ? 1 : 2;
    const uint64_t row_bytes = where->at + (samples - 1) * where->step + sample_bytes;

    return raw->plane[where->plane] != NULL && raw->row_bytes[where->plane] >= row_bytes &&
           raw->plane_bytes[where->plane] >= (rows - 1) * raw->row_bytes[where->plane] + row_bytes;
}

enum askcam_status askcam_raw_check(const struct askcam_frame *frame, struct askcam_error *err)
{
    const struct askcam_error_context context = {askcam_frame_name(frame),
                                                 "try another --format or --size"};

    if (frame->width_px == 0 || frame->height_px == 0 || frame->width_px > ASKCAM_PICTURE_SIDE_PX ||
        frame->height_px > ASKCAM_PICTURE_SIDE_PX) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context,
                           "a frame of %" PRIu32 "x%" PRIu32 " pixels cannot become a JPEG",
                           frame->width_px, frame->height_px);
    }
    const struct askcam_raw_layout *const layout = askcam_raw_layout(frame->raw.pixels);
    for (int part = 0; part < ASKCAM_RAW_PARTS; part++) {
        if (!part_fits(frame, layout, part)) {
            return askcam_fail(err, ASKCAM_ERR_SOURCE, context,
                               "the frame is too short for its %" PRIu32 "x%" PRIu32 " pixels",
                               frame->width_px, frame->height_px);
        }
    }
    return ASKCAM_OK;
}
