/* SPDX-License-Identifier: MIT */
/*
 * test_schedule.c - when pictures are due, in zones with summer time.
 *
 * Zones are given as POSIX rules (POSIX.1-2017, 8.3), so that no zone database is needed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "schedule.h"

#define BERLIN   "CET-1CEST,M3.5.0,M10.5.0/3"      /* 2026: 29 March and 25 October, at 01:00 UTC */
#define SANTIAGO "<-04>4<-03>,M9.1.6/24,M4.1.6/24" /* a gap from midnight on: 2026-09-06 */
#define HOWE     "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0" /* half an hour: Lord Howe Island */

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE, STEPS = 4 };

static int64_t utc(const char *text)
{
    struct tm tm = {0};
    int ms = 0;

    const int fields = sscanf(text, "%d-%d-%d %d:%d:%d.%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
                              &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &ms);
    assert_true(fields >= 6);
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    return (int64_t)timegm(&tm) * 1000 + ms;
}

static void use_zone(const char *zone)
{
    assert_int_equal(setenv("TZ", zone, 1), 0);
    tzset();
}

static struct row {
    const char *name;
    const char *zone;
    struct askcam_schedule schedule;
    const char *after;
    const char *due[STEPS]; /* one after the other; UTC */
} rows[] = {
    {"times of day are local",
     BERLIN,
     {.times_ms = {18 * HOUR, 6 * HOUR}, .times_count = 2},
     "2026-01-10 05:00:00",
     {"2026-01-10 17:00:00", "2026-01-11 05:00:00", "2026-01-11 17:00:00"}},
    {"a time of day moves with summer time",
     BERLIN,
     {.times_ms = {6 * HOUR}, .times_count = 1},
     "2026-03-28 04:59:59.999",
     {"2026-03-28 05:00:00", "2026-03-29 04:00:00", "2026-03-30 04:00:00"}},
    {"and back",
     BERLIN,
     {.times_ms = {6 * HOUR}, .times_count = 1},
     "2026-10-24 00:00:00",
     {"2026-10-24 04:00:00", "2026-10-25 05:00:00", "2026-10-26 05:00:00"}},
    {"a time in the gap comes once, right behind it",
     BERLIN,
     {.times_ms = {2 * HOUR + 30 * MINUTE}, .times_count = 1},
     "2026-03-28 00:00:00",
     {"2026-03-28 01:30:00", "2026-03-29 01:00:00", "2026-03-30 00:30:00"}},
    {"two times in the gap are one",
     BERLIN,
     {.times_ms = {2 * HOUR + 10 * MINUTE, 2 * HOUR + 50 * MINUTE, 4 * HOUR}, .times_count = 3},
     "2026-03-29 00:00:00",
     {"2026-03-29 01:00:00", "2026-03-29 02:00:00", "2026-03-30 00:10:00"}},
    {"the ends of the gap",
     BERLIN,
     {.times_ms = {2 * HOUR - 1, 2 * HOUR, 3 * HOUR, 3 * HOUR + 1}, .times_count = 4},
     "2026-03-29 00:00:00",
     {"2026-03-29 00:59:59.999", "2026-03-29 01:00:00", "2026-03-29 01:00:00.001"}},
    {"a time in the doubled hour comes the first time only",
     BERLIN,
     {.times_ms = {2 * HOUR + 30 * MINUTE}, .times_count = 1},
     "2026-10-24 12:00:00",
     {"2026-10-25 00:30:00", "2026-10-26 01:30:00"}},
    {"also if it is asked for between the two",
     BERLIN,
     {.times_ms = {2 * HOUR + 30 * MINUTE}, .times_count = 1},
     "2026-10-25 00:45:00",
     {"2026-10-26 01:30:00"}},
    {"the end of the doubled hour comes once, after it",
     BERLIN,
     {.times_ms = {3 * HOUR}, .times_count = 1},
     "2026-10-25 00:00:00",
     {"2026-10-25 02:00:00", "2026-10-26 02:00:00"}},
    {"a grid lies on the clock face",
     BERLIN,
     {.every_ms = 15 * MINUTE},
     "2026-01-10 05:07:03",
     {"2026-01-10 05:15:00", "2026-01-10 05:30:00", "2026-01-10 05:45:00", "2026-01-10 06:00:00"}},
    {"the time itself is not after itself",
     BERLIN,
     {.every_ms = 15 * MINUTE},
     "2026-01-10 05:15:00",
     {"2026-01-10 05:30:00"}},
    {"a grid that does not divide the day starts anew at midnight",
     BERLIN,
     {.every_ms = 7 * HOUR},
     "2026-01-10 05:00:00",
     {"2026-01-10 06:00:00", "2026-01-10 13:00:00", "2026-01-10 20:00:00", "2026-01-10 23:00:00"}},
    {"a grid over the gap",
     BERLIN,
     {.every_ms = 30 * MINUTE},
     "2026-03-29 00:00:00",
     {"2026-03-29 00:30:00", "2026-03-29 01:00:00", "2026-03-29 01:30:00", "2026-03-29 02:00:00"}},
    {"a grid over the doubled hour",
     BERLIN,
     {.every_ms = 30 * MINUTE},
     "2026-10-25 00:00:00",
     {"2026-10-25 00:30:00", "2026-10-25 02:00:00", "2026-10-25 02:30:00"}},
    {"a grid of a day is midnight",
     BERLIN,
     {.every_ms = 24 * HOUR},
     "2026-03-28 12:00:00",
     {"2026-03-28 23:00:00", "2026-03-29 22:00:00", "2026-03-30 22:00:00"}},
    {"a fine grid",
     BERLIN,
     {.every_ms = 40},
     "2026-01-10 22:59:59.950",
     {"2026-01-10 22:59:59.960", "2026-01-10 23:00:00", "2026-01-10 23:00:00.040"}},
    {"a midnight that does not exist comes right behind it",
     SANTIAGO,
     {.every_ms = 24 * HOUR},
     "2026-09-05 00:00:00",
     {"2026-09-05 04:00:00", "2026-09-06 04:00:00", "2026-09-07 03:00:00"}},
    {"a midnight that comes twice comes once",
     SANTIAGO,
     {.times_ms = {23 * HOUR + 30 * MINUTE}, .times_count = 1},
     "2026-04-04 12:00:00",
     {"2026-04-05 02:30:00", "2026-04-06 03:30:00"}},
    {"half an hour of summer time",
     HOWE,
     {.times_ms = {2 * HOUR + 15 * MINUTE}, .times_count = 1},
     "2026-10-03 00:00:00",
     {"2026-10-03 15:30:00", "2026-10-04 15:15:00"}},
    {"an offset moves all of them",
     BERLIN,
     {.every_ms = 15 * MINUTE, .offset_ms = 90 * 1000},
     "2026-01-10 05:01:29.999",
     {"2026-01-10 05:01:30", "2026-01-10 05:16:30", "2026-01-10 05:31:30"}},
    {"an offset leads over midnight",
     BERLIN,
     {.times_ms = {23 * HOUR + 59 * MINUTE}, .times_count = 1, .offset_ms = 2 * MINUTE},
     "2026-01-10 12:00:00",
     {"2026-01-10 23:01:00", "2026-01-11 23:01:00"}},
    {"the end of a year",
     "UTC0",
     {.times_ms = {12 * HOUR}, .times_count = 1},
     "2027-12-31 13:00:00",
     {"2028-01-01 12:00:00"}},
    {"a leap day",
     "UTC0",
     {.times_ms = {12 * HOUR}, .times_count = 1},
     "2028-02-28 13:00:00",
     {"2028-02-29 12:00:00", "2028-03-01 12:00:00"}},
    {"a board whose clock was never set",
     "UTC0",
     {.every_ms = HOUR},
     "1970-01-01 00:00:07",
     {"1970-01-01 01:00:00", "1970-01-01 02:00:00"}},
};

