/* SPDX-License-Identifier: MIT */
/*
 * queue_boots.h - the file `boots`: when the boots of this machine began, once the clock was right.
 *
 * For: boards without a clock of their own.  A picture that was taken before the clock was set
 * carries its boot and the monotonic time; a line "BOOT-ID OFFSET" (milliseconds) of that boot
 * gives its true time, also after the next boot.  The newest ASKCAM_QUEUE_BOOTS are kept.
 */
#ifndef ASKCAM_QUEUE_BOOTS_H
#define ASKCAM_QUEUE_BOOTS_H

#include "queue.h"
#include "queue_id.h"

/* Reads the file; what is not such a line is passed over. */
enum askcam_status askcam_queue_boots_read(struct askcam_queue *queue, struct askcam_error *err);

/*
 * Notes this boot, if its clock is known to be right now and the file has it not yet.  The folder's
 * lock is held.  A failure is logged: times stay unsure, nothing else.
 */
void askcam_queue_boots_note(struct askcam_queue *queue);

/* When the entry of that ID was taken, as far as it is known. */
int64_t askcam_queue_boots_time(const struct askcam_queue *queue, const struct askcam_queue_id *id,
                                bool *is_right);

#endif
