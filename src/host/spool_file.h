/* SPDX-License-Identifier: MIT */
/*
 * spool_file.h - a spool in an unlinked temporary file.
 *
 * For: keeping frames off the heap.  The file is made at the first append, in $TMPDIR, else
 * /var/tmp (which is on a disk where /tmp may be memory), else /tmp; no other process can open it
 * and it goes with the process.
 */
#ifndef ASKCAM_SPOOL_FILE_H
#define ASKCAM_SPOOL_FILE_H

#include "spool.h"

struct askcam_spool_file {
    int fd; /* -1 until the first append */
    uint64_t size_bytes;
};

/* *file must outlive the result.  Cannot fail. */
struct askcam_spool askcam_spool_file_init(struct askcam_spool_file *file);

/* Gives the disk space back.  Idempotent. */
void askcam_spool_file_close(struct askcam_spool_file *file);

#endif
