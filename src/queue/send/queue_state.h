/* SPDX-License-Identifier: MIT */
/*
 * queue_state.h - sending.json: the one back-off for the service, which survives a restart.
 *
 * Within one boot it is kept on the monotonic clock, so that a clock that is set neither ends nor
 * extends it; after another boot by the wall clock, never longer than the longest back-off.
 */
#ifndef ASKCAM_QUEUE_STATE_H
#define ASKCAM_QUEUE_STATE_H

#include "queue.h"

struct askcam_queue_state {
    uint64_t failures; /* in a row */
    uint64_t until_ms; /* on the monotonic clock of now; 0: no back-off */
};

/* What cannot be read counts as no back-off. */
struct askcam_queue_state askcam_queue_state_read(const struct askcam_queue *queue);

/* One more failure; retry_after_ms is what the service asked for, 0 if it did not. */
enum askcam_status askcam_queue_state_fail(struct askcam_queue *queue,
                                           struct askcam_queue_state *state,
                                           const struct askcam_error *cause,
                                           struct askcam_error *err);

/* The service is good: nothing is written where there was no back-off. */
enum askcam_status askcam_queue_state_clear(struct askcam_queue *queue,
                                            struct askcam_queue_state *state,
                                            struct askcam_error *err);

#endif
