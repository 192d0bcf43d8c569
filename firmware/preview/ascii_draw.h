/* SPDX-License-Identifier: MIT */
/*
 * ascii_draw.h - pixels as ASCII characters by their brightness, without an escape sequence.
 *
 * For: the preview where the user's locale is C, which has no other characters.
 */
#ifndef ASKCAM_ASCII_DRAW_H
#define ASKCAM_ASCII_DRAW_H

#include "marked_image.h"
#include "sink.h"

/*
 * Writes one line of text for two rows of the image, as many characters wide as it is in pixels.
 * A status of out comes back as it is.
 */
enum askcam_status ascii_draw_write(const struct marked_image *image, struct askcam_sink out);

#endif
