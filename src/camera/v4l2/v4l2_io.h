/* SPDX-License-Identifier: MIT */
/*
 * v4l2_io.h - the few calls through which this module reaches a V4L2 device.
 *
 * For: putting a camera with chosen behaviour in the place of the kernel's in tests.
 * Must not know: what the calls are for, how a wait is done (struct askcam_host waits on the fd).
 */
#ifndef ASKCAM_V4L2_IO_H
#define ASKCAM_V4L2_IO_H

#include <stddef.h>
#include <stdint.h>

/* Functions that can fail return 0, or -errno; never -EINTR. */
struct askcam_v4l2_io {
    void *ctx;

    /* A non-blocking descriptor >= 0, closed on exec. */
    int (*open)(void *ctx, const char *path);
    int (*ioctl)(void *ctx, int fd, unsigned long request, void *arg);

    /* Shared memory of a buffer, at *memory until unmap(). */
    int (*map)(void *ctx, int fd, size_t length_bytes, uint64_t offset, void **memory);
    void (*unmap)(void *ctx, void *memory, size_t length_bytes);
    void (*close)(void *ctx, int fd);

    const char *dev_dir;  /* where videoN and v4l/by-id are: "/dev" */
    const char *proc_dir; /* where the processes are: "/proc" */
};

/* The kernel's. */
extern const struct askcam_v4l2_io ASKCAM_V4L2_IO_REAL;

#endif
