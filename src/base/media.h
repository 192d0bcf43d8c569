/* SPDX-License-Identifier: MIT */
/*
 * media.h - the kinds of coded picture that askcam sends, and their names.
 *
 * For: the media type in a request and the names of files.  Must not know: how pictures are coded.
 */
#ifndef ASKCAM_MEDIA_H
#define ASKCAM_MEDIA_H

#include <stdbool.h>

/* JPEG is the first, so that zeroed state means it: whatever is encoded here is one. */
enum askcam_media {
    ASKCAM_MEDIA_JPEG,
    ASKCAM_MEDIA_PNG,
    ASKCAM_MEDIA_WEBP,
    ASKCAM_MEDIA_COUNT,
};

/* "a JPEG", "a PNG", "a WebP".  Never NULL. */
const char *askcam_media_text(enum askcam_media media);

/* The ending of a file's name, without its dot: "jpg", "png", "webp".  Never NULL. */
const char *askcam_media_ending(enum askcam_media media);

/* Whether a file's name promises another kind of picture; false for endings that are not known. */
bool askcam_media_is_misnamed(enum askcam_media media, const char *path);

#endif
