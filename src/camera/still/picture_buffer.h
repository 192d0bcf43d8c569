/* SPDX-License-Identifier: MIT */
/*
 * picture_buffer.h - the picture that is arriving, behind the last whole one that is kept.
 *
 * For: standard input, where a picture must be whole before it is believed, and the last good one
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
    size_t coming_bytes;
    size_t most_bytes; /* of one picture; set by the owner */
};

/*
 * ASKCAM_ERR_TOO_LARGE: the coming picture outgrows most_bytes.  ASKCAM_ERR_INTERNAL: no memory.
 * Nothing is appended then.
 */
enum askcam_status askcam_picture_buffer_append(struct askcam_picture_buffer *buffer,
                                                const uint8_t *piece, size_t piece_bytes);

/* The coming picture; valid until the next append, keep or free. */
const uint8_t *askcam_picture_buffer_coming(const struct askcam_picture_buffer *buffer);

/* The coming picture replaces the kept one, and the next one may come. */
void askcam_picture_buffer_keep(struct askcam_picture_buffer *buffer);

/* The kept picture is forgotten; what is coming goes on. */
void askcam_picture_buffer_forget(struct askcam_picture_buffer *buffer);

/* Idempotent. */
void askcam_picture_buffer_free(struct askcam_picture_buffer *buffer);

#endif
