/* SPDX-License-Identifier: MIT */
/*
 * sample_raw.c - see sample_raw.h.  Everything in doubles from the standards' formulas; chroma at
 * its pixels' centre.
 */
#include "sample_raw.h"

#include <math.h>
#include <stdlib.h>

#include "sample_jpeg.h"

enum kind { YUV, LUMA, RGB };

/*
 * Per format: plane, first byte and step of Y or R, U or G, V or B, and their bits; chroma's shares
 * of the size.  Of words the first number is the lowest bit and the second is not used.
 */
static const struct shape {
    enum kind kind;
    struct {
        int plane, at, step;
        unsigned bits;
    } part[3];
    uint32_t down_x, down_y;
    int word_bytes; /* 0: samples are bytes; else all parts share a word of so many */
    bool big_endian;
} SHAPES[ASKCAM_PIXELS_COUNT] = {
    [ASKCAM_PIXELS_YUYV] = {YUV, {{0, 0, 2, 8}, {0, 1, 4, 8}, {0, 3, 4, 8}}, 2, 1, 0, false},
    [ASKCAM_PIXELS_YVYU] = {YUV, {{0, 0, 2, 8}, {0, 3, 4, 8}, {0, 1, 4, 8}}, 2, 1, 0, false},
    [ASKCAM_PIXELS_UYVY] = {YUV, {{0, 1, 2, 8}, {0, 0, 4, 8}, {0, 2, 4, 8}}, 2, 1, 0, false},
    [ASKCAM_PIXELS_VYUY] = {YUV, {{0, 1, 2, 8}, {0, 2, 4, 8}, {0, 0, 4, 8}}, 2, 1, 0, false},
    [ASKCAM_PIXELS_NV12] = {YUV, {{0, 0, 1, 8}, {1, 0, 2, 8}, {1, 1, 2, 8}}, 2, 2, 0, false},
    [ASKCAM_PIXELS_NV21] = {YUV, {{0, 0, 1, 8}, {1, 1, 2, 8}, {1, 0, 2, 8}}, 2, 2, 0, false},
    [ASKCAM_PIXELS_NV16] = {YUV, {{0, 0, 1, 8}, {1, 0, 2, 8}, {1, 1, 2, 8}}, 2, 1, 0, false},
    [ASKCAM_PIXELS_NV61] = {YUV, {{0, 0, 1, 8}, {1, 1, 2, 8}, {1, 0, 2, 8}}, 2, 1, 0, false},
    [ASKCAM_PIXELS_NV24] = {YUV, {{0, 0, 1, 8}, {1, 0, 2, 8}, {1, 1, 2, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_NV42] = {YUV, {{0, 0, 1, 8}, {1, 1, 2, 8}, {1, 0, 2, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_YU12] = {YUV, {{0, 0, 1, 8}, {1, 0, 1, 8}, {2, 0, 1, 8}}, 2, 2, 0, false},
    [ASKCAM_PIXELS_YV12] = {YUV, {{0, 0, 1, 8}, {2, 0, 1, 8}, {1, 0, 1, 8}}, 2, 2, 0, false},
    [ASKCAM_PIXELS_422P] = {YUV, {{0, 0, 1, 8}, {1, 0, 1, 8}, {2, 0, 1, 8}}, 2, 1, 0, false},
    [ASKCAM_PIXELS_YVU422] = {YUV, {{0, 0, 1, 8}, {2, 0, 1, 8}, {1, 0, 1, 8}}, 2, 1, 0, false},
    [ASKCAM_PIXELS_YUV444] = {YUV, {{0, 0, 1, 8}, {1, 0, 1, 8}, {2, 0, 1, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_YVU444] = {YUV, {{0, 0, 1, 8}, {2, 0, 1, 8}, {1, 0, 1, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_YUV24] = {YUV, {{0, 0, 3, 8}, {0, 1, 3, 8}, {0, 2, 3, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_XYUV32] = {YUV, {{0, 1, 4, 8}, {0, 2, 4, 8}, {0, 3, 4, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_YUVX32] = {YUV, {{0, 0, 4, 8}, {0, 1, 4, 8}, {0, 2, 4, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_VUYX32] = {YUV, {{0, 2, 4, 8}, {0, 1, 4, 8}, {0, 0, 4, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_P010] = {YUV, {{0, 0, 2, 10}, {1, 0, 4, 10}, {1, 2, 4, 10}}, 2, 2, 0, false},
    [ASKCAM_PIXELS_YUV565] = {YUV, {{0, 11, 0, 5}, {0, 5, 0, 6}, {0, 0, 0, 5}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_YUV555] = {YUV, {{0, 10, 0, 5}, {0, 5, 0, 5}, {0, 0, 0, 5}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_YUV4] = {YUV, {{0, 8, 0, 4}, {0, 4, 0, 4}, {0, 0, 0, 4}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_RGB565] = {RGB, {{0, 11, 0, 5}, {0, 5, 0, 6}, {0, 0, 0, 5}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_RGB565X] = {RGB, {{0, 11, 0, 5}, {0, 5, 0, 6}, {0, 0, 0, 5}}, 1, 1, 2, true},
    [ASKCAM_PIXELS_XRGB555] = {RGB, {{0, 10, 0, 5}, {0, 5, 0, 5}, {0, 0, 0, 5}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_XRGB555X] = {RGB, {{0, 10, 0, 5}, {0, 5, 0, 5}, {0, 0, 0, 5}}, 1, 1, 2, true},
    [ASKCAM_PIXELS_RGBX555] = {RGB, {{0, 11, 0, 5}, {0, 6, 0, 5}, {0, 1, 0, 5}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_XBGR555] = {RGB, {{0, 0, 0, 5}, {0, 5, 0, 5}, {0, 10, 0, 5}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_BGRX555] = {RGB, {{0, 1, 0, 5}, {0, 6, 0, 5}, {0, 11, 0, 5}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_XRGB444] = {RGB, {{0, 8, 0, 4}, {0, 4, 0, 4}, {0, 0, 0, 4}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_RGBX444] = {RGB, {{0, 12, 0, 4}, {0, 8, 0, 4}, {0, 4, 0, 4}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_XBGR444] = {RGB, {{0, 0, 0, 4}, {0, 4, 0, 4}, {0, 8, 0, 4}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_BGRX444] = {RGB, {{0, 4, 0, 4}, {0, 8, 0, 4}, {0, 12, 0, 4}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_Y10] = {LUMA, {{0, 0, 2, 10}, {-1, 0, 1, 8}, {-1, 0, 1, 8}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_Y12] = {LUMA, {{0, 0, 2, 12}, {-1, 0, 1, 8}, {-1, 0, 1, 8}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_Y14] = {LUMA, {{0, 0, 2, 14}, {-1, 0, 1, 8}, {-1, 0, 1, 8}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_Y16] = {LUMA, {{0, 0, 2, 16}, {-1, 0, 1, 8}, {-1, 0, 1, 8}}, 1, 1, 2, false},
    [ASKCAM_PIXELS_Y16_BE] = {LUMA, {{0, 0, 2, 16}, {-1, 0, 1, 8}, {-1, 0, 1, 8}}, 1, 1, 2, true},
    [ASKCAM_PIXELS_GREY] = {LUMA, {{0, 0, 1, 8}, {-1, 0, 1, 8}, {-1, 0, 1, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_RGB3] = {RGB, {{0, 0, 3, 8}, {0, 1, 3, 8}, {0, 2, 3, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_BGR3] = {RGB, {{0, 2, 3, 8}, {0, 1, 3, 8}, {0, 0, 3, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_XBGR32] = {RGB, {{0, 2, 4, 8}, {0, 1, 4, 8}, {0, 0, 4, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_XRGB32] = {RGB, {{0, 1, 4, 8}, {0, 2, 4, 8}, {0, 3, 4, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_BGRX32] = {RGB, {{0, 3, 4, 8}, {0, 2, 4, 8}, {0, 1, 4, 8}}, 1, 1, 0, false},
    [ASKCAM_PIXELS_RGBX32] = {RGB, {{0, 0, 4, 8}, {0, 1, 4, 8}, {0, 2, 4, 8}}, 1, 1, 0, false},
};

/* Luma's weights of red and blue: BT.601, BT.709, BT.2020, SMPTE 240M. */
static const double WEIGHTS[ASKCAM_MATRIX_COUNT][2] = {
    {0.299, 0.114}, {0.2126, 0.0722}, {0.2627, 0.0593}, {0.212, 0.087}};

/* Y'CbCr as the standards define it: colour differences from luma, scaled to 0..255. */
static double part_of(const uint8_t rgb[3], int part, enum askcam_matrix matrix)
{
    const double red = WEIGHTS[matrix][0];
    const double blue = WEIGHTS[matrix][1];
    const double luma = red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2];

    return part == 0   ? luma
           : part == 1 ? 128 + (rgb[2] - luma) / (2 * (1 - blue))
                       : 128 + (rgb[0] - luma) / (2 * (1 - red));
}

/* Of 8 bits, or scaled to `bits`. */
static unsigned stored(const struct shape *shape, int part, const uint8_t rgb[3],
                       const struct sample_raw_spec *spec)
{
    const unsigned bits = shape->part[part].bits;
    const bool is_chroma = part > 0 && shape->kind == YUV;
    const enum askcam_matrix matrix = shape->kind == YUV ? spec->matrix : ASKCAM_MATRIX_601;
    double value = shape->kind == RGB ? rgb[part] : part_of(rgb, part, matrix);

    if (spec->limited_range && !is_chroma) {
        value = 16 + value * 219 / 255;
    } else if (spec->limited_range) {
        value = 128 + (value - 128) * 224 / 255;
    }
    const unsigned most = (1U << bits) - 1;
    const double scaled = is_chroma || bits > 8 ? value * (1U << bits) / 256 : value * most / 255;
    const unsigned rounded = (unsigned)(scaled + 0.5);
    return rounded > most ? most : rounded;
}

static void store(uint8_t *row, uint32_t x, const struct shape *shape, int part, unsigned value)
{
    const unsigned bits = shape->part[part].bits;
    uint8_t *const at = row + shape->part[part].at + x * (uint32_t)shape->part[part].step;

    if (shape->word_bytes == 0 && bits == 8) {
        *at = (uint8_t)value;
    } else if (shape->word_bytes == 0) { /* P010: at the top of 16 bits */
        at[0] = (uint8_t)(value << (16 - bits));
        at[1] = (uint8_t)(value << (16 - bits) >> 8);
    } else {
        const unsigned shift = bits > 8 ? 0 : (unsigned)shape->part[part].at;
        row[2 * x + (shape->big_endian ? 1 : 0)] |= (uint8_t)(value << shift);
        row[2 * x + (shape->big_endian ? 0 : 1)] |= (uint8_t)(value << shift >> 8);
    }
}

/* Where a row of the picture is stored, or -1 if it is not. */
static int64_t place_of(const struct sample_raw_spec *spec, uint32_t y, uint32_t rows)
{
    switch (spec->order) {
    case ASKCAM_ORDER_TOP_FIRST:
        return y % 2 == 0 ? y / 2 : (rows + 1) / 2 + y / 2;
    case ASKCAM_ORDER_BOTTOM_FIRST:
        return y % 2 == 0 ? rows / 2 + y / 2 : y / 2;
    case ASKCAM_ORDER_ONE_FIELD:
        return y % 2 == 0 ? (int64_t)(y / 2) : -1;
    case ASKCAM_ORDER_PLAIN:
        break;
    }
    return y;
}

static uint32_t share(uint32_t size, uint32_t down)
{
    return (size + down - 1) / down;
}

static void fill_part(struct sample_raw *raw, const struct shape *shape, int part,
                      const struct sample_raw_spec *how)
{
    const struct sample_spec spec = {.width_px = how->width_px, .height_px = how->height_px};
    const int plane = shape->part[part].plane;
    const uint32_t down_x = part > 0 ? shape->down_x : 1;
    const uint32_t down_y = part > 0 ? shape->down_y : 1;
    const uint32_t rows = share(spec.height_px, down_y);

    for (uint32_t y = 0; plane >= 0 && y < rows; y++) {
        const int64_t place = place_of(how, y, rows);
        for (uint32_t x = 0; place >= 0 && x < share(spec.width_px, down_x); x++) {
            uint8_t rgb[3];
            sample_rgb(&spec, x * down_x, y * down_y, rgb);
            store(raw->planes[plane] + place * raw->frame.raw.row_bytes[plane], x, shape, part,
                  stored(shape, part, rgb, how));
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
        const uint32_t last = shape->part[part].bits > 8 ? 2 : 1;
        const uint32_t bytes = shape->word_bytes > 0
                                   ? 2 * samples
                                   : (samples - 1) * (uint32_t)shape->part[part].step +
                                         (uint32_t)shape->part[part].at + last;
        *row_bytes = bytes > *row_bytes ? bytes : *row_bytes;
        *rows = share(frame->height_px, part > 0 ? shape->down_y : 1);
    }
}

struct sample_raw sample_raw_of(const struct sample_raw_spec *spec)
{
    const struct shape *const shape = &SHAPES[spec->pixels];
    struct sample_raw raw = {.frame = {.width_px = spec->width_px, .height_px = spec->height_px}};

    raw.frame.raw.pixels = spec->pixels;
    raw.frame.raw.limited_range = spec->limited_range;
    raw.frame.raw.matrix = spec->matrix;
    raw.frame.raw.order = spec->order;
    for (int plane = 0; plane < ASKCAM_RAW_PLANES; plane++) {
        uint32_t row_bytes = 0;
        uint32_t rows = 0;
        measure(shape, &raw.frame, plane, &row_bytes, &rows);
        if (row_bytes == 0) {
            continue;
        }
        rows = spec->order == ASKCAM_ORDER_ONE_FIELD ? share(rows, 2) : rows;
        const size_t bytes = (size_t)(rows - 1) * (row_bytes + spec->row_gap_bytes) + row_bytes;
        raw.planes[plane] = calloc(1, bytes);
        raw.frame.raw.plane[plane] = raw.planes[plane];
        raw.frame.raw.plane_bytes[plane] = bytes;
        raw.frame.raw.row_bytes[plane] = row_bytes + spec->row_gap_bytes;
    }
    for (int part = 0; part < 3; part++) {
        fill_part(&raw, shape, part, spec);
    }
    return raw;
}

struct sample_raw sample_raw(enum askcam_pixels pixels, uint32_t width_px, uint32_t height_px,
                             uint32_t row_gap_bytes, bool limited_range)
{
    return sample_raw_of(&(struct sample_raw_spec){.pixels = pixels,
                                                   .width_px = width_px,
                                                   .height_px = height_px,
                                                   .row_gap_bytes = row_gap_bytes,
                                                   .limited_range = limited_range});
}

bool sample_raw_is_yuv(enum askcam_pixels pixels)
{
    return SHAPES[pixels].kind == YUV;
}

bool sample_raw_is_grey(enum askcam_pixels pixels)
{
    return SHAPES[pixels].kind == LUMA;
}

unsigned sample_raw_bits(enum askcam_pixels pixels)
{
    unsigned fewest = 8;

    for (int part = 0; part < 3; part++) {
        const unsigned bits = SHAPES[pixels].part[part].bits;
        fewest = bits < fewest ? bits : fewest;
    }
    return fewest;
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
                rgb[0] = rgb[1] = rgb[2] = (uint8_t)(part_of(rgb, 0, ASKCAM_MATRIX_601) + 0.5);
            }
        }
    }
    return pixels;
}
