/* SPDX-License-Identifier: MIT */
/*
 * spool.h - a place for bytes that must be kept but not in memory.
 *
 * For: the frames of one question, which must all be good before the first is sent.  The real one
 * is an unlinked file (module `host`).  Must not know: what is kept.
 */
#ifndef ASKCAM_SPOOL_H
#define ASKCAM_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "status.h"

/* Statuses: ASKCAM_ERR_STORAGE with a cause (disk full, no permission). */
struct askcam_spool {
    void *ctx;
    enum askcam_status (*append)(void *ctx, const void *bytes, size_t bytes_len,
                                 struct askcam_error *err);
    /* Exactly bytes_len bytes, which have been appended before. */
    enum askcam_status (*read)(void *ctx, uint64_t offset, void *buf, size_t bytes_len,
                               struct askcam_error *err);
    /* Forgets everything. */
    void (*clear)(void *ctx);
};

#endif
