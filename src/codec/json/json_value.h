/* SPDX-License-Identifier: MIT */
/*
 * json_value.h - where the scanner is in a text, and how it reports a value.
 *
 * For: the files of the JSON scanner, json.h is its interface.  They are layers, each of which
 * calls only those below it: json.c (objects and arrays), json_string.c and json_scalar.c (values),
 * json_value.c and json_paths.c.
 *
 * A text is walked by one state.  Each step takes one or more of the bytes at..end, at < end,
 * moves to the next state and returns what is left; nothing looks behind `end`, and what a later
 * step must know of taken bytes is in struct askcam_json.  A step that fails sets `status`.
 */
#ifndef ASKCAM_JSON_VALUE_H
#define ASKCAM_JSON_VALUE_H

#include "json.h"

enum {
    IN_VALUE, /* before a value */
    IN_START, /* after '[' or '{' */
    IN_KEY,   /* before a member's name */
    IN_COLON, /* after it */
    IN_REST,  /* after a value in an object or array */
    IN_END,   /* after the text */
    IN_STRING,
    IN_ESCAPE,  /* after '\\' */
    IN_UNICODE, /* after "\\u" */
    IN_NUMBER,
    IN_LITERAL,
};

/*
 * The text is not JSON, unless a callback has failed before; returns `end`, as nothing more is
 * looked at.
 */
const uint8_t *askcam_json_refuse(struct askcam_json *scan, const uint8_t *end);

/* Pass a value, or a piece of it, to the callback, once for each path that names it. */
void askcam_json_hand_on(struct askcam_json *scan, enum askcam_json_type type, const char *text,
                         size_t text_bytes, bool last);

/* The value in progress is over. */
static inline void askcam_json_end_value(struct askcam_json *scan)
{
    scan->state = scan->depth == 0 ? IN_END : IN_REST;
}

#endif
