/* SPDX-License-Identifier: MIT */
/*
 * test_encode_raw.c - every raw format at sizes that fit no block, decoded again by libjpeg and
 * compared with the colours that it was made of.
 */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_sink.h"
#include "encode_raw.h"
#include "sample_jpeg.h"
#include "sample_raw.h"

static struct format_case {
    const char *name;
    enum askcam_pixels pixels;
} formats[] = {
    {"YUYV", ASKCAM_PIXELS_YUYV},       {"YVYU", ASKCAM_PIXELS_YVYU},
    {"UYVY", ASKCAM_PIXELS_UYVY},       {"VYUY", ASKCAM_PIXELS_VYUY},
    {"NV12", ASKCAM_PIXELS_NV12},       {"NV21", ASKCAM_PIXELS_NV21},
    {"NV16", ASKCAM_PIXELS_NV16},       {"NV61", ASKCAM_PIXELS_NV61},
    {"NV24", ASKCAM_PIXELS_NV24},       {"NV42", ASKCAM_PIXELS_NV42},
    {"P010", ASKCAM_PIXELS_P010},       {"YU12", ASKCAM_PIXELS_YU12},
    {"YV12", ASKCAM_PIXELS_YV12},       {"422P", ASKCAM_PIXELS_422P},
    {"YVU422", ASKCAM_PIXELS_YVU422},   {"YUV444", ASKCAM_PIXELS_YUV444},
    {"YVU444", ASKCAM_PIXELS_YVU444},   {"YUV24", ASKCAM_PIXELS_YUV24},
    {"XYUV32", ASKCAM_PIXELS_XYUV32},   {"YUVX32", ASKCAM_PIXELS_YUVX32},
    {"VUYX32", ASKCAM_PIXELS_VUYX32},   {"YUV565", ASKCAM_PIXELS_YUV565},
    {"YUV555", ASKCAM_PIXELS_YUV555},   {"YUV4", ASKCAM_PIXELS_YUV4},
    {"GREY", ASKCAM_PIXELS_GREY},       {"Y10", ASKCAM_PIXELS_Y10},
    {"Y12", ASKCAM_PIXELS_Y12},         {"Y14", ASKCAM_PIXELS_Y14},
    {"Y16", ASKCAM_PIXELS_Y16},         {"Y16_BE", ASKCAM_PIXELS_Y16_BE},
    {"RGB3", ASKCAM_PIXELS_RGB3},       {"BGR3", ASKCAM_PIXELS_BGR3},
    {"XBGR32", ASKCAM_PIXELS_XBGR32},   {"XRGB32", ASKCAM_PIXELS_XRGB32},
    {"BGRX32", ASKCAM_PIXELS_BGRX32},   {"RGBX32", ASKCAM_PIXELS_RGBX32},
    {"RGB565", ASKCAM_PIXELS_RGB565},   {"RGB565X", ASKCAM_PIXELS_RGB565X},
    {"XRGB555", ASKCAM_PIXELS_XRGB555}, {"XRGB555X", ASKCAM_PIXELS_XRGB555X},
    {"RGBX555", ASKCAM_PIXELS_RGBX555}, {"XBGR555", ASKCAM_PIXELS_XBGR555},
    {"BGRX555", ASKCAM_PIXELS_BGRX555}, {"XRGB444", ASKCAM_PIXELS_XRGB444},
    {"RGBX444", ASKCAM_PIXELS_RGBX444}, {"XBGR444", ASKCAM_PIXELS_XBGR444},
    {"BGRX444", ASKCAM_PIXELS_BGRX444},
};

enum { FORMATS = sizeof formats / sizeof formats[0] };
static_assert((int)FORMATS == (int)ASKCAM_PIXELS_COUNT, "a format has no test");

/* What so few bits of a sample leave of a picture. */
static double least_db(enum askcam_pixels pixels, double of_bytes)
{
    const unsigned bits = sample_raw_bits(pixels);

    return bits == 4 ? 29 : bits == 5 ? 33 : of_bytes;
}

/* Of alternating fields the top one is shown, each row twice. */
static void show_one_field(uint8_t *rgb, uint32_t width_px, uint32_t height_px)
{
    const size_t row_bytes = (size_t)width_px * 3;

    for (uint32_t y = 1; y < height_px; y += 2) {
        memcpy(rgb + y * row_bytes, rgb + (y - 1) * row_bytes, row_bytes);
    }
}

