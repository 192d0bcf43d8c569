/* SPDX-License-Identifier: MIT */
/*
 * queue_tmp.h - the folder tmp/ of a queue: what is there is being built or removed.
 *
 * For: adding, dropping and bounds, under the queue's lock.  An entry is removed by moving it to
 * tmp/, after which it is none; its files follow.  What a process that died has left is removed by
 * the next one.
 */
#ifndef ASKCAM_QUEUE_TMP_H
#define ASKCAM_QUEUE_TMP_H

#include "queue.h"

/* Takes the queue's lock, waiting ASKCAM_QUEUE_LOCK_MS at most. */
enum askcam_status askcam_queue_tmp_lock(struct askcam_queue *queue, struct askcam_error *err);

/* Removes what is left in tmp/; the lock is held.  What cannot be removed is logged and stays. */
void askcam_queue_tmp_sweep(struct askcam_queue *queue);

/*
 * Removes an entry; the lock is held.  ASKCAM_ERR_USAGE: it is being sent, or has gone.
 */
enum askcam_status askcam_queue_tmp_discard(struct askcam_queue *queue,
                                            enum askcam_queue_place place, const char *id,
                                            struct askcam_error *err);

#endif
