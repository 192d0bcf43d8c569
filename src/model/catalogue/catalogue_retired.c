/* SPDX-License-Identifier: MIT */
/* catalogue_retired.c - see catalogue.h: what takes the place of a retired model. */
#include <stdio.h>
#include <string.h>

#include "catalogue.h"

static bool can_follow(const struct askcam_model *model, const struct askcam_model *retired)
{
    return retired->family[0] != '\0' && strcmp(model->family, retired->family) == 0 &&
           model->retired[0] == '\0' && strchr(model->name, '*') == NULL;
}

bool askcam_model_successor(const struct askcam_catalogue *catalogue,
                            const struct askcam_model *retired, char name[ASKCAM_MODEL_NAME_BYTES])
{
    struct askcam_model model;

    for (size_t i = 0; askcam_catalogue_entry(catalogue, i, &model); i++) {
        if (can_follow(&model, retired)) {
            (void)snprintf(name, ASKCAM_MODEL_NAME_BYTES, "%s", model.name);
            return true;
        }
    }
    return false;
}