static void each_is_due_after_the_one_before(void **state)
{
    const struct row *row = *state;

    use_zone(row->zone);
    int64_t at_ms = utc(row->after);
    for (size_t i = 0; i < STEPS && row->due[i] != NULL; i++) {
        at_ms = askcam_schedule_next(&row->schedule, at_ms);
        assert_int_equal(at_ms - utc(row->due[i]), 0);
    }
}

/* Whatever the moment, the next time lies ahead, and none lies between. */
static void no_time_is_left_out_or_repeated(void **state)
{
    const struct askcam_schedule schedule = {.every_ms = 25 * MINUTE};

    (void)state;
    use_zone(BERLIN);
    for (int64_t day = 0; day < 3; day++) {
        const int64_t from_ms = utc("2026-10-24 00:00:00") + day * ASKCAM_SCHEDULE_DAY_MS;
        int64_t next_ms = askcam_schedule_next(&schedule, from_ms - 1);
        for (int64_t at_ms = from_ms; at_ms < from_ms + 24 * HOUR; at_ms += MINUTE) {
            if (at_ms == next_ms) {
                next_ms = askcam_schedule_next(&schedule, at_ms);
                assert_true(next_ms > at_ms);
            }
            assert_int_equal(askcam_schedule_next(&schedule, at_ms), next_ms);
        }
    }
}

static void a_day_has_its_own_length(void **state)
{
    (void)state;
    use_zone(BERLIN);
    struct askcam_schedule_span day = askcam_schedule_day(utc("2026-03-29 10:00:00"));
    assert_int_equal(day.begin_ms, utc("2026-03-28 23:00:00"));
    assert_int_equal(day.end_ms - day.begin_ms, 23 * HOUR);
    day = askcam_schedule_day(utc("2026-10-25 22:59:59.999"));
    assert_int_equal(day.end_ms, utc("2026-10-25 23:00:00"));
    assert_int_equal(day.end_ms - day.begin_ms, 25 * HOUR);
    assert_int_equal(askcam_schedule_day(day.end_ms).begin_ms, day.end_ms);
}

static void a_month_ends_where_the_next_begins(void **state)
{
    (void)state;
    use_zone(BERLIN);
    struct askcam_schedule_span month = askcam_schedule_month(utc("2026-12-31 22:59:59"));
    assert_int_equal(month.begin_ms, utc("2026-11-30 23:00:00"));
    assert_int_equal(month.end_ms, utc("2026-12-31 23:00:00"));
    month = askcam_schedule_month(month.end_ms);
    assert_int_equal(month.end_ms, utc("2027-01-31 23:00:00"));
    assert_int_equal(askcam_schedule_month(utc("2028-02-10 00:00:00")).end_ms,
                     utc("2028-02-29 23:00:00"));
}

int main(void)
{
    enum { ROWS = sizeof rows / sizeof rows[0] };
    struct CMUnitTest tests[ROWS + 3] = {
        cmocka_unit_test(no_time_is_left_out_or_repeated),
        cmocka_unit_test(a_day_has_its_own_length),
        cmocka_unit_test(a_month_ends_where_the_next_begins),
    };

    for (size_t i = 0; i < ROWS; i++) {
        tests[3 + i] = (struct CMUnitTest){.name = rows[i].name,
                                           .test_func = each_is_due_after_the_one_before,
                                           .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
