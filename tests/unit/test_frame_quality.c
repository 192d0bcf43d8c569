/* SPDX-License-Identifier: MIT */
/*
 * test_frame_quality.c - frames that are dark, bright, blurred or unchanged are separated from
 * those that are worth asking about; raw and coded alike.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_sink.h"
#include "frame_quality.h"
#include "picture.h"
#include "sample_raw.h"

enum { WIDTH_PX = 640, HEIGHT_PX = 480 };

/* Stripes of 24 pixels, -100 and 100 in turn, with edges `soft` pixels wide. */
static int stripe(int at, int soft)
{
    int sum = 0;

    for (int i = 0; i <= soft; i++) {
        sum += (at + i) / 24 % 2 == 0 ? -100 : 100;
    }
    return sum / (soft + 1);
}

/* A grey frame of squares: the product of stripes across and down, blurred by a box. */
static struct sample_raw squares(int dark, int light, int soft)
{
    struct sample_raw raw = sample_raw(ASKCAM_PIXELS_GREY, WIDTH_PX, HEIGHT_PX, 0, false);

    for (int y = 0; y < HEIGHT_PX; y++) {
        const int down = stripe(y, soft);
        for (int x = 0; x < WIDTH_PX; x++) {
            const int both = stripe(x, soft) * down;
            raw.planes[0][y * WIDTH_PX + x] =
                (uint8_t)((dark + light) / 2 + (light - dark) * both / 20000);
        }
    }
    return raw;
}

static struct askcam_frame_quality look_at(const struct askcam_frame *frame)
{
    struct askcam_frame_quality quality;

    assert_int_equal(askcam_frame_quality_measure(frame, &quality, NULL), ASKCAM_OK);
    return quality;
}

static struct look_case {
    const char *name;
    int dark, light, soft;
    enum askcam_verdict want;
} cases[] = {
    {"sharp", 60, 180, 0, ASKCAM_VERDICT_OK},
    {"sharp with little contrast", 110, 140, 0, ASKCAM_VERDICT_OK},
    {"edges over 3 pixels", 60, 180, 3, ASKCAM_VERDICT_OK},
    {"edges over 16 pixels", 60, 180, 16, ASKCAM_VERDICT_BLURRED},
    {"plain wall", 120, 120, 0, ASKCAM_VERDICT_BLURRED},
    {"night", 3, 30, 0, ASKCAM_VERDICT_DARK},
    {"lens cap", 0, 0, 0, ASKCAM_VERDICT_DARK},
    {"dark, but with light in it", 0, 60, 0, ASKCAM_VERDICT_DARK},
    {"display in the dark", 0, 120, 0, ASKCAM_VERDICT_OK},
    {"over-exposed", 235, 255, 0, ASKCAM_VERDICT_BRIGHT},
    {"white paper", 255, 255, 0, ASKCAM_VERDICT_BRIGHT},
};

static void the_verdict_is(void **state)
{
    const struct look_case *const row = *state;
    struct sample_raw raw = squares(row->dark, row->light, row->soft);
    const struct askcam_frame_quality quality = look_at(&raw.frame);

    assert_string_equal(askcam_verdict_text(askcam_frame_quality_first(
                            askcam_frame_quality_verdicts(&quality, NULL))),
                        askcam_verdict_text(row->want));
    assert_in_range(quality.brightness + 4, (row->dark + row->light) * 500 / 255,
                    (row->dark + row->light) * 500 / 255 + 8);
    sample_raw_free(&raw);
}

static void shares_of_black_and_white_are_counted(void **state)
{
    struct sample_raw raw = squares(100, 100, 0);
    (void)state;

    memset(raw.planes[0], 0, (size_t)WIDTH_PX * HEIGHT_PX / 4);
    memset(raw.planes[0] + (size_t)WIDTH_PX * HEIGHT_PX / 2, 255, (size_t)WIDTH_PX * HEIGHT_PX / 8);
    const struct askcam_frame_quality quality = look_at(&raw.frame);
    assert_int_equal(quality.black, 250);
    assert_int_equal(quality.white, 125);
    assert_int_equal(quality.light, 1000);
    assert_int_equal(quality.cells_x, 40);
    assert_int_equal(quality.cells_y, 30);
    sample_raw_free(&raw);
}

