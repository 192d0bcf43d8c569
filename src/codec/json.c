/* SPDX-License-Identifier: MIT */
/*
 * json.c - see json.h; the walk over objects and arrays.  json_inside.h says how it is driven.
 *
 * Paths are bits of a set.  live[N] holds those that lead to the container that is open at depth
 * N; a member's name or an element's index leaves value_paths of them, and opening a container
 * makes these its live ones.  Below ASKCAM_JSON_PATH_DEPTH no path leads anywhere, so live[] and
 * elements[] need no more entries than that.
 */
#include "json.h"

#include <assert.h>

#include "json_inside.h"

const uint8_t *askcam_json_refuse(struct askcam_json *scan, const uint8_t *end)
{
    scan->status = ASKCAM_ERR_PROTOCOL;
    return end;
}

void askcam_json_hand_on(struct askcam_json *scan, enum askcam_json_type type, const char *text,
                         size_t text_bytes, bool last)
{
    struct askcam_json_value value = {
        .type = type, .text = text, .text_bytes = text_bytes, .first = scan->first, .last = last};

    for (uint64_t left = scan->named; left != 0 && scan->status == ASKCAM_OK; left &= left - 1) {
        value.id = scan->paths->rows[__builtin_ctzll(left)].id;
        scan->status = scan->taker(scan->taker_ctx, &value);
    }
    scan->first = false;
}

void askcam_json_end_value(struct askcam_json *scan)
{
    scan->state = scan->depth == 0 ? IN_END : IN_REST;
}

static bool is_object_at(const struct askcam_json *scan, unsigned depth)
{
    return (scan->objects[depth / 64] >> (depth % 64) & 1U) != 0;
}

static const uint8_t *open(struct askcam_json *scan, bool is_object, const uint8_t *at,
                           const uint8_t *end)
{
    const uint64_t bit = UINT64_C(1) << (scan->depth % 64);

    if (scan->depth == ASKCAM_JSON_DEPTH) {
        return askcam_json_refuse(scan, end);
    }
    if (scan->named != 0) {
        askcam_json_hand_on(scan, is_object ? ASKCAM_JSON_OBJECT : ASKCAM_JSON_ARRAY, "", 0, true);
    }
    scan->objects[scan->depth / 64] &= ~bit; /* bit N tells what is outside of depth N + 1 */
    scan->objects[scan->depth / 64] |= scan->in_object ? bit : 0;
    scan->in_object = is_object;
    scan->depth++;
    if (scan->depth <= ASKCAM_JSON_PATH_DEPTH) {
        scan->live[scan->depth] = scan->value_paths;
        scan->elements[scan->depth] = 0;
    }
    scan->state = is_object ? IN_OBJECT_START : IN_ARRAY_START;
    return at + 1;
}

static const uint8_t *close(struct askcam_json *scan, const uint8_t *at)
{
    assert(scan->depth > 0);
    scan->depth--;
    scan->in_object = is_object_at(scan, scan->depth);
    askcam_json_end_value(scan);
    return at + 1;
}

static const uint8_t *begin_value(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    scan->named = scan->value_paths == 0 ? 0 : scan->value_paths & scan->paths->ends[scan->depth];
    scan->first = true;
    switch (*at) {
    case '"':
        askcam_json_begin_string(scan, false);
        return at + 1;
    case '{':
        return open(scan, true, at, end);
    case '[':
        return open(scan, false, at, end);
    case 't':
    case 'f':
    case 'n':
        askcam_json_begin_literal(scan, *at);
        return at;
    default:
        askcam_json_begin_number(scan);
        return at;
    }
}

static const uint8_t *begin_key(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    if (*at != '"') {
        return askcam_json_refuse(scan, end);
    }
    askcam_json_begin_string(scan, true);
    return at + 1;
}

static const uint8_t *begin_element(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    scan->value_paths = askcam_json_match_element(scan);
    return begin_value(scan, at, end);
}

static const uint8_t *on_rest(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    if (*at == (scan->in_object ? '}' : ']')) {
        return close(scan, at);
    }
    if (*at != ',') {
        return askcam_json_refuse(scan, end);
    }
    if (scan->in_object) {
        scan->state = IN_KEY;
        return at + 1;
    }
    if (scan->depth <= ASKCAM_JSON_PATH_DEPTH && scan->elements[scan->depth] < UINT32_MAX) {
        scan->elements[scan->depth]++;
    }
    scan->value_paths = askcam_json_match_element(scan);
    scan->state = IN_VALUE;
    return at + 1;
}

/* Between tokens, where white space may stand. */
static const uint8_t *on_token(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    if (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') {
        return at + 1;
    }
    switch (scan->state) {
    case IN_VALUE:
        return begin_value(scan, at, end);
    case IN_ARRAY_START:
        return *at == ']' ? close(scan, at) : begin_element(scan, at, end);
    case IN_OBJECT_START:
        return *at == '}' ? close(scan, at) : begin_key(scan, at, end);
    case IN_KEY:
        return begin_key(scan, at, end);
    case IN_COLON:
        scan->state = IN_VALUE;
        return *at == ':' ? at + 1 : askcam_json_refuse(scan, end);
    case IN_REST:
        return on_rest(scan, at, end);
    default:
        return askcam_json_refuse(scan, end);
    }
}

static const uint8_t *step(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    switch (scan->state) {
    case IN_STRING:
        return askcam_json_string(scan, at, end);
    case IN_ESCAPE:
        return askcam_json_escape(scan, at, end);
    case IN_UNICODE:
        return askcam_json_unicode(scan, at, end);
    case IN_NUMBER:
        return askcam_json_number(scan, at, end);
    case IN_LITERAL:
        return askcam_json_literal(scan, at, end);
    default:
        return on_token(scan, at, end);
    }
}

void askcam_json_init(struct askcam_json *scan, const struct askcam_json_paths *paths,
                      askcam_json_taker *taker, void *taker_ctx)
{
    assert(paths != NULL && taker != NULL);
    scan->paths = paths;
    scan->taker = taker;
    scan->taker_ctx = taker_ctx;
    scan->status = ASKCAM_OK;
    scan->state = IN_VALUE;
    scan->depth = 0;
    scan->in_object = false;
    scan->value_paths = paths->all;
}

enum askcam_status askcam_json_push(struct askcam_json *scan, const void *bytes, size_t bytes_len)
{
    const uint8_t *at = bytes;

    if (bytes_len == 0) {
        return scan->status; /* bytes may be NULL */
    }
    for (const uint8_t *end = at + bytes_len; at < end && scan->status == ASKCAM_OK;) {
        at = step(scan, at, end);
    }
    return scan->status;
}

enum askcam_status askcam_json_finish(struct askcam_json *scan)
{
    if (scan->status == ASKCAM_OK && scan->state == IN_NUMBER) {
        askcam_json_end_number(scan);
    }
    if (scan->status == ASKCAM_OK && scan->state != IN_END) {
        scan->status = ASKCAM_ERR_PROTOCOL;
    }
    return scan->status;
}
