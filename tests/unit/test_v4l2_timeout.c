/* SPDX-License-Identifier: MIT */
/* test_v4l2_timeout.c - when waiting for a frame ends, and which kind of frame was missed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "v4l2_timeout.h"

enum { START_MS = 50000 };

static uint64_t now_ms(void *ctx)
{
    const uint64_t *clock_ms = ctx;

    return *clock_ms;
}

/* A wait from START_MS for a frame of any age; the frames come afterwards. */
static struct askcam_v4l2_timeout begun(void)
{
    struct askcam_v4l2_timeout timeout;

    askcam_v4l2_timeout_init(&timeout, START_MS, 0);
    return timeout;
}

static void check_text(const struct askcam_v4l2_timeout *timeout, uint64_t at_ms, const char *why)
{
    const struct askcam_host host = {.ctx = &at_ms, .now_ms = now_ms};
    const struct askcam_v4l2_device device = {.host = &host, .path = "/dev/video0"};
    struct askcam_error err = {.kind = ASKCAM_OK};

    assert_int_equal(askcam_v4l2_timeout_fail(timeout, &device, &err), ASKCAM_ERR_SOURCE);
    assert_string_equal(err.what, "/dev/video0");
    assert_string_equal(err.why, why);
}

static void without_any_frame_it_ends_after_5_s(void **state)
{
    const struct askcam_v4l2_timeout timeout = begun();
    (void)state;

    assert_int_equal(askcam_v4l2_timeout_ends_ms(&timeout), START_MS + 5000);
    check_text(&timeout, START_MS + 5000, "no frame for 5 s");
}

static void with_broken_frames_only_it_ends_after_10_s(void **state)
{
    struct askcam_v4l2_timeout timeout = begun();
    (void)state;

    timeout.frame_ms = START_MS + 9000;
    askcam_v4l2_timeout_broken(&timeout);
    askcam_v4l2_timeout_broken(&timeout);
    (void)snprintf(timeout.why, sizeof timeout.why, "torn");
    assert_int_equal(askcam_v4l2_timeout_ends_ms(&timeout), START_MS + 10000);
    check_text(&timeout, START_MS + 10000, "only broken frames for 10 s (2; the last: torn)");
}

static void a_good_frame_begins_the_10_s_anew(void **state)
{
    struct askcam_v4l2_timeout timeout = begun();
    (void)state;

    askcam_v4l2_timeout_broken(&timeout);
    timeout.frame_ms = START_MS + 8000;
    askcam_v4l2_timeout_good(&timeout);
    timeout.frame_ms = START_MS + 17000;
    assert_int_equal(askcam_v4l2_timeout_ends_ms(&timeout), START_MS + 18000);
    check_text(&timeout, START_MS + 18000,
               "no fresh frame for 10 s"); /* the broken one was before */
}

static void a_frame_of_the_future_may_take_10_s_from_then(void **state)
{
    struct askcam_v4l2_timeout timeout;
    (void)state;

    askcam_v4l2_timeout_init(&timeout, START_MS, START_MS + 3000);
    timeout.frame_ms = START_MS + 1000;
    askcam_v4l2_timeout_good(&timeout); /* but too old */
    timeout.frame_ms = START_MS + 12000;
    assert_int_equal(askcam_v4l2_timeout_ends_ms(&timeout), START_MS + 13000);
}

static void the_deadline_ends_it_before_all_others(void **state)
{
    struct askcam_v4l2_timeout timeout = begun();
    uint64_t at_ms = START_MS + 700;
    const struct askcam_host host = {.ctx = &at_ms, .now_ms = now_ms};
    const struct askcam_v4l2_device device = {.host = &host, .path = "/dev/video0"};
    struct askcam_error err = {.kind = ASKCAM_OK};
    (void)state;

    askcam_source_deadline_init(&timeout.deadline, &host, device.path, at_ms);
    assert_int_equal(askcam_v4l2_timeout_ends_ms(&timeout), at_ms);
    assert_int_equal(askcam_v4l2_timeout_fail(&timeout, &device, &err), ASKCAM_ERR_UNAVAILABLE);
    assert_string_equal(err.what, "/dev/video0");
    assert_string_equal(err.why, "time-out: --total-timeout is over");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_any_frame_it_ends_after_5_s),
        cmocka_unit_test(with_broken_frames_only_it_ends_after_10_s),
        cmocka_unit_test(a_good_frame_begins_the_10_s_anew),
        cmocka_unit_test(a_frame_of_the_future_may_take_10_s_from_then),
        cmocka_unit_test(the_deadline_ends_it_before_all_others),
    };
    return cmocka_run_group_tests_name("v4l2_timeout", tests, NULL, NULL);
}
