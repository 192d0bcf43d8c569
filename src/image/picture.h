/* SPDX-License-Identifier: MIT */
/*
 * picture.h - a frame as it will be sent: which pixels, at which quality, in how many bytes.
 *
 * For: writing the same JPEG into any sink, any number of times, without ever holding it whole:
 * a JPEG that nothing changes goes through with only its metadata dropped and missing Huffman
 * tables put in; everything else is decoded, transformed and encoded in strips of rows.
 * Knows JPEG, Exif orientation.  Must not know: base64, requests, where frames come from.
 */
#ifndef ASKCAM_PICTURE_H
#define ASKCAM_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "frame.h"
#include "sink.h"

enum {
    ASKCAM_PICTURE_MASKS = 16,
    ASKCAM_PICTURE_SIDE_PX = 65500,    /* the longest side that libjpeg takes */
    ASKCAM_PICTURE_QUALITY = 85,       /* the default */
    ASKCAM_PICTURE_QUALITY_FLOOR = 40, /* fit() goes no lower before it makes the picture smaller */
};

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

/*
 * Picture state, in the caller's memory; fields belong to picture.c.  Borrows the frame's pixels
 * or bytes until the last call; holds no handle between calls, so there is no close.
 */
struct askcam_picture {
    struct askcam_frame frame;
    struct askcam_picture_options options;
    uint32_t width_px; /* of what is written, after all operations */
    uint32_t height_px;
    bool reencodes; /* false: the coded picture goes through untouched */
    bool is_cmyk;
    uint8_t orientation; /* Exif, 1..8 */
    uint8_t quality;     /* in force */
    uint64_t size_bytes; /* of what is written; 0: not measured yet */
};

/*
 * Looks at the frame and decides what to do.  Operations in order: Exif orientation, masks and
 * crop, rotation, max_side, encoding.
 * ASKCAM_ERR_USAGE: a crop that reaches outside the picture.  ASKCAM_ERR_SOURCE: no sound JPEG
 * (what is wrong and at which byte), or a change that this kind of JPEG cannot take.
 */
enum askcam_status askcam_picture_init(struct askcam_picture *picture,
                                       const struct askcam_frame *frame,
                                       const struct askcam_picture_options *options,
                                       struct askcam_error *err);

/*
 * The bytes that write() will write, by a pass that keeps nothing; remembered in
 * picture->size_bytes.  Gives up at limit_bytes with ASKCAM_ERR_TOO_LARGE (and no err).
 */
enum askcam_status askcam_picture_measure(struct askcam_picture *picture, uint64_t limit_bytes,
                                          struct askcam_error *err);

/*
 * Makes the picture at most limit_bytes long: measures, then lowers the quality in steps down to
 * ASKCAM_PICTURE_QUALITY_FLOOR, then the size.  *changed tells whether it had to; the caller
 * warns with picture->quality, width_px and height_px.
 * ASKCAM_ERR_USAGE if not even a small picture fits.
 */
enum askcam_status askcam_picture_fit(struct askcam_picture *picture, uint64_t limit_bytes,
                                      bool *changed, struct askcam_error *err);

/* Writes the whole JPEG.  A status of out comes back as it is, with no err of its own. */
enum askcam_status askcam_picture_write(struct askcam_picture *picture, struct askcam_sink out,
                                        struct askcam_error *err);

/*
 * Mean brightness of a frame, 0..255, from a coarse look (every so many rows, or the JPEG decoded
 * at 1/8).  For the settling of a camera's exposure.
 */
enum askcam_status askcam_frame_brightness(const struct askcam_frame *frame, uint8_t *brightness,
                                           struct askcam_error *err);

#endif
