/* SPDX-License-Identifier: MIT */
/*
 * edit_distance.h - how far a word is from the one that was meant.
 *
 * For: telling what a mistyped command or option may have been.
 */
#ifndef ASKCAM_EDIT_DISTANCE_H
#define ASKCAM_EDIT_DISTANCE_H

/* Words further apart than this are not meant for one another. */
enum { EDIT_DISTANCE_MOST = 2 };

/*
 * Letters to put in, leave out, replace, or swap with their neighbour, to make b of a; some number
 * above EDIT_DISTANCE_MOST if a word is too long to be told.
 */
unsigned edit_distance(const char *a, const char *b);

#endif
