/* SPDX-License-Identifier: MIT */
/* raw_layout.c - see raw_layout.h. */
#include "raw_layout.h"

#include <assert.h>
#include <inttypes.h>
#include <stddef.h>

#include "picture.h"

/* The format's family, planes, luma rows to a chroma row; then {plane, at, step} of each part. */
static const struct askcam_raw_layout LAYOUTS[ASKCAM_PIXELS_COUNT] = {
    [ASKCAM_PIXELS_YUYV] = {ASKCAM_RAW_YUV, 1, 1, {{0, 0, 2}, {0, 1, 4}, {0, 3, 4}}},
    [ASKCAM_PIXELS_YVYU] = {ASKCAM_RAW_YUV, 1, 1, {{0, 0, 2}, {0, 3, 4}, {0, 1, 4}}},
    [ASKCAM_PIXELS_UYVY] = {ASKCAM_RAW_YUV, 1, 1, {{0, 1, 2}, {0, 0, 4}, {0, 2, 4}}},
    [ASKCAM_PIXELS_VYUY] = {ASKCAM_RAW_YUV, 1, 1, {{0, 1, 2}, {0, 2, 4}, {0, 0, 4}}},
    [ASKCAM_PIXELS_NV12] = {ASKCAM_RAW_YUV, 2, 2, {{0, 0, 1}, {1, 0, 2}, {1, 1, 2}}},
    [ASKCAM_PIXELS_NV21] = {ASKCAM_RAW_YUV, 2, 2, {{0, 0, 1}, {1, 1, 2}, {1, 0, 2}}},
    [ASKCAM_PIXELS_NV16] = {ASKCAM_RAW_YUV, 2, 1, {{0, 0, 1}, {1, 0, 2}, {1, 1, 2}}},
    [ASKCAM_PIXELS_NV61] = {ASKCAM_RAW_YUV, 2, 1, {{0, 0, 1}, {1, 1, 2}, {1, 0, 2}}},
    [ASKCAM_PIXELS_YU12] = {ASKCAM_RAW_YUV, 3, 2, {{0, 0, 1}, {1, 0, 1}, {2, 0, 1}}},
    [ASKCAM_PIXELS_YV12] = {ASKCAM_RAW_YUV, 3, 2, {{0, 0, 1}, {2, 0, 1}, {1, 0, 1}}},
    [ASKCAM_PIXELS_422P] = {ASKCAM_RAW_YUV, 3, 1, {{0, 0, 1}, {1, 0, 1}, {2, 0, 1}}},
    [ASKCAM_PIXELS_GREY] = {ASKCAM_RAW_GREY, 1, 1, {{0, 0, 1}, {0, 0, 1}, {0, 0, 1}}},
    [ASKCAM_PIXELS_RGB3] = {ASKCAM_RAW_RGB, 1, 1, {{0, 0, 3}, {0, 1, 3}, {0, 2, 3}}},
    [ASKCAM_PIXELS_BGR3] = {ASKCAM_RAW_RGB, 1, 1, {{0, 2, 3}, {0, 1, 3}, {0, 0, 3}}},
    [ASKCAM_PIXELS_XBGR32] = {ASKCAM_RAW_RGB, 1, 1, {{0, 2, 4}, {0, 1, 4}, {0, 0, 4}}},
    [ASKCAM_PIXELS_XRGB32] = {ASKCAM_RAW_RGB, 1, 1, {{0, 1, 4}, {0, 2, 4}, {0, 3, 4}}},
};

const struct askcam_raw_layout *askcam_raw_layout(enum askcam_pixels pixels)
{
    assert(pixels < ASKCAM_PIXELS_COUNT);
    return &LAYOUTS[pixels];
}

uint32_t askcam_raw_part_width(const struct askcam_raw_layout *layout, int part, uint32_t width_px)
{
    return part > 0 && layout->family == ASKCAM_RAW_YUV ? width_px / 2 + width_px % 2 : width_px;
}

uint32_t askcam_raw_part_height(const struct askcam_raw_layout *layout, int part,
                                uint32_t height_px)
{
    return part > 0 && layout->chroma_rows == 2 ? height_px / 2 + height_px % 2 : height_px;
}

const uint8_t *askcam_raw_row(const struct askcam_raw *raw, const struct askcam_raw_layout *layout,
                              int part, uint32_t row)
{
    const struct askcam_raw_part *const where = &layout->part[part];

    return raw->plane[where->plane] + (size_t)row * raw->row_bytes[where->plane] + where->at;
}

/* Whether the last sample of a part's last row lies inside its plane, and rows do not overlap. */
static bool part_fits(const struct askcam_frame *frame, const struct askcam_raw_layout *layout,
                      int part)
{
    const struct askcam_raw_part *const where = &layout->part[part];
    const struct askcam_raw *const raw = &frame->raw;
    const uint64_t samples = askcam_raw_part_width(layout, part, frame->width_px);
    const uint64_t rows = askcam_raw_part_height(layout, part, frame->height_px);
    const uint64_t row_bytes = where->at + (samples - 1) * where->step + 1;

    return raw->plane[where->plane] != NULL && raw->row_bytes[where->plane] >= row_bytes &&
           raw->plane_bytes[where->plane] >= (rows - 1) * raw->row_bytes[where->plane] + row_bytes;
}

enum askcam_status askcam_raw_check(const struct askcam_frame *frame, struct askcam_error *err)
{
    const struct askcam_blame blame = {askcam_frame_name(frame), "try another --format or --size"};

    if (frame->width_px == 0 || frame->height_px == 0 || frame->width_px > ASKCAM_PICTURE_SIDE_PX ||
        frame->height_px > ASKCAM_PICTURE_SIDE_PX) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, blame,
                           "a frame of %" PRIu32 "x%" PRIu32 " pixels cannot become a JPEG",
                           frame->width_px, frame->height_px);
    }
    const struct askcam_raw_layout *const layout = askcam_raw_layout(frame->raw.pixels);
    for (int part = 0; part < ASKCAM_RAW_PARTS; part++) {
        if (!part_fits(frame, layout, part)) {
            return askcam_fail(err, ASKCAM_ERR_SOURCE, blame,
                               "the frame is too short for its %" PRIu32 "x%" PRIu32 " pixels",
                               frame->width_px, frame->height_px);
        }
    }
    return ASKCAM_OK;
}
