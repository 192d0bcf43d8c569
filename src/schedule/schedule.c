/* SPDX-License-Identifier: MIT */
/*
 * schedule.c - see schedule.h.
 *
 * A reading is what a local clock shows, as if it showed UTC.  instant_of() never decreases as the
 * reading grows: so the first reading of a day that is due later than a time is found by bisection.
 */
#include "schedule.h"

#include <assert.h>
#include <stdbool.h>
#include <time.h>

enum { SECOND_MS = 1000, DAY_S = 24 * 3600 };

static const int64_t NEVER_MS = INT64_MAX;

static int64_t floor_div(int64_t number, int64_t divisor)
{
    return number / divisor - (number % divisor < 0 ? 1 : 0);
}

/*
 * Days since 1970-01-01 of a date of the Gregorian calendar; month from 0.  Years are counted from
 * March, so that the leap day is the last.
 */
static int64_t days_of(int64_t year, int month, int day)
{
    const int64_t from_march = (month + 10) % 12;
    const int64_t y = year - (month < 2 ? 1 : 0);
    const int64_t of_year = (153 * from_march + 2) / 5 + day - 1;

    return 365 * y + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400) + of_year - 719468;
}

static int64_t days_of_tm(const struct tm *local)
{
    return days_of((int64_t)local->tm_year + 1900, local->tm_mon, local->tm_mday);
}

static struct tm local_of(int64_t instant_s)
{
    const time_t at = (time_t)instant_s;
    struct tm local = {.tm_mday = 1, .tm_year = 70};

    (void)localtime_r(&at, &local); /* fails only for years that no int holds */
    return local;
}

/* What the local clock shows then, in seconds. */
static int64_t reading_of(int64_t instant_s)
{
    const struct tm local = local_of(instant_s);

    return days_of_tm(&local) * DAY_S + (int64_t)local.tm_hour * 3600 + (int64_t)local.tm_min * 60 +
           local.tm_sec;
}

static int64_t zone_offset(int64_t instant_s)
{
    return reading_of(instant_s) - instant_s;
}

/* The first instant after low_s, at most high_s, with another offset from UTC. */
static int64_t end_of_gap(int64_t low_s, int64_t high_s)
{
    const int64_t before = zone_offset(low_s);

    while (high_s - low_s > 1) {
        const int64_t middle_s = low_s + (high_s - low_s) / 2;
        if (zone_offset(middle_s) == before) {
            low_s = middle_s;
        } else {
            high_s = middle_s;
        }
    }
    return high_s;
}

/*
 * When the local clock first shows this, or the end of the gap that skips it.  No offset from UTC
 * is as long as a day, so a day off on both sides are the offsets before and after a change.
 */
static int64_t instant_of(int64_t reading_ms)
{
    const int64_t reading_s = floor_div(reading_ms, SECOND_MS);
    const int64_t part_ms = reading_ms - reading_s * SECOND_MS;
    const int64_t early = zone_offset(reading_s - DAY_S);
    const int64_t late = zone_offset(reading_s + DAY_S);
    const int64_t first_s = reading_s - (early > late ? early : late);
    const int64_t second_s = reading_s - (early > late ? late : early);

    if (reading_of(first_s) == reading_s) {
        return first_s * SECOND_MS + part_ms;
    }
    if (reading_of(second_s) == reading_s) {
        return second_s * SECOND_MS + part_ms;
    }
    return end_of_gap(first_s, second_s) * SECOND_MS;
}

/* The first of one day's grid that is due after after_ms; NEVER_MS: none is. */
static int64_t next_of_grid(int64_t day_reading_ms, uint32_t every_ms, int64_t after_ms)
{
    int64_t low = 0;
    int64_t high = (ASKCAM_SCHEDULE_DAY_MS + (int64_t)every_ms - 1) / every_ms; /* how many */
    const int64_t count = high;

    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (instant_of(day_reading_ms + middle * every_ms) > after_ms) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low < count ? instant_of(day_reading_ms + low * every_ms) : NEVER_MS;
}

static int64_t next_of_times(const struct askcam_schedule *schedule, int64_t day_reading_ms,
                             int64_t after_ms)
{
    int64_t best_ms = NEVER_MS;

    for (size_t i = 0; i < schedule->times_count; i++) {
        const int64_t at_ms = instant_of(day_reading_ms + schedule->times_ms[i]);
        if (at_ms > after_ms && at_ms < best_ms) {
            best_ms = at_ms;
        }
    }
    return best_ms;
}

int64_t askcam_schedule_next(const struct askcam_schedule *schedule, int64_t after_ms)
{
    const int64_t from_ms = after_ms - schedule->offset_ms;
    const int64_t day = floor_div(reading_of(floor_div(from_ms, SECOND_MS)), DAY_S);
    int64_t next_ms = NEVER_MS;

    assert(schedule->every_ms > 0 || schedule->times_count > 0);
    /* The day before: a change at midnight may lead back into it. */
    for (int64_t i = day - 1; next_ms == NEVER_MS; i++) {
        const int64_t day_reading_ms = i * ASKCAM_SCHEDULE_DAY_MS;
        next_ms = schedule->every_ms > 0 ? next_of_grid(day_reading_ms, schedule->every_ms, from_ms)
                                         : next_of_times(schedule, day_reading_ms, from_ms);
    }
    return next_ms + schedule->offset_ms;
}

struct askcam_schedule_span askcam_schedule_day(int64_t now_ms)
{
    const int64_t day = floor_div(reading_of(floor_div(now_ms, SECOND_MS)), DAY_S);

    return (struct askcam_schedule_span){instant_of(day * ASKCAM_SCHEDULE_DAY_MS),
                                         instant_of((day + 1) * ASKCAM_SCHEDULE_DAY_MS)};
}

struct askcam_schedule_span askcam_schedule_month(int64_t now_ms)
{
    const struct tm local = local_of(floor_div(now_ms, SECOND_MS));
    const int64_t year = (int64_t)local.tm_year + 1900;
    const bool is_last = local.tm_mon == 11;
    const int64_t first = days_of(year, local.tm_mon, 1);
    const int64_t next = days_of(is_last ? year + 1 : year, is_last ? 0 : local.tm_mon + 1, 1);

    return (struct askcam_schedule_span){instant_of(first * ASKCAM_SCHEDULE_DAY_MS),
                                         instant_of(next * ASKCAM_SCHEDULE_DAY_MS)};
}
