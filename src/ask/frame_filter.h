/* SPDX-License-Identifier: MIT */
/*
 * frame_filter.h - which frames are good enough to be sent.
 *
 * For: not paying for a picture that cannot be read.  Knows the measures of frame_quality.h and
 * what the user wants of them.  Must not know: where frames come from, how often one is tried
 * again.
 */
#ifndef ASKCAM_FRAME_FILTER_H
#define ASKCAM_FRAME_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "frame.h"
#include "frame_quality.h"

/* In the caller's memory; the first two are the user's wanted, zeroed means: nothing is refused. */
struct askcam_frame_filter {
    unsigned refuses;       /* bit N: verdict N (enum askcam_verdict) */
    uint16_t min_sharpness; /* thousandths; 0: ASKCAM_QUALITY_SHARP */
    bool looks;             /* frames are looked at, whether refused or not */

    struct askcam_frame_quality quality; /* of the last frame */
    uint16_t difference;                 /* from the frame accepted before; only if has_last */
    enum askcam_verdict verdict;
    bool has_last;
    struct askcam_frame_quality last; /* accepted before */
};

/* Looks at a frame: fills look, difference and verdict: the first refused that applies, or the
 * first. */
enum askcam_status askcam_frame_filter_measure(struct askcam_frame_filter *filter,
                                               const struct askcam_frame *frame,
                                               struct askcam_error *err);

/* The frame looked at last is one that the user does not want. */
bool askcam_frame_filter_refuses(const struct askcam_frame_filter *filter);

/* The frame looked at last is what the next one is compared with. */
void askcam_frame_filter_accept(struct askcam_frame_filter *filter);

/* ASKCAM_ERR_SOURCE: which measure failed, its value and its limit. */
enum askcam_status askcam_frame_filter_fail(const struct askcam_frame_filter *filter,
                                            unsigned tries, struct askcam_error *err);

#endif
