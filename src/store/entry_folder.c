/* SPDX-License-Identifier: MIT */
/*
 * entry_folder.c - see entry_folder.h.
 *
 * The order is what makes it hold: files, their names, the entry's name in the target, its absence
 * in tmp; each is on the disk before the next one is changed.
 */
#include "entry_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store_io.h"
#include "subfolder.h"

enum askcam_status askcam_entry_folder_open(struct askcam_entry_folder *entry,
                                            const struct askcam_folder *tmp,
                                            const struct askcam_folder *target, const char *name,
                                            struct askcam_error *err)
{
    const struct askcam_store_calls *const calls = tmp->store.calls;
    const size_t bytes = strlen(name) + 1;
    bool exists = false;

    *entry = (struct askcam_entry_folder){.tmp = tmp, .target = target, .draft = {.fd = -1}};
    if (bytes > sizeof entry->name) {
        return askcam_store_fail(err, tmp->path, "cannot be written", ENAMETOOLONG);
    }
    memcpy(entry->name, name, bytes);
    if (calls->mkdir(calls->ctx, tmp->fd, name, 0700) != 0) {
        return askcam_store_fail(err, tmp->path, "cannot be written", errno);
    }
    enum askcam_status status = askcam_folder_open_in(&entry->draft, tmp, name, &exists, err);
    if (status == ASKCAM_OK && !exists) {
        status = askcam_store_fail(err, tmp->path, "cannot be written", ENOENT);
    }
    if (status != ASKCAM_OK) {
        (void)calls->unlink(calls->ctx, tmp->fd, name, AT_REMOVEDIR); /* it is not an entry */
    }
    return status;
}

enum askcam_status askcam_entry_file_open(struct askcam_entry_file *file,
                                          const struct askcam_entry_folder *entry, const char *name,
                                          struct askcam_error *err)
{
    *file = (struct askcam_entry_file){.entry = entry, .fd = -1, .err = err};
    file->fd = askcam_store_open(&entry->draft.store, entry->draft.fd, name,
                                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    return file->fd >= 0 ? ASKCAM_OK
                         : askcam_store_fail(err, entry->tmp->path, "cannot be written", errno);
}

static enum askcam_status write_file(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_entry_file *const file = ctx;

    return askcam_store_write(&file->entry->draft.store, file->fd, bytes, bytes_len)
               ? ASKCAM_OK
               : askcam_store_fail(file->err, file->entry->tmp->path, "cannot be written", errno);
}

struct askcam_sink askcam_entry_file_sink(struct askcam_entry_file *file)
{
    return (struct askcam_sink){.write = write_file, .ctx = file};
}

enum askcam_status askcam_entry_file_close(struct askcam_entry_file *file)
{
    if (file->fd < 0) {
        return ASKCAM_OK;
    }
    const struct askcam_store *const store = &file->entry->draft.store;
    const bool synced = askcam_store_sync(store, file->fd);
    int number = errno;
    const bool closed = askcam_store_close(store, file->fd);
    number = synced ? errno : number;
    file->fd = -1;
    return synced && closed
               ? ASKCAM_OK
               : askcam_store_fail(file->err, file->entry->tmp->path, "cannot be written", number);
}

enum askcam_status askcam_entry_folder_put(const struct askcam_entry_folder *entry,
                                           const char *name, const void *bytes, size_t bytes_len,
                                           struct askcam_error *err)
{
    struct askcam_entry_file file;

    enum askcam_status status = askcam_entry_file_open(&file, entry, name, err);
    if (status == ASKCAM_OK) {
        status = askcam_sink_write(askcam_entry_file_sink(&file), bytes, bytes_len);
    }
    const enum askcam_status closed = askcam_entry_file_close(&file);
    return status == ASKCAM_OK ? closed : status;
}

enum askcam_status askcam_entry_folder_commit(struct askcam_entry_folder *entry, bool *moved,
                                              struct askcam_error *err)
{
    *moved = false;
    enum askcam_status status = askcam_folder_sync(&entry->draft, err);
    if (status == ASKCAM_OK) {
        status = askcam_folder_move(entry->tmp, entry->name, entry->target, moved, err);
    }
    if (*moved) {
        askcam_folder_close(&entry->draft); /* it is an entry: close leaves it alone */
    }
    return status;
}

void askcam_entry_folder_close(struct askcam_entry_folder *entry)
{
    if (entry->draft.fd >= 0) {
        askcam_folder_close(&entry->draft);
        /* A folder that stays in tmp is not an entry. */
        (void)askcam_folder_remove(entry->tmp, entry->name, NULL);
    }
}
