/* SPDX-License-Identifier: MIT */
/*
 * pem_file.h - the certificates of a PEM file, one after the other.
 *
 * For: a bundle of a hundred roots, of which only one lies in memory at a time.
 * Knows RFC 7468.  Must not know: what is in a certificate.
 */
#ifndef ASKCAM_PEM_FILE_H
#define ASKCAM_PEM_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
    ASKCAM_PEM_BLOCK_BYTES = 8192,          /* four times the largest root in use */
    ASKCAM_PEM_FILE_MAX = 16 * 1024 * 1024, /* reading stops there */
};

/* In the caller's memory (it is large); the file's own buffer is on libc's heap. */
struct askcam_pem_file {
    FILE *file;                         /* NULL: closed */
    uint32_t at_bytes;                  /* of the file, after the last block */
    uint32_t block_at;                  /* where the block starts in the file */
    size_t block_bytes;                 /* without the '\0' */
    char block[ASKCAM_PEM_BLOCK_BYTES]; /* from BEGIN to END, ends with '\0' */
};

/* Opens a regular file for reading from offset on; false, with errno, if that cannot be. */
bool askcam_pem_open(struct askcam_pem_file *pem, const char *path, uint32_t offset);

/*
 * Reads the next certificate's block into pem->block; false at the end.  Text between blocks,
 * blocks of other kinds and blocks that do not fit are skipped.
 */
bool askcam_pem_next(struct askcam_pem_file *pem);

/* Idempotent. */
void askcam_pem_close(struct askcam_pem_file *pem);

#endif
