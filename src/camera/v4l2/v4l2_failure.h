/* SPDX-License-Identifier: MIT */
/*
 * v4l2_failure.h - why a camera cannot be had, in words that help.
 *
 * For: the error line of the module's V4L2 half.  Knows errno as drivers use it, and who may hold
 * or open a node.  Must not know: other devices than the one that failed (v4l2_open.h), what is
 * tried next.
 */
#ifndef ASKCAM_V4L2_FAILURE_H
#define ASKCAM_V4L2_FAILURE_H

#include "v4l2_device.h"

/*
 * A call named `doing` failed with -error: unplugged, busy (and who may hold it), no permission
 * (and the group that has it), a broken stream, or the number in words.  Asks the device nothing.
 * Returns ASKCAM_ERR_SOURCE.
 */
enum askcam_status askcam_v4l2_failed(const struct askcam_v4l2_device *device, const char *doing,
                                      int error, struct askcam_error *err);

/* There is no capture device.  Returns ASKCAM_ERR_SOURCE. */
enum askcam_status askcam_v4l2_none(struct askcam_error *err);

#endif
