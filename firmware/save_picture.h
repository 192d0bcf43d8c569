/* SPDX-License-Identifier: MIT */
/*
 * save_picture.h - keeps the pictures that are sent, under names made from the time.
 *
 * For: --save-picture.  A file appears whole or not at all, and never in the place of another one:
 * behind a name that exists comes -2 and so on.
 */
#ifndef ASKCAM_SAVE_PICTURE_H
#define ASKCAM_SAVE_PICTURE_H

#include "error.h"
#include "host.h"
#include "picture_set.h"

/* ASKCAM_ERR_USAGE if strftime() makes no name of the pattern. */
enum askcam_status save_picture_check(const char *pattern, const struct askcam_host *host,
                                      struct askcam_error *err);

/* Warns if a file's name, or the pattern of one, promises another kind of picture. */
void save_picture_warn(enum askcam_media media, const char *name, const struct askcam_host *host);

/*
 * Writes the first `count` pictures of the set.  ASKCAM_ERR_STORAGE with the cause;
 * ASKCAM_ERR_INTERNAL if out of descriptors.
 */
enum askcam_status save_pictures(struct askcam_picture_set *set, uint32_t count,
                                 const char *pattern, const struct askcam_host *host,
                                 struct askcam_error *err);

#endif
