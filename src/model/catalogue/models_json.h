/* SPDX-License-Identifier: MIT */
/*
 * models_json.h - models.json inside the program, in parts.
 *
 * For: knowing the models without a file to find, and parsing no more of it than an ask needs: the
 * whole tree takes four times the memory of its text.  Must not know: what the texts say.
 */
#ifndef ASKCAM_MODELS_JSON_H
#define ASKCAM_MODELS_JSON_H

#include <stddef.h>

/* A member of "models" or "families", with its value as JSON text. */
struct askcam_models_row {
    const char *section; /* NULL: the end of the rows */
    const char *name;
    const char *json;
};

/* In the order of the file. */
extern const struct askcam_models_row ASKCAM_MODELS_ROWS[];

/* All other members of the file, as one JSON object. */
extern const char ASKCAM_MODELS_REST[];

#endif
