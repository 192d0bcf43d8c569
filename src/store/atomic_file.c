/* SPDX-License-Identifier: MIT */
/*
 * atomic_file.c - see atomic_file.h.
 *
 * A device or a pipe is opened so that neither open() nor write() ever blocks: the waiting is done
 * by the host, which hears the user.
 */
#include "atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READER_LOOK_MS = 50 };

static enum askcam_status fail(struct atomic_file *file, const char *step)
{
    const struct askcam_error_context context = {
        file->path, errno == ENOENT || errno == ENOTDIR ? "make its folder first"
                                                        : "make room, or write to another place"};
    return askcam_fail(file->err, ASKCAM_ERR_STORAGE, context, "%s: %s", step, strerror(errno));
}

/*
 * A new file beside its place, with the rights of the one whose place it takes: a picture that only
 * its owner may see stays so.  old is NULL if there is none; then those that open() would give.
 */
static int open_draft(struct atomic_file *file, const struct stat *old)
{
    const int length = snprintf(file->draft, sizeof file->draft, "%s.XXXXXX", file->path);

    if (length < 0 || (size_t)length >= sizeof file->draft) {
        errno = ENAMETOOLONG;
        return -1;
    }
    const int fd = mkostemp(file->draft, O_CLOEXEC);
    if (fd >= 0) {
        const mode_t mask = umask(0);
        (void)umask(mask);
        const mode_t rights = old != NULL ? old->st_mode & 0777U : 0666U & ~mask;
        (void)fchmod(fd, rights); /* tighter rights are no failure */
    }
    return fd;
}

/* A pipe cannot be opened before its reader has: ENXIO, and no event tells when that is. */
static enum askcam_status open_direct(struct atomic_file *file)
{
    const struct askcam_host *const host = file->host;

    for (;;) {
        file->fd = open(file->path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
        if (file->fd >= 0) {
            return ASKCAM_OK;
        }
        if (errno != ENXIO || host == NULL) {
            return fail(file, "cannot be written");
        }
        const enum askcam_status status =
            host->wait(host->ctx, -1, 0, askcam_deadline(host, READER_LOOK_MS), NULL);
        if (status == ASKCAM_ERR_INTERRUPTED) {
            return status;
        }
    }
}

enum askcam_status atomic_file_open(struct atomic_file *file, const struct askcam_host *host,
                                    const char *path, struct askcam_error *err)
{
    struct stat info;
    char *real = realpath(path, NULL); /* a link keeps pointing to its file */

    file->host = host;
    file->err = err;
    file->fd = -1;
    const int length = snprintf(file->path, sizeof file->path, "%s", real != NULL ? real : path);
    free(real);
    if (length < 0 || (size_t)length >= sizeof file->path) {
        errno = ENAMETOOLONG;
        return fail(file, "cannot be written");
    }
    const bool exists = stat(file->path, &info) == 0;
    if (exists && S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        return fail(file, "cannot be written");
    }
    file->is_direct = exists && !S_ISREG(info.st_mode);
    if (file->is_direct) {
        return open_direct(file);
    }
    file->fd = open_draft(file, exists ? &info : NULL);
    return file->fd >= 0 ? ASKCAM_OK : fail(file, "cannot be written");
}

/* ASKCAM_OK if the reader of a pipe may have made room. */
static enum askcam_status await_room(struct atomic_file *file)
{
    unsigned ready = 0;

    if (file->host == NULL) {
        errno = EAGAIN;
        return fail(file, "cannot be written");
    }
    return file->host->wait(file->host->ctx, file->fd, ASKCAM_WAIT_WRITE, ASKCAM_NEVER, &ready);
}

static enum askcam_status write_all(void *ctx, const void *bytes, size_t bytes_len)
{
    struct atomic_file *file = ctx;
    const char *at = bytes;
    enum askcam_status status = ASKCAM_OK;

    while (bytes_len > 0 && status == ASKCAM_OK) {
        const ssize_t wrote = write(file->fd, at, bytes_len);
        if (wrote < 0 && errno == EINTR) {
            continue;
        }
        if (wrote < 0 && errno == EAGAIN) {
            status = await_room(file);
            continue;
        }
        if (wrote < 0) {
            return fail(file, "cannot be written");
        }
        at += wrote;
        bytes_len -= (size_t)wrote;
    }
    return status;
}

struct askcam_sink atomic_file_sink(struct atomic_file *file)
{
    return (struct askcam_sink){.write = write_all, .ctx = file};
}

enum askcam_status atomic_file_commit(struct atomic_file *file)
{
    if (!file->is_direct && fsync(file->fd) != 0) {
        return fail(file, "cannot be brought to the disk");
    }
    const int fd = file->fd;
    file->fd = -1;
    if (close(fd) != 0 || (!file->is_direct && rename(file->draft, file->path) != 0)) {
        const enum askcam_status status = fail(file, "cannot be put in its place");
        if (!file->is_direct) {
            (void)unlink(file->draft); /* if it is gone already, so much the better */
        }
        return status;
    }
    return ASKCAM_OK;
}

void atomic_file_close(struct atomic_file *file)
{
    if (file->fd < 0) {
        return;
    }
    (void)close(file->fd); /* it is thrown away */
    file->fd = -1;
    if (!file->is_direct) {
        (void)unlink(file->draft); /* a draft that stays is untidy, not wrong */
    }
}
