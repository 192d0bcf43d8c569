/* SPDX-License-Identifier: MIT */
/*
 * print.h - formatted lines to standard output.
 *
 * For: commands that print tables.
 */
#ifndef ASKCAM_PRINT_H
#define ASKCAM_PRINT_H

#include "out.h"

/* printf to out; what is longer than 1 KiB is cut.  Failures stay in out->status. */
void print_text(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
