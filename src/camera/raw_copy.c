/* SPDX-License-Identifier: MIT */
/* raw_copy.c - see raw_copy.h. */
#include "raw_copy.h"

#include <string.h>

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

/* Whether the bytes at even (and at odd) places of a component's row are chroma. */
static void kinds_of(enum askcam_pixels pixels, unsigned component, unsigned kinds[2])
{
    kinds[0] = kinds[1] = component > 0 ? 1 : 0;
    if (pixels == ASKCAM_PIXELS_YUYV || pixels == ASKCAM_PIXELS_YVYU) {
        kinds[1] = 1;
    } else if (pixels == ASKCAM_PIXELS_UYVY || pixels == ASKCAM_PIXELS_VYUY) {
        kinds[0] = 1;
    }
}

static void copy_row(uint8_t *to, const uint8_t *from, uint32_t bytes, const uint8_t *const full[2])
{
    if (full[0] == NULL) {
        memcpy(to, from, bytes);
        return;
    }
    for (uint32_t i = 0; i < bytes; i++) {
        to[i] = full[i % 2][from[i]];
    }
}

bool askcam_raw_copy(const struct askcam_frame *frame, const struct askcam_v4l2_layout *to,
                     const struct askcam_raw_room *room)
{
    const struct askcam_raw *raw = &frame->raw;
    struct askcam_v4l2_payload areas[ASKCAM_RAW_PLANES];
    struct askcam_raw there;
    struct ranges ranges;

    for (unsigned i = 0; i < ASKCAM_RAW_PLANES; i++) {
        areas[i] = (struct askcam_v4l2_payload){room->at[i], room->bytes[i]};
    }
    if (to->width_px < frame->width_px || to->height_px < frame->height_px ||
        !askcam_v4l2_raw(to, areas, &there) || there.pixels != raw->pixels) {
        return false;
    }
    const bool expands = raw->limited_range && raw->pixels < ASKCAM_PIXELS_RGB3;
    make_ranges(&ranges);
    for (unsigned i = 0; i < ASKCAM_RAW_PLANES && there.plane[i] != NULL; i++) {
        const unsigned area = to->memory_planes > 1 ? i : 0;
        const struct askcam_v4l2_extent extent =
            askcam_v4l2_extent(raw->pixels, i, frame->width_px, frame->height_px);
        uint8_t *at = room->at[area] + (there.plane[i] - room->at[area]);
        unsigned kinds[2];
        kinds_of(raw->pixels, i, kinds);
        const uint8_t *const full[2] = {expands ? ranges.full[kinds[0]] : NULL,
                                        expands ? ranges.full[kinds[1]] : NULL};
        for (uint32_t y = 0; y < extent.rows; y++) {
            copy_row(at + (size_t)y * there.row_bytes[i],
                     raw->plane[i] + (size_t)y * raw->row_bytes[i], extent.row_bytes, full);
        }
    }
    return true;
}