static void expect_colours(const struct sample_raw *raw, double of_bytes)
{
    struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
    struct sample_pixels pixels;
    const struct askcam_frame *const frame = &raw->frame;
    const bool grey = sample_raw_is_grey(frame->raw.pixels);

    assert_int_equal(askcam_encode_raw(frame, 95, capture_sink_sink(&callbacks), NULL), ASKCAM_OK);
    assert_true(sample_decode(callbacks.bytes, callbacks.bytes_len, &pixels));
    assert_int_equal(pixels.width_px, frame->width_px);
    assert_int_equal(pixels.height_px, frame->height_px);
    assert_int_equal(pixels.components, grey ? 1 : 3);
    assert_int_equal(pixels.warnings, 0);
    uint8_t *const want = sample_raw_rgb(frame->width_px, frame->height_px, grey);
    if (frame->raw.order == ASKCAM_ORDER_ONE_FIELD) {
        show_one_field(want, frame->width_px, frame->height_px);
    }
    const double db = sample_psnr(want, pixels.rgb, (size_t)pixels.width_px * pixels.height_px * 3);
    if (db < least_db(frame->raw.pixels, of_bytes)) {
        fail_msg("%ux%u: only %.1f dB", frame->width_px, frame->height_px, db);
    }
    free(want);
    free(pixels.rgb);
    free(callbacks.bytes);
}

static void colours_survive(void **state)
{
    static const uint32_t SIZES[][2] = {{640, 480}, {64, 64},  {100, 75}, {33, 47},
                                        {48, 17},   {130, 18}, {250, 16}};
    const enum askcam_pixels pixels = ((const struct format_case *)*state)->pixels;

    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        struct sample_raw raw =
            sample_raw(pixels, SIZES[i][0], SIZES[i][1], i % 2 == 0 ? 0 : 13, false);
        expect_colours(&raw, 36);
        sample_raw_free(&raw);
        raw = sample_raw(pixels, SIZES[i][0], SIZES[i][1], 5, true);
        expect_colours(&raw, 36);
        sample_raw_free(&raw);
    }
}

static void every_order_of_rows_is_read(void **state)
{
    static const enum askcam_row_order ORDERS[] = {
        ASKCAM_ORDER_TOP_FIRST, ASKCAM_ORDER_BOTTOM_FIRST, ASKCAM_ORDER_ONE_FIELD};
    static const uint32_t SIZES[][2] = {{64, 48}, {96, 50}, {35, 22}, {16, 2}, {7, 6}};
    const enum askcam_pixels pixels = ((const struct format_case *)*state)->pixels;

    for (size_t i = 0; i < 3 * sizeof SIZES / sizeof SIZES[0]; i++) {
        const uint32_t *const size = SIZES[i / 3];
        struct sample_raw raw = sample_raw_of(&(struct sample_raw_spec){.pixels = pixels,
                                                                        .width_px = size[0],
                                                                        .height_px = size[1],
                                                                        .row_gap_bytes = 3,
                                                                        .order = ORDERS[i % 3]});
        expect_colours(&raw, 33);
        sample_raw_free(&raw);
    }
}

static void other_weights_become_jpegs(void **state)
{
    const enum askcam_pixels pixels = ((const struct format_case *)*state)->pixels;

    for (int i = 1; i < 2 * ASKCAM_MATRIX_COUNT && sample_raw_is_yuv(pixels); i++) {
        struct sample_raw raw =
            sample_raw_of(&(struct sample_raw_spec){.pixels = pixels,
                                                    .width_px = i == 1 ? 96 : 131,
                                                    .height_px = 73,
                                                    .limited_range = i % 2 == 1,
                                                    .matrix = (enum askcam_matrix)(i / 2)});
        expect_colours(&raw, 36);
        sample_raw_free(&raw);
    }
}

/* The sanitizer watches the edges. */
static void the_smallest_sizes_work(void **state)
{
    static const uint32_t SIZES[][2] = {{1, 1}, {7, 3}, {17, 9}, {2, 1}, {1, 2}, {16, 1}, {1, 33}};
    const enum askcam_pixels pixels = ((const struct format_case *)*state)->pixels;

    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        struct sample_raw raw = sample_raw(pixels, SIZES[i][0], SIZES[i][1], 0, false);
        expect_colours(&raw, 33);
        sample_raw_free(&raw);
    }
}

