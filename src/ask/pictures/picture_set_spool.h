/* SPDX-License-Identifier: MIT */
/*
 * picture_set_spool.h - the pictures of a picture set that are kept outside memory.
 *
 * For: picture_set.c, whose frames go back to the camera before the request is sent.
 * Must not know: where frames come from, which of them are good.
 */
#ifndef ASKCAM_PICTURE_SET_SPOOL_H
#define ASKCAM_PICTURE_SET_SPOOL_H

#include "picture_set.h"

/* Its frames are let go before all are taken: several, or the best of several. */
bool askcam_picture_set_is_spooled(const struct askcam_picture_set *set,
                                   const struct askcam_picture_set_group *group);

/*
 * Makes the group's picture fit limit_bytes (*changed says whether it had to become smaller),
 * encodes it behind what the spool holds, and counts it into the set's spooled sums.
 */
enum askcam_status askcam_picture_set_spool_add(struct askcam_picture_set *set,
                                                struct askcam_picture_set_group *group,
                                                uint64_t limit_bytes, bool *changed,
                                                struct askcam_error *err);

/* Writes picture number `number`, which is one of the group's, as JPEG. */
enum askcam_status askcam_picture_set_spool_write(struct askcam_picture_set *set,
                                                  const struct askcam_picture_set_group *group,
                                                  uint32_t number, struct askcam_sink out,
                                                  struct askcam_error *err);

#endif
