/* SPDX-License-Identifier: MIT */
/*
 * ring.h - a fixed-size ring of bytes between a reader of the wire and the parsers behind it.
 *
 * For: bounding what a reply can hold in memory.  When it is full nothing more is read, and TCP
 * slows the server down.  Must not know: sockets, what the bytes mean.
 */
#ifndef ASKCAM_RING_H
#define ASKCAM_RING_H

#include <stddef.h>
#include <stdint.h>

/* Ring state, in the caller's memory over the caller's buffer; fields belong to ring.c. */
struct askcam_ring {
    uint8_t *buf; /* borrowed from init until the last call */
    size_t cap_bytes;
    size_t at;         /* index of the oldest byte */
    size_t held_bytes; /* 0..cap_bytes */
};

/* Start empty over buf, cap_bytes > 0.  Cannot fail. */
void askcam_ring_init(struct askcam_ring *ring, void *buf, size_t cap_bytes);

/* The longest free piece: returns its length (0: full) and sets *piece; then call wrote(). */
size_t askcam_ring_free(const struct askcam_ring *ring, uint8_t **piece);

/* bytes <= the length that askcam_ring_free() returned. */
void askcam_ring_wrote(struct askcam_ring *ring, size_t bytes);

/* The longest piece held, oldest first: returns its length (0: empty) and sets *piece. */
size_t askcam_ring_held(const struct askcam_ring *ring, const uint8_t **piece);

/* Forget the oldest bytes; bytes <= the length that askcam_ring_held() returned. */
void askcam_ring_took(struct askcam_ring *ring, size_t bytes);

#endif