static void a_short_frame_is_refused(void **state)
{
    const enum askcam_pixels pixels = ((const struct format_case *)*state)->pixels;
    struct sample_raw raw = sample_raw(pixels, 33, 21, 3, false);
    struct callbacks callbacks = {.limit_bytes = SIZE_MAX};

    for (int plane = 0; plane < ASKCAM_RAW_PLANES && raw.planes[plane] != NULL; plane++) {
        struct askcam_error err = {.kind = ASKCAM_OK};
        struct askcam_frame frame = raw.frame;
        frame.name = "/dev/video7";
        /* The lower byte of 16 bits is not looked at. */
        frame.raw.plane_bytes[plane] -= pixels == ASKCAM_PIXELS_Y16_BE ? 2 : 1;
        assert_int_equal(askcam_encode_raw(&frame, 85, capture_sink_sink(&callbacks), &err),
                         ASKCAM_ERR_SOURCE);
        assert_string_equal(err.what, "/dev/video7");
        assert_non_null(strstr(err.why, "too short for its 33x21 pixels"));
        frame = raw.frame;
        frame.raw.row_bytes[plane] = 8;
        assert_int_equal(askcam_encode_raw(&frame, 85, capture_sink_sink(&callbacks), NULL),
                         ASKCAM_ERR_SOURCE);
        frame = raw.frame;
        frame.raw.plane[plane] = NULL;
        assert_int_equal(askcam_encode_raw(&frame, 85, capture_sink_sink(&callbacks), NULL),
                         ASKCAM_ERR_SOURCE);
    }
    assert_int_equal(callbacks.bytes_len, 0);
    sample_raw_free(&raw);
}

static void impossible_sizes_are_refused(void **state)
{
    static const uint32_t SIZES[][2] = {{0, 1}, {1, 0}, {65501, 1}, {1, 65501}, {UINT32_MAX, 9}};
    struct sample_raw raw = sample_raw(ASKCAM_PIXELS_GREY, 16, 16, 0, false);
    struct callbacks callbacks = {.limit_bytes = SIZE_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        struct askcam_error err = {.kind = ASKCAM_OK};
        raw.frame.width_px = SIZES[i][0];
        raw.frame.height_px = SIZES[i][1];
        assert_int_equal(askcam_encode_raw(&raw.frame, 85, capture_sink_sink(&callbacks), &err),
                         ASKCAM_ERR_SOURCE);
        assert_non_null(strstr(err.why, "cannot become a JPEG"));
    }
    sample_raw_free(&raw);
}

static void a_full_sink_ends_the_work_at_once(void **state)
{
    struct sample_raw raw = sample_raw(ASKCAM_PIXELS_YUYV, 320, 240, 0, false);

    (void)state;
    for (size_t limit = 0; limit < 8000; limit += 500) {
        struct callbacks callbacks = {.limit_bytes = limit};
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(askcam_encode_raw(&raw.frame, 100, capture_sink_sink(&callbacks), &err),
                         ASKCAM_ERR_STOPPED);
        assert_int_equal(callbacks.calls_after_stop, 0);
        assert_int_equal(err.kind, ASKCAM_OK);
        free(callbacks.bytes);
    }
    sample_raw_free(&raw);
}

static void quality_decides_the_length(void **state)
{
    struct sample_raw raw = sample_raw(ASKCAM_PIXELS_NV12, 320, 240, 0, false);
    size_t before_bytes = SIZE_MAX;

    (void)state;
    for (unsigned quality = 100; quality >= 20; quality -= 20) {
        struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
        assert_int_equal(
            askcam_encode_raw(&raw.frame, (uint8_t)quality, capture_sink_sink(&callbacks), NULL),
            ASKCAM_OK);
        assert_true(callbacks.bytes_len < before_bytes);
        before_bytes = callbacks.bytes_len;
        free(callbacks.bytes);
    }
    sample_raw_free(&raw);
}