static void contrast_and_light_do_not_count_as_sharpness(void **state)
{
    struct sample_raw strong = squares(20, 230, 6);
    struct sample_raw weak = squares(90, 150, 6);
    const struct askcam_frame_quality a = look_at(&strong.frame);
    const struct askcam_frame_quality b = look_at(&weak.frame);

    (void)state;
    assert_true(a.sharpness > 0);
    assert_in_range(b.sharpness, a.sharpness * 8 / 10, a.sharpness * 12 / 10);
    sample_raw_free(&strong);
    sample_raw_free(&weak);
}

/* A time stamp burnt into a blurred frame, and a sharp dial before an empty wall. */
static void neither_a_stamp_nor_a_wall_decides(void **state)
{
    struct sample_raw stamped = squares(60, 180, 16);
    struct sample_raw dial = squares(120, 120, 0);

    (void)state;
    for (size_t y = 10; y < 26; y++) {
        for (size_t x = 10; x < 250; x++) {
            stamped.planes[0][y * WIDTH_PX + x] = (x / 3 + y / 3) % 2 == 0 ? 0 : 255;
        }
    }
    for (size_t y = 160; y < 320; y++) {
        for (size_t x = 240; x < 400; x++) {
            dial.planes[0][y * WIDTH_PX + x] = (x / 24 + y / 24) % 2 == 0 ? 40 : 220;
        }
    }
    const struct askcam_frame_quality a = look_at(&stamped.frame);
    const struct askcam_frame_quality b = look_at(&dial.frame);
    assert_int_equal(askcam_frame_quality_first(askcam_frame_quality_verdicts(&a, NULL)),
                     ASKCAM_VERDICT_BLURRED);
    assert_int_equal(askcam_frame_quality_first(askcam_frame_quality_verdicts(&b, NULL)),
                     ASKCAM_VERDICT_OK);
    sample_raw_free(&stamped);
    sample_raw_free(&dial);
}

static void noise_and_light_are_no_change_but_a_digit_is(void **state)
{
    struct sample_raw raw = squares(60, 180, 1);
    const struct askcam_frame_quality before = look_at(&raw.frame);
    uint32_t seed = 3;

    (void)state;
    for (size_t i = 0; i < (size_t)WIDTH_PX * HEIGHT_PX; i++) { /* brighter, and noisy */
        seed = seed * 1664525U + 1013904223U;
        raw.planes[0][i] = (uint8_t)(raw.planes[0][i] + 4 + (seed >> 24) % 13);
    }
    const struct askcam_frame_quality again = look_at(&raw.frame);
    assert_in_range(askcam_frame_quality_difference(&again, &before), 0,
                    ASKCAM_QUALITY_CHANGED / 2);
    assert_int_equal(askcam_frame_quality_first(askcam_frame_quality_verdicts(&again, &before)),
                     ASKCAM_VERDICT_UNCHANGED);
    assert_int_equal(askcam_frame_quality_first(askcam_frame_quality_verdicts(&again, NULL)),
                     ASKCAM_VERDICT_OK);
    for (size_t y = 100; y < 124; y++) { /* a stroke of a digit */
        memset(raw.planes[0] + y * WIDTH_PX + 300, 250, 8);
    }
    const struct askcam_frame_quality after = look_at(&raw.frame);
    assert_true(askcam_frame_quality_difference(&after, &before) > ASKCAM_QUALITY_CHANGED);
    assert_int_equal(askcam_frame_quality_first(askcam_frame_quality_verdicts(&after, &before)),
                     ASKCAM_VERDICT_OK);
    sample_raw_free(&raw);
}

static void a_frame_may_be_several_things_at_once(void **state)
{
    struct sample_raw raw = squares(3, 30, 16);
    const struct askcam_frame_quality quality = look_at(&raw.frame);
    const unsigned verdicts = askcam_frame_quality_verdicts(&quality, &quality);

    (void)state;
    assert_int_equal(verdicts, 1U << ASKCAM_VERDICT_DARK | 1U << ASKCAM_VERDICT_BLURRED |
                                   1U << ASKCAM_VERDICT_UNCHANGED);
    assert_int_equal(askcam_frame_quality_first(verdicts), ASKCAM_VERDICT_DARK);
    sample_raw_free(&raw);
}

static void black_against_white_is_the_most(void **state)
{
    struct askcam_frame_quality black = {.cells_x = 2, .cells_y = 1};
    struct askcam_frame_quality white = {.cells_x = 2, .cells_y = 1, .cells = {255, 255}};
    struct askcam_frame_quality half = {.cells_x = 2, .cells_y = 1, .cells = {255, 0}};
    struct askcam_frame_quality other = {.cells_x = 1, .cells_y = 2};

    (void)state;
    assert_int_equal(askcam_frame_quality_difference(&black, &white), 0); /* everywhere alike */
    assert_in_range(askcam_frame_quality_difference(&half, &black), 495, 505);
    assert_int_equal(askcam_frame_quality_difference(&black, &other), 1000);
}

