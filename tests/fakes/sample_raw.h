/* SPDX-License-Identifier: MIT */
/*
 * sample_raw.h - raw frames for tests, in every format, made from formulas and not from src/.
 *
 * For: tests of the image module and of what takes frames.
 */
#ifndef ASKCAM_SAMPLE_RAW_H
#define ASKCAM_SAMPLE_RAW_H

#include <stdbool.h>
#include <stdint.h>

#include "frame.h"

/* A frame of its own memory; sample_raw_free() it. */
struct sample_raw {
    struct askcam_frame frame;
    uint8_t *planes[ASKCAM_RAW_PLANES]; /* exactly as long as needed, for the sanitizer */
};

/* The colours of sample_rgb() at this size; rows lie row_gap_bytes further apart than they must. */
struct sample_raw sample_raw(enum askcam_pixels pixels, uint32_t width_px, uint32_t height_px,
                             uint32_t row_gap_bytes, bool limited_range);

/* What else a frame may be. */
struct sample_raw_spec {
    enum askcam_pixels pixels;
    uint32_t width_px, height_px;
    uint32_t row_gap_bytes;
    bool limited_range;
    enum askcam_matrix matrix;   /* of YUV */
    enum askcam_row_order order; /* of one field: the top one, so only even rows are stored */
};

struct sample_raw sample_raw_of(const struct sample_raw_spec *spec);

bool sample_raw_is_yuv(enum askcam_pixels pixels);
bool sample_raw_is_grey(enum askcam_pixels pixels);

/* The fewest bits of a sample: 8, or less. */
unsigned sample_raw_bits(enum askcam_pixels pixels);

void sample_raw_free(struct sample_raw *raw);

/* The same colours as 3 bytes R G B a pixel; free() them. */
uint8_t *sample_raw_rgb(uint32_t width_px, uint32_t height_px, bool grey);

#endif
