/* SPDX-License-Identifier: MIT */
/* raw_copy.c - see raw_copy.h. */
#include "raw_copy.h"

#include <string.h>

#include "raw_layout.h"

/* What a byte of limited range is in the full one; [0] for luma, [1] for chroma. */
struct ranges {
    uint8_t full[2][256];
};

static uint8_t clamped(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void make_ranges(struct ranges *ranges)
{
    for (int i = 0; i < 256; i++) {
        ranges->full[0][i] = clamped(((i - 16) * 255 + (i >= 16 ? 109 : -109)) / 219);
        ranges->full[1][i] = clamped(128 + ((i - 128) * 255 + (i >= 128 ? 112 : -112)) / 224);
    }
}

/* A period of bytes that holds a whole number of every step of a layout. */
enum { PERIOD_BYTES = 12 };

/* The order of a plane's bytes in a row; NULL: unchanged, as the lower bytes of P010. */
static void tables_of(const struct ranges *ranges, const struct askcam_raw_layout *how,
                      unsigned plane, const uint8_t *full[PERIOD_BYTES])
{
    for (int part = 0; part < ASKCAM_RAW_PARTS; part++) {
        const struct askcam_raw_part *const where = &how->part[part];
        const bool is_chroma = part > 0 && how->family == ASKCAM_RAW_YUV;
        for (size_t i = where->at; where->plane == plane && i < PERIOD_BYTES; i += where->step) {
            full[i] = ranges->full[is_chroma ? 1 : 0];
        }
    }
}

static void copy_row(uint8_t *to, const uint8_t *from, uint32_t bytes,
                     const uint8_t *const full[PERIOD_BYTES])
{
    for (uint32_t i = 0; i < bytes; i++) {
        const uint8_t *const table = full[i % PERIOD_BYTES];
        to[i] = table == NULL ? from[i] : table[from[i]];
    }
}

static bool is_words(enum askcam_pixels pixels)
{
    return askcam_raw_layout(pixels)->packing != ASKCAM_RAW_BYTES;
}

bool askcam_raw_copy_can(const struct askcam_v4l2_layout *layout)
{
    const enum askcam_pixels pixels = layout->format->pixels;
    const bool is_yuv = askcam_raw_layout(pixels)->family == ASKCAM_RAW_YUV;

    return !(is_yuv && layout->matrix != ASKCAM_MATRIX_601) &&
           !(is_words(pixels) && layout->limited_range);
}

/* One plane; to is row 0 there. */
static void copy_plane(const struct askcam_frame *frame, unsigned plane, uint8_t *to,
                       uint32_t to_row_bytes)
{
    const struct askcam_raw *const raw = &frame->raw;
    const struct askcam_v4l2_extent extent =
        askcam_v4l2_extent(raw->pixels, plane, frame->width_px, frame->height_px);
    const uint8_t *full[PERIOD_BYTES] = {NULL};
    struct ranges ranges;

    make_ranges(&ranges);
    tables_of(&ranges, askcam_raw_layout(raw->pixels), plane, full);
    for (uint32_t y = 0; y < extent.rows; y++) {
        const uint8_t *const from =
            raw->plane[plane] +
            (size_t)askcam_row_place(raw->order, y, extent.rows) * raw->row_bytes[plane];
        if (raw->limited_range) {
            copy_row(to, from, extent.row_bytes, full);
        } else {
            memcpy(to, from, extent.row_bytes);
        }
        to += to_row_bytes;
    }
}

bool askcam_raw_copy(const struct askcam_frame *frame, const struct askcam_v4l2_layout *to,
                     const struct askcam_raw_capacity *capacity)
{
    struct askcam_v4l2_payload areas[ASKCAM_RAW_PLANES];
    struct askcam_raw there;

    for (unsigned i = 0; i < ASKCAM_RAW_PLANES; i++) {
        areas[i] = (struct askcam_v4l2_payload){capacity->at[i], capacity->bytes[i]};
    }
    if (to->width_px < frame->width_px || to->height_px < frame->height_px ||
        !askcam_v4l2_raw(to, areas, &there) || there.pixels != frame->raw.pixels) {
        return false;
    }
    for (unsigned i = 0; i < ASKCAM_RAW_PLANES && there.plane[i] != NULL; i++) {
        const unsigned area = to->memory_planes > 1 ? i : 0;
        uint8_t *const at = capacity->at[area] + (there.plane[i] - capacity->at[area]);
        copy_plane(frame, i, at, there.row_bytes[i]);
    }
    return true;
}
