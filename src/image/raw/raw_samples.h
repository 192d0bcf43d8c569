/* SPDX-License-Identifier: MIT */
/*
 * raw_samples.h - a row of one part of a raw frame as plain bytes: the same for every format.
 *
 * For: inside the module, what needs the samples next to each other.  Must not know: JPEG.
 */
#ifndef ASKCAM_RAW_SAMPLES_H
#define ASKCAM_RAW_SAMPLES_H

#include "frame.h"
#include "raw_layout.h"

/* askcam_raw_part_width() samples of 8 bits and full range. */
void askcam_raw_samples(const struct askcam_frame *frame, const struct askcam_raw_layout *layout,
                        int part, uint32_t row, uint8_t *dst);

/* Makes full range of that many samples, if the frame's are limited. */
void askcam_raw_expand(const struct askcam_frame *frame, const struct askcam_raw_layout *layout,
                       int part, uint8_t *samples, size_t count);

#endif
