/* SPDX-License-Identifier: MIT */
/*
 * picture_set_fit.h - pictures within the size that a body may have; beside what picture_set.h
 * says.
 *
 * For: picture_set.c, which makes spooled frames fit while they are taken.
 * Must not know: bodies, where frames come from.
 */
#ifndef ASKCAM_PICTURE_SET_FIT_H
#define ASKCAM_PICTURE_SET_FIT_H

#include "picture_set.h"

/* Bytes of a JPEG whose base64 text is no longer than text_bytes. */
uint64_t askcam_picture_set_jpeg_limit(uint64_t text_bytes);

/* Warns that picture is sent smaller than it was asked for. */
void askcam_picture_set_warn_smaller(const struct askcam_picture_set *set,
                                     const struct askcam_picture *picture);

#endif
