/* SPDX-License-Identifier: MIT */
/*
 * entry_folder.h - a folder of files that appears whole or not at all.
 *
 * For: queues on disk.  An entry is built in tmp/ID below the queue's folder and renamed to new/ID
 * once all of it is on the disk; what lies in tmp/ is never an entry.  Must not know: what the
 * files hold.
 *
 * Statuses are those of folder.h.
 */
#ifndef ASKCAM_ENTRY_FOLDER_H
#define ASKCAM_ENTRY_FOLDER_H

#include "folder.h"

enum {
    ASKCAM_ENTRY_ID_BYTES = 96,
    ASKCAM_ENTRY_NAME_BYTES = 32,
    ASKCAM_ENTRY_FILES = 8,
};

/* In the caller's memory; fields belong to entry_folder.c. */
struct askcam_entry_folder {
    struct askcam_folder draft; /* tmp/ID; fd -1: closed */
    struct askcam_folder tmp;
    struct askcam_folder target; /* new/ */
    char id[ASKCAM_ENTRY_ID_BYTES];
    char names[ASKCAM_ENTRY_FILES][ASKCAM_ENTRY_NAME_BYTES]; /* of its files */
    size_t names_count;
    char tmp_path[ASKCAM_STORE_PATH_BYTES];
    char target_path[ASKCAM_STORE_PATH_BYTES];
    char draft_path[ASKCAM_STORE_PATH_BYTES];
};

/*
 * Starts the entry `id` below the folder `queue`, which is created if it is missing.  No other
 * entry of that name may be under way.  On failure it is closed and nothing of it is left.
 */
enum askcam_status askcam_entry_folder_open(struct askcam_entry_folder *entry,
                                            const struct askcam_store *store, const char *queue,
                                            const char *id, struct askcam_error *err);

/* Puts a file into it, on the disk. */
enum askcam_status askcam_entry_folder_put(struct askcam_entry_folder *entry, const char *name,
                                           const void *bytes, size_t bytes_len,
                                           struct askcam_error *err);

/*
 * Makes it an entry, on the disk.  After a failure it is none, unless *moved is true: then it is
 * one, but a power cut may still undo that.
 */
enum askcam_status askcam_entry_folder_commit(struct askcam_entry_folder *entry, bool *moved,
                                              struct askcam_error *err);

/* Removes what was not committed.  Idempotent. */
void askcam_entry_folder_close(struct askcam_entry_folder *entry);

#endif
