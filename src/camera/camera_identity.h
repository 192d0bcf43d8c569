/* SPDX-License-Identifier: MIT */
/*
 * camera_identity.h - which camera was opened, so that the same one is found again later.
 *
 * For: a source that is opened repeatedly while cameras are plugged and unplugged.  A node's number
 * is given to the next camera that appears, so it does not identify one. Must not know: when a
 * camera is opened, what it is for.
 */
#ifndef ASKCAM_CAMERA_IDENTITY_H
#define ASKCAM_CAMERA_IDENTITY_H

#include <stdbool.h>

enum { ASKCAM_CAMERA_PATH_BYTES = 256 };

/*
 * In the caller's memory; zeroed means: no camera is known yet.  Holds no pointer.
 *
 * A link keeps leading to its camera whatever number that gets: one of /dev/v4l/by-id, or one that
 * the user named.  Driver and model must still fit.  Without one, or where a second camera of the
 * same model is plugged in (without serial numbers the two share one link, which udev points to the
 * other when one goes), it is the node, and the camera behind it must be at the same port too.
 */
struct askcam_camera_identity {
    char path[ASKCAM_CAMERA_PATH_BYTES]; /* what to open; "": not known yet */
    bool any_port;
    char driver[17]; /* these as in struct askcam_v4l2_device */
    char card[33];
    char bus[33];
};

#endif
