/* SPDX-License-Identifier: MIT */
/*
 * v4l2_device.h - one opened V4L2 device, and what kind of device it is.
 *
 * For: everything that asks a camera something.  Knows VIDIOC_QUERYCAP.
 * Must not know: formats, buffers, words for a failure (v4l2_failure.h).
 */
#ifndef ASKCAM_V4L2_DEVICE_H
#define ASKCAM_V4L2_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "device_node.h"
#include "error.h"
#include "host.h"
#include "v4l2_io.h"

/* In the caller's memory; holds a descriptor: close it.  io and host are borrowed until then. */
struct askcam_v4l2_device {
    const struct askcam_v4l2_io *io;
    const struct askcam_host *host;
    int fd; /* -1: not open */
    char path[ASKCAM_NODE_PATH_BYTES];
    char driver[17];
    char card[33];
    char bus[33];
    bool is_capture;  /* takes pictures by streaming; a UVC camera's metadata node does not */
    bool is_helper;   /* captures, but is not a camera by itself: an ISP, a media pipeline's end */
    bool is_m2m;      /* takes pictures from memory and gives others: a codec, a scaler */
    bool is_output;   /* this is the side of it that takes pictures; set by its user */
    bool multiplanar; /* speaks only the API with several memory areas per picture */
};

/*
 * Opens path and asks what it is.  0, or -errno of whatever failed; then nothing stays open, and
 * the path is known.  -ENOTTY: no V4L2 device.
 */
int askcam_v4l2_device_probe(struct askcam_v4l2_device *device, const struct askcam_v4l2_io *io,
                             const struct askcam_host *host, const char *path);

/* Idempotent, also on a device whose open failed; not on one that was never opened. */
void askcam_v4l2_device_close(struct askcam_v4l2_device *device);

/* 0 or -errno.  request and arg are those of ioctl(2). */
int askcam_v4l2_ioctl(const struct askcam_v4l2_device *device, unsigned long request, void *arg);

/* The type of the device's buffers and formats. */
uint32_t askcam_v4l2_buf_type(const struct askcam_v4l2_device *device);

#endif
