/* SPDX-License-Identifier: MIT */
/*
 * json_memo.c - askcam_json_push_alike(), see json.h.
 *
 * Why the result is the full scan's: a text that equals a valid one in every byte outside some of
 * its scalars, and has a whole scalar in place of each of these, has the same structure, so the
 * same paths lead to each value.  First the text is compared, and what differs is checked without
 * passing anything on.  Only if all of it fits, the values that a path names are passed on in their
 * order: from where they are in the text, or by the scanner itself.  Otherwise the text is scanned
 * from its start as if nothing had been.
 */
#include <assert.h>
#include <string.h>

#include "json_plain.h"
#include "json_string.h"
#include "json_value.h"
#include "json_walk.h"

enum {
    DIFFERENCES = 8, /* scalars; a text that differs in more is scanned in full */
    STRIDE_BYTES = 64,
};

/* A scalar in place of the shape's. */
struct difference {
    size_t value;         /* the shape's */
    const uint8_t *after; /* what follows it */
    const char *text;     /* of a string; NULL: the scanner must read it again */
    size_t text_bytes;
};

/* A text that is compared with one that is remembered. */
struct comparison {
    struct askcam_json *scan;
    char *unescaped;    /* ASKCAM_JSON_TEXT_BYTES */
    bool has_unescaped; /* … which are in use */
    const struct askcam_json_shape *shape;
    const uint8_t *text;
    const uint8_t *end;
    size_t count;
    struct difference differences[DIFFERENCES];
    struct askcam_json_value value; /* whole, as it is passed on */
};

/* How many bytes both begin with, of `bytes` at most. */
static size_t common_bytes(const uint8_t *one, const uint8_t *two, size_t bytes)
{
    size_t at = 0;

    while (bytes - at >= STRIDE_BYTES && memcmp(one + at, two + at, STRIDE_BYTES) == 0) {
        at += STRIDE_BYTES;
    }
    for (; bytes - at >= 8; at += 8) {
        const uint64_t change = askcam_json_load(one + at) ^ askcam_json_load(two + at);
        if (change != 0 && ASKCAM_JSON_FIRST_IS_LOWEST) {
            return at + (size_t)__builtin_ctzll(change) / 8;
        }
        if (change != 0) {
            break;
        }
    }
    while (at < bytes && one[at] == two[at]) {
        at++;
    }
    return at;
}

/* Scans a scalar in place of the shape's; named by these paths, or with 0 only checked. */
static const uint8_t *scan_scalar(const struct comparison *text,
                                  const struct askcam_json_shape_value *value, uint64_t named,
                                  const uint8_t *at)
{
    text->scan->state = IN_VALUE;
    text->scan->depth = value->depth;
    text->scan->value_paths = named;
    return askcam_json_walk_scalar(text->scan, at, text->end);
}

/* Most strings are whole, and either plain or short with a few escapes; false of any other. */
static bool read_string(struct comparison *text, const uint8_t *at, struct difference *difference)
{
    const uint8_t *const stop = askcam_json_skip_text(at, text->end);

    if (stop < text->end && *stop == '"') {
        difference->text = (const char *)at;
        difference->text_bytes = (size_t)(stop - at);
        difference->after = stop + 1;
        return true;
    }
    if (stop == text->end || *stop != '\\' || text->has_unescaped) {
        return false;
    }
    difference->after =
        askcam_json_unescape(at, text->end, text->unescaped, &difference->text_bytes);
    difference->text = text->unescaped;
    text->has_unescaped = difference->after != NULL;
    return text->has_unescaped;
}

/* Reads a scalar in place of the shape's; false if it is not a whole and valid one. */
static bool read_difference(struct comparison *text, size_t value, const uint8_t *at)
{
    struct difference *const difference = &text->differences[text->count++];

    difference->value = value;
    if (*at == '"' && read_string(text, at + 1, difference)) {
        return true;
    }
    difference->text = NULL;
    difference->after = scan_scalar(text, &text->shape->values[value], 0, at);
    return difference->after != NULL;
}

/*
 * The value lies before the shape's byte `at`, the first that differs.  What has no quote at its
 * end may go on there.
 */
static bool is_before(const struct askcam_json_shape_value *value, size_t at)
{
    if (value->type >= ASKCAM_JSON_OBJECT) {
        return value->start < at;
    }
    return value->end < at || (value->end == at && value->type == ASKCAM_JSON_STRING);
}

/* Fills differences[]; false if the text is not like the shape. */
static bool compare(struct comparison *text)
{
    const struct askcam_json_shape *const shape = text->shape;
    const uint8_t *at = text->text;
    size_t in_shape = 0;

    text->count = 0;
    text->has_unescaped = false;
    for (size_t i = 0;; i++) {
        const size_t left_shape = shape->text_bytes - in_shape;
        const size_t left_text = (size_t)(text->end - at);
        const size_t run = common_bytes(shape->text + in_shape, at,
                                        left_shape < left_text ? left_shape : left_text);
        if (run == left_shape || run == left_text) {
            return left_shape == left_text;
        }
        at += run;
        in_shape += run;
        while (i < shape->values_count && is_before(&shape->values[i], in_shape)) {
            i++;
        }
        const struct askcam_json_shape_value *const value = &shape->values[i];
        if (i == shape->values_count || value->type >= ASKCAM_JSON_OBJECT ||
            value->start > in_shape || text->count == DIFFERENCES) {
            return false;
        }
        if (!read_difference(text, i, at - (in_shape - value->start))) {
            return false;
        }
        at = text->differences[text->count - 1].after;
        in_shape = value->end;
    }
}

