/* SPDX-License-Identifier: MIT */
/*
 * option_text.h - an option's value in force, as text.
 *
 * For: `askcam config`.
 */
#ifndef ASKCAM_OPTION_TEXT_H
#define ASKCAM_OPTION_TEXT_H

#include <stddef.h>

#include "option_rows.h"

/* The value as on the command line; "-" where none is set.  Cut to text_bytes. */
void option_value_text(const struct option_row *row, const struct options *options, char *text,
                       size_t text_bytes);

#endif
