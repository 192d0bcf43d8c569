/* SPDX-License-Identifier: MIT */
/*
 * device_node.h - video devices in the file system: which nodes there are, their
 * lasting names, whose they are and who has one open.
 *
 * For: choosing a camera, and error lines that name the process or the group in the way.
 * Knows /dev, /proc.  Must not know: V4L2 calls.
 */
#ifndef ASKCAM_DEVICE_NODE_H
#define ASKCAM_DEVICE_NODE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    ASKCAM_NODES = 64, /* the kernel's own limit is 256; more than 40 have not been seen */
    ASKCAM_NODE_PATH_BYTES = 256,
    ASKCAM_NODE_HOLDERS = 3,
};

/* The N of every DIR/videoN, ascending, at most ASKCAM_NODES.  Returns how many. */
unsigned askcam_nodes(const char *dev_dir, unsigned numbers[ASKCAM_NODES]);

/* "DIR/videoN".  false: too long. */
bool askcam_node_path(const char *dev_dir, unsigned number, char path[ASKCAM_NODE_PATH_BYTES]);

/*
 * The link in DIR/v4l/by-id that leads to `path` (last part compared), cut to path_bytes; "" if
 * there is none.
 */
void askcam_node_by_id(const char *dev_dir, const char *path, char *by_id, size_t by_id_bytes);

/*
 * The other processes that have the device open: "NAME (pid N), NAME (pid N)", at most
 * ASKCAM_NODE_HOLDERS; one that only watches for cameras (a sound server) may be the first.
 * false, and "", if none can be seen: there is none, or it belongs to another user.
 */
bool askcam_node_holders(const char *proc_dir, const char *path, char *text, size_t text_bytes);

/* The group that owns the node, by name or else by number.  false, and "", if unknown. */
bool askcam_node_group(const char *path, char *text, size_t text_bytes);

#endif
