/* SPDX-License-Identifier: MIT */
/*
 * camera_list.h - which V4L2 capture devices there are, and what they can do.
 *
 * For: `askcam cameras`.  Must not know: how it is printed.
 */
#ifndef ASKCAM_CAMERA_LIST_H
#define ASKCAM_CAMERA_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "host.h"
#include "source.h"

/* One device; texts are borrowed for the call. */
struct askcam_camera_device {
    const char *path; /* /dev/video0 */
    const char *card; /* the driver's name for the device */
    const char *driver;
    const char *bus;
    const char *by_id; /* /dev/v4l/by-id/… that names it, or "" */
    bool multiplanar;
    const char *problem; /* why its formats are unknown ("no permission"), or "" */
};

/* One format at one size; rates in millihertz, fastest first, rates_count 0 if none is reported. */
struct askcam_camera_mode {
    char fourcc[ASKCAM_SOURCE_FORMAT_BYTES]; /* as --format takes it */
    const char *description;
    bool direct;                          /* taken without libv4l2's conversion */
    uint32_t width_px, height_px;         /* smallest, if stepwise */
    uint32_t max_width_px, max_height_px; /* the same as above, if discrete */
    uint32_t step_width_px, step_height_px;
    const uint32_t *rates_mhz;
    uint32_t rates_count;
};

/* One line of a control's menu. */
struct askcam_camera_item {
    uint32_t index; /* what --control takes, beside the name */
    const char *name;
};

/* One control; texts are borrowed for the call. */
struct askcam_camera_control {
    const char *name;  /* as --control takes it */
    const char *title; /* as the driver names it */
    const char *type;
    bool has_range; /* minimum to default_value are valid; of a string: its length in bytes */
    int64_t minimum, maximum;
    uint64_t step;
    int64_t default_value; /* its default */
    bool has_value;
    int64_t value;
    const char *text; /* the value of a string, else NULL */
    bool read_only;
    bool inactive; /* another control rules it now */
    const struct askcam_camera_item *items;
    uint32_t items_count; /* 0: no menu */
};

struct askcam_camera_callbacks {
    void *ctx;
    void (*device)(void *ctx, const struct askcam_camera_device *device);
    void (*mode)(void *ctx, const struct askcam_camera_mode *mode); /* of the device before */
    void (*control)(void *ctx, const struct askcam_camera_control *control); /* likewise, last */
};

/*
 * Each callback may be NULL.  A device that cannot be opened is reported with its
 * problem and without modes or controls: it may be a camera.
 *
 * Reports all capture devices in the order of their numbers.  ASKCAM_ERR_SOURCE with a cause if
 * there is none (what to plug in, which module may be missing).
 */
enum askcam_status askcam_cameras(const struct askcam_host *host,
                                  const struct askcam_camera_callbacks *callbacks,
                                  struct askcam_error *err);

struct askcam_v4l2_io;

/* The same over another driver, for tests. */
enum askcam_status askcam_cameras_of(const struct askcam_v4l2_io *io,
                                     const struct askcam_host *host,
                                     const struct askcam_camera_callbacks *callbacks,
                                     struct askcam_error *err);

#endif
