/* SPDX-License-Identifier: MIT */
/*
 * marked_image.h - pixels in memory, and marks painted over them: a crop's edge, masks.
 *
 * For: the preview.  Must not know: where the pixels are from, how they are shown.
 */
#ifndef ASKCAM_MARKED_IMAGE_H
#define ASKCAM_MARKED_IMAGE_H

#include "overview.h"

/* 3 bytes R G B a pixel, rows from the top, no gaps. */
struct marked_image {
    uint8_t *rgb;
    uint32_t width_px;
    uint32_t height_px;
    uint32_t pen_px; /* how thick edges are drawn */
};

/* The colours of edges, 0xRRGGBB. */
enum { MARK_CROP = 0xffff00, MARK_MASK = 0xff3030 };

/*
 * Paints over an image that shows the whole frame of the overview: masks become black with an edge,
 * what the crop leaves out becomes dark, and the crop gets an edge, inside of it.
 */
void marked_image_mark(struct marked_image *image, const struct askcam_overview *overview);

#endif
