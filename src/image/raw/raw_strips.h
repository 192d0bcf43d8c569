/* SPDX-License-Identifier: MIT */
/*
 * raw_strips.h - a raw YUV frame as strips of 4:2:0, the way libjpeg takes raw data.
 *
 * For: inside the module, the encoder of raw frames.  A strip is one row of 16x16 blocks: 16 rows
 * of luma, 8 of each chroma, full range and Rec. 601.  Of more chroma than that the mean is taken.
 */
#ifndef ASKCAM_RAW_STRIPS_H
#define ASKCAM_RAW_STRIPS_H

#include <stdbool.h>

#include "frame.h"
#include "jpeg_guard.h"
#include "pixel_loops.h"
#include "raw_layout.h"

enum { ASKCAM_STRIP_ROWS = 2 * DCTSIZE };

/* In the caller's memory; start() fills it in. */
struct askcam_raw_strips {
    const struct askcam_frame *frame; /* checked, borrowed */
    const struct askcam_raw_layout *layout;
    const struct askcam_colour_step *colours;            /* NULL: Rec. 601 already */
    bool in_place[ASKCAM_RAW_PARTS];                     /* rows of the part point into the frame */
    JSAMPROW strip[ASKCAM_RAW_PARTS][ASKCAM_STRIP_ROWS]; /* as libjpeg reads them */
    JSAMPARRAY own[ASKCAM_RAW_PARTS];                    /* strip buffers; NULL if in place */
    uint8_t *whole[2];                                   /* rows of chroma before it is halved */
};

/* Under the guard of codec, from whose pool the buffers are. */
void askcam_raw_strips_start(struct askcam_raw_strips *strips, const struct askcam_frame *frame,
                             j_common_ptr codec);

/* Fills strips->strip from row y of the picture on; y is a multiple of ASKCAM_STRIP_ROWS. */
void askcam_raw_strips_fill(struct askcam_raw_strips *strips, uint32_t y);

/* libjpeg takes rows that it only reads without const. */
JSAMPROW askcam_unconst_row(const uint8_t *row);

#endif
