/* SPDX-License-Identifier: MIT */
/*
 * pattern_draw.h - pictures that are drawn: an analog gauge, colour bars.
 *
 * For: trying the whole way without a camera, and asking what the gauge shows: the answer is known.
 * Must not know: what draws again when, sources.
 *
 * The gauge: the dial's centre is the picture's, its radius 0.42 of the shorter side.  0 is at 225
 * degrees (counted counter-clockwise from the right), 100 at -45, clockwise over 270 degrees.  A
 * white dial in a black ring; black ticks every 2, longer ones with digits every 10; a red needle
 * from the centre to 0.8 of the radius.  All edges are smooth, so the needle can still be measured
 * to a part of a scale mark when the picture is 200 pixels wide.
 */
#ifndef ASKCAM_PATTERN_DRAW_H
#define ASKCAM_PATTERN_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "frame.h"

enum { ASKCAM_GAUGE_MAX_MILLI = 100000 }; /* 100, the end of the scale */

/* Memory to draw in: at least askcam_canvas_bytes() of it, the caller's. */
struct askcam_canvas {
    uint8_t *memory;
    uint32_t width_px; /* > 0, at most ASKCAM_PICTURE_SIDE_PX; 64 and more show something */
    uint32_t height_px;
};

/* What a picture of this size takes: 4:2:0, so 1.5 bytes a pixel, and a little more if odd. */
size_t askcam_canvas_bytes(uint32_t width_px, uint32_t height_px);

/*
 * Draws the gauge at value_milli thousandths of the scale's unit, 0..ASKCAM_GAUGE_MAX_MILLI, and
 * returns it as a raw frame (YU12, full range) that lies in canvas->memory.
 */
struct askcam_frame askcam_draw_gauge(const struct askcam_canvas *canvas, uint32_t value_milli);

/* The same with eight bars: white, yellow, cyan, green, magenta, red, blue, black. */
struct askcam_frame askcam_draw_bars(const struct askcam_canvas *canvas);

#endif
