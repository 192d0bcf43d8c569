/* SPDX-License-Identifier: MIT */
/*
 * subfolder.h - folders of files inside a folder: opened, moved, removed.
 *
 * For: queues, whose entries are folders.  A move is on the disk in its new place before it leaves
 * the old one: a power cut leaves the entry in one of the two, whole.
 * Must not know: what the files hold.
 *
 * Statuses are those of folder.h.
 */
#ifndef ASKCAM_SUBFOLDER_H
#define ASKCAM_SUBFOLDER_H

#include "folder.h"

/* Takes one name; false ends the listing. */
typedef bool askcam_folder_take_name(void *ctx, const char *name);

/* Hands on each name in the folder, in no order. */
enum askcam_status askcam_folder_names(const struct askcam_folder *folder,
                                       askcam_folder_take_name *take, void *ctx,
                                       struct askcam_error *err);

/*
 * Opens the folder `name` of parent, whose path names both in messages.  *exists is false, and
 * ASKCAM_OK, if there is none.
 */
enum askcam_status askcam_folder_open_in(struct askcam_folder *folder,
                                         const struct askcam_folder *parent, const char *name,
                                         bool *exists, struct askcam_error *err);

/* Takes its lock without waiting; false if another process has it, or it cannot be locked. */
bool askcam_folder_try_lock(struct askcam_folder *folder);

/*
 * Moves the folder `name` to another one under the same name, on the disk.  Where a name is taken
 * already it fails.  After a failure it is in its old place, unless *moved is true: then it is in
 * the new one, but a power cut may undo that.
 */
enum askcam_status askcam_folder_move(const struct askcam_folder *from, const char *name,
                                      const struct askcam_folder *to, bool *moved,
                                      struct askcam_error *err);

/*
 * Removes the folder `name` with its files, which must not be folders.  One that is not there is
 * removed already.  Not synced: what is removed may come back after a power cut.
 */
enum askcam_status askcam_folder_remove(const struct askcam_folder *parent, const char *name,
                                        struct askcam_error *err);

/* The size of its files together. */
enum askcam_status askcam_folder_bytes(const struct askcam_folder *folder, uint64_t *bytes,
                                       struct askcam_error *err);

/*
 * The text of a file in it, of at most most_bytes, with '\0' behind it, to be freed by the caller.
 * NULL and ASKCAM_OK if there is no such file; ASKCAM_ERR_STORAGE for a longer one.
 */
enum askcam_status askcam_folder_read(const struct askcam_folder *folder, const char *name,
                                      size_t most_bytes, char **text, size_t *bytes,
                                      struct askcam_error *err);

#endif
