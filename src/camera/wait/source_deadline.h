/* SPDX-License-Identifier: MIT */
/*
 * source_deadline.h - the end of an ask, as a source sees it.
 *
 * For: every loop of a source, those that never wait included.
 * Must not know: what the loop does, how long a source may stay silent.
 */
#ifndef ASKCAM_SOURCE_DEADLINE_H
#define ASKCAM_SOURCE_DEADLINE_H

#include <stdint.h>

#include "error.h"
#include "host.h"

/* In the caller's memory; host and name are borrowed as long as it is used. */
struct askcam_source_deadline {
    const struct askcam_host *host;
    const char *name; /* of the source, in error texts */
    uint64_t at_ms;   /* monotonic; ASKCAM_NEVER: none */
};

/* deadline_ms as in struct askcam_source_options: 0 is none, too. */
void askcam_source_deadline_init(struct askcam_source_deadline *deadline,
                                 const struct askcam_host *host, const char *name,
                                 uint64_t deadline_ms);

/* Another deadline; 0: none. */
void askcam_source_deadline_set(struct askcam_source_deadline *deadline, uint64_t deadline_ms);

/* The earlier of until_ms and the deadline. */
uint64_t askcam_source_deadline_limit(const struct askcam_source_deadline *deadline,
                                      uint64_t until_ms);

/* ASKCAM_OK, or ASKCAM_ERR_UNAVAILABLE with a cause once the deadline is reached. */
enum askcam_status askcam_source_deadline_reached(const struct askcam_source_deadline *deadline,
                                                  struct askcam_error *err);

/*
 * The same, and ASKCAM_ERR_INTERRUPTED with a cause once the user has asked to end.  One system
 * call: a loop of short steps calls it once in some dozen of them.
 */
enum askcam_status askcam_source_deadline_check(const struct askcam_source_deadline *deadline,
                                                struct askcam_error *err);

#endif
