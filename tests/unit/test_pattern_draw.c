/* SPDX-License-Identifier: MIT */
/*
 * test_pattern_draw.c - the drawn gauge shows its value: the needle is found again by its colour in
 * the decoded JPEG, also small and badly coded; the bars have their colours.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_sink.h"
#include "pattern_draw.h"
#include "picture.h"
#include "sample_jpeg.h"

static struct askcam_canvas canvas_of(uint32_t width, uint32_t height)
{
    return (struct askcam_canvas){malloc(askcam_canvas_bytes(width, height)), width, height};
}

static struct sample_pixels coded(const struct askcam_frame *frame, uint8_t quality,
                                  uint32_t max_side_px)
{
    const struct askcam_picture_options options = {.quality = quality, .max_side_px = max_side_px};
    struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
    struct askcam_picture picture;
    struct sample_pixels pixels;

    assert_int_equal(askcam_picture_init(&picture, frame, &options, NULL), ASKCAM_OK);
    assert_int_equal(askcam_picture_write(&picture, capture_sink_sink(&callbacks), NULL),
                     ASKCAM_OK);
    assert_true(sample_decode(callbacks.bytes, callbacks.bytes_len, &pixels));
    free(callbacks.bytes);
    return pixels;
}

/* The value that the red pixels point to, seen from the picture's centre; weighted by redness. */
static double needle_value(const struct sample_pixels *pixels)
{
    const double cx = pixels->width_px / 2.0;
    const double cy = pixels->height_px / 2.0;
    double x_sum = 0;
    double y_sum = 0;

    for (uint32_t y = 0; y < pixels->height_px; y++) {
        for (uint32_t x = 0; x < pixels->width_px; x++) {
            const uint8_t *const rgb = pixels->rgb + ((size_t)y * pixels->width_px + x) * 3;
            const int red = rgb[0] - (rgb[1] > rgb[2] ? rgb[1] : rgb[2]);
            if (red > 40) {
                x_sum += red * (x + 0.5 - cx);
                y_sum += red * (cy - y - 0.5);
            }
        }
    }
    double degrees = atan2(y_sum, x_sum) * 180 / 3.14159265358979;
    if (degrees < -90) {
        degrees += 360;
    }
    return (225 - degrees) / 270 * 100;
}

static struct gauge_case {
    const char *name;
    uint32_t width_px, height_px;
    uint8_t quality;
    uint32_t max_side_px;
    double tolerance;
} gauges[] = {
    {"640x480", 640, 480, 85, 0, 0.15},    {"1280x720", 1280, 720, 85, 0, 0.15},
    {"480x640", 480, 640, 85, 0, 0.15},    {"odd", 333, 247, 85, 0, 0.4},
    {"badly coded", 640, 480, 40, 0, 0.3}, {"200 pixels", 640, 480, 85, 200, 0.6},
    {"drawn at 64", 64, 64, 90, 0, 1.5},
};

static void the_needle_points_to_the_value(void **state)
{
    static const uint32_t VALUES[] = {0, 33333, 42000, 99900, 100000};
    const struct gauge_case *const row = *state;
    const struct askcam_canvas canvas = canvas_of(row->width_px, row->height_px);

    for (size_t i = 0; i < sizeof VALUES / sizeof VALUES[0]; i++) {
        const struct askcam_frame frame = askcam_draw_gauge(&canvas, VALUES[i]);
        const struct sample_pixels pixels = coded(&frame, row->quality, row->max_side_px);
        const double seen = needle_value(&pixels);
        if (fabs(seen - VALUES[i] / 1000.0) > row->tolerance) {
            fail_msg("%u shows as %.2f", VALUES[i], seen);
        }
        free(pixels.rgb);
    }
    free(canvas.memory);
}

static const uint8_t *at(const struct sample_pixels *pixels, double x, double y)
{
    return pixels->rgb + ((size_t)y * pixels->width_px + (size_t)x) * 3;
}

static bool is_dark(const uint8_t *rgb)
{
    return rgb[0] < 80 && rgb[1] < 80 && rgb[2] < 80;
}

