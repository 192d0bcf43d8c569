/* SPDX-License-Identifier: MIT */
/* test_v4l2_timestamp.c - how old a frame is, with clocks that can be believed and that cannot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "v4l2_timestamp.h"

enum { START_MS = 50000 };

static struct askcam_v4l2_timestamp_times at(struct askcam_v4l2_timestamp *timestamp,
                                             uint64_t now_ms, int64_t time_ms, bool is_live)
{
    const struct askcam_v4l2_timestamp_frame frame = {.has_time = time_ms >= 0,
                                                      .time_ms =
                                                          time_ms >= 0 ? (uint64_t)time_ms : 0,
                                                      .now_ms = now_ms,
                                                      .is_live = is_live};
    return askcam_v4l2_timestamp_times(timestamp, &frame);
}

static void a_believable_time_is_taken(void **state)
{
    struct askcam_v4l2_timestamp timestamp;
    (void)state;

    askcam_v4l2_timestamp_init(&timestamp, START_MS);
    const struct askcam_v4l2_timestamp_times old = at(&timestamp, 55000, 50100, false);
    assert_int_equal(old.exposed_after_ms, 50100);
    assert_int_equal(old.taken_ms, 50100);
    const struct askcam_v4l2_timestamp_times late = at(&timestamp, 55033, 55020, true);
    assert_int_equal(late.exposed_after_ms, 55020);
}

static void a_time_that_is_a_little_ahead_is_now(void **state)
{
    struct askcam_v4l2_timestamp timestamp;
    (void)state;

    askcam_v4l2_timestamp_init(&timestamp, START_MS);
    assert_int_equal(at(&timestamp, 50033, 50040, true).taken_ms, 50033);
}

/* Frame by frame without a clock: what lay ready has any age. */
static void check_by_arrival(struct askcam_v4l2_timestamp *timestamp, int64_t time_ms)
{
    assert_int_equal(at(timestamp, 55000, time_ms, false).exposed_after_ms, 0);
    assert_int_equal(at(timestamp, 55001, time_ms, false).exposed_after_ms, 0);
    assert_int_equal(at(timestamp, 55030, time_ms, true).exposed_after_ms, 0);
    const struct askcam_v4l2_timestamp_times second = at(timestamp, 55063, time_ms, true);
    assert_int_equal(second.exposed_after_ms, 55030);
    assert_int_equal(second.taken_ms, 55063);
    assert_int_equal(at(timestamp, 55100, time_ms, false).exposed_after_ms, 55063);
}

static void without_a_time_only_what_came_after_a_live_one_is_fresh(void **state)
{
    struct askcam_v4l2_timestamp timestamp;
    (void)state;

    askcam_v4l2_timestamp_init(&timestamp, START_MS);
    check_by_arrival(&timestamp, -1);
}

static void a_time_from_another_clock_is_as_none(void **state)
{
    static const int64_t odd[] = {0, 48999, 56002, 1700000000000};
    (void)state;

    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        struct askcam_v4l2_timestamp timestamp;
        askcam_v4l2_timestamp_init(&timestamp, START_MS);
        check_by_arrival(&timestamp, odd[i]);
    }
}

static void a_clock_that_lags_behind_live_frames_is_not_believed_again(void **state)
{
    struct askcam_v4l2_timestamp timestamp;
    (void)state;

    askcam_v4l2_timestamp_init(&timestamp, START_MS);
    assert_int_equal(at(&timestamp, 52000, 50990, true).exposed_after_ms, 0);
    assert_int_equal(at(&timestamp, 52033, 52030, true).exposed_after_ms, 52000);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_believable_time_is_taken),
        cmocka_unit_test(a_time_that_is_a_little_ahead_is_now),
        cmocka_unit_test(without_a_time_only_what_came_after_a_live_one_is_fresh),
        cmocka_unit_test(a_time_from_another_clock_is_as_none),
        cmocka_unit_test(a_clock_that_lags_behind_live_frames_is_not_believed_again),
    };
    return cmocka_run_group_tests_name("v4l2_fresh", tests, NULL, NULL);
}
