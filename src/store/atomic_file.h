/* SPDX-License-Identifier: MIT */
/*
 * atomic_file.h - a file that is written whole or not at all.
 *
 * For: pictures that another program may be waiting for.  A new file takes the old one's place
 * when it is complete and on the disk; a device or a pipe is written to as it is, for as long as
 * its reader takes, unless the user ends it.
 */
#ifndef ASKCAM_ATOMIC_FILE_H
#define ASKCAM_ATOMIC_FILE_H

#include <stdbool.h>

#include "error.h"
#include "host.h"
#include "sink.h"

enum { ATOMIC_FILE_PATH_BYTES = 4096 };

struct atomic_file {
    int fd; /* -1: closed */
    bool is_direct;
    const struct askcam_host *host;
    struct askcam_error *err; /* gets the cause of ASKCAM_ERR_STORAGE */
    char path[ATOMIC_FILE_PATH_BYTES];
    char draft[ATOMIC_FILE_PATH_BYTES];
};

/*
 * host, borrowed until close, waits for the reader of a pipe; NULL: nobody does, and a pipe that is
 * not read is a failure.  ASKCAM_ERR_STORAGE, or ASKCAM_ERR_INTERRUPTED once the user has asked to
 * end.
 */
enum askcam_status atomic_file_open(struct atomic_file *file, const struct askcam_host *host,
                                    const char *path, struct askcam_error *err);

/* The file as a sink; ASKCAM_ERR_STORAGE, ASKCAM_ERR_INTERRUPTED. */
struct askcam_sink atomic_file_sink(struct atomic_file *file);

/* Puts the file in its place; after a failure nothing has changed there. */
enum askcam_status atomic_file_commit(struct atomic_file *file);

/* Throws away what was not committed.  Idempotent. */
void atomic_file_close(struct atomic_file *file);

#endif
