/* SPDX-License-Identifier: MIT */
/* pattern_draw.c - see pattern_draw.h. */
#include "pattern_draw.h"

#include <assert.h>

#include "gauge.h"

enum { BARS = 8 };

/* What gives the colour of a pixel. */
struct brush {
    const void *ctx;
    void (*colour_at)(const void *ctx, uint32_t x, uint32_t y, uint8_t rgb[3]);
};

static uint32_t half(uint32_t side_px)
{
    return side_px / 2 + side_px % 2;
}

size_t askcam_canvas_bytes(uint32_t width_px, uint32_t height_px)
{
    return (size_t)width_px * height_px + 2 * (size_t)half(width_px) * half(height_px);
}

/* JFIF's conversion in 16 bits of fraction; parts are Y, Cb, Cr. */
static uint8_t part_of(const uint8_t rgb[3], int part)
{
    static const int32_t matrix[3][3] = {
        {19595, 38470, 7471}, {-11056, -21712, 32768}, {32768, -27440, -5328}};
    const int32_t *const row = matrix[part];
    const int32_t offset = part == 0 ? 0 : 128 << 16;
    const int32_t value = row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2] + offset + (1 << 15);

    return (uint8_t)(value >= 256 << 16 ? 255
                                        : value >> 16); /* pure blue and red round up to 256 */
}

static size_t luma_bytes(const struct askcam_canvas *canvas)
{
    return (size_t)canvas->width_px * canvas->height_px;
}

static size_t chroma_bytes(const struct askcam_canvas *canvas)
{
    return (size_t)half(canvas->width_px) * half(canvas->height_px);
}

static struct askcam_frame frame_of(const struct askcam_canvas *canvas)
{
    uint8_t *const u = canvas->memory + luma_bytes(canvas);
    const uint32_t chroma_row_bytes = half(canvas->width_px);

    return (struct askcam_frame){
        .raw = {.pixels = ASKCAM_PIXELS_YU12,
                .plane = {canvas->memory, u, u + chroma_bytes(canvas)},
                .plane_bytes = {luma_bytes(canvas), chroma_bytes(canvas), chroma_bytes(canvas)},
                .row_bytes = {canvas->width_px, chroma_row_bytes, chroma_row_bytes}},
        .width_px = canvas->width_px,
        .height_px = canvas->height_px};
}

/* The luma of up to four pixels from (x, y) on, and their mean colour. */
static void draw_luma(const struct askcam_canvas *canvas, uint32_t x, uint32_t y,
                      const struct brush *brush, uint8_t mean[3])
{
    const uint32_t end_x = x + 2 < canvas->width_px ? x + 2 : canvas->width_px;
    const uint32_t end_y = y + 2 < canvas->height_px ? y + 2 : canvas->height_px;
    const unsigned pixels = (end_x - x) * (end_y - y);
    unsigned sums[3] = {0};

    for (uint32_t py = y; py < end_y; py++) {
        for (uint32_t px = x; px < end_x; px++) {
            uint8_t rgb[3];
            brush->colour_at(brush->ctx, px, py, rgb);
            canvas->memory[(size_t)py * canvas->width_px + px] = part_of(rgb, 0);
            sums[0] += rgb[0];
            sums[1] += rgb[1];
            sums[2] += rgb[2];
        }
    }
    for (int i = 0; i < 3; i++) {
        mean[i] = (uint8_t)((sums[i] + pixels / 2) / pixels);
    }
}

/* Rows y and y + 1, with the row of chroma that they share. */
static void draw_rows(const struct askcam_canvas *canvas, uint32_t y, const struct brush *brush)
{
    uint8_t *const u =
        canvas->memory + luma_bytes(canvas) + (size_t)(y / 2) * half(canvas->width_px);
    uint8_t *const v = u + chroma_bytes(canvas);

    for (uint32_t x = 0; x < canvas->width_px; x += 2) {
        uint8_t mean[3];
        draw_luma(canvas, x, y, brush, mean);
        u[x / 2] = part_of(mean, 1);
        v[x / 2] = part_of(mean, 2);
    }
}

static struct askcam_frame draw(const struct askcam_canvas *canvas, const struct brush *brush)
{
    assert(canvas->width_px > 0 && canvas->height_px > 0);
    for (uint32_t y = 0; y < canvas->height_px; y += 2) {
        draw_rows(canvas, y, brush);
    }
    return frame_of(canvas);
}

static void gauge_colour(const void *ctx, uint32_t x, uint32_t y, uint8_t rgb[3])
{
    askcam_gauge_pixel(ctx, x, y, rgb);
}

struct askcam_frame askcam_draw_gauge(const struct askcam_canvas *canvas, uint32_t value_milli)
{
    assert(value_milli <= ASKCAM_GAUGE_MAX_MILLI);
    const struct askcam_gauge gauge =
        askcam_gauge(canvas->width_px, canvas->height_px, value_milli);

    return draw(canvas, &(struct brush){&gauge, gauge_colour});
}

static void bar_colour(const void *ctx, uint32_t x, uint32_t y, uint8_t rgb[3])
{
    const struct askcam_canvas *const canvas = ctx;
    const uint32_t bar = (uint32_t)((uint64_t)x * BARS / canvas->width_px);

    (void)y; /* bars are vertical */
    /* From the left green is lit in four bars, red in two of each four, blue in every second. */
    rgb[0] = bar & 2 ? 0 : 255;
    rgb[1] = bar & 4 ? 0 : 255;
    rgb[2] = bar & 1 ? 0 : 255;
}

struct askcam_frame askcam_draw_bars(const struct askcam_canvas *canvas)
{
    return draw(canvas, &(struct brush){canvas, bar_colour});
}
