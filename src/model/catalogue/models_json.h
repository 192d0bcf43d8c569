/* SPDX-License-Identifier: MIT */
/*
 * models_json.h - the text of models.json inside the program.
 *
 * For: knowing the models without a file to find.  Must not know: what the text says.
 */
#ifndef ASKCAM_MODELS_JSON_H
#define ASKCAM_MODELS_JSON_H

#include <stddef.h>

/* The text, without a '\0' at its end; *text_bytes gets its length. */
const char *askcam_models_json(size_t *text_bytes);

#endif
