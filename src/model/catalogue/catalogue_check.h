/* SPDX-License-Identifier: MIT */
/*
 * catalogue_check.h - whether a file has the shape of models.json.
 *
 * For: catalogue.c alone.  Must not know: what is done with the data.
 */
#ifndef ASKCAM_CATALOGUE_CHECK_H
#define ASKCAM_CATALOGUE_CHECK_H

#include <cjson/cJSON.h>

#include "error.h"

#define ASKCAM_CATALOGUE_HINT "correct the file; askcam models shows what is built in"

/*
 * ASKCAM_ERR_CONFIG if the tree is not as it must be; err says which member of the file `path`,
 * and what was expected.
 */
enum askcam_status askcam_catalogue_check(const cJSON *tree, const char *path,
                                          struct askcam_error *err);

#endif
