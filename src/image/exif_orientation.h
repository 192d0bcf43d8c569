/* SPDX-License-Identifier: MIT */
/*
 * exif_orientation.h - the orientation that an Exif block gives.
 *
 * For: the walk over a JPEG.  Knows Exif 2.3 section 4.5 and TIFF 6.0 section 2, as far as the
 * orientation tag of the first directory.  Must not know: JPEG, where the bytes come from.
 */
#ifndef ASKCAM_EXIF_ORIENTATION_H
#define ASKCAM_EXIF_ORIENTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reader state, in the caller's memory; it holds no pointer.  It reads forwards only and keeps
 * twelve bytes, so a block of any size and in any cut costs nothing.
 */
struct askcam_exif {
    uint8_t orientation; /* 1..8; 1 until the tag has been read */
    bool over;           /* nothing more is read: found, or not Exif */
    bool little_endian;
    uint8_t phase;
    uint8_t want_bytes;     /* of the field being gathered */
    uint8_t got_bytes;      /* of these */
    uint8_t field[12];      /* the longest field is a directory entry */
    uint32_t skip_bytes;    /* to pass before the field */
    uint16_t entries_count; /* left in the directory */
};

/* Start before the "Exif" identifier.  Cannot fail: a broken block gives none. */
void askcam_exif_init(struct askcam_exif *exif);

/* Read a chunk of the block. */
void askcam_exif_push(struct askcam_exif *exif, const uint8_t *bytes, size_t bytes_len);

#endif
