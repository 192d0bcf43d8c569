/* SPDX-License-Identifier: MIT */
/*
 * fake_host.h - a machine whose time moves only by waiting.
 *
 * For: testing deadlines, back-off and interruption in no time.
 */
#ifndef ASKCAM_FAKE_HOST_H
#define ASKCAM_FAKE_HOST_H

#include <stdbool.h>

#include "host.h"

struct fake_host {
    uint64_t now_ms;
    uint64_t interrupted_at_ms; /* ASKCAM_NEVER: never interrupted */
    uint32_t random;            /* every random byte comes from here */
    struct askcam_wall wall;    /* what the wall clock reads; unix_ms: at monotonic 0 */
    uint64_t set_at_ms;         /* from then on it reads … */
    int64_t set_by_ms;          /* … so much more */
    unsigned warnings;
    char last_warning[512];
};

/* A host over *fake, at 1000 ms, never interrupted. */
struct askcam_host fake_host_init(struct fake_host *fake);

#endif
