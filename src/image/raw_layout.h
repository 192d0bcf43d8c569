/* SPDX-License-Identifier: MIT */
/*
 * raw_layout.h - where the samples of raw pixels lie, for every format of frame.h.
 *
 * For: what reads raw frames, in this module and in the camera's, which finds the planes in a
 * driver's buffer by it.  Must not know: JPEG, V4L2.
 */
#ifndef ASKCAM_RAW_LAYOUT_H
#define ASKCAM_RAW_LAYOUT_H

#include <stdint.h>

#include "error.h"
#include "frame.h"

enum askcam_raw_family {
    ASKCAM_RAW_YUV, /* parts are Y, U, V */
    ASKCAM_RAW_GREY,
    ASKCAM_RAW_RGB, /* parts are R, G, B */
};

enum askcam_raw_packing {
    ASKCAM_RAW_BYTES,    /* a sample is a byte; of longer ones, the upper byte is taken */
    ASKCAM_RAW_WORDS,    /* some bits of 16, little endian */
    ASKCAM_RAW_BE_WORDS, /* big endian */
};

enum { ASKCAM_RAW_PARTS = 3 };

/* Sample i of a row is at + i * step bytes into that row of its plane. */
struct askcam_raw_part {
    uint8_t plane;
    uint8_t at;
    uint8_t step;
    uint8_t shift; /* in words: of its lowest bit */
    uint8_t bits;  /* in words: 4..8 */
};

struct askcam_raw_layout {
    enum askcam_raw_family family;
    enum askcam_raw_packing packing;
    uint8_t planes_count;
    uint8_t chroma_columns; /* luma samples to a sample of parts 1 and 2: 1 or 2 */
    uint8_t chroma_rows;    /* likewise in the height */
    struct askcam_raw_part part[ASKCAM_RAW_PARTS];
};

/* Never NULL for a format of the list. */
const struct askcam_raw_layout *askcam_raw_layout(enum askcam_pixels pixels);

/* Samples in a row, and rows, of a part: chroma of YUV may have fewer, rounded up. */
uint32_t askcam_raw_part_width(const struct askcam_raw_layout *layout, int part, uint32_t width_px);
uint32_t askcam_raw_part_height(const struct askcam_raw_layout *layout, int part,
                                uint32_t height_px);

/* The first sample of a part's row as the picture shows it; row < askcam_raw_part_height(). */
const uint8_t *askcam_raw_row(const struct askcam_frame *frame,
                              const struct askcam_raw_layout *layout, int part, uint32_t row);

/*
 * Whether all samples lie inside the planes.  ASKCAM_ERR_SOURCE if a plane is missing or too short
 * (a driver gave a short frame), or if the picture has no pixels or too many for a JPEG.
 */
enum askcam_status askcam_raw_check(const struct askcam_frame *frame, struct askcam_error *err);

#endif
