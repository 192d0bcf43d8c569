/* SPDX-License-Identifier: MIT */
/*
 * json_walk.h - parts of the walk over a text, for texts that are known but for some values.
 *
 * For: json_memo.c, the layer above json.c; see json_value.h for the layers.
 */
#ifndef ASKCAM_JSON_WALK_H
#define ASKCAM_JSON_WALK_H

#include "json.h"

/* Back to the start of a text. */
void askcam_json_restart(struct askcam_json *scan);

/*
 * Takes one string, number or literal at `at` < `end`, in an object or array: state, depth and
 * value_paths are as before that value.  Returns what follows it, or NULL if it is not a whole and
 * valid one, or a callback failed.
 */
const uint8_t *askcam_json_walk_scalar(struct askcam_json *scan, const uint8_t *at,
                                       const uint8_t *end);

#endif
