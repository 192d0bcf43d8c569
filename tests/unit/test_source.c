/* SPDX-License-Identifier: MIT */
/* test_source.c - which source a spec names; patterns; opening and closing by one interface. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake_host.h"
#include "pattern_source.h"
#include "source.h"

static const struct kind_case {
    const char *spec;
    enum askcam_source_kind kind;
} kinds[] = {
    {NULL, ASKCAM_SOURCE_V4L2},
    {"", ASKCAM_SOURCE_V4L2},
    {"/dev/null",
     ASKCAM_SOURCE_V4L2}, /* a character device; opening it reports that it is not a camera */
    {"/dev/video999", ASKCAM_SOURCE_V4L2},
    {"/dev/v4l/by-id/usb-none-video-index0", ASKCAM_SOURCE_V4L2},
    {"-", ASKCAM_SOURCE_STDIN},
    {"pattern:gauge", ASKCAM_SOURCE_PATTERN},
    {"pattern:bars", ASKCAM_SOURCE_PATTERN},
    {"http://example.org/a.jpg", ASKCAM_SOURCE_URL},
    {"HTTPS://example.org/a.jpg", ASKCAM_SOURCE_URL},
    {"picture.jpg", ASKCAM_SOURCE_FILE},
    {"./-", ASKCAM_SOURCE_FILE},
    {"./pattern:gauge", ASKCAM_SOURCE_FILE},
    {"/tmp", ASKCAM_SOURCE_FILE},
    {"video0", ASKCAM_SOURCE_FILE},
    {"://a.jpg", ASKCAM_SOURCE_FILE},
    {"of 3:4/a.jpg", ASKCAM_SOURCE_FILE},
    {"some folder/ftp://a.jpg", ASKCAM_SOURCE_FILE},
};

static void a_spec_names_its_kind(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        enum askcam_source_kind kind = ASKCAM_SOURCE_URL;
        assert_int_equal(askcam_source_kind_of(kinds[i].spec, &kind, NULL), ASKCAM_OK);
        assert_int_equal(kind, kinds[i].kind);
    }
}

static const struct pattern_case {
    const char *spec;
    bool is_gauge;
    uint32_t value_milli;
} patterns[] = {
    {"pattern:bars", false, 0},
    {"pattern:gauge", true, 42000},
    {"pattern:gauge=0", true, 0},
    {"pattern:gauge=100", true, 100000},
    {"pattern:gauge=7", true, 7000},
    {"pattern:gauge=41.5", true, 41500},
    {"pattern:gauge=0.125", true, 125},
    {"pattern:gauge=099.999", true, 99999},
    {"pattern:gauge=100.000", true, 100000},
};

static void a_pattern_is_understood(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct askcam_pattern pattern;
        assert_int_equal(askcam_pattern_parse(patterns[i].spec, &pattern, NULL), ASKCAM_OK);
        assert_int_equal(pattern.is_gauge, patterns[i].is_gauge);
        assert_int_equal(pattern.value_milli, patterns[i].value_milli);
    }
}

static void what_is_no_pattern_is_wrong_usage(void **state)
{
    static const char *const rows[] = {
        "pattern:",
        "pattern:moon",
        "pattern:gauges",
        "pattern:bars=1",
        "pattern:gauge=",
        "pattern:gauge=x",
        "pattern:gauge=-1",
        "pattern:gauge=101",
        "pattern:gauge=1e1",
        "pattern:gauge=100.001",
        "pattern:gauge=.5",
        "pattern:gauge=5.",
        "pattern:gauge=1.2.3",
        "pattern:gauge=1.2345",
        "pattern:gauge= 5",
        "pattern:gauge=+5",
        "pattern:gauge=99999999999999999999",
        "pattern:gauge=4294967338",
        "pattern:gauge=nan",
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum askcam_source_kind kind;
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(askcam_source_kind_of(rows[i], &kind, &err), ASKCAM_ERR_USAGE);
        assert_string_equal(err.what, "--source");
        assert_non_null(strstr(err.hint, "pattern:bars"));
    }
}

static void an_address_that_is_not_fetched_is_refused(void **state)
{
    static const struct {
        const char *spec;
        const char *says;
    } rows[] = {
        {"ftp://example.org/a.jpg", "unsupported scheme \"ftp\""},
        {"file:///tmp/a.jpg", "unsupported scheme \"file\""},
        {"RTSP://10.0.0.1/live", "unsupported scheme \"RTSP\""},
        {"svn+ssh://example.org/a.jpg", "unsupported scheme \"svn+ssh\""},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum askcam_source_kind kind;
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(askcam_source_kind_of(rows[i].spec, &kind, &err), ASKCAM_ERR_USAGE);
        assert_string_equal(err.what, "--source");
        assert_non_null(strstr(err.why, rows[i].says));
        assert_non_null(strstr(err.hint, "http"));
    }
}

