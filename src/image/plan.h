/* SPDX-License-Identifier: MIT */
/*
 * plan.h - what the picture options mean for a picture of a certain size: whole pixels, all in the
 * stored picture's own coordinates.
 *
 * For: inside the module.  Crop and masks are given in the upright picture; the rows that a decoder
 * gives are not upright, so they are rotated back here, once.
 * Must not know: JPEG, pixels.
 */
#ifndef ASKCAM_PLAN_H
#define ASKCAM_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum { ASKCAM_PICTURE_MASKS = 16 };

/* A length in pixels, or in hundredths of a percent of the picture's side. */
struct askcam_extent {
    uint32_t value;
    bool is_percent; /* value is percent times 100 */
};

/* A rectangle in the upright picture; zero width means: none. */
struct askcam_rect_spec {
    struct askcam_extent x, y, width, height;
};

/* Zeroed means: change nothing, drop metadata, quality ASKCAM_PICTURE_QUALITY. */
struct askcam_picture_options {
    uint8_t quality; /* 1..100; 0: the default */
    struct askcam_rect_spec crop;
    struct askcam_rect_spec masks[ASKCAM_PICTURE_MASKS];
    size_t masks_count;
    uint16_t rotate_degrees; /* 0, 90, 180, 270; clockwise */
    uint32_t max_side_px;    /* 0: any */
    bool keep_metadata;
};

/* A rectangle in whole pixels. */
struct askcam_rect {
    uint32_t x, y, width, height;
};

/*
 * One of the eight orientations of a picture: the new pixel (X, Y) is the old (X, Y), or (Y, X) if
 * it swaps, with x counted from the old right edge if it flips x, and y from the bottom likewise.
 */
struct askcam_rotation {
    bool swaps;
    bool flips_x;
    bool flips_y;
};

struct askcam_plan {
    uint32_t source_width_px; /* as stored */
    uint32_t source_height_px;
    struct askcam_rect crop;                        /* in the stored picture, like the masks */
    struct askcam_rect masks[ASKCAM_PICTURE_MASKS]; /* inside crop, none empty */
    size_t masks_count;
    uint32_t scaled_width_px; /* of the crop, before it is rotated */
    uint32_t scaled_height_px;
    struct askcam_rotation rotation;
    uint32_t width_px; /* of the result */
    uint32_t height_px;
    bool changes; /* false: the result is the stored picture, pixel for pixel */
};

/* What is stored: its size and Exif orientation, and its name for error texts. */
struct askcam_plan_source {
    const char *name;
    uint32_t width_px;
    uint32_t height_px;
    uint8_t orientation; /* 1..8 */
};

/*
 * ASKCAM_ERR_USAGE if the crop has no area or reaches outside the upright picture; plan is then
 * untouched.  Where percentages cut through pixels, a crop begins and ends with the pixel that is
 * cut (so that crops side by side share none), and a mask covers it.  A max_side that is met
 * already, a crop of everything and a mask outside of the crop change nothing.
 */
enum askcam_status askcam_plan_make(struct askcam_plan *plan,
                                    const struct askcam_plan_source *source,
                                    const struct askcam_picture_options *options,
                                    struct askcam_error *err);

#endif
