/* SPDX-License-Identifier: MIT */
/*
 * jpeg_copy.h - a JPEG passed on without decoding it, cleaned as it goes.
 *
 * For: sending a camera's or file's JPEG with its coded picture untouched.  Dropped are comments
 * and all APPn but JFIF and Adobe (Exif, XMP, IPTC, ICC, JFIF's thumbnail), fill bytes between
 * segments, and what follows EOI.  Put in are the tables of T.81 Annex K if there are none.
 * Must not know: where the bytes come from or go, pixels.
 */
#ifndef ASKCAM_JPEG_COPY_H
#define ASKCAM_JPEG_COPY_H

#include <stdbool.h>

#include "bytes.h"
#include "error.h"
#include "sink.h"

/*
 * Copies in one pass with a buffer of 16 KiB.  With keep_metadata only what is missing is put in.
 * ASKCAM_ERR_SOURCE as from askcam_jpeg_walk() (without the checks of frame headers); a status
 * of out, or of a failing read, comes back as it is.  What has been written before a failure stays.
 */
enum askcam_status askcam_jpeg_copy(const struct askcam_bytes *bytes, const char *name,
                                    bool keep_metadata, struct askcam_sink out,
                                    struct askcam_error *err);

#endif
