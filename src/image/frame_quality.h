/* SPDX-License-Identifier: MIT */
/*
 * frame_quality.h - whether a frame is worth asking about: too dark, too bright, blurred, or
 * unchanged.
 *
 * For: `snap --judge`, recipes that reject frames, and the watch loop, which asks only when
 * something has changed.  Must not know: what is done with a verdict, where frames come from.
 *
 * All measures are thousandths.  The limits were set so that of photographs of six meters and
 * gauges the sharp ones pass by half as much again, the same ones blurred (Gaussian, 2 pixels of
 * 640) fail, and frames that are black or white fail.
 */
#ifndef ASKCAM_FRAME_QUALITY_H
#define ASKCAM_FRAME_QUALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "frame.h"

enum {
    ASKCAM_QUALITY_SIDE_PX = 320, /* frames are measured no larger than this */
    ASKCAM_QUALITY_CELL_PX = 8,
    ASKCAM_QUALITY_CELLS = ASKCAM_QUALITY_SIDE_PX / ASKCAM_QUALITY_CELL_PX, /* in a row, at most */

    ASKCAM_QUALITY_DARK = 160, /* less brightness, and no light above, is dark */
    ASKCAM_QUALITY_DARK_LIGHT = 350,
    ASKCAM_QUALITY_BRIGHT = 940, /* more brightness is bright */
    ASKCAM_QUALITY_WHITE = 600,  /* a larger share of white is bright */
    ASKCAM_QUALITY_SHARP = 250,  /* less sharpness is blurred */
    ASKCAM_QUALITY_CHANGED = 30, /* less difference is unchanged */
};

enum askcam_verdict {
    ASKCAM_VERDICT_OK,
    ASKCAM_VERDICT_DARK,
    ASKCAM_VERDICT_BRIGHT,
    ASKCAM_VERDICT_BLURRED,
    ASKCAM_VERDICT_UNCHANGED,
};

/* What was measured of a frame; holds no pointer, so the last accepted one can be kept by copy. */
struct askcam_frame_quality {
    uint16_t brightness; /* mean: 0 black, 1000 white */
    uint16_t light;      /* what 99 of 100 pixels are darker than */
    uint16_t black;      /* share of pixels that are clipped */
    uint16_t white;
    uint16_t sharpness; /* variance of the Laplacian by variance of brightness, where there is any
                           detail: the median of all places; 0 if there is none */
    uint8_t cells_x;    /* of the grid below */
    uint8_t cells_y;
    uint8_t cells[ASKCAM_QUALITY_CELLS * ASKCAM_QUALITY_CELLS]; /* mean brightness, row by row */
};

/*
 * Measures a frame.  ASKCAM_ERR_SOURCE if it is short or a broken JPEG; quality is then untouched.
 */
enum askcam_status askcam_frame_quality_measure(const struct askcam_frame *frame,
                                                struct askcam_frame_quality *quality,
                                                struct askcam_error *err);

/*
 * The largest difference of any place between two measured frames, apart from what changed
 * everywhere alike: 0 nothing, 1000 black against white.  Frames of different shapes differ by
 * 1000.
 */
uint16_t askcam_frame_quality_difference(const struct askcam_frame_quality *quality,
                                         const struct askcam_frame_quality *last);

/*
 * Every verdict that applies by the limits above: bit N for verdict N.  A dark frame may be blurred
 * and unchanged as well; bit 0 (ok) is set if no other is.  last may be NULL.
 */
unsigned askcam_frame_quality_verdicts(const struct askcam_frame_quality *quality,
                                       const struct askcam_frame_quality *last);

/* The first verdict of those, in the order of the list.  verdicts must not be 0. */
enum askcam_verdict askcam_frame_quality_first(unsigned verdicts);

/* "ok", "dark", "bright", "blurred", "unchanged".  Never NULL. */
const char *askcam_verdict_text(enum askcam_verdict verdict);

#endif
