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

#include <string.h>

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

enum { IS_TRUE, IS_FALSE, IS_NULL };

/*
 * The text is no JSON, unless the taker has failed before; returns `end`, as nothing more is looked
 * at.
 */
const uint8_t *askcam_json_refuse(struct askcam_json *scan, const uint8_t *end);

/* Hand a value, or a piece of it, to the taker, once for each path that names it. */
void askcam_json_hand_on(struct askcam_json *scan, enum askcam_json_type type, const char *text,
                         size_t text_bytes, bool last);

/* The value in progress is over. */
static inline void askcam_json_end_value(struct askcam_json *scan)
{
    scan->state = scan->depth == 0 ? IN_END : IN_REST;
}

/* The paths that lead to the open object or array. */
static inline uint64_t askcam_json_live(const struct askcam_json *scan)
{
    return scan->depth <= ASKCAM_JSON_PATH_DEPTH ? scan->live[scan->depth] : 0;
}

/* Of `some` of them, at least one, those whose next step has this name; depth >= 1. */
uint64_t askcam_json_match_some(const struct askcam_json *scan, uint64_t some, const char *name,
                                size_t name_bytes);

/* name[0] may be looked at even if the name is empty: a quote stands there. */
static inline size_t askcam_json_bucket(const char *name, size_t name_bytes)
{
    return (name_bytes + (unsigned char)name[0]) % ASKCAM_JSON_NAME_BUCKETS;
}

/* Which of the paths that lead to the open object lead on to this member; depth >= 1. */
static inline uint64_t askcam_json_match_name(const struct askcam_json *scan, const char *name,
                                              size_t name_bytes)
{
    uint64_t some = askcam_json_live(scan);

    if (some != 0) {
        some &= scan->paths->names[scan->depth - 1][askcam_json_bucket(name, name_bytes)];
    }
    return some == 0 ? 0 : askcam_json_match_some(scan, some, name, name_bytes);
}

/* Which of the paths that lead to the open array lead on to its next element; depth >= 1. */
uint64_t askcam_json_match_element(const struct askcam_json *scan);

/*
 * Eight bytes are looked at as one word: `hits` has the top bit of each that is not plain.  A
 * borrow between bytes can set a top bit too many, but only after a hit, so the first is right.
 * Where the first byte is not the lowest, the hit is found byte by byte instead.
 */
enum { ASKCAM_JSON_FIRST_IS_LOWEST = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ };

#define ASKCAM_JSON_EVERY(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Stands for itself in a string. */
static inline bool askcam_json_is_plain(uint8_t byte)
{
    return byte != '"' && byte != '\\' && byte >= 0x20U;
}

static inline uint64_t askcam_json_load(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/*
 * Past plain bytes up to 0x7F.  With bit 1 turned over, the quote (0x22) lies next to the control
 * characters, all of which stay below 0x20, so one subtraction finds both.
 */
static inline const uint8_t *askcam_json_skip_ascii(const uint8_t *at, const uint8_t *end)
{
    for (; end - at >= 8; at += 8) {
        const uint64_t word = askcam_json_load(at);
        const uint64_t hits = (((word ^ ASKCAM_JSON_EVERY(0x02)) - ASKCAM_JSON_EVERY(0x21)) |
                               ((word ^ ASKCAM_JSON_EVERY('\\')) - ASKCAM_JSON_EVERY(1)) | word) &
                              ASKCAM_JSON_EVERY(0x80);
        if (hits != 0 && ASKCAM_JSON_FIRST_IS_LOWEST) {
            return at + __builtin_ctzll(hits) / 8;
        }
        if (hits != 0) {
            break;
        }
    }
    while (at < end && askcam_json_is_plain(*at) && *at < 0x80U) {
        at++;
    }
    return at;
}

/*
 * A string of any kind after its first quote; a value's text is handed on, a key's is matched.
 * Up to `stop` it was seen to be plain ASCII.
 */
const uint8_t *askcam_json_begin_string(struct askcam_json *scan, bool is_key, const uint8_t *at,
                                        const uint8_t *stop, const uint8_t *end);

const uint8_t *askcam_json_string(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);
const uint8_t *askcam_json_escape(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);
const uint8_t *askcam_json_unicode(struct askcam_json *scan, const uint8_t *at, const uint8_t *end);

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
