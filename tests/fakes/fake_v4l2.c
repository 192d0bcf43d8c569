/* SPDX-License-Identifier: MIT */
/* fake_v4l2.c - see fake_v4l2.h.  The answers to ioctls are in fake_v4l2_ioctl.c. */
#include "fake_v4l2.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/videodev2.h>

#include "fake_v4l2_ioctl.h"

/* A name may be a link, as in v4l/by-id. */
static int fake_open(void *ctx, const char *link)
{
    struct fake_v4l2 *fake = ctx;
    char path[PATH_MAX];

    if (realpath(link, path) == NULL) {
        return -errno;
    }
    for (size_t i = 0; i < fake->nodes_count; i++) {
        char name[FAKE_DIR_BYTES + 32];
        (void)snprintf(name, sizeof name, "%s/video%u", fake->dev_dir, fake->nodes[i].number);
        if (strcmp(name, path) == 0) {
            fake->open_count += fake->nodes[i].open_errno == 0 ? 1 : 0;
            return fake->nodes[i].open_errno == 0 ? FAKE_FIRST_FD + (int)i
                                                  : -fake->nodes[i].open_errno;
        }
    }
    return -ENOENT;
}

static void fake_close(void *ctx, int fd)
{
    struct fake_v4l2 *fake = ctx;

    (void)fd;
    fake->open_count--;
    fake->streams = false;
    if (fake->mapped_count == 0) {
        fake_v4l2_drop_buffers(fake);
    }
}

static int fake_map(void *ctx, int fd, size_t length_bytes, uint64_t offset, void **memory)
{
    struct fake_v4l2 *fake = ctx;

    (void)fd;
    fake->ioctls++; /* counted with them, so that the n-th failure meets it too */
    if (fake->ioctls == fake->fail_nth) {
        return -fake->fail_errno;
    }
    struct fake_plane *plane =
        &fake->buffers[offset / FAKE_PLANES].plane[offset % FAKE_PLANES]; /* as QUERYBUF gave it */
    if (offset / FAKE_PLANES >= fake->buffers_count || plane->bytes != length_bytes) {
        fake->misuses++;
        return -EINVAL;
    }
    plane->mapped = true;
    fake->mapped_count++;
    *memory = plane->memory;
    return 0;
}

static void fake_unmap(void *ctx, void *memory, size_t length_bytes)
{
    struct fake_v4l2 *fake = ctx;

    for (unsigned i = 0; i < fake->buffers_count * FAKE_PLANES; i++) {
        struct fake_plane *plane = &fake->buffers[i / FAKE_PLANES].plane[i % FAKE_PLANES];
        if (plane->memory == memory && plane->mapped && plane->bytes == length_bytes) {
            plane->mapped = false;
            fake->mapped_count--;
            return;
        }
    }
    fake->misuses++;
}

static uint64_t fake_now(void *ctx)
{
    const struct fake_v4l2 *fake = ctx;
    return fake->now_ms;
}

static bool is_readable(const struct fake_v4l2 *fake)
{
    for (unsigned i = 0; i < fake->buffers_count; i++) {
        if (fake->buffers[i].done) {
            return true;
        }
    }
    return fake->is_broken || fake->poll_lies;
}

static enum askcam_status fake_wait(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                    unsigned *ready)
{
    struct fake_v4l2 *fake = ctx;

    for (;;) {
        if (fake->interrupted_ms != 0 && fake->now_ms >= fake->interrupted_ms) {
            return ASKCAM_ERR_INTERRUPTED;
        }
        if (fd >= 0 && !fake->streams) { /* as the kernel: nothing can ever come */
            *ready = ASKCAM_WAIT_BROKEN;
            fake_v4l2_pass(fake, 1);
            return ASKCAM_OK;
        }
        const bool has_event = (wanted & ASKCAM_WAIT_EVENT) != 0 && fake->events > 0;
        if (fd >= 0 && (is_readable(fake) || has_event)) {
            *ready = (has_event ? ASKCAM_WAIT_EVENT : 0U) | (fake->is_broken ? ASKCAM_WAIT_BROKEN
                                                             : is_readable(fake) ? ASKCAM_WAIT_READ
                                                                                 : 0U);
            if (fake->poll_lies) {
                fake_v4l2_pass(fake, 1); /* a look costs time, here as anywhere */
            }
            return ASKCAM_OK;
        }
        if (fake->now_ms >= deadline_ms) {
            return ASKCAM_ERR_TIMEOUT;
        }
        fake_v4l2_pass(fake, 1);
    }
}

static void fake_random(void *ctx, void *buf, size_t bytes_len)
{
    (void)ctx;
    memset(buf, 4, bytes_len);
}

static void fake_log(void *ctx, enum askcam_log_level level, const char *line)
{
    struct fake_v4l2 *fake = ctx;

    if (fake->log_count < FAKE_LOG_LINES) {
        (void)snprintf(fake->log[fake->log_count++], sizeof fake->log[0], "%d %s", (int)level,
                       line);
    }
}

bool fake_v4l2_logged(const struct fake_v4l2 *fake, const char *text)
{
    for (unsigned i = 0; i < fake->log_count; i++) {
        if (strstr(fake->log[i], text) != NULL) {
            return true;
        }
    }
    return false;
}

static void grey_shot(void *ctx, uint32_t sequence, struct fake_shot *shot)
{
    (void)ctx;
    (void)sequence;
    shot->level = 100;
}

void fake_v4l2_init(struct fake_v4l2 *fake)
{
    *fake = (struct fake_v4l2){.shoot = grey_shot, .period_ms = 33, .now_ms = 100000};
    (void)snprintf(fake->dev_dir, sizeof fake->dev_dir, "/tmp/fake-v4l2-XXXXXX");
    assert_non_null(mkdtemp(fake->dev_dir));
    fake->io = (struct askcam_v4l2_io){.ctx = fake,
                                       .open = fake_open,
                                       .ioctl = fake_v4l2_ioctl,
                                       .map = fake_map,
                                       .unmap = fake_unmap,
                                       .close = fake_close,
                                       .dev_dir = fake->dev_dir,
                                       .proc_dir = "/nonexistent"};
    fake->host = (struct askcam_host){.ctx = fake,
                                      .now_ms = fake_now,
                                      .wait = fake_wait,
                                      .quick_random = fake_random,
                                      .log = fake_log};
}

struct fake_node *fake_v4l2_node(struct fake_v4l2 *fake, unsigned number, uint32_t caps)
{
    char path[FAKE_DIR_BYTES + 32];

    assert_true(fake->nodes_count < FAKE_NODES);
    struct fake_node *node = &fake->nodes[fake->nodes_count++];
    *node = (struct fake_node){.number = number, .driver = "fake", .card = "Fake", .caps = caps};
    (void)snprintf(path, sizeof path, "%s/video%u", fake->dev_dir, number);
    const int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    (void)close(fd);
    return node;
}

void fake_v4l2_check_and_free(struct fake_v4l2 *fake)
{
    assert_int_equal(fake->mapped_count, 0);
    assert_int_equal(fake->open_count, 0);
    assert_int_equal(fake->misuses, 0);
    fake_v4l2_drop_buffers(fake);
    for (size_t i = 0; i < fake->nodes_count; i++) {
        char path[FAKE_DIR_BYTES + 32];
        (void)snprintf(path, sizeof path, "%s/video%u", fake->dev_dir, fake->nodes[i].number);
        (void)unlink(path);
    }
    (void)rmdir(fake->dev_dir);
}
