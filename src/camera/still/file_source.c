/* SPDX-License-Identifier: MIT */
/* file_source.c - see file_source.h. */
#include "file_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "errno_text.h"
#include "jpeg_walk.h"
#include "source_deadline.h"
#include "still_image.h"

enum { READS_PER_CHECK = 16 }; /* of 4 to 16 KiB: a large file must not make us deaf to signals */

struct file {
    int fd;
    struct askcam_source_deadline deadline;
    unsigned reads; /* since the last check */
    struct stat at_open;
    char name[ASKCAM_ERROR_WHAT_BYTES];
    enum askcam_media media;
    struct askcam_jpeg_info info;   /* of a JPEG */
    struct askcam_still_info still; /* of a PNG or WebP */
    uint64_t readable_bytes;        /* all of it for the walk, then up to the picture's end */
};

static enum askcam_status fail(const struct file *file, struct askcam_error *err, const char *hint,
                               const char *why)
{
    return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_error_context){file->name, hint},
                       "%s", why);
}

static enum askcam_status fail_errno(const struct file *file, struct askcam_error *err, int error)
{
    const char *hint = error == ENOENT   ? "check the path"
                       : error == EACCES ? "check the permissions of the file and its folders"
                                         : "check the file and its disk";
    return fail(file, err, hint, error == ENOENT ? "no such file" : askcam_errno_text(error));
}

static enum askcam_status changed(const struct file *file, struct askcam_error *err)
{
    return fail(file, err, "try again when the file is complete, or use a copy of it",
                "it changed while it was read");
}

static bool is_as_opened(const struct file *file)
{
    struct stat now;

    return fstat(file->fd, &now) == 0 && now.st_size == file->at_open.st_size &&
           now.st_mtim.tv_sec == file->at_open.st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == file->at_open.st_mtim.tv_nsec;
}

/* As much of buf as the file fills; less only at its end. */
static ssize_t read_at(int fd, void *buf, size_t bytes, uint64_t offset)
{
    size_t got_bytes = 0;

    while (got_bytes < bytes) {
        const ssize_t got =
            pread(fd, (char *)buf + got_bytes, bytes - got_bytes, (off_t)(offset + got_bytes));
        if (got < 0 && errno != EINTR) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        got_bytes += got > 0 ? (size_t)got : 0;
    }
    return (ssize_t)got_bytes;
}

/* A file of many gigabytes is read for a long time without a single wait. */
static enum askcam_status check_deadline(struct file *file, struct askcam_error *err)
{
    if (file->reads++ % READS_PER_CHECK != 0) {
        return askcam_source_deadline_reached(&file->deadline, err);
    }
    return askcam_source_deadline_check(&file->deadline, err);
}

static enum askcam_status file_read(void *ctx, uint64_t offset, void *buf, size_t cap_bytes,
                                    size_t *got_bytes, struct askcam_error *err)
{
    struct file *file = ctx;
    const enum askcam_status status = check_deadline(file, err);

    if (status != ASKCAM_OK) {
        return status;
    }
    const uint64_t left_bytes = offset < file->readable_bytes ? file->readable_bytes - offset : 0;
    const size_t bytes = left_bytes < cap_bytes ? (size_t)left_bytes : cap_bytes;

    const ssize_t got = read_at(file->fd, buf, bytes, offset);
    if (got < 0) {
        return fail_errno(file, err, errno);
    }
    if ((size_t)got != bytes ||
        !is_as_opened(file)) { /* checked after the read, so that it covers it */
        return changed(file, err);
    }
    *got_bytes = bytes;
    return ASKCAM_OK;
}

static struct askcam_bytes readable(struct file *file)
{
    return (struct askcam_bytes){
        .read = file_read, .ctx = file, .size_bytes = file->readable_bytes};
}

static void file_set_deadline(void *ctx, uint64_t deadline_ms)
{
    struct file *file = ctx;

    askcam_source_deadline_set(&file->deadline, deadline_ms);
}

static enum askcam_status file_start(void *ctx, struct askcam_error *err)
{
    (void)ctx;
    (void)err; /* a file is ready once it is open */
    return ASKCAM_OK;
}

