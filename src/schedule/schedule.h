/* SPDX-License-Identifier: MIT */
/*
 * schedule.h - when a picture is due by the wall clock, in local time.
 *
 * For: times of day, a grid on the clock face, the ends of days and months.  Time comes in as an
 * argument; the zone is that of the process (TZ), as localtime_r() has it.
 *
 * A local time that summer time skips is due right behind the gap; one that comes twice is due the
 * first time only.
 * Must not know: clocks, waiting, what is due.
 *
 * All times are milliseconds since 1970-01-01T00:00:00Z.
 */
#ifndef ASKCAM_SCHEDULE_H
#define ASKCAM_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

enum {
    ASKCAM_SCHEDULE_TIMES = 48, /* of a day, listed */
    ASKCAM_SCHEDULE_DAY_MS = 24 * 3600 * 1000,
};

/* Which times of a day; plain values. */
struct askcam_schedule {
    uint32_t every_ms; /* the multiples of this from local midnight, up to a day; 0: … */
    uint32_t times_ms[ASKCAM_SCHEDULE_TIMES]; /* … these, from local midnight, in any order */
    size_t times_count;
    uint32_t offset_ms; /* how much later than all of these; less than a day */
};

/* The first time after after_ms.  every_ms > 0 or times_count > 0. */
int64_t askcam_schedule_next(const struct askcam_schedule *schedule, int64_t after_ms);

/* A span of time: from begin_ms, and before end_ms. */
struct askcam_schedule_span {
    int64_t begin_ms;
    int64_t end_ms;
};

/* The local day, and the local month, that now_ms is in. */
struct askcam_schedule_span askcam_schedule_day(int64_t now_ms);
struct askcam_schedule_span askcam_schedule_month(int64_t now_ms);

#endif
