/* SPDX-License-Identifier: MIT */
/*
 * json_record.h - notes where the values of a text are, for the next texts that are like it.
 *
 * For: json.c; see json_value.h for the layers.
 */
#ifndef ASKCAM_JSON_RECORD_H
#define ASKCAM_JSON_RECORD_H

#include "json.h"

/* A value starts at `at`; scan->recorded is set, and value_paths and named are this value's. */
void askcam_json_record_value(struct askcam_json *scan, const uint8_t *at);

/* The value before `at` is over; likewise. */
void askcam_json_record_end(struct askcam_json *scan, const uint8_t *at);

#endif
