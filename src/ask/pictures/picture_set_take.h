/* SPDX-License-Identifier: MIT */
/*
 * picture_set_take.h - frames taken from one source, until enough of them are good.
 *
 * For: picture_set.c.  Knows the frame filter, the tries, the interval, the best of several.
 * Must not know: other groups.
 */
#ifndef ASKCAM_PICTURE_SET_TAKE_H
#define ASKCAM_PICTURE_SET_TAKE_H

#include "picture_set.h"

/*
 * The group holds a frame that the filter accepts: the one that it already held, or the next
 * ones.  A live source gets ASKCAM_PICTURE_SET_TRIES, a file one, since it does not change.
 * ASKCAM_ERR_SOURCE: refused (set->rejected, and the frame stays held), or none came.
 */
enum askcam_status askcam_picture_set_take_good(struct askcam_picture_set *set,
                                                struct askcam_picture_set_group *group,
                                                uint64_t not_before_ms, struct askcam_error *err);

/*
 * All pictures of the group, exposed after not_before_ms.  A single one stays held.  Several, or
 * the best of several, go through the spool, each made to fit limit_bytes of JPEG.
 * As take_good(); also ASKCAM_ERR_UNAVAILABLE: the deadline leaves no time for the next frame, and
 * the errors of picture.h and of the spool.
 */
enum askcam_status askcam_picture_set_take_group(struct askcam_picture_set *set,
                                                 struct askcam_picture_set_group *group,
                                                 uint64_t not_before_ms, uint64_t limit_bytes,
                                                 struct askcam_error *err);

/* Gives the held frame back, if there is one. */
void askcam_picture_set_release(struct askcam_picture_set_group *group);

#endif
