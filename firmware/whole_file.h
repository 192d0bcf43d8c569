/* SPDX-License-Identifier: MIT */
/*
 * whole_file.h - a file that is written whole or not at all.
 *
 * For: pictures that another program may be waiting for.  A new file takes the old one's place
 * when it is complete and on the disk; a device or a pipe is written to as it is, for as long as
 * its reader takes, unless the user ends it.
 */
#ifndef ASKCAM_WHOLE_FILE_H
#define ASKCAM_WHOLE_FILE_H

#include <stdbool.h>

#include "error.h"
#include "host.h"
#include "sink.h"

enum { WHOLE_FILE_PATH_BYTES = 4096 };

struct whole_file {
    int fd; /* -1: closed */
    bool is_direct;
    const struct askcam_host *host;
    struct askcam_error *err; /* gets the cause of ASKCAM_ERR_STORAGE */
    char path[WHOLE_FILE_PATH_BYTES];
    char draft[WHOLE_FILE_PATH_BYTES];
};

/*
 * host, borrowed until close, waits for the reader of a pipe; NULL: nobody does, and a pipe that is
 * not read is a failure.  ASKCAM_ERR_STORAGE, or ASKCAM_ERR_INTERRUPTED once the user has asked to
 * end.
 */
enum askcam_status whole_file_open(struct whole_file *file, const struct askcam_host *host,
                                   const char *path, struct askcam_error *err);

/* The file as a sink; ASKCAM_ERR_STORAGE, ASKCAM_ERR_INTERRUPTED. */
struct askcam_sink whole_file_sink(struct whole_file *file);

/* Puts the file in its place; after a failure nothing has changed there. */
enum askcam_status whole_file_commit(struct whole_file *file);

/* Throws away what was not committed.  Idempotent. */
void whole_file_close(struct whole_file *file);

#endif
