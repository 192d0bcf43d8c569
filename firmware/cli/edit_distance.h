/* SPDX-License-Identifier: MIT */
/*
 * edit_distance.h - how far a word is from another one.
 *
 * For: suggestions for a mistyped command, option or variable.
 */
#ifndef ASKCAM_EDIT_DISTANCE_H
#define ASKCAM_EDIT_DISTANCE_H

/* Words further apart than this are not suggested for one another. */
enum { EDIT_DISTANCE_MOST = 2 };

/*
 * Letters to put in, leave out, replace, or swap with their neighbour, to make b of a; some number
 * above EDIT_DISTANCE_MOST if a word is too long to compare.
 */
unsigned edit_distance(const char *a, const char *b);

#endif