/* Passes on a whole value; of text->value, type and text are set. */
static inline void hand_on(struct comparison *text, uint64_t named)
{
    struct askcam_json *const scan = text->scan;

    for (; named != 0 && scan->status == ASKCAM_OK; named &= named - 1) {
        text->value.id = scan->paths->rows[__builtin_ctzll(named)].id;
        scan->status = scan->callbacks(scan->callbacks_ctx, &text->value);
    }
}

/* Passes on values that are the shape's; at: where its first byte would be. */
static void replay_same(struct comparison *text, size_t from, size_t to, const uint8_t *at)
{
    for (size_t i = from; i < to && text->scan->status == ASKCAM_OK; i++) {
        const struct askcam_json_shape_value *const value = &text->shape->values[i];
        if (value->named != 0 && value->is_plain) {
            text->value.type = value->type;
            text->value.text = (const char *)at + value->text_start;
            text->value.text_bytes = value->text_bytes;
            hand_on(text, value->named);
        } else if (value->named != 0) {
            (void)scan_scalar(text, value, value->named, at + value->start);
        }
    }
}

static void replay_difference(struct comparison *text, const struct difference *difference,
                              const uint8_t *at)
{
    const struct askcam_json_shape_value *const value = &text->shape->values[difference->value];

    if (value->named == 0 || text->scan->status != ASKCAM_OK) {
        return;
    }
    if (difference->text != NULL) {
        text->value.type = ASKCAM_JSON_STRING;
        text->value.text = difference->text;
        text->value.text_bytes = difference->text_bytes;
        hand_on(text, value->named);
    } else {
        (void)scan_scalar(text, value, value->named, at + value->start);
    }
}

/* Passes on what the paths name, in its order. */
static enum askcam_status replay(struct comparison *text)
{
    struct askcam_json *const scan = text->scan;
    const uint8_t *at = text->text; /* where the shape's first byte would be */
    size_t next = 0;                /* of its values */

    for (size_t i = 0; i < text->count; i++) {
        const struct difference *const difference = &text->differences[i];
        replay_same(text, next, difference->value, at);
        replay_difference(text, difference, at);
        next = difference->value + 1;
        at = difference->after - text->shape->values[difference->value].end;
    }
    replay_same(text, next, text->shape->values_count, at);
    scan->depth = 0;
    scan->state = IN_END;
    return scan->status;
}

/* The full scan, of a text that may be worth remembering. */
static enum askcam_status push_recorded(struct askcam_json *scan, struct askcam_json_memo *memo,
                                        const uint8_t *bytes, size_t bytes_len)
{
    struct askcam_json_shape *const shape = &memo->shapes[memo->next];

    shape->text_bytes = 0; /* fits nothing, should this one not be worth it */
    shape->values_count = 0;
    shape->is_too_large = false;
    scan->recorded = shape;
    scan->recorded_text = bytes;
    const enum askcam_status status = askcam_json_push(scan, bytes, bytes_len);
    scan->recorded = NULL;
    if (status == ASKCAM_OK && scan->state == IN_END && !shape->is_too_large) {
        memcpy(shape->text, bytes, bytes_len);
        shape->text_bytes = (uint16_t)bytes_len;
        memo->count = (uint8_t)(memo->count + (memo->count == memo->next));
        memo->next = (uint8_t)((memo->next + 1) % ASKCAM_JSON_SHAPES);
    }
    return status;
}

enum askcam_status askcam_json_push_alike(struct askcam_json *scan, struct askcam_json_memo *memo,
                                          const void *bytes, size_t bytes_len)
{
    const uint8_t *const text = bytes;
    struct comparison comparison;

    assert(scan->state == IN_VALUE && scan->depth == 0);
    if (bytes_len < 2 || *text != '{' || text[bytes_len - 1] != '}') {
        return askcam_json_push(scan, bytes, bytes_len);
    }
    comparison.scan = scan;
    comparison.value.first = true;
    comparison.value.last = true;
    comparison.unescaped = memo->unescaped;
    comparison.text = text;
    comparison.end = text + bytes_len;
    for (size_t i = 0, at = memo->expected; i < memo->count; i++, at++) {
        at = at < memo->count ? at : 0;
        comparison.shape = &memo->shapes[at];
        if (compare(&comparison)) {
            memo->expected = (uint8_t)(at + 1);
            return replay(&comparison);
        }
        askcam_json_restart(scan);
    }
    return bytes_len <= ASKCAM_JSON_SHAPE_BYTES ? push_recorded(scan, memo, text, bytes_len)
                                                : askcam_json_push(scan, bytes, bytes_len);
}
