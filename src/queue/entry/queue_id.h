/* SPDX-License-Identifier: MIT */
/*
 * queue_id.h - an entry's ID: the name of its folder, from which its place in the order follows.
 *
 * For: listing a queue by names alone, however long it is.
 *
 *     20261201T031500123Z-9f3a61c2                      taken when the clock was known to be right
 *     20210314T000017042Z-9f3a61c2-5b1e8d70-17042       taken when it was not: boot and monotonic
 * ms
 *
 * The second kind gets its true time from a boot whose offset is known (queue_boots.h); the ID
 * stays.  Must not know: files.
 */
#ifndef ASKCAM_QUEUE_ID_H
#define ASKCAM_QUEUE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "host.h"
#include "queue.h"

enum { ASKCAM_QUEUE_BOOT_BYTES = 9 }; /* the first eight characters of a boot id, with the '\0' */

struct askcam_queue_id {
    int64_t recorded_ms; /* what the clock read, in ms since 1970 */
    bool was_right;
    char boot[ASKCAM_QUEUE_BOOT_BYTES]; /* if not was_right; "" where the system does not say */
    uint64_t monotonic_ms;
};

/* The ID of an entry taken then; `random` tells apart those of one moment. */
void askcam_queue_id_make(char id[ASKCAM_QUEUE_ID_BYTES], const struct askcam_wall *taken,
                          uint32_t random);

/* False if the name is not an ID. */
bool askcam_queue_id_parse(struct askcam_queue_id *id, const char *name);

#endif
