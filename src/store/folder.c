/* SPDX-License-Identifier: MIT */
/*
 * folder.c - see folder.h.
 *
 * A folder is created part by part, from the outermost that is missing inwards; each new one is
 * synced into its parent, since what is written below it later is lost if its own name is.
 */
#include "folder.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "store_io.h"

enum { ASIDE_MOST = 999, DRAFTS_MOST = 100 };

static const int FOLDER_FLAGS = O_RDONLY | O_DIRECTORY;

/* part is a path that was just created; its parent gets it on the disk. */
static bool sync_parent(const struct askcam_store *store, const char *part)
{
    char parent[ASKCAM_STORE_PATH_BYTES];
    const char *const slash = strrchr(part, '/');
    const size_t bytes = slash == NULL ? 0 : slash == part ? 1 : (size_t)(slash - part);

    memcpy(parent, slash == NULL ? "." : part, slash == NULL ? 1 : bytes);
    parent[slash == NULL ? 1 : bytes] = '\0';
    const int fd = askcam_store_open(store, AT_FDCWD, parent, FOLDER_FLAGS, 0);
    if (fd < 0) {
        return errno == EACCES; /* may be passed through and not read: as good as it gets */
    }
    const bool synced = askcam_store_sync(store, fd);
    const int number = errno;
    (void)askcam_store_close(store, fd); /* only opened */
    errno = number;
    return synced;
}

/* One part, unless it exists.  False with errno. */
static bool make_part(const struct askcam_store *store, const char *part)
{
    struct stat info;

    if (store->calls->mkdir(store->calls->ctx, AT_FDCWD, part, 0700) == 0) {
        return sync_parent(store, part);
    }
    const int number = errno; /* a read-only disk says EROFS of what exists, too */
    const bool exists =
        number == EEXIST || store->calls->stat(store->calls->ctx, AT_FDCWD, part, &info) == 0;
    errno = number;
    return exists;
}

/* Of each part of the path that is missing.  False with errno. */
static bool make(const struct askcam_store *store, const char *path)
{
    char part[ASKCAM_STORE_PATH_BYTES];
    const size_t bytes = strlen(path);

    if (bytes >= sizeof part) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t i = 1; i <= bytes; i++) {
        if ((path[i] != '/' && path[i] != '\0') || path[i - 1] == '/') {
            continue;
        }
        memcpy(part, path, i);
        part[i] = '\0';
        if (!make_part(store, part)) {
            return false;
        }
    }
    return true;
}

enum askcam_status askcam_folder_open_existing(struct askcam_folder *folder,
                                               const struct askcam_store *store, const char *path,
                                               bool *exists, struct askcam_error *err)
{
    *folder = (struct askcam_folder){.store = *store, .path = path, .fd = -1};
    folder->fd = askcam_store_open(store, AT_FDCWD, path, FOLDER_FLAGS, 0);
    *exists = folder->fd >= 0;
    return folder->fd >= 0 || errno == ENOENT
               ? ASKCAM_OK
               : askcam_store_fail(err, path, "cannot be opened", errno);
}

enum askcam_status askcam_folder_open(struct askcam_folder *folder,
                                      const struct askcam_store *store, const char *path,
                                      struct askcam_error *err)
{
    bool exists = false;

    const enum askcam_status status =
        askcam_folder_open_existing(folder, store, path, &exists, err);
    if (status != ASKCAM_OK || exists) {
        return status;
    }
    if (!make(store, path)) {
        return askcam_store_fail(err, path, "cannot be created", errno);
    }
    folder->fd = askcam_store_open(store, AT_FDCWD, path, FOLDER_FLAGS, 0);
    return folder->fd >= 0 ? ASKCAM_OK : askcam_store_fail(err, path, "cannot be opened", errno);
}

void askcam_folder_close(struct askcam_folder *folder)
{
    if (folder->fd >= 0) {
        (void)askcam_store_close(&folder->store, folder->fd); /* only opened */
    }
    folder->fd = -1;
}

enum askcam_status askcam_folder_lock(struct askcam_folder *folder, uint64_t deadline_ms,
                                      struct askcam_error *err)
{
    static const struct askcam_error_context held_hint = {
        .hint = "end the other askcam, or try again later"};
    const struct askcam_store_calls *const calls = folder->store.calls;
    const struct askcam_host *const host = folder->store.host;
    const struct askcam_error_context held = {folder->path, held_hint.hint};

