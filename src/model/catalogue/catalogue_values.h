/* SPDX-License-Identifier: MIT */
/*
 * catalogue_values.h - the plain values that models.json is made of.
 *
 * For: the readers of its members and of its price lists.
 */
#ifndef ASKCAM_CATALOGUE_VALUES_H
#define ASKCAM_CATALOGUE_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

/* A whole number from 0 on, exact in a double. */
bool askcam_is_count(const cJSON *value);

/* A text of 1 to cap_bytes - 1 bytes. */
bool askcam_is_word(const cJSON *value, size_t cap_bytes);

#endif
