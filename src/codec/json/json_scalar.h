/* SPDX-License-Identifier: MIT */
/*
 * json_scalar.h - numbers, true, false and null.
 *
 * For: json.c; see json_value.h for the layers and for what a step is.
 */
#ifndef ASKCAM_JSON_SCALAR_H
#define ASKCAM_JSON_SCALAR_H

#include "json.h"

enum { IS_TRUE, IS_FALSE, IS_NULL };

/* A number, or the literal that begins so, from its first byte on; at < end. */
const uint8_t *askcam_json_begin_number(struct askcam_json *scan, const uint8_t *at,
                                        const uint8_t *end);
const uint8_t *askcam_json_begin_literal(struct askcam_json *scan, uint8_t which, const uint8_t *at,
                                         const uint8_t *end);

const uint8_t *askcam_json_number(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);
const uint8_t *askcam_json_literal(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);

/* A number in progress ends with the text, if it may end here. */
void askcam_json_end_number(struct askcam_json *scan);

#endif
