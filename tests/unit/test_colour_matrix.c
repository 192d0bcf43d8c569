/* SPDX-License-Identifier: MIT */
/*
 * test_colour_matrix.c - any colour, coded with other weights of luma, is the same colour in
 * Rec. 601's; compared with the standards' formulas in doubles.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "colour_matrix.h"

/* Red's and blue's: BT.601, BT.709, BT.2020, SMPTE 240M. */
static const double WEIGHTS[ASKCAM_MATRIX_COUNT][2] = {
    {0.299, 0.114}, {0.2126, 0.0722}, {0.2627, 0.0593}, {0.212, 0.087}};

static void code(const int rgb[3], enum askcam_matrix matrix, double ycc[3])
{
    const double red = WEIGHTS[matrix][0];
    const double blue = WEIGHTS[matrix][1];

    ycc[0] = red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2];
    ycc[1] = 128 + (rgb[2] - ycc[0]) / (2 * (1 - blue));
    ycc[2] = 128 + (rgb[0] - ycc[0]) / (2 * (1 - red));
}

static uint8_t rounded(double value)
{
    return (uint8_t)(value > 255 ? 255 : value + 0.5);
}

static void expect_colour(const int rgb[3], enum askcam_matrix matrix)
{
    const struct askcam_colour_step *const step = askcam_colour_step(matrix);
    double from[3];
    double want[3];

    code(rgb, matrix, from);
    code(rgb, ASKCAM_MATRIX_601, want);
    uint8_t y[5];
    memset(y, rounded(from[0]), sizeof y);
    uint8_t u[5];
    memset(u, rounded(from[1]), sizeof u);
    uint8_t v[5];
    memset(v, rounded(from[2]), sizeof v);
    askcam_pixels_step_luma(y, u, v, step, 5);
    askcam_pixels_step_chroma(u, v, step, 5);
    /* Each input was rounded by up to a half, and so is the output. */
    for (int i = 0; i < 5; i++) {
        if (fabs(y[i] - want[0]) > 1.4 || fabs(u[i] - want[1]) > 1.4 ||
            fabs(v[i] - want[2]) > 1.4) {
            fail_msg("%d %d %d: %d %d %d instead of %.1f %.1f %.1f", rgb[0], rgb[1], rgb[2], y[i],
                     u[i], v[i], want[0], want[1], want[2]);
        }
    }
}

static void every_colour_stays_what_it_is(void **state)
{
    (void)state;
    for (int matrix = ASKCAM_MATRIX_709; matrix < ASKCAM_MATRIX_COUNT; matrix++) {
        for (int i = 0; i < 18 * 18 * 18; i++) {
            const int rgb[3] = {i % 18 * 15, i / 18 % 18 * 15, i / 18 / 18 * 15};
            expect_colour(rgb, (enum askcam_matrix)matrix);
        }
    }
}

static void rec_601_needs_no_step(void **state)
{
    (void)state;
    assert_null(askcam_colour_step(ASKCAM_MATRIX_601));
}

/* What no picture has, but a broken one may: the sums leave 0..255 and are clipped. */
static void impossible_samples_are_clipped(void **state)
{
    const struct askcam_colour_step *const step = askcam_colour_step(ASKCAM_MATRIX_709);
    uint8_t y[2] = {0, 255};
    uint8_t u[2] = {0, 255};
    uint8_t v[2] = {0, 255};

    (void)state;
    askcam_pixels_step_luma(y, u, v, step, 2);
    assert_int_equal(y[0], 0);
    assert_int_equal(y[1], 255);
    u[0] = 255;
    v[0] = 0;
    askcam_pixels_step_chroma(u, v, step, 1);
    assert_int_equal(u[0], 255); /* 128 + 0.99 * 127 + 0.11 * 128 */
    assert_int_equal(v[0], 0);
}

/* Chroma of half the width belongs to two samples of luma, the last one maybe to one. */
static void halved_chroma_moves_its_two_samples(void **state)
{
    const struct askcam_colour_step *const step = askcam_colour_step(ASKCAM_MATRIX_2020);
    uint8_t y[7];
    uint8_t whole_y[7];
    const uint8_t u[4] = {20, 128, 200, 90};
    const uint8_t v[4] = {128, 250, 60, 170};

    (void)state;
    for (size_t i = 0; i < 7; i++) {
        y[i] = whole_y[i] = 100;
        askcam_pixels_step_luma(&whole_y[i], &u[i / 2], &v[i / 2], step, 1);
    }
    askcam_pixels_step_pairs(y, u, v, step, 7);
    assert_memory_equal(y, whole_y, 7);
    assert_int_not_equal(y[0], 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_colour_stays_what_it_is),
        cmocka_unit_test(rec_601_needs_no_step),
        cmocka_unit_test(impossible_samples_are_clipped),
        cmocka_unit_test(halved_chroma_moves_its_two_samples),
    };
    return cmocka_run_group_tests_name("colour_matrix", tests, NULL, NULL);
}