static void a_coded_frame_is_judged_as_the_raw_one(void **state)
{
    struct sample_raw raw = sample_raw(ASKCAM_PIXELS_YUYV, WIDTH_PX, HEIGHT_PX, 0, false);
    struct askcam_picture picture;
    struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
    const struct askcam_frame_quality a = look_at(&raw.frame);

    (void)state;
    assert_int_equal(askcam_picture_init(&picture, &raw.frame,
                                         &(struct askcam_picture_options){.quality = 90}, NULL),
                     ASKCAM_OK);
    assert_int_equal(askcam_picture_write(&picture, capture_sink_sink(&callbacks), NULL),
                     ASKCAM_OK);
    const struct askcam_frame jpeg = {
        .is_jpeg = true, .jpeg = askcam_bytes_of_memory(callbacks.bytes, callbacks.bytes_len)};
    const struct askcam_frame_quality b = look_at(&jpeg);
    assert_in_range(b.brightness, a.brightness - 3, a.brightness + 3);
    assert_in_range(b.sharpness, a.sharpness * 7 / 10, a.sharpness * 13 / 10);
    assert_in_range(askcam_frame_quality_difference(&a, &b), 0, ASKCAM_QUALITY_CHANGED / 2);
    free(callbacks.bytes);
    sample_raw_free(&raw);
}

static void any_size_and_format_can_be_looked_at(void **state)
{
    static const uint32_t SIZES[][2] = {{1, 1},   {2, 300},   {8, 8},     {21, 23},
                                        {22, 45}, {320, 320}, {1000, 33}, {33, 1000}};

    (void)state;
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        for (int pixels = 0; pixels < ASKCAM_PIXELS_COUNT; pixels++) {
            struct sample_raw raw =
                sample_raw((enum askcam_pixels)pixels, SIZES[i][0], SIZES[i][1], 3, false);
            (void)look_at(&raw.frame);
            sample_raw_free(&raw);
        }
    }
}

static void broken_frames_are_refused(void **state)
{
    struct sample_raw raw = sample_raw(ASKCAM_PIXELS_NV12, 64, 64, 0, false);
    const struct askcam_frame jpeg = {
        .name = "a.jpg", .is_jpeg = true, .jpeg = askcam_bytes_of_memory("\xFF\xD8\xFF", 3)};
    struct askcam_frame_quality quality = {.brightness = 77};
    struct askcam_error err = {.kind = ASKCAM_OK};

    (void)state;
    raw.frame.raw.plane_bytes[1]--;
    assert_int_equal(askcam_frame_quality_measure(&raw.frame, &quality, NULL), ASKCAM_ERR_SOURCE);
    assert_int_equal(askcam_frame_quality_measure(&jpeg, &quality, &err), ASKCAM_ERR_SOURCE);
    assert_string_equal(err.what, "a.jpg");
    assert_int_equal(quality.brightness, 77);
    sample_raw_free(&raw);
}

int main(void)
{
    static const struct CMUnitTest SINGLE[] = {
        cmocka_unit_test(shares_of_black_and_white_are_counted),
        cmocka_unit_test(contrast_and_light_do_not_count_as_sharpness),
        cmocka_unit_test(neither_a_stamp_nor_a_wall_decides),
        cmocka_unit_test(noise_and_light_are_no_change_but_a_digit_is),
        cmocka_unit_test(a_frame_may_be_several_things_at_once),
        cmocka_unit_test(black_against_white_is_the_most),
        cmocka_unit_test(a_coded_frame_is_judged_as_the_raw_one),
        cmocka_unit_test(any_size_and_format_can_be_looked_at),
        cmocka_unit_test(broken_frames_are_refused),
    };
    enum { SINGLES = sizeof SINGLE / sizeof SINGLE[0], ROWS = sizeof cases / sizeof cases[0] };
    struct CMUnitTest tests[SINGLES + ROWS];

    memcpy(tests, SINGLE, sizeof SINGLE);
    for (size_t i = 0; i < ROWS; i++) {
        tests[SINGLES + i] = (struct CMUnitTest){
            .name = cases[i].name, .test_func = the_verdict_is, .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("frame_quality", tests, NULL, NULL);
}
