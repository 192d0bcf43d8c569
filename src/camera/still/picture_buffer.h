/* SPDX-License-Identifier: MIT */
/*
 * picture_buffer.h - the picture that is being received, behind the last whole one.
 *
 * For: standard input, where a picture must be whole before it is used, and the last good one
 * may turn out to be the only one.  Must not know: where bytes come from, what a picture is.
 */
#ifndef ASKCAM_PICTURE_BUFFER_H
#define ASKCAM_PICTURE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

/* In the caller's memory; zeroed is empty.  Holds one allocation: bytes[0..kept) and what follows.
 */
struct askcam_picture_buffer {
    uint8_t *bytes;
    size_t cap_bytes;
    size_t kept_bytes;
    size_t incoming_bytes;
    size_t max_bytes; /* of one picture; set by the owner */
};

/*
 * ASKCAM_ERR_TOO_LARGE: the incoming picture outgrows max_bytes.  ASKCAM_ERR_INTERNAL: no memory.
 * Nothing is appended then.
 */
enum askcam_status askcam_picture_buffer_append(struct askcam_picture_buffer *buffer,
                                                const uint8_t *chunk, size_t chunk_bytes);

/* The incoming picture; valid until the next append, keep or free. */
const uint8_t *askcam_picture_buffer_incoming(const struct askcam_picture_buffer *buffer);

/* The incoming picture replaces the kept one, and the next one may come. */
void askcam_picture_buffer_keep(struct askcam_picture_buffer *buffer);

/* The kept picture is dropped; the incoming one goes on. */
void askcam_picture_buffer_forget(struct askcam_picture_buffer *buffer);

/* Idempotent. */
void askcam_picture_buffer_free(struct askcam_picture_buffer *buffer);

#endif
