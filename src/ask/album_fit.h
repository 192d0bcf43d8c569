/* SPDX-License-Identifier: MIT */
/*
 * album_fit.h - pictures within the size that a body may have; beside what album.h says.
 *
 * For: album.c, which makes spooled frames fit while they are taken.
 * Must not know: bodies, where frames come from.
 */
#ifndef ASKCAM_ALBUM_FIT_H
#define ASKCAM_ALBUM_FIT_H

#include "album.h"

/* Bytes of a JPEG whose base64 text is no longer than text_bytes. */
uint64_t askcam_album_jpeg_limit(uint64_t text_bytes);

/* Warns that picture is sent smaller than it was asked for. */
void askcam_album_warn_smaller(const struct askcam_album *album,
                               const struct askcam_picture *picture);

#endif
