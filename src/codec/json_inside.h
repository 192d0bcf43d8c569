/* SPDX-License-Identifier: MIT */
/*
 * json_inside.h - what the files of the JSON scanner say to each other.
 *
 * For: json*.c only; json.h is the face.
 *
 * A text is walked by one state.  Each step takes one or more of the bytes at..end, at < end,
 * moves to the next state and returns what is left; nothing looks behind `end`, and what a later
 * step must know of taken bytes is in struct askcam_json.  A step that fails sets `status`.
 */
#ifndef ASKCAM_JSON_INSIDE_H
#define ASKCAM_JSON_INSIDE_H

#include "json.h"

enum {
    IN_VALUE,        /* before a value */
    IN_ARRAY_START,  /* after '[' */
    IN_OBJECT_START, /* after '{' */
    IN_KEY,          /* after ',' in an object */
    IN_COLON,        /* after a member's name */
    IN_REST,         /* after a value in an object or array */
    IN_END,          /* after the text */
    IN_STRING,
    IN_ESCAPE,  /* after '\\' */
    IN_UNICODE, /* after "\\u" */
    IN_NUMBER,
    IN_LITERAL,
};

/* The first failure is a text that is no JSON; returns `end`, as nothing more is looked at. */
const uint8_t *askcam_json_refuse(struct askcam_json *scan, const uint8_t *end);

/* Hand a value, or a piece of it, to the taker, once for each path that names it. */
void askcam_json_hand_on(struct askcam_json *scan, enum askcam_json_type type, const char *text,
                         size_t text_bytes, bool last);

/* The value in progress is over. */
void askcam_json_end_value(struct askcam_json *scan);

/* Which of the paths that lead to the open object lead on to this member; depth >= 1. */
uint64_t askcam_json_match_name(const struct askcam_json *scan, const char *name,
                                size_t name_bytes);

/* Which of the paths that lead to the open array lead on to its next element; depth >= 1. */
uint64_t askcam_json_match_element(const struct askcam_json *scan);

/* Begin a string after its quote; a value's text is handed on, a key's is matched. */
void askcam_json_begin_string(struct askcam_json *scan, bool is_key);

const uint8_t *askcam_json_string(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);
const uint8_t *askcam_json_escape(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);
const uint8_t *askcam_json_unicode(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);

/* Begin a number or a literal at its first byte, which is not taken yet. */
void askcam_json_begin_number(struct askcam_json *scan);
void askcam_json_begin_literal(struct askcam_json *scan, uint8_t first);

const uint8_t *askcam_json_number(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);
const uint8_t *askcam_json_literal(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);

/* A number in progress ends with the text, if it may end here. */
void askcam_json_end_number(struct askcam_json *scan);

#endif
