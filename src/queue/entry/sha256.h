/* SPDX-License-Identifier: MIT */
/*
 * sha256.h - a SHA-256 of what passes through, on its way to another sink.
 *
 * For: pictures of the queue.  mbedTLS does the arithmetic.
 */
#ifndef ASKCAM_SHA256_H
#define ASKCAM_SHA256_H

#include <mbedtls/md.h>

#include "queue.h"
#include "sink.h"

struct askcam_sha256 {
    mbedtls_md_context_t md;
    struct askcam_sink next; /* write NULL: none */
    uint64_t bytes;
};

/* False: no memory.  To be ended by askcam_sha256_end(). */
bool askcam_sha256_init(struct askcam_sha256 *sha, struct askcam_sink next);

struct askcam_sink askcam_sha256_sink(struct askcam_sha256 *sha);

/* The sum in hexadecimal, "" if it could not be made; and the end of it. */
void askcam_sha256_end(struct askcam_sha256 *sha, char text[ASKCAM_QUEUE_SHA_BYTES]);

#endif
