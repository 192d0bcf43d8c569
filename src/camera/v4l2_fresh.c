/* SPDX-License-Identifier: MIT */
/* v4l2_fresh.c - see v4l2_fresh.h. */
#include "v4l2_fresh.h"

/*
 * How far a time may be off before it is not believed: pipelines lag, and uvcvideo computes times
 * from the camera's own clock.  Times from another clock are off by hours.
 */
enum { SLACK_MS = 1000 };

void askcam_fresh_init(struct askcam_fresh *fresh, uint64_t start_ms)
{
    *fresh = (struct askcam_fresh){.start_ms = start_ms};
}

static bool is_odd(const struct askcam_fresh *fresh, const struct askcam_fresh_frame *frame)
{
    return !frame->has_time || frame->time_ms > frame->now_ms + SLACK_MS ||
           frame->time_ms + SLACK_MS < fresh->start_ms ||
           (frame->is_live && frame->time_ms + SLACK_MS < frame->now_ms);
}

struct askcam_fresh_times askcam_fresh_times(struct askcam_fresh *fresh,
                                             const struct askcam_fresh_frame *frame)
{
    const struct askcam_fresh_times by_arrival = {.exposed_after_ms = fresh->last_live_ms,
                                                  .taken_ms = frame->now_ms};
    const uint64_t driver_ms = frame->time_ms < frame->now_ms ? frame->time_ms : frame->now_ms;

    fresh->clock_is_odd = fresh->clock_is_odd || is_odd(fresh, frame);
    if (frame->is_live) {
        fresh->last_live_ms = frame->now_ms;
    }
    if (fresh->clock_is_odd) {
        return by_arrival;
    }
    return (struct askcam_fresh_times){.exposed_after_ms = driver_ms, .taken_ms = driver_ms};
}
