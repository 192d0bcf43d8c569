/* SPDX-License-Identifier: MIT */
/* ring.c - see ring.h.  Held bytes are buf[at], buf[at + 1], … modulo cap_bytes. */
#include "ring.h"

#include <assert.h>

void askcam_ring_init(struct askcam_ring *ring, void *buf, size_t cap_bytes)
{
    assert(buf != NULL && cap_bytes > 0);
    *ring = (struct askcam_ring){.buf = buf, .cap_bytes = cap_bytes};
}

size_t askcam_ring_free(const struct askcam_ring *ring, uint8_t **piece)
{
    const size_t free_bytes = ring->cap_bytes - ring->held_bytes;
    const size_t end = (ring->at + ring->held_bytes) % ring->cap_bytes;
    const size_t to_edge = ring->cap_bytes - end;

    *piece = ring->buf + end;
    return free_bytes < to_edge ? free_bytes : to_edge;
}

void askcam_ring_wrote(struct askcam_ring *ring, size_t bytes)
{
    assert(bytes <= ring->cap_bytes - ring->held_bytes);
    ring->held_bytes += bytes;
}

size_t askcam_ring_held(const struct askcam_ring *ring, const uint8_t **piece)
{
    const size_t to_edge = ring->cap_bytes - ring->at;

    *piece = ring->buf + ring->at;
    return ring->held_bytes < to_edge ? ring->held_bytes : to_edge;
}

void askcam_ring_took(struct askcam_ring *ring, size_t bytes)
{
    assert(bytes <= ring->held_bytes);
    ring->held_bytes -= bytes;
    ring->at = ring->held_bytes == 0 ? 0 : (ring->at + bytes) % ring->cap_bytes;
}
