/* SPDX-License-Identifier: MIT */
/*
 * jpeg_walk.h - a JPEG checked marker by marker, without decoding it.
 *
 * For: distinguishing a whole JPEG from a truncated or broken one before it is sent, finding where
 * it really ends, and cutting single pictures out of an MJPEG stream. Knows ITU T.81 Annex B, Exif
 * orientation.  Must not know: where the bytes come from.
 */
#ifndef ASKCAM_JPEG_WALK_H
#define ASKCAM_JPEG_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "error.h"

/* What a walk found. */
struct askcam_jpeg_info {
    uint32_t width_px;
    uint32_t height_px;
    uint8_t components;  /* 1, 3 or 4 */
    uint8_t orientation; /* Exif, 1..8; 1 if it has none */

    /* The MCU (T.81 A.2), which can be moved without decoding it: its size, 8, 16 or 32 a
     * side, and its blocks of 8x8 samples. */
    uint8_t mcu_width_px;
    uint8_t mcu_height_px;
    uint8_t mcu_blocks;

    bool progressive;
    bool has_huffman;    /* false: the tables of T.81 Annex K are meant, as many cameras do */
    bool has_metadata;   /* an APPn other than JFIF and Adobe, a comment, or JFIF's thumbnail */
    uint64_t size_bytes; /* from SOI to the end of EOI; trailing padding is not counted */
    uint64_t bare_bytes; /* as jpeg_copy.h writes it without metadata, with tables if it has none */
};

/*
 * Walks the JPEG that begins at byte 0, with a buffer of 16 KiB if the bytes are not in memory.
 * ASKCAM_ERR_SOURCE with what is wrong and where: not a JPEG (naming PNG, GIF, BMP, WebP, HEIC or
 * an empty file for what they are), truncated (it ends without EOI, whatever comes before), a
 * broken marker, no picture in it, a kind that askcam does not support (arithmetic coding,
 * lossless, hierarchical, 12 bits).  A failing read comes back with its own error. `name` is the
 * file or device for the error text.  info is written on success only.
 *
 * Scan data is not decoded: damage between two markers is not found.
 */
enum askcam_status askcam_jpeg_walk(const struct askcam_bytes *bytes, const char *name,
                                    struct askcam_jpeg_info *info, struct askcam_error *err);

#endif
