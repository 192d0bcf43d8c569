/* SPDX-License-Identifier: MIT */
/* v4l2_timestamp.c - see v4l2_timestamp.h. */
#include "v4l2_timestamp.h"

/*
 * How far a time may be off before it is ignored: pipelines lag, and uvcvideo computes times
 * from the camera's own clock.  Times from another clock are off by hours.
 */
enum { SLACK_MS = 1000 };

void askcam_v4l2_timestamp_init(struct askcam_v4l2_timestamp *timestamp, uint64_t start_ms)
{
    *timestamp = (struct askcam_v4l2_timestamp){.start_ms = start_ms};
}

static bool is_odd(const struct askcam_v4l2_timestamp *timestamp,
                   const struct askcam_v4l2_timestamp_frame *frame)
{
    return !frame->has_time || frame->time_ms > frame->now_ms + SLACK_MS ||
           frame->time_ms + SLACK_MS < timestamp->start_ms ||
           (frame->is_live && frame->time_ms + SLACK_MS < frame->now_ms);
}

struct askcam_v4l2_timestamp_times
askcam_v4l2_timestamp_times(struct askcam_v4l2_timestamp *timestamp,
                            const struct askcam_v4l2_timestamp_frame *frame)
{
    const struct askcam_v4l2_timestamp_times by_arrival = {
        .exposed_after_ms = timestamp->last_live_ms, .taken_ms = frame->now_ms};
    const uint64_t driver_ms = frame->time_ms < frame->now_ms ? frame->time_ms : frame->now_ms;

    timestamp->clock_is_odd = timestamp->clock_is_odd || is_odd(timestamp, frame);
    if (frame->is_live) {
        timestamp->last_live_ms = frame->now_ms;
    }
    if (timestamp->clock_is_odd) {
        return by_arrival;
    }
    return (struct askcam_v4l2_timestamp_times){.exposed_after_ms = driver_ms,
                                                .taken_ms = driver_ms};
}
