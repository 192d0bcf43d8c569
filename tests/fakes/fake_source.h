/* SPDX-License-Identifier: MIT */
/*
 * fake_source.h - a camera that always has the same frame.
 *
 * For: testing the flow.  Asserts what the interface asks of its user: one frame at a time, none
 * after close, none before start.
 */
#ifndef ASKCAM_FAKE_SOURCE_H
#define ASKCAM_FAKE_SOURCE_H

#include <stdbool.h>

#include "fake_host.h"
#include "source.h"

struct fake_source {
    struct fake_host *host;
    struct askcam_frame frame;
    enum askcam_status fails_with; /* of the take number fails_at */
    unsigned fails_at;             /* 0: never */
    bool started;
    bool held;
    unsigned takes;
    uint64_t not_before_ms; /* of the last take */
    enum askcam_source_state state;
};

/* A live source of small grey raw frames. */
struct askcam_source fake_source_init(struct fake_source *fake, struct fake_host *host);

#endif
