/* SPDX-License-Identifier: MIT */
/*
 * queue_list.h - askcam queue ls and show: what waits, as text or as JSON lines.
 *
 * For: cmd_queue.c.
 */
#ifndef ASKCAM_QUEUE_LIST_H
#define ASKCAM_QUEUE_LIST_H

#include "program.h"
#include "queue.h"

/* Prints a line for each entry: of new/, dead/ and done/. */
enum askcam_status queue_list_run(struct program *program, struct askcam_queue *queue,
                                  struct askcam_error *err);

/* Prints the job of an entry as JSON.  ASKCAM_ERR_USAGE: there is none of that ID. */
enum askcam_status queue_list_show(struct program *program, struct askcam_queue *queue,
                                   const char *id, struct askcam_error *err);

#endif
