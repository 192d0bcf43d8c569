/* SPDX-License-Identifier: MIT */
/* test_values.c - option values: the whole text or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host.h"
#include "values.h"

enum { BAD = -1 };

static void integers_are_digits_within_their_range(void **state)
{
    static const struct {
        const char *text;
        int64_t value; /* BAD: refused */
    } rows[] = {{"1", 1},
                {"100", 100},
                {"0", BAD},
                {"101", BAD},
                {"", BAD},
                {" 1", BAD},
                {"1 ", BAD},
                {"+1", BAD},
                {"-1", BAD},
                {"1.0", BAD},
                {"1e2", BAD},
                {"0x10", BAD},
                {"99999999999999999999999", BAD}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t value = 7;
        assert_int_equal(value_integer(rows[i].text, 1, 100, &value), rows[i].value != BAD);
        assert_int_equal(value, rows[i].value != BAD ? (uint64_t)rows[i].value : 7);
    }
}

static void numbers_are_decimal(void **state)
{
    static const char *const bad[] = {"",   "x",  "inf", "nan", "0x1", "1,5",
                                      " 1", "1 ", ".",   "-",   "1e"};
    double value = 0;

    (void)state;
    assert_true(value_number("0.7", &value));
    assert_true(value > 0.69 && value < 0.71);
    assert_true(value_number("-1.5e1", &value));
    assert_true(value < -14.9 && value > -15.1);
    assert_true(value_number(".5", &value));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(value_number(bad[i], &value));
    }
}

static void durations_need_a_unit(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {{"250ms", 250},   {"30s", 30000}, {"5m", 300000}, {"2h", 7200000},
                {"1d", 86400000}, {"0s", 0},      {"30", BAD},    {"s", BAD},
                {"1.5s", BAD},    {"-1s", BAD},   {"5min", BAD},  {"99999999999s", BAD}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t ms = 7;
        assert_int_equal(value_duration(rows[i].text, &ms), rows[i].ms != BAD);
        assert_int_equal(ms, rows[i].ms != BAD ? (uint64_t)rows[i].ms : 7);
    }
    uint64_t ms = 7;
    assert_true(value_duration("none", &ms));
    assert_true(ms == ASKCAM_NEVER);
}

static void sizes_are_two_lengths(void **state)
{
    static const char *const bad[] = {"",      "640",   "640x",      "x480",    "640X480",
                                      "0x480", "640x0", "640x480x1", "70000x1", "640 x480"};
    uint32_t width = 0;
    uint32_t height = 0;

    (void)state;
    assert_true(value_size("640x480", &width, &height));
    assert_int_equal(width, 640);
    assert_int_equal(height, 480);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(value_size(bad[i], &width, &height));
    }
}

static void rectangles_mix_pixels_and_percent(void **state)
{
    static const char *const bad[] = {"",         "1,2,3",     "1,2,3,4,5",  "1,2,3,0",
                                      "1,2,0,4",  "1.5,2,3,4", "101%,0,1,1", "a,b,c,d",
                                      "-1,2,3,4", "1,2,3,4%%", "1,2,3,"};
    struct askcam_rect_spec rect;

    (void)state;
    assert_true(value_rect("10,20.5%,300,50%", &rect));
    assert_int_equal(rect.x.value, 10);
    assert_false(rect.x.is_percent);
    assert_int_equal(rect.y.value, 2050);
    assert_true(rect.y.is_percent);
    assert_int_equal(rect.width.value, 300);
    assert_int_equal(rect.height.value, 5000);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(value_rect(bad[i], &rect));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_digits_within_their_range),
        cmocka_unit_test(numbers_are_decimal),
        cmocka_unit_test(durations_need_a_unit),
        cmocka_unit_test(sizes_are_two_lengths),
        cmocka_unit_test(rectangles_mix_pixels_and_percent),
    };
    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
