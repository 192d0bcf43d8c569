/* SPDX-License-Identifier: MIT */
/*
 * v4l2_timestamp.h - when a captured frame was exposed, as far as the driver is reliable.
 *
 * For: dropping frames that are older than the question.  Buffers fill between takes, so the
 * first ones out may be seconds old.  Must not know: buffers, calls.
 */
#ifndef ASKCAM_V4L2_TIMESTAMP_H
#define ASKCAM_V4L2_TIMESTAMP_H

#include <stdbool.h>
#include <stdint.h>

/* In the caller's memory; fields belong to v4l2_timestamp.c.  Holds no pointer. */
struct askcam_v4l2_timestamp {
    uint64_t start_ms;     /* when the stream began */
    uint64_t last_live_ms; /* when a frame last came while we waited for it; 0: never */
    bool clock_is_odd;     /* the driver's times make no sense: stays so */
};

/* What is known of a frame when it is taken from the driver; times on the host's clock. */
struct askcam_v4l2_timestamp_frame {
    bool has_time;
    uint64_t time_ms; /* the driver's, if has_time */
    uint64_t now_ms;
    bool is_live; /* it came while we waited; false: it was ready, for an unknown time */
};

struct askcam_v4l2_timestamp_times {
    uint64_t exposed_after_ms; /* certainly; compare this with "not before" */
    uint64_t taken_ms;         /* the best guess at the end of its exposure */
};

void askcam_v4l2_timestamp_init(struct askcam_v4l2_timestamp *timestamp, uint64_t start_ms);

/*
 * Takes every frame in order.  With a believable time of the driver's both results are that time.
 * Without: a frame that lay ready may be of any age, and one that comes while we wait may have
 * been exposed since the frame before it came.
 */
struct askcam_v4l2_timestamp_times
askcam_v4l2_timestamp_times(struct askcam_v4l2_timestamp *timestamp,
                            const struct askcam_v4l2_timestamp_frame *frame);

#endif