static bool is_white(const uint8_t *rgb)
{
    return rgb[0] > 220 && rgb[1] > 220 && rgb[2] > 220;
}

/* Ring, marks and free dial where the header puts them; 200 is the radius of 0.42 * 480. */
static void the_dial_is_where_it_is_said(void **state)
{
    const struct askcam_canvas canvas = canvas_of(640, 480);
    const struct askcam_frame frame = askcam_draw_gauge(&canvas, 0);
    const struct sample_pixels pixels = coded(&frame, 95, 0);
    const double radius = 0.42 * 480;

    (void)state;
    for (int value = 0; value <= 100; value += 10) {
        const double radians = (225 - 2.7 * value) * 3.14159265358979 / 180;
        const double x = cos(radians) * radius;
        const double y = -sin(radians) * radius;
        assert_true(is_dark(at(&pixels, 320 + x * 0.975, 240 + y * 0.975)));
        assert_true(is_dark(at(&pixels, 320 + x * 0.85, 240 + y * 0.85)));
        assert_false(is_dark(at(&pixels, 320 + x * 1.03, 240 + y * 1.03)));
        assert_true(value == 0 || is_white(at(&pixels, 320 + x * 0.3, 240 + y * 0.3)));
    }
    assert_true(is_white(at(&pixels, 320, 240 + 0.85 * radius))); /* no scale at the bottom */
    free(pixels.rgb);
    free(canvas.memory);
}

static void bars_have_their_colours(void **state)
{
    static const uint8_t COLOURS[8][3] = {{255, 255, 255}, {255, 255, 0}, {0, 255, 255},
                                          {0, 255, 0},     {255, 0, 255}, {255, 0, 0},
                                          {0, 0, 255},     {0, 0, 0}};
    static const uint32_t SIZES[][2] = {{640, 480}, {1280, 720}, {161, 33}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const struct askcam_canvas canvas = canvas_of(SIZES[i][0], SIZES[i][1]);
        const struct askcam_frame frame = askcam_draw_bars(&canvas);
        const struct sample_pixels pixels = coded(&frame, 95, 0);
        for (int bar = 0; bar < 8; bar++) {
            const uint8_t *const rgb =
                at(&pixels, (bar + 0.5) * SIZES[i][0] / 8, SIZES[i][1] / 2.0);
            for (int part = 0; part < 3; part++) {
                assert_in_range(rgb[part] + 12, COLOURS[bar][part], COLOURS[bar][part] + 24);
            }
        }
        free(pixels.rgb);
        free(canvas.memory);
    }
}

/* The memory is exactly as long as said, which the sanitizer watches. */
static void the_smallest_canvas_is_enough(void **state)
{
    static const uint32_t SIZES[][2] = {{1, 1}, {2, 1}, {1, 2}, {7, 3}, {64, 65}};

    (void)state;
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        const struct askcam_canvas canvas = canvas_of(SIZES[i][0], SIZES[i][1]);
        struct askcam_frame frame = askcam_draw_gauge(&canvas, 50000);
        struct sample_pixels pixels = coded(&frame, 85, 0);
        assert_int_equal(pixels.width_px, SIZES[i][0]);
        free(pixels.rgb);
        frame = askcam_draw_bars(&canvas);
        pixels = coded(&frame, 85, 0);
        assert_int_equal(pixels.height_px, SIZES[i][1]);
        free(pixels.rgb);
        free(canvas.memory);
    }
}

int main(void)
{
    enum { ROWS = sizeof gauges / sizeof gauges[0] };
    struct CMUnitTest tests[ROWS + 3] = {
        cmocka_unit_test(the_dial_is_where_it_is_said),
        cmocka_unit_test(bars_have_their_colours),
        cmocka_unit_test(the_smallest_canvas_is_enough),
    };

    for (size_t i = 0; i < ROWS; i++) {
        tests[i + 3] = (struct CMUnitTest){.name = gauges[i].name,
                                           .test_func = the_needle_points_to_the_value,
                                           .initial_state = &gauges[i]};
    }
    return cmocka_run_group_tests_name("pattern_draw", tests, NULL, NULL);
}
