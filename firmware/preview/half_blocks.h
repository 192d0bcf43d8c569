/* SPDX-License-Identifier: MIT */
/*
 * half_blocks.h - pixels as text: two to a character, by U+2580 with two colours.
 *
 * For: the preview on any terminal with colours, where no library draws it better.
 * Must not know: which terminal it is.
 */
#ifndef ASKCAM_HALF_BLOCKS_H
#define ASKCAM_HALF_BLOCKS_H

#include "marked_image.h"
#include "sink.h"

/*
 * Writes one line of text for two rows of the image, as many characters wide as it is in pixels.
 * Colours are 24 bits, or the nearest of xterm's 256; each line ends with them reset.  A last odd
 * row leaves its lower half in the terminal's own colour.  A status of out comes back as it is.
 */
enum askcam_status half_blocks_write(const struct marked_image *image, bool has_24_bits,
                                     struct askcam_sink out);

#endif
