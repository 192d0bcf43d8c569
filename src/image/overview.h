/* SPDX-License-Identifier: MIT */
/*
 * overview.h - the whole upright frame as RGB pixels, and where its crop and masks lie in it.
 *
 * For: showing a person what a picture is cut out of, so that a crop can be set by eye.
 * Must not know: how pixels are shown.
 */
#ifndef ASKCAM_OVERVIEW_H
#define ASKCAM_OVERVIEW_H

#include "picture.h"

/* Rectangles are in pixels of the upright frame, as --crop and --mask are given. */
struct askcam_overview {
    uint32_t width_px; /* of the upright frame */
    uint32_t height_px;
    struct askcam_rect crop; /* the whole frame if there is none */
    struct askcam_rect masks[ASKCAM_PICTURE_MASKS];
    size_t masks_count; /* also those outside of the crop, but none outside of the frame */
};

/* Called for each row from the top; rgb holds 3 bytes a pixel and is valid for the call. */
struct askcam_overview_callbacks {
    void *ctx;
    void (*row)(void *ctx, uint32_t y, const uint8_t *rgb);
};

/* What the options of a picture that askcam_picture_init() took mean for its frame. */
enum askcam_status askcam_overview_init(struct askcam_overview *overview,
                                        const struct askcam_picture *picture,
                                        struct askcam_error *err);

/*
 * Gives all rows of the upright frame, uncut and unmasked, scaled down to width_px x height_px,
 * which are 1 to the frame's.  Statuses and memory as askcam_picture_write().
 */
enum askcam_status askcam_overview_rows(const struct askcam_picture *picture, uint32_t width_px,
                                        uint32_t height_px,
                                        const struct askcam_overview_callbacks *callbacks,
                                        struct askcam_error *err);

#endif
