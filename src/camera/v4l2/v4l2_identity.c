/* SPDX-License-Identifier: MIT */
/* v4l2_identity.c - see v4l2_identity.h. */
#include "v4l2_identity.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "v4l2_open.h"

static_assert((int)ASKCAM_CAMERA_PATH_BYTES == (int)ASKCAM_NODE_PATH_BYTES, "a path is copied");

static bool is_model(const struct askcam_camera_identity *identity,
                     const struct askcam_v4l2_device *device)
{
    return strcmp(identity->driver, device->driver) == 0 &&
           strcmp(identity->card, device->card) == 0;
}

/* A second camera of the same model is plugged in, at another port. */
static bool has_twin(const struct askcam_camera_identity *identity,
                     const struct askcam_v4l2_device *known)
{
    unsigned numbers[ASKCAM_NODES];
    const unsigned count = askcam_nodes(known->io->dev_dir, numbers);
    bool found = false;

    for (unsigned i = 0; i < count && !found; i++) {
        char path[ASKCAM_NODE_PATH_BYTES];
        struct askcam_v4l2_device device;
        if (!askcam_node_path(known->io->dev_dir, numbers[i], path) ||
            askcam_v4l2_device_probe(&device, known->io, known->host, path) != 0) {
            continue;
        }
        found = device.is_capture && is_model(identity, &device) &&
                strcmp(identity->bus, device.bus) != 0;
        askcam_v4l2_device_close(&device);
    }
    return found;
}

static bool is_link(const char *path)
{
    char target[1];

    return path != NULL && readlink(path, target, sizeof target) > 0;
}

/* The node that a link leads to, by whatever other links, or the path itself where that is not
 * known. */
static void find_node(const struct askcam_v4l2_device *device, char path[ASKCAM_NODE_PATH_BYTES])
{
    char node[PATH_MAX];

    if (realpath(device->path, node) == NULL ||
        snprintf(path, ASKCAM_NODE_PATH_BYTES, "%s", node) >= ASKCAM_NODE_PATH_BYTES) {
        memcpy(path, device->path, ASKCAM_NODE_PATH_BYTES);
    }
}

/* Takes down who the opened device is; spec is what it was named by, NULL if it was not. */
static void learn(struct askcam_camera_identity *identity, const struct askcam_v4l2_device *device,
                  const char *spec)
{
    memcpy(identity->driver, device->driver, sizeof identity->driver);
    memcpy(identity->card, device->card, sizeof identity->card);
    memcpy(identity->bus, device->bus, sizeof identity->bus);
    if (has_twin(identity, device)) {
        identity->any_port = false;
        find_node(device, identity->path);
        return;
    }
    if (is_link(spec)) {
        (void)snprintf(identity->path, sizeof identity->path, "%s", device->path);
    } else {
        askcam_node_by_id(device->io->dev_dir, device->path, identity->path, sizeof identity->path);
    }
    identity->any_port = identity->path[0] != '\0';
    if (!identity->any_port) {
        (void)snprintf(identity->path, sizeof identity->path, "%s", device->path);
    }
}

static enum askcam_status check(const struct askcam_camera_identity *identity,
                                const struct askcam_v4l2_device *device, struct askcam_error *err)
{
    const struct askcam_error_context context = {identity->path,
                                                 "plug in the camera that was there before"};

    if (!is_model(identity, device)) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "another camera is there now: %s",
                           device->card);
    }
    if (!identity->any_port && strcmp(identity->bus, device->bus) != 0) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context,
                           "a camera of the same model, but at another port: %s, not %s",
                           device->bus, identity->bus);
    }
    return ASKCAM_OK;
}

enum askcam_status askcam_camera_identity_open(struct askcam_v4l2_device *device,
                                               const struct askcam_v4l2_ports *ports,
                                               const char *path,
                                               struct askcam_camera_identity *identity,
                                               struct askcam_error *err)
{
    const bool is_known = identity != NULL && identity->path[0] != '\0';

    const enum askcam_status status = askcam_v4l2_open_camera(
        device, ports->io, ports->host, is_known ? identity->path : path, err);
    if (status == ASKCAM_OK && is_known) {
        return check(identity, device, err);
    }
    if (status == ASKCAM_OK && identity != NULL) {
        learn(identity, device, path);
    }
    return status;
}
