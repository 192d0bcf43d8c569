/* SPDX-License-Identifier: MIT */
/*
 * settle.h - when a camera's first pictures are good enough to be taken.
 *
 * For: the warm-up.  A camera finds its exposure in its first pictures, so they are too dark or
 * too bright.  Must not know: cameras, pixels, clocks.
 */
#ifndef ASKCAM_SETTLE_H
#define ASKCAM_SETTLE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    ASKCAM_SETTLE_FRAMES = 30, /* waiting for a steady picture ends here */
    ASKCAM_SETTLE_MS = 3000,   /* or here, since the first one */
};

/* In the caller's memory; fields belong to settle.c.  Holds no pointer. */
struct askcam_settle {
    int to_drop; /* good frames still to drop, or ASKCAM_WARMUP_AUTO */
    bool is_over;
    unsigned seen;
    uint64_t first_ms;
    unsigned steady; /* frames in a row that changed little */
    uint8_t last_brightness;
};

/* warmup as in struct askcam_source_options. */
void askcam_settle_init(struct askcam_settle *settle, int warmup);

/* Whether frame() needs the brightness, which is expensive to measure. */
bool askcam_settle_measures(const struct askcam_settle *settle);

/*
 * Hands in a good frame, in order: its mean brightness (0 if measures() is false) and when it was
 * taken.  true: this one and all later ones may be taken.
 *
 * Automatic: twice in a row the mean brightness changed by no more than a fiftieth (a slow exposure
 * may give two frames of one step), and it is not near black unless it stayed so for a while, as at
 * night; or the limits above are reached.
 */
bool askcam_settle_frame(struct askcam_settle *settle, uint8_t brightness, uint64_t taken_ms);

#endif
