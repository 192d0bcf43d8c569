/* SPDX-License-Identifier: MIT */
/*
 * v4l2_open.h - a V4L2 device opened by its path, or the first camera of all.
 *
 * For: opening a device, and the error if there is none.  The error names what is available,
 * so this is a layer above v4l2_device.h and v4l2_failure.h.
 * Must not know: formats, buffers, whether it is the same camera as before (camera_identity.h).
 */
#ifndef ASKCAM_V4L2_OPEN_H
#define ASKCAM_V4L2_OPEN_H

#include "v4l2_device.h"

/*
 * Opens path, whatever kind of V4L2 device is there, and asks what it is.  On failure nothing
 * stays open.  ASKCAM_ERR_SOURCE: no such device (and the cameras that exist), no permission (and
 * the group), busy, no V4L2 device.
 */
enum askcam_status askcam_v4l2_open(struct askcam_v4l2_device *device,
                                    const struct askcam_v4l2_io *io, const struct askcam_host *host,
                                    const char *path, struct askcam_error *err);

/*
 * Opens the camera at path; NULL or "": the first one by number.  On failure nothing stays open.
 *
 * By path as above, and ASKCAM_ERR_SOURCE too if the device captures nothing (and which do).
 * The first one: a device that cannot be opened is passed over, and helpers are taken only if
 * there is nothing else; if nothing is left, the first device that could not be opened is the
 * failure, or that there is none.
 */
enum askcam_status askcam_v4l2_open_camera(struct askcam_v4l2_device *device,
                                           const struct askcam_v4l2_io *io,
                                           const struct askcam_host *host, const char *path,
                                           struct askcam_error *err);

#endif
