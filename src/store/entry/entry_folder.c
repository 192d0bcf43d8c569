/* SPDX-License-Identifier: MIT */
/*
 * entry_folder.c - see entry_folder.h.
 *
 * The order is what makes it hold: files, their names, the entry's name in new/, its absence in
 * tmp/; each is on the disk before the next one is changed.
 */
#include "entry_folder.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store_io.h"

static bool join(char *path, const char *folder, const char *name)
{
    const int length = snprintf(path, ASKCAM_STORE_PATH_BYTES, "%s/%s", folder, name);
    return length > 0 && length < ASKCAM_STORE_PATH_BYTES;
}

static enum askcam_status open_parts(struct askcam_entry_folder *entry,
                                     const struct askcam_store *store, struct askcam_error *err)
{
    enum askcam_status status = askcam_folder_open(&entry->tmp, store, entry->tmp_path, err);
    if (status == ASKCAM_OK) {
        status = askcam_folder_open(&entry->target, store, entry->target_path, err);
    }
    return status == ASKCAM_OK ? askcam_folder_open(&entry->draft, store, entry->draft_path, err)
                               : status;
}

enum askcam_status askcam_entry_folder_open(struct askcam_entry_folder *entry,
                                            const struct askcam_store *store, const char *queue,
                                            const char *id, struct askcam_error *err)
{
    entry->draft.fd = entry->tmp.fd = entry->target.fd = -1;
    entry->names_count = 0;
    if (strlen(id) >= sizeof entry->id || !join(entry->tmp_path, queue, "tmp") ||
        !join(entry->target_path, queue, "new") || !join(entry->draft_path, entry->tmp_path, id)) {
        return askcam_store_fail(err, queue, "cannot be written", ENAMETOOLONG);
    }
    memcpy(entry->id, id, strlen(id) + 1);
    const enum askcam_status status = open_parts(entry, store, err);
    if (status != ASKCAM_OK) {
        askcam_entry_folder_close(entry);
    }
    return status;
}

enum askcam_status askcam_entry_folder_put(struct askcam_entry_folder *entry, const char *name,
                                           const void *bytes, size_t bytes_len,
                                           struct askcam_error *err)
{
    assert(entry->names_count < ASKCAM_ENTRY_FILES && strlen(name) < ASKCAM_ENTRY_NAME_BYTES);
    char *const kept = entry->names[entry->names_count++];
    memcpy(kept, name, strlen(name) + 1);
    return askcam_folder_replace(&entry->draft, name, bytes, bytes_len, ASKCAM_DURABLE, err);
}

enum askcam_status askcam_entry_folder_commit(struct askcam_entry_folder *entry, bool *moved,
                                              struct askcam_error *err)
{
    const struct askcam_store_calls *const calls = entry->tmp.store.calls;

    *moved = false;
    enum askcam_status status = askcam_folder_sync(&entry->draft, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    if (calls->rename_new(calls->ctx, entry->tmp.fd, entry->id, entry->target.fd, entry->id) != 0) {
        return askcam_store_fail(err, entry->draft_path, "cannot be moved to its place", errno);
    }
    *moved = true;
    askcam_folder_close(&entry->draft); /* it is an entry: close leaves it alone */
    status = askcam_folder_sync(&entry->target, err);
    return status == ASKCAM_OK ? askcam_folder_sync(&entry->tmp, err) : status;
}

void askcam_entry_folder_close(struct askcam_entry_folder *entry)
{
    const struct askcam_store_calls *const calls =
        entry->tmp.fd >= 0 ? entry->tmp.store.calls : NULL;

    if (entry->draft.fd >= 0 && calls != NULL) {
        for (size_t i = 0; i < entry->names_count; i++) {
            (void)calls->unlink(calls->ctx, entry->draft.fd, entry->names[i], 0);
        }
        /* A folder that stays in tmp/ is not an entry. */
        (void)calls->unlink(calls->ctx, entry->tmp.fd, entry->id, AT_REMOVEDIR);
    }
    askcam_folder_close(&entry->draft);
    askcam_folder_close(&entry->target);
    askcam_folder_close(&entry->tmp);
}
