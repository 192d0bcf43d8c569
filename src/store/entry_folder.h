/* SPDX-License-Identifier: MIT */
/*
 * entry_folder.h - a folder of files that appears whole or not at all.
 *
 * For: queues on disk.  An entry is built in one folder (tmp) and renamed into another (target)
 * once all of it is on the disk; what lies in tmp is never an entry.  Must not know: what the files
 * hold.
 *
 * Statuses are those of folder.h.
 */
#ifndef ASKCAM_ENTRY_FOLDER_H
#define ASKCAM_ENTRY_FOLDER_H

#include "folder.h"
#include "sink.h"

/* In the caller's memory; fields belong to entry_folder.c. */
struct askcam_entry_folder {
    const struct askcam_folder *tmp;
    const struct askcam_folder *target;
    struct askcam_folder draft; /* tmp/NAME; fd -1: closed */
    char name[ASKCAM_FOLDER_NAME_BYTES];
};

/* A file of it that is being written. */
struct askcam_entry_file {
    const struct askcam_entry_folder *entry;
    int fd; /* -1: closed */
    struct askcam_error *err;
};

/*
 * Starts the entry `name`; both folders are borrowed until close.  On failure it is closed and
 * nothing of it is left.
 */
enum askcam_status askcam_entry_folder_open(struct askcam_entry_folder *entry,
                                            const struct askcam_folder *tmp,
                                            const struct askcam_folder *target, const char *name,
                                            struct askcam_error *err);

/* Starts a file of it; err gets the cause of later failures too. */
enum askcam_status askcam_entry_file_open(struct askcam_entry_file *file,
                                          const struct askcam_entry_folder *entry, const char *name,
                                          struct askcam_error *err);

/* The file as a sink. */
struct askcam_sink askcam_entry_file_sink(struct askcam_entry_file *file);

/* Ends it, with its contents on the disk.  To be called after a failure too; idempotent. */
enum askcam_status askcam_entry_file_close(struct askcam_entry_file *file);

/* Puts a whole file into it, on the disk. */
enum askcam_status askcam_entry_folder_put(const struct askcam_entry_folder *entry,
                                           const char *name, const void *bytes, size_t bytes_len,
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
