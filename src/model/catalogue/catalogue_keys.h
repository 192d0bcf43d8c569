/* SPDX-License-Identifier: MIT */
/*
 * catalogue_keys.h - the rows of "keys" in models.json: a pattern of hosts and the environment
 * variable whose key those hosts may get.
 *
 * For: catalogue_check.c; finding a row is in catalogue.h.
 */
#ifndef ASKCAM_CATALOGUE_KEYS_H
#define ASKCAM_CATALOGUE_KEYS_H

#include <stdbool.h>

#include <cjson/cJSON.h>

/* NULL if the row is a host pattern with the name of a variable; else what was expected. */
const char *askcam_catalogue_key_expected(const cJSON *row);

/*
 * The host matches the pattern: in any case of letters; "*." at the start stands for one label or
 * more, any other '*' for text within one label.
 */
bool askcam_host_match(const char *pattern, const char *host);

#endif
