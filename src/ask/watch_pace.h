/* SPDX-License-Identifier: MIT */
/*
 * watch_pace.h - when the next picture of the capture loop is due.
 *
 * For: watch.h.  Either on a grid from the start, on the monotonic clock, or by the wall clock's
 * schedule, whose reading is followed when the clock is set.
 * Must not know: what is done then, how it is waited for.
 */
#ifndef ASKCAM_WATCH_PACE_H
#define ASKCAM_WATCH_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "host.h"
#include "schedule.h"

enum {
    ASKCAM_WATCH_CLOCK_MS = 60000, /* the wall clock is looked at this often at least */
    ASKCAM_WATCH_JUMP_MS = 1000,   /* a clock that moves by more was set */
};

/* When pictures are due; plain values. */
struct askcam_watch_plan {
    uint64_t every_ms;               /* a grid from the start; 0: … */
    struct askcam_schedule schedule; /* … by the wall clock */
    uint64_t offset_ms;              /* the grid from the start begins this much later */
};

/* In the caller's memory; fields belong to watch_pace.c, reading is free. */
struct askcam_watch_pace {
    const struct askcam_host *host;
    struct askcam_watch_plan plan;
    uint64_t started_ms;
    uint64_t slot;       /* of the grid, from 1: due slot - 1 periods after the start */
    uint64_t tick;       /* number of the picture that is taken next or was taken last */
    int64_t due_wall_ms; /* by the schedule */
    int64_t lead_ms;     /* of the wall clock before the monotonic one, when it was last read */
};

/* Starts: the first picture is due. */
void askcam_watch_pace_init(struct askcam_watch_pace *pace, const struct askcam_host *host,
                            const struct askcam_watch_plan *plan);

/* Goes on with another plan, from now on; the tick stays.  The same plan changes nothing. */
void askcam_watch_pace_change(struct askcam_watch_pace *pace, const struct askcam_watch_plan *plan);

/* Goes to the next time that has not passed; returns how many were skipped, as far as is known. */
uint64_t askcam_watch_pace_next(struct askcam_watch_pace *pace);

/* A picture is taken now, beside those of the plan. */
void askcam_watch_pace_extra(struct askcam_watch_pace *pace);

/* Goes to the last time that has passed: a picture is taken in its place. */
void askcam_watch_pace_catch_up(struct askcam_watch_pace *pace);

/*
 * Whether the picture is due.  If not, *look_ms is when to ask again, on the monotonic clock: when
 * it is due if no clock is set, at most ASKCAM_WATCH_CLOCK_MS from now for the wall clock.
 */
bool askcam_watch_pace_is_due(struct askcam_watch_pace *pace, uint64_t *look_ms);

/* How long until it is due, as far as is known. */
uint64_t askcam_watch_pace_left_ms(const struct askcam_watch_pace *pace);

#endif
