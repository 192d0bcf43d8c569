/* SPDX-License-Identifier: MIT */
/* spool_file.c - see spool_file.h. */
#include "spool_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What can be done about an errno; the last row is for all others. */
static const struct {
    int number;
    const char *hint;
} HINTS[] = {
    {ENOSPC, "free some space in /var/tmp, or set TMPDIR to a folder with free space"},
    {EDQUOT, "free some space in /var/tmp, or set TMPDIR to a folder with free space"},
    {EFBIG, "raise the limit of file sizes (ulimit -f)"},
    {EMFILE, "raise the limit of open files (ulimit -n)"},
    {ENFILE, "close other programs: the system has too many open files"},
    {EIO, "check the disk, or set TMPDIR to a folder on another one"},
    {0, "set TMPDIR to a folder that can be written"},
};

/* Both are safe with threads in glibc: strerror() since 2.32, getenv() while no thread sets any. */
static const char *errno_text(int number)
{
    return strerror(number); // NOLINT(concurrency-mt-unsafe)
}

static const char *temporary_folder(void)
{
    return getenv("TMPDIR"); // NOLINT(concurrency-mt-unsafe)
}

/* O_TMPFILE where the file system knows it, else a named file that is unlinked at once. */
static int open_unlinked(const char *folder)
{
    char name[4096];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);

    const int length = snprintf(name, sizeof name, "%s/askcam-XXXXXX", folder);
    if (fd >= 0 || length < 0 || (size_t)length >= sizeof name) {
        return fd;
    }
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0) {
        (void)unlink(name); /* a name that stays is untidy, not wrong */
    }
    return fd;
}

/* ASKCAM_ERR_STORAGE; number is the errno, 0 if there is none. */
static enum askcam_status fail(struct askcam_error *err, int number, const char *what,
                               const char *why)
{
    size_t i = 0;

    while (HINTS[i].number != 0 && HINTS[i].number != number) {
        i++;
    }
    const struct askcam_error_context context = {"temporary file", HINTS[i].hint};
    return askcam_fail(err, ASKCAM_ERR_STORAGE, context, "cannot be %s: %s", what, why);
}

static int open_spool(void)
{
    const char *const folders[] = {temporary_folder(), "/var/tmp", "/tmp"};
    int fd = -1;

    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && fd < 0; i++) {
        if (folders[i] != NULL && folders[i][0] != '\0') {
            fd = open_unlinked(folders[i]);
        }
    }
    return fd;
}

static enum askcam_status append(void *ctx, const void *bytes, size_t bytes_len,
                                 struct askcam_error *err)
{
    struct askcam_spool_file *file = ctx;
    const char *at = bytes;

    if (file->fd < 0) {
        file->fd = open_spool();
    }
    while (file->fd >= 0 && bytes_len > 0) {
        const ssize_t wrote = pwrite(file->fd, at, bytes_len, (off_t)file->size_bytes);
        if (wrote < 0 && errno == EINTR) {
            continue;
        }
        if (wrote <= 0) {
            break;
        }
        at += wrote;
        bytes_len -= (size_t)wrote;
        file->size_bytes += (uint64_t)wrote;
    }
    if (file->fd >= 0 && bytes_len == 0) {
        return ASKCAM_OK;
    }
    return fail(err, errno, "written", errno_text(errno));
}

static enum askcam_status read_back(void *ctx, uint64_t offset, void *buf, size_t bytes_len,
                                    struct askcam_error *err)
{
    const struct askcam_spool_file *file = ctx;
    char *at = buf;

    while (bytes_len > 0) {
        const ssize_t got = pread(file->fd, at, bytes_len, (off_t)offset);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0 ? fail(err, EIO, "read back", "it ends early")
                            : fail(err, errno, "read back", errno_text(errno));
        }
        at += got;
        bytes_len -= (size_t)got;
        offset += (uint64_t)got;
    }
    return ASKCAM_OK;
}

static void clear(void *ctx)
{
    struct askcam_spool_file *file = ctx;

    if (file->fd >= 0 && ftruncate(file->fd, 0) != 0) {
        askcam_spool_file_close(file); /* gives the space back too; append opens another */
    }
    file->size_bytes = 0;
}

struct askcam_spool askcam_spool_file_init(struct askcam_spool_file *file)
{
    *file = (struct askcam_spool_file){.fd = -1};
    return (struct askcam_spool){.ctx = file, .append = append, .read = read_back, .clear = clear};
}

void askcam_spool_file_close(struct askcam_spool_file *file)
{
    if (file->fd >= 0) {
        (void)close(file->fd); /* the file is unlinked: nothing can be lost */
    }
    file->fd = -1;
}
