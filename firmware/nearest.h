/* SPDX-License-Identifier: MIT */
/*
 * nearest.h - how far a word is from the one that was meant.
 *
 * For: telling what a mistyped command or option may have been.
 */
#ifndef ASKCAM_NEAREST_H
#define ASKCAM_NEAREST_H

/* Words further apart than this are not meant for one another. */
enum { NEAREST_MOST = 2 };

/*
 * Letters to put in, leave out, replace, or swap with their neighbour, to make b of a; some number
 * above NEAREST_MOST if a word is too long to be told.
 */
unsigned nearest_distance(const char *a, const char *b);

#endif
