/* SPDX-License-Identifier: MIT */
/* v4l2_failure.c - see v4l2_failure.h. */
#include "v4l2_failure.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "errno_text.h"

enum { HOLDERS_BYTES = 160, HINT_BYTES = 160 };

enum askcam_status askcam_v4l2_none(struct askcam_error *err)
{
    static const struct askcam_error_context context = {
        "camera", "plug in a camera, or load its driver (modprobe uvcvideo); "
                  "or use a picture: --source FILE.jpg"};

    return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "there is no V4L2 capture device");
}

static enum askcam_status busy(const struct askcam_v4l2_device *device, struct askcam_error *err)
{
    char holders[HOLDERS_BYTES];
    const struct askcam_error_context context = {device->path,
                                                 "end the other program, or use another camera"};

    if (askcam_node_holders(device->io->proc_dir, device->path, holders, sizeof holders)) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "the camera is busy: open in %s",
                           holders);
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE, context,
                       "the camera is busy; it is not known which process has it open");
}

static enum askcam_status not_allowed(const struct askcam_v4l2_device *device,
                                      struct askcam_error *err)
{
    char group[64];
    char hint[HINT_BYTES];

    if (!askcam_node_group(device->path, group, sizeof group) || strcmp(group, "root") == 0) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE,
                           (struct askcam_error_context){
                               device->path, "run askcam as a user with access to the camera"},
                           "no permission to open the camera");
    }
    (void)snprintf(hint, sizeof hint, "sudo usermod -aG %s $USER, then log in again", group);
    return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_error_context){device->path, hint},
                       "no permission to open the camera; the group %s has it", group);
}

static enum askcam_status unplugged(const struct askcam_v4l2_device *device,
                                    struct askcam_error *err)
{
    return askcam_fail(err, ASKCAM_ERR_SOURCE,
                       (struct askcam_error_context){device->path, "plug the camera in again"},
                       "the camera was unplugged, or its driver is gone");
}

static enum askcam_status no_video_device(const struct askcam_v4l2_device *device,
                                          struct askcam_error *err)
{
    return askcam_fail(err, ASKCAM_ERR_SOURCE,
                       (struct askcam_error_context){device->path, "see `askcam cameras`"},
                       "not a V4L2 device");
}

/* uvcvideo's answer when no setting of the USB interface has the bandwidth for the stream. */
static enum askcam_status no_bandwidth(const struct askcam_v4l2_device *device,
                                       struct askcam_error *err)
{
    return askcam_fail(err, ASKCAM_ERR_SOURCE,
                       (struct askcam_error_context){device->path,
                                                     "use --format MJPG or a smaller --size, "
                                                     "or use another USB port"},
                       "the USB bus has no bandwidth left for the camera");
}

/* The media controller's answers when the links or formats before the node are not set. */
static enum askcam_status no_pipeline(const struct askcam_v4l2_device *device,
                                      struct askcam_error *err)
{
    return askcam_fail(
        err, ASKCAM_ERR_SOURCE,
        (struct askcam_error_context){
            device->path, "pipe it in: rpicam-vid --codec mjpeg -t 0 -o - | askcam ask -s - …"},
        "the camera's media pipeline is not set up (%s needs libcamera)", device->driver);
}

static const struct {
    int error;
    bool helpers_only;
    enum askcam_status (*report)(const struct askcam_v4l2_device *device, struct askcam_error *err);
} REPORTERS[] = {
    {EBUSY, false, busy},          {EACCES, false, not_allowed},
    {EPERM, false, not_allowed},   {ENODEV, false, unplugged},
    {ENXIO, false, unplugged},     {ENOTTY, false, no_video_device},
    {ENOSPC, false, no_bandwidth}, {ENOLINK, false, no_pipeline},
    {EPIPE, true, no_pipeline}, /* a USB stall is EPIPE too */
};

enum askcam_status askcam_v4l2_failed(const struct askcam_v4l2_device *device, const char *doing,
                                      int error, struct askcam_error *err)
{
    for (size_t i = 0; i < sizeof REPORTERS / sizeof REPORTERS[0]; i++) {
        if (REPORTERS[i].error == error && (device->is_helper || !REPORTERS[i].helpers_only)) {
            return REPORTERS[i].report(device, err);
        }
    }
    return askcam_fail(
        err, ASKCAM_ERR_SOURCE,
        (struct askcam_error_context){device->path, "unplug the camera and plug it in again"},
        error == EIO ? "%s failed: the camera's stream broke (%s, errno %d)"
                     : "%s failed: %s (errno %d)",
        doing, askcam_errno_text(error), error);
}
