/* SPDX-License-Identifier: MIT */
/*
 * queue_sending.h - askcam queue send: asks about the entries that wait.
 *
 * For: cmd_queue.c.  Answers are printed as those of `ask`.
 */
#ifndef ASKCAM_QUEUE_SENDING_H
#define ASKCAM_QUEUE_SENDING_H

#include "program.h"
#include "queue.h"

/* Sends until none is left, or until what the exit codes of `queue send` name. */
enum askcam_status queue_sending_run(struct program *program, struct askcam_queue *queue,
                                     struct askcam_error *err);

#endif
