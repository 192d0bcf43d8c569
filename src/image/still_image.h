/* SPDX-License-Identifier: MIT */
/*
 * still_image.h - a PNG or WebP file checked by its structure, and copied without its metadata.
 *
 * For: files that are sent as they are, since askcam decodes only JPEG.
 * Knows PNG (W3C Recommendation, third edition) and WebP (RFC 9649).  Must not know: where the
 * bytes come from.
 */
#ifndef ASKCAM_STILL_IMAGE_H
#define ASKCAM_STILL_IMAGE_H

#include <stdint.h>

#include "bytes.h"
#include "error.h"
#include "media.h"
#include "sink.h"

enum { ASKCAM_STILL_HEAD_BYTES = 12 }; /* of a file, that show what it is */

/* What a walk found; holds no pointer. */
struct askcam_still_info {
    enum askcam_media media;
    uint32_t width_px;
    uint32_t height_px;
    uint64_t size_bytes; /* up to the end of the picture; what follows it is not counted */
    uint64_t bare_bytes; /* as askcam_still_copy() writes it */
};

/* The kind by its signature; JPEG for all that is neither PNG nor WebP. */
enum askcam_status askcam_still_media(const struct askcam_bytes *bytes, enum askcam_media *media,
                                      struct askcam_error *err);

/*
 * Walks the chunks of a PNG (to IEND, with their CRCs) or WebP (by its RIFF size) in a buffer of
 * 4 KiB.  ASKCAM_ERR_SOURCE with what is wrong and at which byte: truncated, a broken chunk, no
 * picture in it.  A failing read comes back with its own error.  info is written on success only.
 * Compressed data is not decoded: in a WebP, damage inside a chunk is not found.
 */
enum askcam_status askcam_still_walk(const struct askcam_bytes *bytes, enum askcam_media media,
                                     const char *name, struct askcam_still_info *info,
                                     struct askcam_error *err);

/*
 * Writes what askcam_still_walk() took, without metadata: of a PNG only the chunks that define its
 * pixels and colours stay (no Exif, text, time, ICC profile, animation), of a WebP likewise (no
 * Exif, XMP, ICC profile, unknown chunks; animation stays).  The coded picture is not touched.
 * The Exif orientation goes too: nothing turns the picture.
 */
enum askcam_status askcam_still_copy(const struct askcam_bytes *bytes,
                                     const struct askcam_still_info *info, const char *name,
                                     struct askcam_sink out, struct askcam_error *err);

#endif
