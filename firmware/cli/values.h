/* SPDX-License-Identifier: MIT */
/*
 * values.h - option values out of text: numbers, durations, sizes, rectangles.
 *
 * For: the command line and the settings file alike.  Each function takes the whole text or
 * nothing: false, and *value as it was, if the text holds anything else.
 */
#ifndef ASKCAM_VALUES_H
#define ASKCAM_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "picture.h"

/* A whole number, in decimal digits, within [least, most]. */
bool value_integer(const char *text, uint64_t least, uint64_t most, uint64_t *value);

/* A decimal number such as 0.7. */
bool value_number(const char *text, double *value);

/* "250ms", "30s", "5m", "2h", "1d"; "none" is ASKCAM_NEVER. */
bool value_duration(const char *text, uint64_t *value_ms);

/*
 * "HH:MM" or "HH:MM:SS" at *at, from 00:00 to 23:59:59, which moves behind it; in ms from midnight.
 */
bool value_time_of_day(const char **at, uint32_t *value_ms);

/* "1280x720", both from 1 to 65535. */
bool value_size(const char *text, uint32_t *width_px, uint32_t *height_px);

/* "X,Y,W,H", each in pixels, or with '%' and at most two decimals. */
bool value_rect(const char *text, struct askcam_rect_spec *rect);

#endif
