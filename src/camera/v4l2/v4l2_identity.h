/* SPDX-License-Identifier: MIT */
/*
 * v4l2_identity.h - opens a camera and records which one it was, or the same one again.
 *
 * For: v4l2_camera.c.  Must not know: when a camera is opened, what it is for.
 */
#ifndef ASKCAM_V4L2_IDENTITY_H
#define ASKCAM_V4L2_IDENTITY_H

#include "camera_identity.h"
#include "error.h"
#include "v4l2_camera.h"
#include "v4l2_device.h"

/*
 * Opens the capture device at path (NULL or "": the first one).  With an identity (it may be NULL)
 * it records which camera that was; one that is known already is opened in the place of path,
 * and nothing else is: ASKCAM_ERR_SOURCE.  After a failure, close the device.
 */
enum askcam_status askcam_camera_identity_open(struct askcam_v4l2_device *device,
                                               const struct askcam_v4l2_ports *ports,
                                               const char *path,
                                               struct askcam_camera_identity *identity,
                                               struct askcam_error *err);

#endif
