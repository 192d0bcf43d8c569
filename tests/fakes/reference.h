/* SPDX-License-Identifier: MIT */
/*
 * reference.h - pictures changed the slow and plain way, to compare the image module with.
 *
 * For: tests.  Everything is done on whole RGB pictures, one operation after another in the order
 * of the command line, with none of the module's shortcuts.
 */
#ifndef ASKCAM_REFERENCE_H
#define ASKCAM_REFERENCE_H

#include <stdint.h>

/* Owned pixels, 3 bytes each; every function below gives a new picture and frees the old. */
struct reference {
    uint8_t *rgb;
    uint32_t width_px;
    uint32_t height_px;
};

/* What a viewer does for this Exif orientation. */
struct reference reference_upright(struct reference from, int orientation);
struct reference reference_rotate(struct reference from, unsigned degrees);
struct reference reference_crop(struct reference from, uint32_t x, uint32_t y, uint32_t width,
                                uint32_t height);
/* Clipped at the edges. */
struct reference reference_mask(struct reference from, uint32_t x, uint32_t y, uint32_t width,
                                uint32_t height);
/* Each pixel the mean of the area that it covers. */
struct reference reference_shrink(struct reference from, uint32_t width, uint32_t height);

#endif
