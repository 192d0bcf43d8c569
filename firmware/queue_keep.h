/* SPDX-License-Identifier: MIT */
/*
 * queue_keep.h - keeps the pictures of an ask in the queue.
 *
 * For: `queue add`, and `ask --queue` when the service cannot be reached.
 */
#ifndef ASKCAM_QUEUE_KEEP_H
#define ASKCAM_QUEUE_KEEP_H

#include "ask_run.h"
#include "queue.h"

/*
 * Keeps the shot, which has been taken and not been given back.  id is that of the entry.
 * ASKCAM_ERR_STORAGE with the cause: it is not kept.
 */
enum askcam_status queue_keep(struct ask_run *run, struct askcam_queue *queue,
                              const struct askcam_shot *shot, char id[ASKCAM_QUEUE_ID_BYTES],
                              struct askcam_error *err);

/* ASKCAM_ERR_USAGE: a picture by reference, or a list of frames as video, cannot be kept. */
enum askcam_status queue_keep_check(const struct ask_run *run, const struct options *options,
                                    struct askcam_error *err);

/* Opens the queue of the options. */
enum askcam_status queue_keep_open(struct askcam_queue *queue, const struct program *program,
                                   struct askcam_error *err);

/*
 * Keeps what failed for a reason that time may cure; the queue is borrowed.  Other failures stay as
 * they are.
 */
struct ask_run_keeper queue_keeper(struct askcam_queue *queue);

#endif
