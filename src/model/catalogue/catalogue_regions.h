/* SPDX-License-Identifier: MIT */
/*
 * catalogue_regions.h - the "regions" and "workspaces" of models.json, checked.
 *
 * For: catalogue_check.c, which reads a user's file.
 */
#ifndef ASKCAM_CATALOGUE_REGIONS_H
#define ASKCAM_CATALOGUE_REGIONS_H

#include <cjson/cJSON.h>

/* What was expected instead of a row of "regions", or NULL. */
const char *askcam_catalogue_region_expected(const cJSON *row);

/* What was expected instead of a row of "workspaces", or NULL. */
const char *askcam_catalogue_workspace_expected(const cJSON *row);

#endif
