/* SPDX-License-Identifier: MIT */
/*
 * frame_filter.h - which frames are good enough to be sent.
 *
 * For: not paying for a picture that cannot be read.  Knows the measures of frame_quality.h and
 * the limits that the user sets.  Must not know: where frames come from, how many are
 * tried.
 */
#ifndef ASKCAM_FRAME_FILTER_H
#define ASKCAM_FRAME_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "frame.h"
#include "frame_quality.h"

/* In the caller's memory; the first two are the user's settings; zeroed refuses nothing. */
struct askcam_frame_filter {
    unsigned refuses;       /* bit N: verdict N (enum askcam_verdict) */
    uint16_t min_sharpness; /* thousandths; 0: ASKCAM_QUALITY_SHARP */
    bool looks;             /* frames are measured, whether refused or not */

    struct askcam_frame_quality quality; /* of the last frame */
    uint16_t difference;                 /* from the frame accepted before; only if has_last */
    enum askcam_verdict verdict;
    bool has_last;
    struct askcam_frame_quality last; /* accepted before */
};

/* Measures a frame: fills quality, difference and verdict, which is the first that applies and is
 * refused, or else the first that applies. */
enum askcam_status askcam_frame_filter_measure(struct askcam_frame_filter *filter,
                                               const struct askcam_frame *frame,
                                               struct askcam_error *err);

/* The user does not want the last measured frame. */
bool askcam_frame_filter_refuses(const struct askcam_frame_filter *filter);

/* The next frame is compared with the last measured one. */
void askcam_frame_filter_accept(struct askcam_frame_filter *filter);

/* ASKCAM_ERR_SOURCE: which measure failed, its value and its limit. */
enum askcam_status askcam_frame_filter_fail(const struct askcam_frame_filter *filter,
                                            unsigned tries, struct askcam_error *err);

#endif
