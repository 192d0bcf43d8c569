/* SPDX-License-Identifier: MIT */
/*
 * v4l2_camera.h - a V4L2 camera as a source of frames.
 *
 * For: askcam_source_open(), and tests that put another driver behind it.
 * Must not know: what a frame is for.
 */
#ifndef ASKCAM_V4L2_CAMERA_H
#define ASKCAM_V4L2_CAMERA_H

#include "source.h"
#include "v4l2_convert.h"
#include "v4l2_io.h"

/* What the camera is built on; all borrowed until close. */
struct askcam_v4l2_ports {
    const struct askcam_host *host;
    const struct askcam_v4l2_io *io;
    const struct askcam_v4l2_convert_ops *convert;
};

/*
 * Opens the device at path (NULL or "": the first one), chooses its mode and sets it.  The state is
 * one allocation, a format that must be converted takes a second one; close frees both.
 */
enum askcam_status askcam_v4l2_camera_open(struct askcam_source *source,
                                           const struct askcam_v4l2_ports *ports, const char *path,
                                           const struct askcam_source_options *options,
                                           struct askcam_error *err);

#endif