static enum askcam_status file_take(void *ctx, uint64_t not_before_ms, struct askcam_frame *frame,
                                    struct askcam_error *err)
{
    struct file *file = ctx;

    (void)not_before_ms; /* a file is as old as it is */
    if (!is_as_opened(file)) {
        return changed(file, err);
    }
    const bool is_jpeg = file->media == ASKCAM_MEDIA_JPEG;
    *frame =
        (struct askcam_frame){.name = file->name,
                              .is_jpeg = is_jpeg,
                              .jpeg = readable(file),
                              .jpeg_info = is_jpeg ? &file->info : NULL,
                              .still = is_jpeg ? NULL : &file->still,
                              .width_px = is_jpeg ? file->info.width_px : file->still.width_px,
                              .height_px = is_jpeg ? file->info.height_px : file->still.height_px};
    return ASKCAM_OK;
}

static void file_release(void *ctx, struct askcam_frame *frame)
{
    (void)ctx;
    *frame = (struct askcam_frame){.is_jpeg = false};
}

static void file_close(void *ctx)
{
    struct file *file = ctx;

    if (file->fd >= 0) {
        (void)close(file->fd); /* only read: nothing to lose */
    }
    free(file);
}

static const struct askcam_source_ops FILE_OPS = {.start = file_start,
                                                  .take = file_take,
                                                  .release = file_release,
                                                  .set_deadline = file_set_deadline,
                                                  .close = file_close};

static enum askcam_status check_kind(const struct file *file, struct askcam_error *err)
{
    const mode_t mode = file->at_open.st_mode;

    if (S_ISDIR(mode)) {
        return fail(file, err, "use a JPEG file in it", "is a directory");
    }
    if (S_ISFIFO(mode) || S_ISSOCK(mode)) {
        return fail(file, err, "pipe it in: --source - < FILE", "is a pipe, not a file");
    }
    if (!S_ISREG(mode)) {
        return fail(file, err, "use a JPEG file", "not a regular file");
    }
    if (file->at_open.st_size == 0) {
        return fail(file, err, "use a JPEG file", "the file is empty");
    }
    return ASKCAM_OK;
}

/* What it is by its content, whatever its name; what follows the picture's end is not sent. */
static enum askcam_status walk(struct file *file, struct askcam_error *err)
{
    file->readable_bytes = (uint64_t)file->at_open.st_size;
    const struct askcam_bytes all = readable(file);
    enum askcam_status status = askcam_still_media(&all, &file->media, err);

    if (status != ASKCAM_OK) {
        return status;
    }
    if (file->media == ASKCAM_MEDIA_JPEG) {
        status = askcam_jpeg_walk(&all, file->name, &file->info, err);
        file->readable_bytes = file->info.size_bytes;
    } else {
        status = askcam_still_walk(&all, file->media, file->name, &file->still, err);
        file->readable_bytes = file->still.size_bytes;
    }
    return status;
}

static enum askcam_status open_and_walk(struct file *file, const char *path,
                                        struct askcam_error *err)
{
    file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not block */
    if (file->fd < 0 || fstat(file->fd, &file->at_open) != 0) {
        return errno == ENXIO ? fail(file, err, "use a JPEG file", "not a regular file")
                              : fail_errno(file, err, errno);
    }
    const enum askcam_status status = check_kind(file, err);
    return status == ASKCAM_OK ? walk(file, err) : status;
}

enum askcam_status askcam_file_source_open(struct askcam_source *source,
                                           const struct askcam_host *host, const char *path,
                                           uint64_t deadline_ms, struct askcam_error *err)
{
    struct file *file = calloc(1, sizeof *file);

    if (file == NULL) {
        return askcam_fail(err, ASKCAM_ERR_INTERNAL,
                           (struct askcam_error_context){path, "free memory"}, "out of memory");
    }
    askcam_error_text(file->name, sizeof file->name, path);
    askcam_source_deadline_init(&file->deadline, host, file->name, deadline_ms);
    const enum askcam_status status = open_and_walk(file, path, err);
    if (status != ASKCAM_OK) {
        file_close(file);
        return status;
    }
    *source = (struct askcam_source){
        .ops = &FILE_OPS, .ctx = file, .is_live = false, .media = file->media};
    return ASKCAM_OK;
}
