/* SPDX-License-Identifier: MIT */
/*
 * atomic_file.h - a file that is written whole or not at all, by its path.
 *
 * For: what the user names on the command line, such as a picture that another program waits for.
 * A new file takes the old one's place when it is complete and on the disk; a device or a pipe is
 * written to as it is, for as long as its reader takes, unless the user ends it.  State of the
 * program's own is written by folder.h.
 */
#ifndef ASKCAM_ATOMIC_FILE_H
#define ASKCAM_ATOMIC_FILE_H

#include "sink.h"
#include "store.h"

/* In the caller's memory; about 8 KiB.  Fields belong to atomic_file.c. */
struct askcam_atomic_file {
    struct askcam_store store;
    int fd;     /* -1: closed */
    int folder; /* of a regular file: where it lies; -1: none */
    bool is_direct;
    struct askcam_error *err; /* gets the cause of a failure */
    char path[ASKCAM_STORE_PATH_BYTES];
    char draft[ASKCAM_STORE_PATH_BYTES];
};

/*
 * The store's host waits for the reader of a pipe; NULL: nothing does, and a pipe that is not read
 * is a failure.  ASKCAM_ERR_STORAGE, ASKCAM_ERR_INTERNAL (no descriptors, no memory), or
 * ASKCAM_ERR_INTERRUPTED once the user has asked to end.
 */
enum askcam_status askcam_atomic_file_open(struct askcam_atomic_file *file,
                                           const struct askcam_store *store, const char *path,
                                           struct askcam_error *err);

/* The file as a sink; statuses as above. */
struct askcam_sink askcam_atomic_file_sink(struct askcam_atomic_file *file);

/*
 * Puts the file in its place, on the disk.  After a failure nothing has changed there, unless the
 * last step failed, which brings the new name to the disk.
 */
enum askcam_status askcam_atomic_file_commit(struct askcam_atomic_file *file);

/* Throws away what was not committed.  Idempotent. */
void askcam_atomic_file_close(struct askcam_atomic_file *file);

#endif
