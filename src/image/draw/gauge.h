/* SPDX-License-Identifier: MIT */
/*
 * gauge.h - the colour of any point of a drawn gauge.
 *
 * For: inside the module, pattern_draw.c.  Must not know: pixels' formats, memory.
 */
#ifndef ASKCAM_GAUGE_H
#define ASKCAM_GAUGE_H

#include <stdint.h>

enum { ASKCAM_GAUGE_MARKS = 50 }; /* the scale in steps of 2 */

/* A gauge in a picture of a certain size; made by askcam_gauge().  Directions count y upwards. */
struct askcam_gauge {
    float centre_x;
    float centre_y;
    float radius;
    float needle[2];
    float marks[ASKCAM_GAUGE_MARKS + 1][2];
};

struct askcam_gauge askcam_gauge(uint32_t width_px, uint32_t height_px, uint32_t value_milli);

/* The colour of the pixel (x, y), edges smoothed over one pixel. */
void askcam_gauge_pixel(const struct askcam_gauge *gauge, uint32_t x, uint32_t y, uint8_t rgb[3]);

#endif
