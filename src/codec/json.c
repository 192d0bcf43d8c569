/* SPDX-License-Identifier: MIT */
/*
 * json.c - see json.h; the walk over objects and arrays.  json_value.h says how it is driven.
 *
 * Paths are bits of a set.  live[N] holds those that lead to the container that is open at depth
 * N; a member's name or an element's index leaves value_paths of them, and opening a container
 * makes these its live ones.  Below ASKCAM_JSON_PATH_DEPTH no path leads anywhere, so live[] and
 * elements[] need no more entries than that.
 */
#include "json.h"

#include <assert.h>

#include "json_paths.h"
#include "json_plain.h"
#include "json_record.h"
#include "json_scalar.h"
#include "json_string.h"
#include "json_value.h"
#include "json_walk.h"

static const uint8_t *open_container(struct askcam_json *scan, bool is_object, const uint8_t *at,
                                     const uint8_t *end)
{
    if (scan->depth == ASKCAM_JSON_DEPTH) {
        return askcam_json_refuse(scan, end);
    }
    if (scan->named != 0) {
        askcam_json_hand_on(scan, is_object ? ASKCAM_JSON_OBJECT : ASKCAM_JSON_ARRAY, "", 0, true);
    }
    scan->objects[scan->depth] = scan->in_object;
    scan->in_object = is_object;
    scan->depth++;
    if (scan->depth <= ASKCAM_JSON_PATH_DEPTH) {
        scan->live[scan->depth] = scan->value_paths;
        scan->elements[scan->depth] = 0;
    }
    scan->state = IN_START;
    return at + 1;
}

static const uint8_t *close_container(struct askcam_json *scan, const uint8_t *at)
{
    assert(scan->depth > 0);
    scan->depth--;
    scan->in_object = scan->objects[scan->depth];
    askcam_json_end_value(scan);
    return at + 1;
}

/* Most strings are plain and whole, and need no state of their own. */
static const uint8_t *begin_text(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    const uint8_t *stop = askcam_json_skip_ascii(at, end);

    if (stop == end || *stop != '"') {
        return askcam_json_begin_string(scan, false, at, stop, end);
    }
    if (scan->named != 0) {
        askcam_json_hand_on(scan, ASKCAM_JSON_STRING, (const char *)at, (size_t)(stop - at), true);
    }
    askcam_json_end_value(scan);
    return stop + 1;
}

static const uint8_t *on_value(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    scan->named = scan->value_paths == 0 ? 0 : scan->value_paths & scan->paths->ends[scan->depth];
    scan->first = true;
    if (scan->recorded != NULL) {
        askcam_json_record_value(scan, at);
    }
    switch (*at) {
    case '"':
        return begin_text(scan, at + 1, end);
    case '{':
        return open_container(scan, true, at, end);
    case '[':
        return open_container(scan, false, at, end);
    case 't':
        return askcam_json_begin_literal(scan, IS_TRUE, at, end);
    case 'f':
        return askcam_json_begin_literal(scan, IS_FALSE, at, end);
    case 'n':
        return askcam_json_begin_literal(scan, IS_NULL, at, end);
    default:
        return askcam_json_begin_number(scan, at, end);
    }
}

static const uint8_t *on_key(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    if (*at != '"') {
        return askcam_json_refuse(scan, end);
    }
    at++;
    const uint8_t *stop = askcam_json_skip_ascii(at, end);
    if (stop == end || *stop != '"') {
        return askcam_json_begin_string(scan, true, at, stop, end);
    }
    scan->value_paths = askcam_json_match_name(scan, (const char *)at, (size_t)(stop - at));
    stop++;
    if (stop < end && *stop == ':') { /* what mostly follows is taken in the same step */
        scan->state = IN_VALUE;
        return stop + 1;
    }
    scan->state = IN_COLON;
    return stop;
}

static const uint8_t *on_colon(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    if (*at != ':') {
        return askcam_json_refuse(scan, end);
    }
    scan->state = IN_VALUE;
    return at + 1;
}

/* After a bracket: nothing, or what follows a comma, too. */
static const uint8_t *on_start(struct askcam_json *scan, const uint8_t *at)
{
    if (*at == (scan->in_object ? '}' : ']')) {
        scan->state = IN_REST;
        return at;
    }
    if (scan->in_object) {
        scan->state = IN_KEY;
        return at;
    }
    scan->value_paths = askcam_json_match_element(scan);
    scan->state = IN_VALUE;
    return at;
}

static const uint8_t *on_rest(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    if (scan->recorded != NULL) {
        askcam_json_record_end(scan, at);
    }
    if (*at == (scan->in_object ? '}' : ']')) {
        return close_container(scan, at);
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

/* White space may be between tokens. */
static bool is_space(const struct askcam_json *scan, uint8_t byte)
{
    return byte <= ' ' && scan->state <= IN_END &&
           (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t');
}

/* The state is this one, and no white space comes before its token. */
static bool is_at(const struct askcam_json *scan, uint8_t state, const uint8_t *at,
                  const uint8_t *end)
{
    return scan->state == state && at < end && !is_space(scan, *at);
}

/* A member mostly comes whole: its name, its value and what ends it are taken in one step. */
static const uint8_t *on_member(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    if (scan->state == IN_KEY) {
        at = on_key(scan, at, end);
    }
    if (is_at(scan, IN_VALUE, at, end)) {
        at = on_value(scan, at, end);
    }
    return is_at(scan, IN_REST, at, end) ? on_rest(scan, at, end) : at;
}

static const uint8_t *step(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    if (is_space(scan, *at)) {
        return at + 1;
    }
    switch (scan->state) {
    case IN_KEY:
    case IN_VALUE:
    case IN_REST:
        return on_member(scan, at, end);
    case IN_START:
        return on_start(scan, at);
    case IN_COLON:
        return on_colon(scan, at, end);
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
        return askcam_json_refuse(scan, end);
    }
}

void askcam_json_init(struct askcam_json *scan, const struct askcam_json_paths *paths,
                      askcam_json_callbacks *callbacks, void *callbacks_ctx)
{
    assert(paths != NULL && callbacks != NULL);
    scan->paths = paths;
    scan->callbacks = callbacks;
    scan->callbacks_ctx = callbacks_ctx;
    scan->recorded = NULL;
    scan->keeps_halves = false;
    askcam_json_restart(scan);
}

void askcam_json_restart(struct askcam_json *scan)
{
    scan->status = ASKCAM_OK;
    scan->state = IN_VALUE;
    scan->depth = 0;
    scan->in_object = false;
    scan->value_paths = scan->paths->all;
}

const uint8_t *askcam_json_walk_scalar(struct askcam_json *scan, const uint8_t *at,
                                       const uint8_t *end)
{
    if (*at == '{' || *at == '[') {
        return NULL;
    }
    at = on_value(scan, at, end);
    while (scan->state != IN_REST && at < end && scan->status == ASKCAM_OK) {
        at = step(scan, at, end);
    }
    return scan->state == IN_REST && scan->status == ASKCAM_OK ? at : NULL;
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
