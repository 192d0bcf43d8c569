/* SPDX-License-Identifier: MIT */
/*
 * char_width.h - columns that a character takes on a terminal.
 *
 * For: wrapping, whatever the locale.  Knows the wide characters of Unicode 15 (UAX #11: W and F)
 * and marks without a width, by blocks: where a block is mixed, its characters count as wide, so
 * that a line is rather too short than too long.
 */
#ifndef ASKCAM_CHAR_WIDTH_H
#define ASKCAM_CHAR_WIDTH_H

#include <stddef.h>

/* 0, 1 or 2 columns of the one UTF-8 character text[0..bytes); 1 for anything else. */
unsigned char_width(const char *text, size_t bytes);

#endif
