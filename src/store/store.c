/* SPDX-License-Identifier: MIT */
/* store.c - see store.h: the system's calls. */
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

static int call_open(void *ctx, int folder, const char *path, int flags, mode_t mode)
{
    (void)ctx;
    return openat(folder, path, flags | O_CLOEXEC, mode);
}

static int call_close(void *ctx, int fd)
{
    (void)ctx;
    return close(fd);
}

static ssize_t call_pread(void *ctx, int fd, void *buf, size_t bytes, off_t from)
{
    (void)ctx;
    return pread(fd, buf, bytes, from);
}

static ssize_t call_write(void *ctx, int fd, const void *buf, size_t bytes)
{
    (void)ctx;
    return write(fd, buf, bytes);
}

static int call_fsync(void *ctx, int fd)
{
    (void)ctx;
    return fsync(fd);
}

static int call_fdatasync(void *ctx, int fd)
{
    (void)ctx;
    return fdatasync(fd);
}

static int call_truncate(void *ctx, int fd, off_t bytes)
{
    (void)ctx;
    return ftruncate(fd, bytes);
}

static int call_chmod(void *ctx, int fd, mode_t mode)
{
    (void)ctx;
    return fchmod(fd, mode);
}

static int call_lock(void *ctx, int fd, int operation)
{
    (void)ctx;
    return flock(fd, operation);
}

static int call_stat(void *ctx, int folder, const char *path, struct stat *info)
{
    (void)ctx;
    return fstatat(folder, path, info, 0);
}

static int call_fstat(void *ctx, int fd, struct stat *info)
{
    (void)ctx;
    return fstat(fd, info);
}

static int call_rename(void *ctx, int from_folder, const char *from, int to_folder, const char *to)
{
    (void)ctx;
    return renameat(from_folder, from, to_folder, to);
}

/* Not every file system knows RENAME_NOREPLACE (EINVAL); there the name is looked for first. */
static int call_rename_new(void *ctx, int from_folder, const char *from, int to_folder,
                           const char *to)
{
    struct stat info;
    const int result = renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);

    (void)ctx;
    if (result == 0 || (errno != EINVAL && errno != ENOSYS)) {
        return result;
    }
    if (fstatat(to_folder, to, &info, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return -1;
    }
    return renameat(from_folder, from, to_folder, to);
}

static int call_unlink(void *ctx, int folder, const char *path, int flags)
{
    (void)ctx;
    return unlinkat(folder, path, flags);
}

static int call_mkdir(void *ctx, int folder, const char *path, mode_t mode)
{
    (void)ctx;
    return mkdirat(folder, path, mode);
}

static char *call_realpath(void *ctx, const char *path, char *real)
{
    (void)ctx;
    return realpath(path, real);
}

/* A descriptor of its own: reading moves the position of the one that is shared. */
static int call_names(void *ctx, int fd, bool (*take)(void *take_ctx, const char *name),
                      void *take_ctx)
{
    const int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *const dir = own >= 0 ? fdopendir(own) : NULL;

    (void)ctx;
    if (dir == NULL) {
        const int number = errno;
        if (own >= 0) {
            (void)close(own);
        }
        errno = number;
        return -1;
    }
    errno = 0;
    const struct dirent *entry = readdir(dir); // NOLINT(concurrency-mt-unsafe): a stream of its own
    bool goes_on = true;
    while (entry != NULL && goes_on) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            goes_on = take(take_ctx, entry->d_name);
        }
        errno = 0;
        entry = goes_on ? readdir(dir) : NULL; // NOLINT(concurrency-mt-unsafe)
    }
    const int number = errno;
    (void)closedir(dir);
    errno = number;
    return number == 0 ? 0 : -1;
}

static int call_free_bytes(void *ctx, int fd, uint64_t *bytes)
{
    struct statvfs info;
    const int result = fstatvfs(fd, &info);

    (void)ctx;
    if (result == 0) {
        *bytes = (uint64_t)info.f_bavail * info.f_frsize;
    }
    return result;
}

static const struct askcam_store_calls SYSTEM = {
    .open = call_open,
    .close = call_close,
    .pread = call_pread,
    .write = call_write,
    .fsync = call_fsync,
    .fdatasync = call_fdatasync,
    .truncate = call_truncate,
    .chmod = call_chmod,
    .lock = call_lock,
    .stat = call_stat,
    .fstat = call_fstat,
    .rename = call_rename,
    .rename_new = call_rename_new,
    .unlink = call_unlink,
    .mkdir = call_mkdir,
    .realpath = call_realpath,
    .names = call_names,
    .free_bytes = call_free_bytes,
};

struct askcam_store askcam_store_init(const struct askcam_host *host)
{
    return (struct askcam_store){.host = host, .calls = &SYSTEM};
}