/* 0 and 255 of full range stay; of limited range 16 and 235 become them, and beyond is clipped. */
static void ranges_are_what_the_driver_says(void **state)
{
    static const struct {
        uint8_t luma;
        bool limited;
        uint8_t want;
    } ROWS[] = {{0, false, 0},    {255, false, 255}, {16, false, 16},  {16, true, 0},
                {235, true, 255}, {0, true, 0},      {255, true, 255}, {126, true, 128}};

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct sample_raw raw = sample_raw(ASKCAM_PIXELS_YUYV, 32, 32, 0, ROWS[i].limited);
        struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
        struct sample_pixels pixels;
        for (size_t at = 0; at < raw.frame.raw.plane_bytes[0]; at += 2) {
            raw.planes[0][at] = ROWS[i].luma;
            raw.planes[0][at + 1] = 128;
        }
        assert_int_equal(askcam_encode_raw(&raw.frame, 95, capture_sink_sink(&callbacks), NULL),
                         ASKCAM_OK);
        assert_true(sample_decode(callbacks.bytes, callbacks.bytes_len, &pixels));
        for (size_t at = 0; at < 3 * 32 * 32; at++) {
            assert_in_range(pixels.rgb[at] + 1, ROWS[i].want, ROWS[i].want + 2); /* within 1 */
        }
        free(pixels.rgb);
        free(callbacks.bytes);
        sample_raw_free(&raw);
    }
}

/* Rows of opposite colours, which 4:2:0 can only show as their mean. */
static void colours_of_two_rows_are_averaged(void **state)
{
    static const enum askcam_pixels PIXELS[] = {ASKCAM_PIXELS_YUYV, ASKCAM_PIXELS_NV16,
                                                ASKCAM_PIXELS_422P};

    (void)state;
    for (size_t i = 0; i < sizeof PIXELS / sizeof PIXELS[0]; i++) {
        struct sample_raw raw = sample_raw(PIXELS[i], 64, 32, 0, false);
        struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
        struct sample_pixels pixels;
        for (int plane = 0; plane < ASKCAM_RAW_PLANES && raw.planes[plane] != NULL; plane++) {
            for (size_t at = 0; at < raw.frame.raw.plane_bytes[plane]; at++) {
                raw.planes[plane][at] =
                    at / raw.frame.raw.row_bytes[plane] % 2 == 0 ? 128 - 60 : 128 + 60;
            }
        }
        for (size_t at = 0; at < (i == 0 ? 0 : raw.frame.raw.plane_bytes[0]); at++) {
            raw.planes[0][at] = 128;
        }
        for (size_t at = 0; at < (i == 0 ? raw.frame.raw.plane_bytes[0] : 0); at += 2) {
            raw.planes[0][at] = 128;
        }
        assert_int_equal(askcam_encode_raw(&raw.frame, 95, capture_sink_sink(&callbacks), NULL),
                         ASKCAM_OK);
        assert_true(sample_decode(callbacks.bytes, callbacks.bytes_len, &pixels));
        for (size_t at = 0; at < 3 * 64 * 32; at++) {
            assert_in_range(pixels.rgb[at], 126, 130);
        }
        free(pixels.rgb);
        free(callbacks.bytes);
        sample_raw_free(&raw);
    }
}

int main(void)
{
    static const struct CMUnitTest SINGLE[] = {
        cmocka_unit_test(impossible_sizes_are_refused),
        cmocka_unit_test(a_full_sink_ends_the_work_at_once),
        cmocka_unit_test(quality_decides_the_length),
        cmocka_unit_test(ranges_are_what_the_driver_says),
        cmocka_unit_test(colours_of_two_rows_are_averaged),
    };
    static void (*const EACH[])(void **) = {colours_survive, the_smallest_sizes_work,
                                            a_short_frame_is_refused, every_order_of_rows_is_read,
                                            other_weights_become_jpegs};
    enum { SINGLES = sizeof SINGLE / sizeof SINGLE[0], EACHES = sizeof EACH / sizeof EACH[0] };
    struct CMUnitTest tests[SINGLES + FORMATS * EACHES];
    size_t count = SINGLES;

    memcpy(tests, SINGLE, sizeof SINGLE);
    for (size_t i = 0; i < FORMATS; i++) {
        for (size_t j = 0; j < EACHES; j++) {
            tests[count++] = (struct CMUnitTest){
                .name = formats[i].name, .test_func = EACH[j], .initial_state = &formats[i]};
        }
    }
    return cmocka_run_group_tests_name("encode_raw", tests, NULL, NULL);
}
