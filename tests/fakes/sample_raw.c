/* SPDX-License-Identifier: MIT */
/* sample_raw.c - see sample_raw.h.  JFIF's conversion, in doubles; chroma at its pixels' centre. */
#include "sample_raw.h"

#include <math.h>
#include <stdlib.h>

#include "sample_jpeg.h"

/* Per format: plane, first byte and step of Y or R, U or G, V or B; chroma's shares of the size. */
static const struct shape {
    struct {
        int plane, at, step;
    } part[3];
    uint32_t down_x, down_y;
    bool rgb;
} SHAPES[ASKCAM_PIXELS_COUNT] = {
    [ASKCAM_PIXELS_YUYV] = {{{0, 0, 2}, {0, 1, 4}, {0, 3, 4}}, 2, 1, false},
    [ASKCAM_PIXELS_YVYU] = {{{0, 0, 2}, {0, 3, 4}, {0, 1, 4}}, 2, 1, false},
    [ASKCAM_PIXELS_UYVY] = {{{0, 1, 2}, {0, 0, 4}, {0, 2, 4}}, 2, 1, false},
    [ASKCAM_PIXELS_VYUY] = {{{0, 1, 2}, {0, 2, 4}, {0, 0, 4}}, 2, 1, false},
    [ASKCAM_PIXELS_NV12] = {{{0, 0, 1}, {1, 0, 2}, {1, 1, 2}}, 2, 2, false},
    [ASKCAM_PIXELS_NV21] = {{{0, 0, 1}, {1, 1, 2}, {1, 0, 2}}, 2, 2, false},
    [ASKCAM_PIXELS_NV16] = {{{0, 0, 1}, {1, 0, 2}, {1, 1, 2}}, 2, 1, false},
    [ASKCAM_PIXELS_NV61] = {{{0, 0, 1}, {1, 1, 2}, {1, 0, 2}}, 2, 1, false},
    [ASKCAM_PIXELS_YU12] = {{{0, 0, 1}, {1, 0, 1}, {2, 0, 1}}, 2, 2, false},
    [ASKCAM_PIXELS_YV12] = {{{0, 0, 1}, {2, 0, 1}, {1, 0, 1}}, 2, 2, false},
    [ASKCAM_PIXELS_422P] = {{{0, 0, 1}, {1, 0, 1}, {2, 0, 1}}, 2, 1, false},
    [ASKCAM_PIXELS_GREY] = {{{0, 0, 1}, {-1, 0, 1}, {-1, 0, 1}}, 1, 1, false},
    [ASKCAM_PIXELS_RGB3] = {{{0, 0, 3}, {0, 1, 3}, {0, 2, 3}}, 1, 1, true},
    [ASKCAM_PIXELS_BGR3] = {{{0, 2, 3}, {0, 1, 3}, {0, 0, 3}}, 1, 1, true},
    [ASKCAM_PIXELS_XBGR32] = {{{0, 2, 4}, {0, 1, 4}, {0, 0, 4}}, 1, 1, true},
    [ASKCAM_PIXELS_XRGB32] = {{{0, 1, 4}, {0, 2, 4}, {0, 3, 4}}, 1, 1, true},
};

static double part_of(const uint8_t rgb[3], int part)
{
    static const double MATRIX[3][3] = {
        {0.299, 0.587, 0.114}, {-0.168736, -0.331264, 0.5}, {0.5, -0.418688, -0.081312}};
    const double *const row = MATRIX[part];

    return row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2] + (part > 0 ? 128 : 0);
}

static uint8_t stored(const struct shape *shape, int part, const uint8_t rgb[3], bool limited)
{
    double value = shape->rgb ? rgb[part] : part_of(rgb, part);

    if (limited && part == 0) {
        value = 16 + value * 219 / 255;
    } else if (limited) {
        value = 128 + (value - 128) * 224 / 255;
    }
    return (uint8_t)(value + 0.5);
}

static uint32_t share(uint32_t size, uint32_t down)
{
    return (size + down - 1) / down;
}

