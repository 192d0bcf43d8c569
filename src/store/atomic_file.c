/* SPDX-License-Identifier: MIT */
/*
 * atomic_file.c - see atomic_file.h.
 *
 * A device or a pipe is opened so that neither open() nor write() ever blocks: the waiting is done
 * by the host, which knows of signals.
 */
#include "atomic_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store_io.h"

enum { READER_LOOK_MS = 50, DRAFTS_MOST = 100 };

static_assert(ASKCAM_STORE_PATH_BYTES >= PATH_MAX, "realpath() writes so much");

static enum askcam_status fail(const struct askcam_atomic_file *file, int number)
{
    return askcam_store_fail(file->err, file->path, "cannot be written", number);
}

/* The folder that the file lies in, to be synced; -1 with errno. */
static int open_folder(const struct askcam_atomic_file *file)
{
    char path[ASKCAM_STORE_PATH_BYTES];
    const char *const slash = strrchr(file->path, '/');
    const size_t bytes = slash == NULL ? 0 : slash == file->path ? 1 : (size_t)(slash - file->path);

    memcpy(path, file->path, bytes);
    path[bytes] = '\0';
    return askcam_store_open(&file->store, AT_FDCWD, slash == NULL ? "." : path,
                             O_RDONLY | O_DIRECTORY, 0);
}

/*
 * A new file beside its place, with the permissions of the one whose place it takes: a picture that
 * only its owner may see stays so.  old is NULL if there is none; then those that open() gives.
 */
static int open_draft(struct askcam_atomic_file *file, const struct stat *old)
{
    const struct askcam_store_calls *const calls = file->store.calls;
    int fd = -1;

    for (unsigned i = 0; i < DRAFTS_MOST; i++) {
        const int length =
            snprintf(file->draft, sizeof file->draft, "%s.%ld-%u", file->path, (long)getpid(), i);
        if (length < 0 || (size_t)length >= sizeof file->draft) {
            errno = ENAMETOOLONG;
            return -1;
        }
        fd = askcam_store_open(&file->store, AT_FDCWD, file->draft,
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, old != NULL ? 0600 : 0666);
        if (fd >= 0 || errno != EEXIST) {
            break;
        }
    }
    if (fd >= 0 && old != NULL) {
        (void)calls->chmod(calls->ctx, fd, old->st_mode & 0777U); /* tighter ones are acceptable */
    }
    return fd;
}

/* A pipe cannot be opened before its reader has: ENXIO, and no event says when that is. */
static enum askcam_status open_direct(struct askcam_atomic_file *file)
{
    const struct askcam_host *const host = file->store.host;

    for (;;) {
        file->fd = askcam_store_open(&file->store, AT_FDCWD, file->path, O_WRONLY | O_NONBLOCK, 0);
        if (file->fd >= 0) {
            return ASKCAM_OK;
        }
        if (errno != ENXIO || host == NULL) {
            return fail(file, errno);
        }
        const enum askcam_status status =
            host->wait(host->ctx, -1, 0, askcam_deadline(host, READER_LOOK_MS), NULL);
        if (status == ASKCAM_ERR_INTERRUPTED) {
            return status;
        }
    }
}

/* The path behind all links, so that a link keeps pointing to its file.  False with errno. */
static bool resolve(struct askcam_atomic_file *file, const char *path)
{
    const struct askcam_store_calls *const calls = file->store.calls;
    const size_t bytes = strlen(path);

    if (calls->realpath(calls->ctx, path, file->path) != NULL) {
        return true;
    }
    if (bytes >= sizeof file->path) {
        askcam_error_text(file->path, sizeof file->path, path);
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(file->path, path, bytes + 1);
    return true;
}

enum askcam_status askcam_atomic_file_open(struct askcam_atomic_file *file,
                                           const struct askcam_store *store, const char *path,
                                           struct askcam_error *err)
{
    struct stat info;

    file->store = *store;
    file->err = err;
    file->fd = -1;
    file->folder = -1;
    if (!resolve(file, path)) {
        return fail(file, errno);
    }
    const bool exists = store->calls->stat(store->calls->ctx, AT_FDCWD, file->path, &info) == 0;
    if (exists && S_ISDIR(info.st_mode)) {
        return fail(file, EISDIR);
    }
    file->is_direct = exists && !S_ISREG(info.st_mode);
    if (file->is_direct) {
        return open_direct(file);
    }
    file->fd = open_draft(file, exists ? &info : NULL);
    if (file->fd < 0) {
        return fail(file, errno);
    }
    file->folder = open_folder(file);
    if (file->folder < 0 && errno != EACCES) { /* may be written to, not read: then unsynced */
        const int number = errno;
        askcam_atomic_file_close(file);
        return fail(file, number);
    }
    return ASKCAM_OK;
}

/* ASKCAM_OK if the reader of a pipe may have taken something. */
static enum askcam_status await_reader(const struct askcam_atomic_file *file)
{
    const struct askcam_host *const host = file->store.host;
    unsigned ready = 0;

    return host == NULL ? fail(file, EAGAIN)
                        : host->wait(host->ctx, file->fd, ASKCAM_WAIT_WRITE, ASKCAM_NEVER, &ready);
}

static enum askcam_status write_all(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_atomic_file *file = ctx;
    const char *at = bytes;
    enum askcam_status status = ASKCAM_OK;

    while (bytes_len > 0 && status == ASKCAM_OK) {
        const ssize_t wrote = askcam_store_write_some(&file->store, file->fd, at, bytes_len);
        if (wrote < 0 && errno == EAGAIN) {
            status = await_reader(file);
            continue;
        }
        if (wrote < 0) {
            return fail(file, errno);
        }
        at += wrote;
        bytes_len -= (size_t)wrote;
    }
    return status;
}

struct askcam_sink askcam_atomic_file_sink(struct askcam_atomic_file *file)
{
    return (struct askcam_sink){.write = write_all, .ctx = file};
}

enum askcam_status askcam_atomic_file_commit(struct askcam_atomic_file *file)
{
    const struct askcam_store_calls *const calls = file->store.calls;
    const int fd = file->fd;

    if (!file->is_direct && !askcam_store_sync(&file->store, fd)) {
        return fail(file, errno);
    }
    file->fd = -1;
    if (!askcam_store_close(&file->store, fd) ||
        (!file->is_direct &&
         calls->rename(calls->ctx, AT_FDCWD, file->draft, AT_FDCWD, file->path) != 0)) {
        const int number = errno;
        if (!file->is_direct) {
            (void)calls->unlink(calls->ctx, AT_FDCWD, file->draft, 0); /* untidy if it stays */
        }
        return fail(file, number);
    }
    if (file->folder >= 0 && !askcam_store_sync(&file->store, file->folder)) {
        return askcam_store_fail(file->err, file->path, "its name cannot be synced to the disk",
                                 errno);
    }
    return ASKCAM_OK;
}

void askcam_atomic_file_close(struct askcam_atomic_file *file)
{
    const struct askcam_store_calls *const calls = file->store.calls;

    if (file->folder >= 0) {
        (void)askcam_store_close(&file->store, file->folder); /* only opened */
    }
    file->folder = -1;
    if (file->fd < 0) {
        return;
    }
    (void)askcam_store_close(&file->store, file->fd); /* it is thrown away */
    file->fd = -1;
    if (!file->is_direct) {
        (void)calls->unlink(calls->ctx, AT_FDCWD, file->draft, 0); /* untidy if it stays */
    }
}
