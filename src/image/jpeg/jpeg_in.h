/* SPDX-License-Identifier: MIT */
/*
 * jpeg_in.h - stored bytes as libjpeg's input, in chunks of 4 KiB if they are not in memory; and
 * the bounds that every decoder works in.
 *
 * For: inside the module, every decoder.  Must not know: what is decoded.
 */
#ifndef ASKCAM_JPEG_IN_H
#define ASKCAM_JPEG_IN_H

#include <stdint.h>

#include "bytes.h"
#include "jpeg_guard.h"

enum {
    ASKCAM_JPEG_IN_BYTES = 4096,
    ASKCAM_JPEG_SCANS_MAX = 100,        /* encoders write about ten */
    ASKCAM_JPEG_PIXELS_MAX = 256000000, /* more is refused: decoding would take many seconds */

    /* What libjpeg may hold of pictures whose coefficients it must keep, such as progressive ones:
     * 3 bytes a pixel with 4:2:0, 6 with 4:4:4. */
    ASKCAM_JPEG_HEAP_BYTES = 128 << 20,
};

/* Source state, in the caller's memory as long as the decoder lives. */
struct askcam_jpeg_in {
    struct jpeg_source_mgr mgr;        /* first: libjpeg hands it back as this */
    struct askcam_jpeg_guard *guard;   /* ends if a read fails, or at the end of the bytes */
    const struct askcam_bytes *bytes;  /* borrowed */
    uint64_t at;                       /* of the next byte to read */
    struct jpeg_progress_mgr progress; /* counts scans */
    uint8_t buf[ASKCAM_JPEG_IN_BYTES];
};

/*
 * Creates the decoder, with in as its source from byte 0, and reads the header; under the guard,
 * which ends with ASKCAM_ERR_SOURCE if the picture has too many pixels, or, unless width_px
 * is 0, another size than it had when it was walked over.  Too many scans end it later.
 */
void askcam_jpeg_in_start(struct askcam_jpeg_in *in, struct jpeg_decompress_struct *jpeg,
                          const struct askcam_bytes *bytes, struct askcam_jpeg_guard *guard,
                          uint32_t width_px, uint32_t height_px);

#endif
