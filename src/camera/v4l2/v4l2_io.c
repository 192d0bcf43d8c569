/* SPDX-License-Identifier: MIT */
/* v4l2_io.c - see v4l2_io.h. */
#include "v4l2_io.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The device is opened non-blocking, so a call is short and a second signal within it is rare;
 * the bound only keeps a storm of signals from holding us here.
 */
enum { INTERRUPTED_TRIES = 64 };

static int io_open(void *ctx, const char *path)
{
    (void)ctx;
    for (int i = 0; i < INTERRUPTED_TRIES; i++) {
        const int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (fd >= 0 || errno != EINTR) {
            return fd >= 0 ? fd : -errno;
        }
    }
    return -EIO;
}

static int io_ioctl(void *ctx, int fd, unsigned long request, void *arg)
{
    (void)ctx;
    for (int i = 0; i < INTERRUPTED_TRIES; i++) {
        if (ioctl(fd, request, arg) >= 0) {
            return 0;
        }
        if (errno != EINTR) {
            return -errno;
        }
    }
    return -EIO;
}

static int io_map(void *ctx, int fd, size_t length_bytes, uint64_t offset, void **memory)
{
    (void)ctx;
    /* We only read, but V4L2 asks for a mapping that could write, and some drivers insist. */
    void *at = mmap(NULL, length_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
    if (at == MAP_FAILED) {
        return -errno;
    }
    *memory = at;
    return 0;
}

static void io_unmap(void *ctx, void *memory, size_t length_bytes)
{
    (void)ctx;
    (void)munmap(memory, length_bytes); /* fails only for what map() did not give */
}

static void io_close(void *ctx, int fd)
{
    (void)ctx;
    (void)close(fd); /* nothing was written, so there is nothing to lose */
}

const struct askcam_v4l2_io ASKCAM_V4L2_IO_REAL = {.open = io_open,
                                                   .ioctl = io_ioctl,
                                                   .map = io_map,
                                                   .unmap = io_unmap,
                                                   .close = io_close,
                                                   .dev_dir = "/dev",
                                                   .proc_dir = "/proc"};