static void fill_part(struct sample_raw *raw, const struct shape *shape, int part)
{
    const struct sample_spec spec = {.width_px = raw->frame.width_px,
                                     .height_px = raw->frame.height_px};
    const int plane = shape->part[part].plane;
    const uint32_t down_x = part > 0 ? shape->down_x : 1;
    const uint32_t down_y = part > 0 ? shape->down_y : 1;

    for (uint32_t y = 0; plane >= 0 && y < share(spec.height_px, down_y); y++) {
        for (uint32_t x = 0; x < share(spec.width_px, down_x); x++) {
            uint8_t rgb[3];
            sample_rgb(&spec, x * down_x, y * down_y, rgb);
            raw->planes[plane][y * raw->frame.raw.row_bytes[plane] +
                               (uint32_t)shape->part[part].at +
                               x * (uint32_t)shape->part[part].step] =
                stored(shape, part, rgb, raw->frame.raw.limited_range);
        }
    }
}

/* How long a row of a plane must be, and how many there are; 0 if there is no such plane. */
static void measure(const struct shape *shape, const struct askcam_frame *frame, int plane,
                    uint32_t *row_bytes, uint32_t *rows)
{
    *row_bytes = 0;
    for (int part = 2; part >= 0; part--) {
        if (shape->part[part].plane != plane) {
            continue;
        }
        const uint32_t samples = share(frame->width_px, part > 0 ? shape->down_x : 1);
        const uint32_t bytes =
            (samples - 1) * (uint32_t)shape->part[part].step + (uint32_t)shape->part[part].at + 1;
        *row_bytes = bytes > *row_bytes ? bytes : *row_bytes;
        *rows = share(frame->height_px, part > 0 ? shape->down_y : 1);
    }
}

struct sample_raw sample_raw(enum askcam_pixels pixels, uint32_t width_px, uint32_t height_px,
                             uint32_t row_gap_bytes, bool limited_range)
{
    const struct shape *const shape = &SHAPES[pixels];
    struct sample_raw raw = {.frame = {.width_px = width_px, .height_px = height_px}};

    raw.frame.raw.pixels = pixels;
    raw.frame.raw.limited_range = limited_range;
    for (int plane = 0; plane < ASKCAM_RAW_PLANES; plane++) {
        uint32_t row_bytes = 0;
        uint32_t rows = 0;
        measure(shape, &raw.frame, plane, &row_bytes, &rows);
        if (row_bytes == 0) {
            continue;
        }
        const size_t bytes = (size_t)(rows - 1) * (row_bytes + row_gap_bytes) + row_bytes;
        raw.planes[plane] = calloc(1, bytes);
        raw.frame.raw.plane[plane] = raw.planes[plane];
        raw.frame.raw.plane_bytes[plane] = bytes;
        raw.frame.raw.row_bytes[plane] = row_bytes + row_gap_bytes;
    }
    for (int part = 0; part < 3; part++) {
        fill_part(&raw, shape, part);
    }
    return raw;
}

void sample_raw_free(struct sample_raw *raw)
{
    for (int plane = 0; plane < ASKCAM_RAW_PLANES; plane++) {
        free(raw->planes[plane]);
        raw->planes[plane] = NULL;
    }
}

uint8_t *sample_raw_rgb(uint32_t width_px, uint32_t height_px, bool grey)
{
    const struct sample_spec spec = {.width_px = width_px, .height_px = height_px};
    uint8_t *const pixels = malloc((size_t)width_px * height_px * 3);

    for (uint32_t y = 0; y < height_px; y++) {
        for (uint32_t x = 0; x < width_px; x++) {
            uint8_t *const rgb = pixels + ((size_t)y * width_px + x) * 3;
            sample_rgb(&spec, x, y, rgb);
            if (grey) {
                rgb[0] = rgb[1] = rgb[2] = (uint8_t)(part_of(rgb, 0) + 0.5);
            }
        }
    }
    return pixels;
}
