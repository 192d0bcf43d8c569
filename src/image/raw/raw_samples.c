/* SPDX-License-Identifier: MIT */
/* raw_samples.c - see raw_samples.h. */
#include "raw_samples.h"

#include "pixel_loops.h"

void askcam_raw_expand(const struct askcam_frame *frame, const struct askcam_raw_layout *layout,
                       int part, uint8_t *samples, size_t count)
{
    if (!frame->raw.limited_range) {
        return;
    }
    if (part > 0 && layout->family == ASKCAM_RAW_YUV) {
        askcam_pixels_expand_chroma(samples, count);
    } else {
        askcam_pixels_expand_luma(samples, count);
    }
}

void askcam_raw_samples(const struct askcam_frame *frame, const struct askcam_raw_layout *layout,
                        int part, uint32_t row, uint8_t *dst)
{
    const struct askcam_raw_part *const where = &layout->part[part];
    const uint8_t *const src = askcam_raw_row(frame, layout, part, row);
    const size_t count = askcam_raw_part_width(layout, part, frame->width_px);

    if (layout->packing == ASKCAM_RAW_BYTES) {
        askcam_pixels_pick(dst, src, where->step, count);
    } else {
        const struct askcam_word_part bits = {.big_endian = layout->packing == ASKCAM_RAW_BE_WORDS,
                                              .is_chroma =
                                                  part > 0 && layout->family == ASKCAM_RAW_YUV,
                                              .shift = where->shift,
                                              .bits = where->bits};
        askcam_pixels_unpack(dst, src, &bits, count);
    }
    askcam_raw_expand(frame, layout, part, dst, count);
}
