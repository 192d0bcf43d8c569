/* SPDX-License-Identifier: MIT */
/*
 * stamp.h - which of many asks a JSON line belongs to.
 *
 * For: the lines of `askcam watch`.  Must not know: when a tick is due.
 */
#ifndef ASKCAM_STAMP_H
#define ASKCAM_STAMP_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "json_line.h"

enum { STAMP_TIME_BYTES = 24, STAMP_LOCAL_BYTES = 28 };

/* Zeroed: there is but one ask, and its lines have neither. */
struct stamp {
    uint64_t tick;                 /* from 1 */
    char time[STAMP_TIME_BYTES];   /* RFC 3339 in UTC, such as 2026-02-24T18:30:05Z */
    char local[STAMP_LOCAL_BYTES]; /* in local time, such as 2026-02-24T19:30:05+01:00 */
};

/* The stamp of a tick that begins now. */
struct stamp stamp_of(uint64_t tick, time_t now);

/* Begins a line with its tick, and with the time where with_time says so; stamp may be NULL. */
void stamp_begin(struct askcam_json_line *line, struct askcam_sink out, const char *type,
                 const struct stamp *stamp, bool with_time);

#endif
