/* SPDX-License-Identifier: MIT */
/* watch_pace.c - see watch_pace.h. */
#include "watch_pace.h"

#include <string.h>

static bool is_on_grid(const struct askcam_watch_pace *pace)
{
    return pace->plan.every_ms > 0;
}

static uint64_t due_ms(const struct askcam_watch_pace *pace)
{
    return pace->started_ms + (pace->slot - 1) * pace->plan.every_ms;
}

/* Reads the wall clock; true if it was set since the last time. */
static bool read_wall(struct askcam_watch_pace *pace, int64_t *now_ms)
{
    struct askcam_wall wall;

    pace->host->wall(pace->host->ctx, &wall);
    *now_ms = wall.unix_ms;
    const int64_t lead_ms = wall.unix_ms - (int64_t)wall.monotonic_ms;
    const int64_t moved_ms = lead_ms - pace->lead_ms;
    pace->lead_ms = lead_ms;
    return moved_ms > ASKCAM_WATCH_JUMP_MS || moved_ms < -ASKCAM_WATCH_JUMP_MS;
}

/* The first time of the plan, from now on. */
static void start(struct askcam_watch_pace *pace)
{
    int64_t now_ms = 0;

    pace->started_ms = askcam_now_ms(pace->host) + pace->plan.offset_ms;
    pace->slot = 1;
    if (!is_on_grid(pace)) {
        (void)read_wall(pace, &now_ms); /* there was no time before */
        pace->due_wall_ms = askcam_schedule_next(&pace->plan.schedule, now_ms);
    }
}

void askcam_watch_pace_init(struct askcam_watch_pace *pace, const struct askcam_host *host,
                            const struct askcam_watch_plan *plan)
{
    *pace = (struct askcam_watch_pace){.host = host, .plan = *plan, .tick = 1};
    start(pace);
}

static bool is_same(const struct askcam_watch_plan *a, const struct askcam_watch_plan *b)
{
    const struct askcam_schedule *const one = &a->schedule;
    const struct askcam_schedule *const other = &b->schedule;

    return a->every_ms == b->every_ms && a->offset_ms == b->offset_ms &&
           one->every_ms == other->every_ms && one->offset_ms == other->offset_ms &&
           one->times_count == other->times_count &&
           memcmp(one->times_ms, other->times_ms, sizeof one->times_ms) == 0;
}

void askcam_watch_pace_change(struct askcam_watch_pace *pace, const struct askcam_watch_plan *plan)
{
    if (!is_same(&pace->plan, plan)) {
        pace->plan = *plan;
        pace->tick++;
        start(pace);
    }
}

/* The slot of the grid that is due now or was due last. */
static uint64_t slot_now(const struct askcam_watch_pace *pace)
{
    const uint64_t now_ms = askcam_now_ms(pace->host);

    return now_ms < pace->started_ms ? 1 : (now_ms - pace->started_ms) / pace->plan.every_ms + 1;
}

uint64_t askcam_watch_pace_next(struct askcam_watch_pace *pace)
{
    const uint64_t last = pace->slot;
    int64_t now_ms = 0;

    pace->tick++;
    if (!is_on_grid(pace)) {
        const bool was_set = read_wall(pace, &now_ms);
        const bool is_early = !was_set && now_ms < pace->due_wall_ms; /* the clock was slowed */
        pace->due_wall_ms =
            askcam_schedule_next(&pace->plan.schedule, is_early ? pace->due_wall_ms : now_ms);
        return 0;
    }
    const uint64_t now = slot_now(pace);
    pace->slot = now;
    if (now <= last) {
        pace->slot = last + 1;
    } else if (due_ms(pace) < askcam_now_ms(pace->host)) {
        pace->slot = now + 1;
    }
    pace->tick = pace->tick > pace->slot ? pace->tick : pace->slot;
    return pace->slot - last - 1;
}

void askcam_watch_pace_extra(struct askcam_watch_pace *pace)
{
    if (is_on_grid(pace)) {
        pace->slot--; /* the next one is still to come; it gets the next number */
    } else {
        (void)read_wall(pace, &pace->due_wall_ms);
    }
}

void askcam_watch_pace_catch_up(struct askcam_watch_pace *pace)
{
    if (is_on_grid(pace)) {
        pace->slot = slot_now(pace);
        pace->tick = pace->tick > pace->slot ? pace->tick : pace->slot;
    }
}

bool askcam_watch_pace_is_due(struct askcam_watch_pace *pace, uint64_t *look_ms)
{
    int64_t now_ms = 0;

    if (is_on_grid(pace)) {
        *look_ms = due_ms(pace);
        return askcam_now_ms(pace->host) >= *look_ms;
    }
    if (read_wall(pace, &now_ms)) {
        pace->due_wall_ms = askcam_schedule_next(&pace->plan.schedule, now_ms);
    }
    const int64_t left_ms = pace->due_wall_ms - now_ms;
    *look_ms = askcam_now_ms(pace->host) +
               (uint64_t)(left_ms < ASKCAM_WATCH_CLOCK_MS ? left_ms : ASKCAM_WATCH_CLOCK_MS);
    return left_ms <= 0;
}

uint64_t askcam_watch_pace_left_ms(const struct askcam_watch_pace *pace)
{
    const uint64_t now_ms = askcam_now_ms(pace->host);

    if (is_on_grid(pace)) {
        return due_ms(pace) > now_ms ? due_ms(pace) - now_ms : 0;
    }
    const int64_t left_ms = pace->due_wall_ms - pace->lead_ms - (int64_t)now_ms;
    return left_ms > 0 ? (uint64_t)left_ms : 0;
}
