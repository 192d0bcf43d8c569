/* SPDX-License-Identifier: MIT */
/*
 * v4l2_timeout.h - how long a frame is waited for, and what came in its place.
 *
 * For: taking a frame.  Any frame shows that the camera is alive, so a stream without one is given
 * up soon (ASKCAM_FRAME_TIMEOUT_MS); while only broken or stale ones come it may still recover
 * (ASKCAM_BROKEN_TIMEOUT_MS).  Must not know: waiting, buffers, what makes a frame a good one.
 */
#ifndef ASKCAM_V4L2_TIMEOUT_H
#define ASKCAM_V4L2_TIMEOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "source_deadline.h"
#include "v4l2_device.h"

enum { ASKCAM_V4L2_CHANGES_MAX = 8 }; /* of the source, while one frame is waited for */

/* Of one wait for a good frame, in the caller's memory.  Holds no pointer. */
struct askcam_v4l2_timeout {
    uint64_t frame_ms; /* when a frame of any kind came last, or the wait began */
    uint64_t good_ms;  /* when a good one did, or since when one is wanted: it may lie ahead */
    unsigned broken;   /* frames since then */
    unsigned changes;  /* of the source */
    struct askcam_source_deadline deadline; /* of the whole ask; none unless the caller sets it */
    char why[ASKCAM_ERROR_WHY_BYTES];       /* the last broken frame is; the caller writes it */
};

/* A wait that begins now, for a frame that is not older than not_before_ms (0: of any age). */
void askcam_v4l2_timeout_init(struct askcam_v4l2_timeout *timeout, uint64_t now_ms,
                              uint64_t not_before_ms);

/* The frame that came last is good, fresh or not. */
void askcam_v4l2_timeout_good(struct askcam_v4l2_timeout *timeout);

/* It is not; `why` says what is wrong with it. */
void askcam_v4l2_timeout_broken(struct askcam_v4l2_timeout *timeout);

/* The source has changed.  ASKCAM_ERR_SOURCE: it does nothing else. */
enum askcam_status askcam_v4l2_timeout_changed(struct askcam_v4l2_timeout *timeout,
                                               const struct askcam_v4l2_device *device,
                                               struct askcam_error *err);

/* When waiting ends, if nothing comes until then. */
uint64_t askcam_v4l2_timeout_ends_ms(const struct askcam_v4l2_timeout *timeout);

/*
 * The wait has ended: which kind of frame was missed.  Returns ASKCAM_ERR_SOURCE, or
 * ASKCAM_ERR_UNAVAILABLE if it is the deadline that has passed.
 */
enum askcam_status askcam_v4l2_timeout_fail(const struct askcam_v4l2_timeout *timeout,
                                            const struct askcam_v4l2_device *device,
                                            struct askcam_error *err);

#endif
