/* SPDX-License-Identifier: MIT */
/*
 * jpeg_in.h - stored bytes as libjpeg's input, in pieces of 4 KiB if they are not in memory.
 *
 * For: inside the room, every decoder.  Must not know: what is decoded.
 */
#ifndef ASKCAM_JPEG_IN_H
#define ASKCAM_JPEG_IN_H

#include <stdint.h>

#include "bytes.h"
#include "jpeg_trap.h"

enum { ASKCAM_JPEG_IN_BYTES = 4096 };

/* Source state, in the caller's memory as long as the decoder lives. */
struct askcam_jpeg_in {
    struct jpeg_source_mgr mgr;       /* first: libjpeg hands it back as this */
    struct askcam_jpeg_trap *trap;    /* sprung if a read fails, or at the end of the bytes */
    const struct askcam_bytes *bytes; /* borrowed */
    uint64_t at;                      /* of the next byte to read */
    uint8_t buf[ASKCAM_JPEG_IN_BYTES];
};

/* Makes in the source of a decoder that has been created, from byte 0.  Cannot fail. */
void askcam_jpeg_in_init(struct askcam_jpeg_in *in, struct jpeg_decompress_struct *jpeg,
                         const struct askcam_bytes *bytes, struct askcam_jpeg_trap *trap);

#endif
