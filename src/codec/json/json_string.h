/* SPDX-License-Identifier: MIT */
/*
 * json_string.h - strings: values and members' names.
 *
 * For: json.c and json_memo.c; see json_value.h for the layers and for what a step is.
 */
#ifndef ASKCAM_JSON_STRING_H
#define ASKCAM_JSON_STRING_H

#include "json.h"

/*
 * A string of any kind after its first quote; a value's text is passed on, a key's is matched.
 * Up to `stop` it was seen to be plain ASCII.
 */
const uint8_t *askcam_json_begin_string(struct askcam_json *scan, bool is_key, const uint8_t *at,
                                        const uint8_t *stop, const uint8_t *end);

const uint8_t *askcam_json_string(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);
const uint8_t *askcam_json_escape(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);
const uint8_t *askcam_json_unicode(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);

/* Past plain characters; stops at a byte that does not begin one, or at one that is cut. */
const uint8_t *askcam_json_skip_text(const uint8_t *at, const uint8_t *end);

/*
 * The text of a string of ASCII characters and escapes of one character, after its first quote.
 * Returns what follows the string; NULL if it is not of this kind, not whole, or its text too long.
 */
const uint8_t *askcam_json_unescape(const uint8_t *at, const uint8_t *end,
                                    char text[ASKCAM_JSON_TEXT_BYTES], size_t *text_bytes);

#endif
