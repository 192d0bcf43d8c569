/* SPDX-License-Identifier: MIT */
/*
 * v4l2_dv_timings.h - the video signal at the input of a capture device: there, of which timing,
 * and whether it has changed.
 *
 * For: HDMI bridges, whose source may switch its resolution at any time.  A webcam has none,
 * and everything here then does nothing.
 * Knows QUERY/G/S_DV_TIMINGS, SUBSCRIBE_EVENT, DQEVENT.  Must not know: formats, buffers.
 */
#ifndef ASKCAM_V4L2_DV_TIMINGS_H
#define ASKCAM_V4L2_DV_TIMINGS_H

#include <stdbool.h>

#include "v4l2_device.h"

/* Asks the driver to report changes.  false: it cannot. */
bool askcam_v4l2_dv_timings_subscribe(const struct askcam_v4l2_device *device);

/* Whether the driver reported another resolution since the last call; forgets it. */
bool askcam_v4l2_dv_timings_changed(const struct askcam_v4l2_device *device);

/*
 * Makes the device receive the timing that its source sends now; nothing may be streaming.
 * 0, also if the device has no timings or does not report them; -ENOLINK (no signal), -ENOLCK (not
 * locked on), -ERANGE (beyond what the device can receive), or -errno of whatever failed.
 */
int askcam_v4l2_dv_timings_follow(const struct askcam_v4l2_device *device);

/* Whether waiting may hint a follow() that failed so. */
bool askcam_v4l2_dv_timings_may_come(int failed);

/* The failure of a follow() in words.  Returns ASKCAM_ERR_SOURCE. */
enum askcam_status askcam_v4l2_dv_timings_failed(const struct askcam_v4l2_device *device,
                                                 int failed, struct askcam_error *err);

#endif
