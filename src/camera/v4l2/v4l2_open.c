/* SPDX-License-Identifier: MIT */
/* v4l2_open.c - see v4l2_open.h. */
#include "v4l2_open.h"

#include <errno.h>
#include <stdio.h>

#include "v4l2_failure.h"

enum { NAMES_BYTES = 160 };

/* "/dev/video0, /dev/video2" of those that can be opened and capture; "" if none. */
static void cameras_text(const struct askcam_v4l2_io *io, const struct askcam_host *host,
                         char *text, size_t text_bytes)
{
    unsigned numbers[ASKCAM_NODES];
    const unsigned count = askcam_nodes(io->dev_dir, numbers);
    struct askcam_v4l2_device device;
    size_t used = 0;

    text[0] = '\0';
    for (unsigned i = 0; i < count && used < text_bytes; i++) {
        char path[ASKCAM_NODE_PATH_BYTES];
        if (!askcam_node_path(io->dev_dir, numbers[i], path) ||
            askcam_v4l2_device_probe(&device, io, host, path) != 0) {
            continue;
        }
        if (device.is_capture) {
            used += (size_t)snprintf(text + used, text_bytes - used, "%s%s", used > 0 ? ", " : "",
                                     path); /* cut is fine: it is text for people */
        }
        askcam_v4l2_device_close(&device);
    }
}

static enum askcam_status no_such(const struct askcam_v4l2_device *device, struct askcam_error *err)
{
    char names[NAMES_BYTES];
    char hint[NAMES_BYTES + 64];

    cameras_text(device->io, device->host, names, sizeof names);
    if (names[0] == '\0') {
        (void)snprintf(hint, sizeof hint, "plug in a camera; none is connected");
    } else {
        (void)snprintf(hint, sizeof hint, "use one of: %s", names);
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_error_context){device->path, hint},
                       "no such device");
}

static enum askcam_status no_camera(const struct askcam_v4l2_device *device,
                                    struct askcam_error *err)
{
    char names[ASKCAM_ERROR_HINT_BYTES - 32];
    char hint[ASKCAM_ERROR_HINT_BYTES];

    cameras_text(device->io, device->host, names, sizeof names);
    (void)snprintf(hint, sizeof hint, "cameras here: %s", names[0] != '\0' ? names : "none");
    return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_error_context){device->path, hint},
                       "not a camera: the device streams no pictures (a metadata, output or codec "
                       "node of %s)",
                       device->card);
}

enum askcam_status askcam_v4l2_open(struct askcam_v4l2_device *device,
                                    const struct askcam_v4l2_io *io, const struct askcam_host *host,
                                    const char *path, struct askcam_error *err)
{
    const int failed = askcam_v4l2_device_probe(device, io, host, path);

    if (failed == -ENOENT) {
        return no_such(device, err);
    }
    return failed == 0 ? ASKCAM_OK : askcam_v4l2_failed(device, "open", -failed, err);
}

/* Looks through all nodes for a camera (or a helper); true with it open. */
static bool find(struct askcam_v4l2_device *device, bool helper, struct askcam_error *first_err)
{
    const struct askcam_v4l2_io *io = device->io;
    const struct askcam_host *host = device->host;
    unsigned numbers[ASKCAM_NODES];
    const unsigned count = askcam_nodes(io->dev_dir, numbers);

    for (unsigned i = 0; i < count; i++) {
        char path[ASKCAM_NODE_PATH_BYTES];
        if (!askcam_node_path(io->dev_dir, numbers[i], path) ||
            askcam_v4l2_open(device, io, host, path, first_err) != ASKCAM_OK) {
            continue;
        }
        if (device->is_capture && device->is_helper == helper) {
            return true;
        }
        askcam_v4l2_device_close(device);
    }
    return false;
}

static enum askcam_status open_first(struct askcam_v4l2_device *device,
                                     const struct askcam_v4l2_io *io,
                                     const struct askcam_host *host, struct askcam_error *err)
{
    struct askcam_error first_err = {.kind = ASKCAM_OK};

    *device = (struct askcam_v4l2_device){.io = io, .host = host, .fd = -1};
    if (find(device, false, &first_err) || find(device, true, &first_err)) {
        return ASKCAM_OK;
    }
    if (first_err.kind != ASKCAM_OK && err != NULL && err->kind == ASKCAM_OK) {
        *err = first_err;
    }
    return askcam_v4l2_none(err);
}

enum askcam_status askcam_v4l2_open_camera(struct askcam_v4l2_device *device,
                                           const struct askcam_v4l2_io *io,
                                           const struct askcam_host *host, const char *path,
                                           struct askcam_error *err)
{
    if (path == NULL || path[0] == '\0') {
        return open_first(device, io, host, err);
    }
    const enum askcam_status status = askcam_v4l2_open(device, io, host, path, err);
    if (status != ASKCAM_OK || device->is_capture) {
        return status;
    }
    askcam_v4l2_device_close(device);
    return no_camera(device, err);
}
