/* SPDX-License-Identifier: MIT */
/*
 * store_io.c - see store_io.h.
 *
 * Signal handlers of the program restart most calls (SA_RESTART), but not on every file system; a
 * call that a signal cut is made again, RETRIES times at most.
 */
#include "store_io.h"

#include <errno.h>
#include <string.h>

enum { RETRIES = 100 };

static const struct {
    int number;
    enum askcam_status status;
    const char *hint;
} CAUSES[] = {
    {ENOENT, ASKCAM_ERR_STORAGE, "create its folder first"},
    {ENOTDIR, ASKCAM_ERR_STORAGE, "create its folder first"},
    {EISDIR, ASKCAM_ERR_STORAGE, "use the name of a file"},
    {ENAMETOOLONG, ASKCAM_ERR_STORAGE, "use a shorter path"},
    {ENOSPC, ASKCAM_ERR_STORAGE, "free some space on that disk, or use another place"},
    {EDQUOT, ASKCAM_ERR_STORAGE, "free some of your disk quota, or use another place"},
    {EFBIG, ASKCAM_ERR_STORAGE, "raise the limit of file sizes (ulimit -f)"},
    {EACCES, ASKCAM_ERR_STORAGE, "check who may write there, or use another place"},
    {EPERM, ASKCAM_ERR_STORAGE, "check who may write there, or use another place"},
    {EROFS, ASKCAM_ERR_STORAGE, "make the file system writable, or use another place"},
    {EIO, ASKCAM_ERR_STORAGE, "check the disk and the kernel's log"},
    {EMFILE, ASKCAM_ERR_INTERNAL, "raise the limit of open files (ulimit -n)"},
    {ENFILE, ASKCAM_ERR_INTERNAL, "raise the system's limit of open files"},
    {ENOMEM, ASKCAM_ERR_INTERNAL, "free some memory"},
};

enum askcam_status askcam_store_fail(struct askcam_error *err, const char *path, const char *step,
                                     int number)
{
    enum askcam_status status = ASKCAM_ERR_STORAGE;
    const char *hint = "check the path and the disk";

    for (size_t i = 0; i < sizeof CAUSES / sizeof CAUSES[0]; i++) {
        if (CAUSES[i].number == number) {
            status = CAUSES[i].status;
            hint = CAUSES[i].hint;
        }
    }
    /* strerror() is safe with threads in glibc since 2.32. */
    return askcam_fail(err, status, (struct askcam_error_context){path, hint}, "%s: %s", step,
                       strerror(number)); // NOLINT(concurrency-mt-unsafe)
}

static bool was_cut(ssize_t result, unsigned *tries)
{
    return result < 0 && errno == EINTR && ++*tries <= RETRIES;
}

int askcam_store_open(const struct askcam_store *store, int folder, const char *path, int flags,
                      mode_t mode)
{
    unsigned tries = 0;
    int fd = -1;

    do {
        fd = store->calls->open(store->calls->ctx, folder, path, flags, mode);
    } while (was_cut(fd, &tries));
    return fd;
}

bool askcam_store_close(const struct askcam_store *store, int fd)
{
    /* Linux has closed it even if a signal came (close(2)); calling again may hit another file. */
    return store->calls->close(store->calls->ctx, fd) == 0 || errno == EINTR;
}

ssize_t askcam_store_write_some(const struct askcam_store *store, int fd, const void *bytes,
                                size_t bytes_len)
{
    unsigned tries = 0;
    ssize_t wrote = -1;

    do {
        wrote = store->calls->write(store->calls->ctx, fd, bytes, bytes_len);
    } while (was_cut(wrote, &tries));
    if (wrote == 0 && bytes_len > 0) {
        errno = ENOSPC; /* no progress and no cause: never to be tried without end */
        return -1;
    }
    return wrote;
}

bool askcam_store_write(const struct askcam_store *store, int fd, const void *bytes,
                        size_t bytes_len)
{
    const char *at = bytes;

    while (bytes_len > 0) {
        const ssize_t wrote = askcam_store_write_some(store, fd, at, bytes_len);
        if (wrote < 0) {
            return false;
        }
        at += wrote;
        bytes_len -= (size_t)wrote;
    }
    return true;
}

ssize_t askcam_store_read(const struct askcam_store *store, int fd, void *buf, size_t cap,
                          off_t from)
{
    char *const to = buf;
    size_t at = 0;
    unsigned tries = 0;

    while (at < cap) {
        const ssize_t got =
            store->calls->pread(store->calls->ctx, fd, to + at, cap - at, from + (off_t)at);
        if (was_cut(got, &tries)) {
            continue;
        }
        if (got < 0) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        at += (size_t)got;
    }
    return (ssize_t)at;
}

bool askcam_store_sync(const struct askcam_store *store, int fd)
{
    unsigned tries = 0;
    int result = -1;

    do {
        result = store->calls->fsync(store->calls->ctx, fd);
    } while (was_cut(result, &tries));
    return result == 0;
}

bool askcam_store_sync_data(const struct askcam_store *store, int fd)
{
    unsigned tries = 0;
    int result = -1;

    do {
        result = store->calls->fdatasync(store->calls->ctx, fd);
    } while (was_cut(result, &tries));
    return result == 0;
}

bool askcam_store_truncate(const struct askcam_store *store, int fd, off_t bytes)
{
    unsigned tries = 0;
    int result = -1;

    do {
        result = store->calls->truncate(store->calls->ctx, fd, bytes);
    } while (was_cut(result, &tries));
    return result == 0;
}
