/* SPDX-License-Identifier: MIT */
/* failing_store.c - see failing_store.h. */
#include "failing_store.h"

#include <errno.h>

/* True if this call is the one that fails; errno is set. */
static bool fails(struct failing_store *failing, const char *name)
{
    failing->count++;
    const bool hit = failing->fail_at > 0 && failing->count >= failing->fail_at &&
                     failing->count < failing->fail_at + failing->fail_times;
    if (hit) {
        failing->has_failed = true;
        failing->failed = name;
        errno = failing->number;
    }
    return hit;
}

static int fake_open(void *ctx, int folder, const char *path, int flags, mode_t mode)
{
    struct failing_store *const failing = ctx;
    const int fd =
        fails(failing, "open") ? -1 : failing->system.open(NULL, folder, path, flags, mode);

    failing->open_count += fd >= 0;
    return fd;
}

/* Like Linux: the descriptor is gone even if close() fails. */
static int fake_close(void *ctx, int fd)
{
    struct failing_store *const failing = ctx;
    const bool fail = fails(failing, "close");
    const int result = failing->system.close(NULL, fd);

    failing->open_count--;
    if (fail) {
        errno = failing->number;
    }
    return fail ? -1 : result;
}

static ssize_t fake_pread(void *ctx, int fd, void *buf, size_t bytes, off_t from)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "pread") ? -1 : failing->system.pread(NULL, fd, buf, bytes, from);
}

static ssize_t fake_write(void *ctx, int fd, const void *buf, size_t bytes)
{
    struct failing_store *const failing = ctx;

    if (!fails(failing, "write")) {
        return failing->system.write(NULL, fd, buf, bytes);
    }
    if (failing->writes_half && bytes > 1) {
        failing->fail_at++; /* half now, the failure at the next call */
        return failing->system.write(NULL, fd, buf, bytes / 2);
    }
    return -1;
}

static int fake_fsync(void *ctx, int fd)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "fsync") ? -1 : failing->system.fsync(NULL, fd);
}

static int fake_fdatasync(void *ctx, int fd)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "fdatasync") ? -1 : failing->system.fdatasync(NULL, fd);
}

static int fake_truncate(void *ctx, int fd, off_t bytes)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "truncate") ? -1 : failing->system.truncate(NULL, fd, bytes);
}

static int fake_chmod(void *ctx, int fd, mode_t mode)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "chmod") ? -1 : failing->system.chmod(NULL, fd, mode);
}

static int fake_lock(void *ctx, int fd, int operation)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "lock") ? -1 : failing->system.lock(NULL, fd, operation);
}

static int fake_stat(void *ctx, int folder, const char *path, struct stat *info)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "stat") ? -1 : failing->system.stat(NULL, folder, path, info);
}

static int fake_fstat(void *ctx, int fd, struct stat *info)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "fstat") ? -1 : failing->system.fstat(NULL, fd, info);
}

static int fake_rename(void *ctx, int from_folder, const char *from, int to_folder, const char *to)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "rename")
               ? -1
               : failing->system.rename(NULL, from_folder, from, to_folder, to);
}

static int fake_rename_new(void *ctx, int from_folder, const char *from, int to_folder,
                           const char *to)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "rename_new")
               ? -1
               : failing->system.rename_new(NULL, from_folder, from, to_folder, to);
}

static int fake_unlink(void *ctx, int folder, const char *path, int flags)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "unlink") ? -1 : failing->system.unlink(NULL, folder, path, flags);
}

static int fake_mkdir(void *ctx, int folder, const char *path, mode_t mode)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "mkdir") ? -1 : failing->system.mkdir(NULL, folder, path, mode);
}

static char *fake_realpath(void *ctx, const char *path, char *real)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "realpath") ? NULL : failing->system.realpath(NULL, path, real);
}

static int fake_names(void *ctx, int fd, bool (*take)(void *take_ctx, const char *name),
                      void *take_ctx)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "names") ? -1 : failing->system.names(NULL, fd, take, take_ctx);
}

static int fake_free_bytes(void *ctx, int fd, uint64_t *bytes)
{
    struct failing_store *const failing = ctx;
    return fails(failing, "free_bytes") ? -1 : failing->system.free_bytes(NULL, fd, bytes);
}

struct askcam_store failing_store_init(struct failing_store *failing,
                                       const struct askcam_host *host)
{
    *failing = (struct failing_store){.calls = {.ctx = failing,
                                                .open = fake_open,
                                                .close = fake_close,
                                                .pread = fake_pread,
                                                .write = fake_write,
                                                .fsync = fake_fsync,
                                                .fdatasync = fake_fdatasync,
                                                .truncate = fake_truncate,
                                                .chmod = fake_chmod,
                                                .lock = fake_lock,
                                                .stat = fake_stat,
                                                .fstat = fake_fstat,
                                                .rename = fake_rename,
                                                .rename_new = fake_rename_new,
                                                .unlink = fake_unlink,
                                                .mkdir = fake_mkdir,
                                                .realpath = fake_realpath,
                                                .names = fake_names,
                                                .free_bytes = fake_free_bytes},
                                      .system = *askcam_store_init(NULL).calls};
    return (struct askcam_store){.host = host, .calls = &failing->calls};
}

void failing_store_arm(struct failing_store *failing, unsigned at, int number)
{
    failing->count = 0;
    failing->fail_at = at;
    failing->fail_times = 1;
    failing->number = number;
    failing->has_failed = false;
    failing->failed = "";
}
