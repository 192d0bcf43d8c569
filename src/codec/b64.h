/* SPDX-License-Identifier: MIT */
/*
 * b64.h - base64 text made from bytes that arrive in pieces.
 *
 * For: sending a JPEG as JSON text without ever holding the whole text.
 * Knows RFC 4648 section 4.  Must not know: who produces the bytes, sockets, clocks, the heap.
 */
#ifndef ASKCAM_B64_H
#define ASKCAM_B64_H

#include <stddef.h>
#include <stdint.h>

#include "sink.h"

/* Text bytes that n input bytes become, padding included and no '\0'. */
#define ASKCAM_B64_TEXT_BYTES(n) ((((n) + 2U) / 3U) * 4U)

enum { ASKCAM_B64_PIECE_BYTES = 4096 }; /* text passed on at a time; a multiple of four */

/*
 * Encoder state, in the caller's memory; fields belong to b64.c.  It is itself the one buffer
 * between the JPEG and the wire.
 */
struct askcam_b64 {
    struct askcam_sink out;
    enum askcam_status status; /* first failure of out; stays until init */
    uint8_t held[3];           /* input that does not fill a group of three yet */
    uint8_t held_bytes;        /* 0..2 between calls */
    size_t text_bytes;         /* of text[] in use */
    char text[ASKCAM_B64_PIECE_BYTES];
};

/* Start a new text that goes to out.  Cannot fail. */
void askcam_b64_init(struct askcam_b64 *enc, struct askcam_sink out);

/* The encoder as a sink of bytes; enc must outlive it.  Once out has failed it takes no more. */
struct askcam_sink askcam_b64_sink(struct askcam_b64 *enc);

/* Write the padded last group and hand everything on.  init before reuse. */
enum askcam_status askcam_b64_finish(struct askcam_b64 *enc);

#endif
