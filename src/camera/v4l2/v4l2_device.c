/* SPDX-License-Identifier: MIT */
/* v4l2_device.c - see v4l2_device.h. */
#include "v4l2_device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/videodev2.h>

/*
 * Drivers whose capture nodes are the ends of an image processor: they give a picture only after
 * a camera is connected.  Seen first in line on Raspberry Pis without a V4L2 camera
 * (https://github.com/raspberrypi/rpicam-apps/issues/573: bcm2835-isp owns /dev/video14 and on;
 * https://github.com/geerlingguy/sbc-reviews/issues/21: pispbe on the Pi 5).
 */
static const char *const HELPER_DRIVERS[] = {"bcm2835-isp", "bcm2835-codec", "pispbe"};

static bool is_helper_driver(const char *driver)
{
    for (size_t i = 0; i < sizeof HELPER_DRIVERS / sizeof HELPER_DRIVERS[0]; i++) {
        if (strcmp(HELPER_DRIVERS[i], driver) == 0) {
            return true;
        }
    }
    return false;
}

/* The driver's text need not end with '\0'. */
static void copy_text(char *dst, size_t dst_bytes, const __u8 *src, size_t src_bytes)
{
    char whole[64];

    (void)snprintf(whole, sizeof whole, "%.*s", (int)src_bytes, (const char *)src);
    askcam_error_text(dst, dst_bytes, whole);
}

static void take_capability(struct askcam_v4l2_device *device, const struct v4l2_capability *cap)
{
    /* `capabilities` is what all nodes of the device can do together, device_caps this one. */
    const uint32_t caps =
        (cap->capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? cap->device_caps : cap->capabilities;
    const uint32_t codec_bits = V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE |
                                V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_VIDEO_OUTPUT_MPLANE;
    const bool takes_pictures =
        (caps & (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE)) != 0;

    device->is_capture =
        takes_pictures && (caps & V4L2_CAP_STREAMING) != 0 && (caps & codec_bits) == 0;
    device->is_m2m = (caps & (V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE)) != 0 &&
                     (caps & V4L2_CAP_STREAMING) != 0;
    device->multiplanar = (caps & (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_M2M)) == 0;
    copy_text(device->driver, sizeof device->driver, cap->driver, sizeof cap->driver);
    copy_text(device->card, sizeof device->card, cap->card, sizeof cap->card);
    copy_text(device->bus, sizeof device->bus, cap->bus_info, sizeof cap->bus_info);
    /* An IO_MC node's picture comes from a pipeline that other software must set up first. */
    device->is_helper = (caps & V4L2_CAP_IO_MC) != 0 || is_helper_driver(device->driver);
}

int askcam_v4l2_device_probe(struct askcam_v4l2_device *device, const struct askcam_v4l2_io *io,
                             const struct askcam_host *host, const char *path)
{
    struct v4l2_capability cap = {0};

    *device = (struct askcam_v4l2_device){.io = io, .host = host, .fd = -1};
    if (snprintf(device->path, sizeof device->path, "%s", path) >= (int)sizeof device->path) {
        return -ENAMETOOLONG;
    }
    const int fd = io->open(io->ctx, path);
    if (fd < 0) {
        return fd;
    }
    device->fd = fd;
    const int failed = askcam_v4l2_ioctl(device, VIDIOC_QUERYCAP, &cap);
    if (failed != 0) {
        askcam_v4l2_device_close(device);
        return failed == -EINVAL ? -ENOTTY : failed; /* other kinds of devices return either */
    }
    take_capability(device, &cap);
    return 0;
}

void askcam_v4l2_device_close(struct askcam_v4l2_device *device)
{
    if (device->fd >= 0) {
        device->io->close(device->io->ctx, device->fd);
        device->fd = -1;
    }
}

int askcam_v4l2_ioctl(const struct askcam_v4l2_device *device, unsigned long request, void *arg)
{
    return device->io->ioctl(device->io->ctx, device->fd, request, arg);
}

uint32_t askcam_v4l2_buf_type(const struct askcam_v4l2_device *device)
{
    if (device->is_output) {
        return device->multiplanar ? V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE : V4L2_BUF_TYPE_VIDEO_OUTPUT;
    }
    return device->multiplanar ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
}