static uint8_t luma(const struct askcam_frame *frame, uint32_t x, uint32_t y)
{
    return frame->raw.plane[0][(size_t)y * frame->raw.row_bytes[0] + x];
}

static struct fake_host clock_at;
static struct askcam_host host;

static int start_clock(void **state)
{
    (void)state;
    host = fake_host_init(&clock_at);
    return 0;
}

static void a_pattern_is_not_drawn_after_the_deadline(void **state)
{
    const struct askcam_source_options late = {.deadline_ms = clock_at.now_ms};
    const struct askcam_source_options in_time = {.deadline_ms = clock_at.now_ms + 1};
    struct askcam_source source;
    struct askcam_error err = {.kind = ASKCAM_OK};
    (void)state;

    assert_int_equal(askcam_source_open(&source, &host, "pattern:bars", &late, &err),
                     ASKCAM_ERR_UNAVAILABLE);
    assert_string_equal(err.why, "time-out: --total-timeout is over");
    assert_int_equal(askcam_source_open(&source, &host, "pattern:bars", &in_time, NULL), ASKCAM_OK);
    askcam_source_close(&source);
}

static void a_pattern_is_drawn_at_its_size_and_stays(void **state)
{
    const struct askcam_source_options sized = {.width_px = 321, .height_px = 123};
    const struct askcam_source_options unsized = {.width_px = 0};
    struct askcam_source source;
    struct askcam_frame frame;
    (void)state;

    assert_int_equal(askcam_source_open(&source, &host, "pattern:bars", &sized, NULL), ASKCAM_OK);
    assert_false(source.is_live);
    assert_int_equal(source.ops->start(source.ctx, NULL), ASKCAM_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(source.ops->take(source.ctx, 5, &frame, NULL), ASKCAM_OK);
        assert_int_equal(frame.width_px, 321);
        assert_int_equal(frame.height_px, 123);
        assert_true(luma(&frame, 2, 60) > 250); /* white on the left */
        assert_true(luma(&frame, 318, 60) < 5); /* black on the right */
        source.ops->release(source.ctx, &frame);
    }
    askcam_source_close(&source);
    askcam_source_close(&source);
    assert_int_equal(askcam_source_open(&source, &host, "pattern:gauge=50", &unsized, NULL),
                     ASKCAM_OK);
    assert_int_equal(source.ops->take(source.ctx, 0, &frame, NULL), ASKCAM_OK);
    assert_int_equal(frame.width_px, 640);
    assert_int_equal(frame.height_px, 480);
    assert_true(luma(&frame, 320, 140) < 130); /* the needle is vertical at 50 */
    assert_true(luma(&frame, 280, 140) > 200);
    askcam_source_close(&source);
}

static void a_pattern_of_an_impossible_size_is_refused(void **state)
{
    static const uint32_t sides[][2] = {{15, 100}, {100, 15}, {4097, 100}, {100, 4097}};
    (void)state;

    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        const struct askcam_source_options options = {.width_px = sides[i][0],
                                                      .height_px = sides[i][1]};
        struct askcam_source source;
        assert_int_equal(askcam_source_open(&source, &host, "pattern:bars", &options, NULL),
                         ASKCAM_ERR_USAGE);
        askcam_source_close(&source);
    }
}

static void opening_reports_what_is_wrong_and_leaves_nothing_to_close(void **state)
{
    static const struct {
        const char *spec;
        enum askcam_status status;
        const char *why;
    } rows[] = {
        {"/nonexistent.jpg", ASKCAM_ERR_SOURCE, "no such file"},
        {"/tmp", ASKCAM_ERR_SOURCE, "is a directory"},
        {"/dev/null", ASKCAM_ERR_SOURCE, "not a V4L2 device"},
        {"/dev/video999", ASKCAM_ERR_SOURCE, "no such device"},
        {"http://example.org/a.jpg", ASKCAM_ERR_USAGE, "a picture sent by reference"},
        {"pattern:moon", ASKCAM_ERR_USAGE, "unknown pattern \"pattern:moon\""},
    };
    const struct askcam_source_options options = {.width_px = 0};
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct askcam_source source;
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(askcam_source_open(&source, &host, rows[i].spec, &options, &err),
                         rows[i].status);
        assert_non_null(strstr(err.why, rows[i].why));
        assert_null(source.ops);
        askcam_source_close(&source);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_that_is_not_fetched_is_refused),
        cmocka_unit_test(a_spec_names_its_kind),
        cmocka_unit_test(a_pattern_is_understood),
        cmocka_unit_test(what_is_no_pattern_is_wrong_usage),
        cmocka_unit_test(a_pattern_is_not_drawn_after_the_deadline),
        cmocka_unit_test(a_pattern_is_drawn_at_its_size_and_stays),
        cmocka_unit_test(a_pattern_of_an_impossible_size_is_refused),
        cmocka_unit_test(opening_reports_what_is_wrong_and_leaves_nothing_to_close),
    };
    return cmocka_run_group_tests_name("source", tests, start_clock, NULL);
}
