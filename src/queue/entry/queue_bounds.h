/* SPDX-License-Identifier: MIT */
/*
 * queue_bounds.h - what must go so that an entry fits the bounds.
 *
 * For: adding, under the queue's lock.
 */
#ifndef ASKCAM_QUEUE_BOUNDS_H
#define ASKCAM_QUEUE_BOUNDS_H

#include "queue.h"

/*
 * Makes the queue fit with one more entry of that many bytes, and logs what was dropped.
 * ASKCAM_ERR_STORAGE: the new entry is what must be dropped.
 */
enum askcam_status askcam_queue_bounds_apply(struct askcam_queue *queue,
                                             const struct askcam_queue_bounds *bounds,
                                             uint64_t new_bytes, struct askcam_error *err);

#endif
