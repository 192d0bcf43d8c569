/* SPDX-License-Identifier: MIT */
/*
 * catalogue_prices.h - the price list of an entry of models.json, an array of objects.
 *
 * For: catalogue_members.c alone; what a question costs is in catalogue.h.
 */
#ifndef ASKCAM_CATALOGUE_PRICES_H
#define ASKCAM_CATALOGUE_PRICES_H

#include <cjson/cJSON.h>

#include "catalogue.h"

/* NULL if the value is a price list; else what was expected, in words. */
const char *askcam_prices_expected(const cJSON *value);

/* Adds the lists of one kind, by base URL or by region, to the model, as far as it holds them. */
void askcam_prices_read(const cJSON *value, bool by_url, struct askcam_model *model);

/* There are lists, and each is that of a base URL. */
bool askcam_prices_are_by_url(const cJSON *value);

#endif
