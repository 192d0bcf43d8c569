/* SPDX-License-Identifier: MIT */
/* pattern_draw.c - see pattern_draw.h. */
#include "pattern_draw.h"

#include <assert.h>

#include "gauge.h"

enum { BARS = 8 };

typedef void colour_function(const void *ctx, uint32_t x, uint32_t y, uint8_t rgb[3]);

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
    static const int32_t MATRIX[3][3] = {
        {19595, 38470, 7471}, {-11056, -21712, 32768}, {32768, -27440, -5328}};
    const int32_t *const row = MATRIX[part];
    const int32_t offset = part == 0 ? 0 : 128 << 16;
    const int32_t value = row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2] + offset + (1 << 15);

    return (uint8_t)(value >= 256 << 16 ? 255
                                        : value >> 16); /* pure blue and red round up to 256 */
}

static struct askcam_frame frame_of(const struct askcam_canvas *canvas)
{
    const size_t luma_bytes = (size_t)canvas->width_px * canvas->height_px;
    const uint32_t chroma_width = half(canvas->width_px);
    const size_t chroma_bytes = (size_t)chroma_width * half(canvas->height_px);
    uint8_t *const u = canvas->memory + luma_bytes;

    return (struct askcam_frame){
        .raw = {.pixels = ASKCAM_PIXELS_YU12,
                .plane = {canvas->memory, u, u + chroma_bytes},
                .plane_bytes = {luma_bytes, chroma_bytes, chroma_bytes},
                .row_bytes = {canvas->width_px, chroma_width, chroma_width}},
        .width_px = canvas->width_px,
        .height_px = canvas->height_px};
}

/* Luma of every pixel; chroma of four is that of their mean colour. */
static void draw_block(const struct askcam_canvas *canvas, uint32_t x, uint32_t y,
                       colour_function *colour_at, const void *ctx)
{
    const uint32_t width = canvas->width_px;
    const size_t luma_bytes = (size_t)width * canvas->height_px;
    const size_t chroma_bytes = (size_t)half(width) * half(canvas->height_px);
    uint8_t *const chroma = canvas->memory + luma_bytes + (size_t)(y / 2) * half(width) + x / 2;
    unsigned sums[3] = {0};
    unsigned pixels = 0;
    uint8_t rgb[3];

    for (uint32_t py = y; py < y + 2 && py < canvas->height_px; py++) {
        for (uint32_t px = x; px < x + 2 && px < width; px++) {
            colour_at(ctx, px, py, rgb);
            canvas->memory[(size_t)py * width + px] = part_of(rgb, 0);
            for (int i = 0; i < 3; i++) {
                sums[i] += rgb[i];
            }
            pixels++;
        }
    }
    for (int i = 0; i < 3; i++) {
        rgb[i] = (uint8_t)((sums[i] + pixels / 2) / pixels);
    }
    chroma[0] = part_of(rgb, 1);
    chroma[chroma_bytes] = part_of(rgb, 2);
}

static struct askcam_frame draw(const struct askcam_canvas *canvas, colour_function *colour_at,
                                const void *ctx)
{
    assert(canvas->width_px > 0 && canvas->height_px > 0);
    for (uint32_t y = 0; y < canvas->height_px; y += 2) {
        for (uint32_t x = 0; x < canvas->width_px; x += 2) {
            draw_block(canvas, x, y, colour_at, ctx);
        }
    }
    return frame_of(canvas);
}

static void gauge_colour(const void *ctx, uint32_t x, uint32_t y, uint8_t rgb[3])
{
    askcam_gauge_pixel(ctx, x, y, rgb);
}

struct askcam_frame askcam_draw_gauge(const struct askcam_canvas *canvas, uint32_t value_milli)
{
    assert(value_milli <= ASKCAM_GAUGE_MOST_MILLI);
    const struct askcam_gauge gauge =
        askcam_gauge(canvas->width_px, canvas->height_px, value_milli);

    return draw(canvas, gauge_colour, &gauge);
}

static void bar_colour(const void *ctx, uint32_t x, uint32_t y, uint8_t rgb[3])
{
    const struct askcam_canvas *const canvas = ctx;
    const uint32_t bar = (uint32_t)((uint64_t)x * BARS / canvas->width_px);

    (void)y; /* bars stand upright */
    /* From the left green is lit in four bars, red in two of each four, blue in every second. */
    rgb[0] = bar & 2 ? 0 : 255;
    rgb[1] = bar & 4 ? 0 : 255;
    rgb[2] = bar & 1 ? 0 : 255;
}

struct askcam_frame askcam_draw_bars(const struct askcam_canvas *canvas)
{
    return draw(canvas, bar_colour, canvas);
}