    while (calls->lock(calls->ctx, folder->fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return askcam_store_fail(err, folder->path, "cannot be locked", errno);
        }
        if (host == NULL || askcam_now_ms(host) >= deadline_ms) {
            return askcam_fail(err, ASKCAM_ERR_STORAGE, held, "locked by another process");
        }
        const uint64_t look_ms = askcam_deadline(host, ASKCAM_LOCK_LOOK_MS);
        const enum askcam_status status =
            host->wait(host->ctx, -1, 0, look_ms < deadline_ms ? look_ms : deadline_ms, NULL);
        if (status == ASKCAM_ERR_INTERRUPTED) {
            return status;
        }
    }
    return ASKCAM_OK;
}

void askcam_folder_unlock(struct askcam_folder *folder)
{
    const struct askcam_store_calls *const calls = folder->store.calls;
    (void)calls->lock(calls->ctx, folder->fd, LOCK_UN); /* closing it does the same */
}

/* A new file beside name, whose own name goes to draft; -1 with errno. */
static int open_draft(const struct askcam_folder *folder, const char *name,
                      char draft[ASKCAM_FOLDER_NAME_BYTES])
{
    int fd = -1;

    for (unsigned i = 0; i < DRAFTS_MOST; i++) {
        const int length =
            snprintf(draft, ASKCAM_FOLDER_NAME_BYTES, "%s.%ld-%u", name, (long)getpid(), i);
        if (length < 0 || length >= ASKCAM_FOLDER_NAME_BYTES) {
            errno = ENAMETOOLONG;
            return -1;
        }
        fd = askcam_store_open(&folder->store, folder->fd, draft,
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, S_IRUSR | S_IWUSR);
        if (fd >= 0 || errno != EEXIST) { /* EEXIST: of a process that died, or another thread */
            break;
        }
    }
    return fd;
}

static bool write_draft(const struct askcam_folder *folder, int fd, const void *bytes,
                        size_t bytes_len, enum askcam_durability durability)
{
    const struct askcam_store *const store = &folder->store;
    const bool written = askcam_store_write(store, fd, bytes, bytes_len) &&
                         (durability != ASKCAM_DURABLE || askcam_store_sync(store, fd));
    const int number = errno;

    if (!askcam_store_close(store, fd)) {
        return false;
    }
    errno = number;
    return written;
}

enum askcam_status askcam_folder_replace(const struct askcam_folder *folder, const char *name,
                                         const void *bytes, size_t bytes_len,
                                         enum askcam_durability durability,
                                         struct askcam_error *err)
{
    const struct askcam_store_calls *const calls = folder->store.calls;
    char draft[ASKCAM_FOLDER_NAME_BYTES];
    const int fd = open_draft(folder, name, draft);

    if (fd < 0) {
        return askcam_store_fail(err, folder->path, "cannot be written", errno);
    }
    if (!write_draft(folder, fd, bytes, bytes_len, durability) ||
        calls->rename(calls->ctx, folder->fd, draft, folder->fd, name) != 0) {
        const int number = errno;
        (void)calls->unlink(calls->ctx, folder->fd, draft, 0); /* one that stays is untidy only */
        return askcam_store_fail(err, folder->path, "cannot be written", number);
    }
    return durability == ASKCAM_DURABLE ? askcam_folder_sync(folder, err) : ASKCAM_OK;
}

enum askcam_status askcam_folder_set_aside(const struct askcam_folder *folder, const char *name,
                                           char aside[ASKCAM_FOLDER_NAME_BYTES],
                                           struct askcam_error *err)
{
    const struct askcam_store_calls *const calls = folder->store.calls;

    for (unsigned i = 1; i <= ASIDE_MOST; i++) {
        const int length = i == 1
                               ? snprintf(aside, ASKCAM_FOLDER_NAME_BYTES, "%s.broken", name)
                               : snprintf(aside, ASKCAM_FOLDER_NAME_BYTES, "%s.broken-%u", name, i);
        if (length < 0 || length >= ASKCAM_FOLDER_NAME_BYTES) {
            errno = ENAMETOOLONG;
            break;
        }
        if (calls->rename_new(calls->ctx, folder->fd, name, folder->fd, aside) == 0) {
            return askcam_folder_sync(folder, err);
        }
        if (errno != EEXIST) {
            break;
        }
    }
    return askcam_store_fail(err, name, "cannot be set aside", errno);
}

enum askcam_status askcam_folder_free_bytes(const struct askcam_folder *folder, uint64_t *bytes,
                                            struct askcam_error *err)
{
    const struct askcam_store_calls *const calls = folder->store.calls;

    return calls->free_bytes(calls->ctx, folder->fd, bytes) == 0
               ? ASKCAM_OK
               : askcam_store_fail(err, folder->path, "free space is not known", errno);
}

enum askcam_status askcam_folder_sync(const struct askcam_folder *folder, struct askcam_error *err)
{
    return askcam_store_sync(&folder->store, folder->fd)
               ? ASKCAM_OK
               : askcam_store_fail(err, folder->path, "cannot be synced to the disk", errno);
}
