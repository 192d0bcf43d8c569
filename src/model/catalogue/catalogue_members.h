/* SPDX-License-Identifier: MIT */
/*
 * catalogue_members.h - the members that an entry of models.json may have.
 *
 * For: catalogue.c alone.  One table says each member's name, type and place in struct
 * askcam_model, both for checking a file and for reading it.
 */
#ifndef ASKCAM_CATALOGUE_MEMBERS_H
#define ASKCAM_CATALOGUE_MEMBERS_H

#include <cjson/cJSON.h>

#include "catalogue.h"

/* Number of a member by its name, or SIZE_MAX. */
size_t askcam_member_number(const char *name);

/* Everything unknown but the name. */
void askcam_model_clear(struct askcam_model *model, const char *name);

/* NULL if the value fits member i; else what was expected, in words. */
const char *askcam_member_expected(size_t i, const cJSON *value);

/* Puts a value that fits into the model. */
void askcam_member_read(size_t i, const cJSON *value, struct askcam_model *model);

#endif
