/* SPDX-License-Identifier: MIT */
/* subfolder.c - see subfolder.h. */
#include "subfolder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "store_io.h"

enum { REMOVE_ROUNDS = 100 }; /* a listing may miss names while others are removed */

enum askcam_status askcam_folder_names(const struct askcam_folder *folder,
                                       askcam_folder_take_name *take, void *ctx,
                                       struct askcam_error *err)
{
    const struct askcam_store_calls *const calls = folder->store.calls;

    return calls->names(calls->ctx, folder->fd, take, ctx) == 0
               ? ASKCAM_OK
               : askcam_store_fail(err, folder->path, "cannot be listed", errno);
}

enum askcam_status askcam_folder_open_in(struct askcam_folder *folder,
                                         const struct askcam_folder *parent, const char *name,
                                         bool *exists, struct askcam_error *err)
{
    *folder = (struct askcam_folder){.store = parent->store, .path = parent->path, .fd = -1};
    folder->fd =
        askcam_store_open(&parent->store, parent->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    *exists = folder->fd >= 0;
    return folder->fd >= 0 || errno == ENOENT
               ? ASKCAM_OK
               : askcam_store_fail(err, parent->path, "an entry cannot be opened", errno);
}

bool askcam_folder_try_lock(struct askcam_folder *folder)
{
    const struct askcam_store_calls *const calls = folder->store.calls;

    return calls->lock(calls->ctx, folder->fd, LOCK_EX | LOCK_NB) == 0;
}

enum askcam_status askcam_folder_move(const struct askcam_folder *from, const char *name,
                                      const struct askcam_folder *to, bool *moved,
                                      struct askcam_error *err)
{
    const struct askcam_store_calls *const calls = from->store.calls;

    *moved = calls->rename_new(calls->ctx, from->fd, name, to->fd, name) == 0;
    if (!*moved) {
        return askcam_store_fail(err, from->path, "an entry cannot be moved", errno);
    }
    const enum askcam_status status = askcam_folder_sync(to, err);
    return status == ASKCAM_OK ? askcam_folder_sync(from, err) : status;
}

struct removal {
    const struct askcam_folder *folder;
    bool has_removed;
    int number; /* of the last failure */
};

static bool remove_file(void *ctx, const char *name)
{
    struct removal *const removal = ctx;
    const struct askcam_store_calls *const calls = removal->folder->store.calls;

    if (calls->unlink(calls->ctx, removal->folder->fd, name, 0) == 0) {
        removal->has_removed = true;
    } else if (errno != ENOENT) {
        removal->number = errno;
    }
    return true;
}

enum askcam_status askcam_folder_remove(const struct askcam_folder *parent, const char *name,
                                        struct askcam_error *err)
{
    const struct askcam_store_calls *const calls = parent->store.calls;
    struct askcam_folder folder;
    struct removal removal = {.folder = &folder, .has_removed = true};
    bool exists = false;

    enum askcam_status status = askcam_folder_open_in(&folder, parent, name, &exists, err);
    if (status != ASKCAM_OK || !exists) {
        return status;
    }
    for (int i = 0; i < REMOVE_ROUNDS && removal.has_removed && status == ASKCAM_OK; i++) {
        removal.has_removed = false;
        removal.number = 0;
        status = askcam_folder_names(&folder, remove_file, &removal, err);
    }
    askcam_folder_close(&folder);
    if (status == ASKCAM_OK && calls->unlink(calls->ctx, parent->fd, name, AT_REMOVEDIR) != 0) {
        const int number = removal.number != 0 ? removal.number : errno;
        return askcam_store_fail(err, parent->path, "an entry cannot be removed", number);
    }
    return status;
}

struct sizes {
    const struct askcam_folder *folder;
    uint64_t bytes;
};

/* A file that has gone meanwhile takes no space. */
static bool add_size(void *ctx, const char *name)
{
    struct sizes *const sizes = ctx;
    const struct askcam_store_calls *const calls = sizes->folder->store.calls;
    struct stat info;

    if (calls->stat(calls->ctx, sizes->folder->fd, name, &info) == 0 && info.st_size > 0) {
        sizes->bytes += (uint64_t)info.st_size;
    }
    return true;
}

enum askcam_status askcam_folder_bytes(const struct askcam_folder *folder, uint64_t *bytes,
                                       struct askcam_error *err)
{
    struct sizes sizes = {.folder = folder};
    const enum askcam_status status = askcam_folder_names(folder, add_size, &sizes, err);

    *bytes = sizes.bytes;
    return status;
}

/* NULL with errno. */
static char *read_whole(const struct askcam_folder *folder, int fd, size_t most_bytes,
                        size_t *bytes)
{
    const struct askcam_store_calls *const calls = folder->store.calls;
    struct stat info;

    if (calls->fstat(calls->ctx, fd, &info) != 0) {
        return NULL;
    }
    if (!S_ISREG(info.st_mode) || info.st_size < 0 || (uint64_t)info.st_size > most_bytes) {
        errno = S_ISREG(info.st_mode) ? EFBIG : EINVAL;
        return NULL;
    }
    char *const text = malloc((size_t)info.st_size + 1);
    const ssize_t got =
        text != NULL ? askcam_store_read(&folder->store, fd, text, (size_t)info.st_size, 0) : -1;
    if (got < 0) {
        const int number = errno;
        free(text);
        errno = number;
        return NULL;
    }
    text[got] = '\0';
    *bytes = (size_t)got;
    return text;
}

enum askcam_status askcam_folder_read(const struct askcam_folder *folder, const char *name,
                                      size_t most_bytes, char **text, size_t *bytes,
                                      struct askcam_error *err)
{
    *text = NULL;
    *bytes = 0;
    const int fd =
        askcam_store_open(&folder->store, folder->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
    if (fd < 0) {
        return errno == ENOENT ? ASKCAM_OK
                               : askcam_store_fail(err, name, "cannot be opened", errno);
    }
    *text = read_whole(folder, fd, most_bytes, bytes);
    const int number = errno;
    (void)askcam_store_close(&folder->store, fd); /* only read */
    return *text != NULL ? ASKCAM_OK : askcam_store_fail(err, name, "cannot be read", number);
}
