/* SPDX-License-Identifier: MIT */
/*
 * folder.h - a folder whose files survive a power cut.
 *
 * For: state, records and caches below the user's folders (paths.h).  A folder is created with its
 * parents, mode 0700, as the XDG Base Directory Specification says.  Under its lock, which other
 * processes honour, files are replaced whole, set aside, or appended to (line_file.h).
 * Must not know: what the files hold.
 *
 * All functions return ASKCAM_ERR_STORAGE (or ASKCAM_ERR_INTERNAL: no memory, no descriptors) with
 * the cause in err unless they say otherwise.
 */
#ifndef ASKCAM_FOLDER_H
#define ASKCAM_FOLDER_H

#include "store.h"

enum {
    ASKCAM_FOLDER_NAME_BYTES = 256, /* of a file in it, with the '\0' */
    ASKCAM_LOCK_LOOK_MS = 10,       /* between two attempts at a lock that is held */
};

/* In the caller's memory; reading fields is free.  Zeroed is not closed: fd must be -1. */
struct askcam_folder {
    struct askcam_store store;
    const char *path; /* borrowed; names it in messages */
    int fd;           /* -1: closed */
};

/*
 * Opens the folder; what is missing of path is created, and what was created is on the disk when
 * this returns.  On failure it is closed.
 */
enum askcam_status askcam_folder_open(struct askcam_folder *folder,
                                      const struct askcam_store *store, const char *path,
                                      struct askcam_error *err);

/* Like it, but does not create: *exists becomes false, and ASKCAM_OK, if it is not there. */
enum askcam_status askcam_folder_open_existing(struct askcam_folder *folder,
                                               const struct askcam_store *store, const char *path,
                                               bool *exists, struct askcam_error *err);

/* Idempotent; gives the lock back. */
void askcam_folder_close(struct askcam_folder *folder);

/*
 * Takes the folder's lock, which lasts until unlock or close, or until the process ends.  Waits for
 * another holder until deadline_ms: ASKCAM_ERR_STORAGE then; ASKCAM_ERR_INTERRUPTED if the user
 * ends the program meanwhile.  Without a host it does not wait.
 */
enum askcam_status askcam_folder_lock(struct askcam_folder *folder, uint64_t deadline_ms,
                                      struct askcam_error *err);

void askcam_folder_unlock(struct askcam_folder *folder);

/*
 * Puts a file of these bytes, mode 0600, in the place of name: whole, or the old one stays.
 * ASKCAM_DURABLE: it is on the disk, and so is its name.
 */
enum askcam_status askcam_folder_replace(const struct askcam_folder *folder, const char *name,
                                         const void *bytes, size_t bytes_len,
                                         enum askcam_durability durability,
                                         struct askcam_error *err);

/*
 * Renames what cannot be used to NAME.broken, or NAME.broken-2 and so on: an earlier one stays.
 * The new name is written to aside and is on the disk.
 */
enum askcam_status askcam_folder_set_aside(const struct askcam_folder *folder, const char *name,
                                           char aside[ASKCAM_FOLDER_NAME_BYTES],
                                           struct askcam_error *err);

/* Bytes that may still be written on its disk. */
enum askcam_status askcam_folder_free_bytes(const struct askcam_folder *folder, uint64_t *bytes,
                                            struct askcam_error *err);

/* Brings the names in it to the disk. */
enum askcam_status askcam_folder_sync(const struct askcam_folder *folder, struct askcam_error *err);

#endif
