/* SPDX-License-Identifier: MIT */
/*
 * json_paths.c - see json.h for the table of paths, json_paths.h for how it is followed.
 *
 * Equal steps at one level are one step with a set of paths, so that a member's name is compared
 * once with each different name that can be there, not once per path.
 */
#include "json_paths.h"

#include <assert.h>
#include <string.h>

#define ANY_ELEMENT UINT32_MAX

static_assert(ASKCAM_JSON_PATHS <= 64, "a set of paths is 64 bits");
static_assert((ASKCAM_JSON_NAME_BUCKETS & (ASKCAM_JSON_NAME_BUCKETS - 1)) == 0, "a power of two");
static_assert(ASKCAM_JSON_STEPS <= UINT8_MAX, "step_of[] holds numbers of steps");

/* Reads a step; returns what follows it. */
static const char *read_element(const char *text, struct askcam_json_step *step)
{
    uint32_t index = 0;

    step->index = *text == ']' ? ANY_ELEMENT : 0;
    while (*text >= '0' && *text <= '9') {
        assert(index < 100000);
        index = index * 10 + (uint32_t)(*text - '0');
        step->index = index;
        text++;
    }
    assert(*text == ']');
    return text + 1;
}

static const char *read_name(const char *text, struct askcam_json_step *step)
{
    const size_t name_bytes = strcspn(text, ".[");

    assert(name_bytes > 0 && name_bytes <= ASKCAM_JSON_KEY_BYTES);
    step->name = text;
    step->name_bytes = (uint8_t)name_bytes;
    return text + name_bytes;
}

static const char *read_step(const char *text, struct askcam_json_step *step)
{
    if (*text == '[') {
        return read_element(text + 1, step);
    }
    if (step->level > 0) {
        assert(*text == '.');
        text++;
    }
    return read_name(text, step);
}

static bool is_same(const struct askcam_json_step *a, const struct askcam_json_step *b)
{
    if (a->level != b->level || (a->name == NULL) != (b->name == NULL)) {
        return false;
    }
    if (a->name == NULL) {
        return a->index == b->index;
    }
    return a->name_bytes == b->name_bytes && memcmp(a->name, b->name, a->name_bytes) == 0;
}

static void add_step(struct askcam_json_paths *paths, size_t row,
                     const struct askcam_json_step *step)
{
    const uint64_t bit = UINT64_C(1) << row;
    size_t at = 0;

    while (at < paths->steps_count && !is_same(&paths->steps[at], step)) {
        at++;
    }
    if (at == paths->steps_count) {
        assert(at < ASKCAM_JSON_STEPS);
        paths->steps[at] = *step;
        paths->steps_count++;
    }
    paths->steps[at].paths |= bit;
    paths->step_of[step->level][row] = (uint8_t)at;
    if (step->name == NULL) {
        paths->elements[step->level] |= bit;
    } else {
        paths->names[step->level][askcam_json_bucket(step->name, step->name_bytes)] |= bit;
    }
}

void askcam_json_paths_init(struct askcam_json_paths *paths, const struct askcam_json_path *rows,
                            size_t rows_count)
{
    assert(rows_count <= ASKCAM_JSON_PATHS);
    *paths = (struct askcam_json_paths){.rows = rows, .rows_count = rows_count};
    for (size_t row = 0; row < rows_count; row++) {
        const char *text = rows[row].path;
        uint8_t level = 0;
        for (; *text != '\0'; level++) {
            struct askcam_json_step step = {.level = level};
            assert(level < ASKCAM_JSON_PATH_DEPTH);
            text = read_step(text, &step);
            add_step(paths, row, &step);
        }
        paths->ends[level] |= UINT64_C(1) << row;
        paths->all |= UINT64_C(1) << row;
    }
}

static uint32_t load_four(const char *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* memcmp, for texts so short that the call would cost more than the work; words may overlap. */
static bool is_equal(const char *a, const char *b, size_t bytes)
{
    size_t at = 0;

    for (; bytes - at >= 4; at += 4) {
        if (load_four(a + at) != load_four(b + at)) {
            return false;
        }
    }
    if (at > 0) {
        return load_four(a + bytes - 4) == load_four(b + bytes - 4);
    }
    while (at < bytes && a[at] == b[at]) {
        at++;
    }
    return at == bytes;
}

uint64_t askcam_json_match_some(const struct askcam_json *scan, uint64_t some, const char *name,
                                size_t name_bytes)
{
    const struct askcam_json_paths *paths = scan->paths;
    const uint8_t *step_of = paths->step_of[scan->depth - 1];

    do {
        const struct askcam_json_step *step = &paths->steps[step_of[__builtin_ctzll(some)]];
        if (step->name_bytes == name_bytes && is_equal(step->name, name, name_bytes)) {
            return some & step->paths;
        }
        some &= ~step->paths;
    } while (some != 0);
    return 0;
}

uint64_t askcam_json_match_element(const struct askcam_json *scan)
{
    const struct askcam_json_paths *paths = scan->paths;
    uint64_t matched = 0;

    if (scan->depth > ASKCAM_JSON_PATH_DEPTH) {
        return 0;
    }
    const size_t level = (size_t)scan->depth - 1;
    uint64_t left = scan->live[scan->depth] & paths->elements[level];
    while (left != 0) {
        const uint8_t at = paths->step_of[level][__builtin_ctzll(left)];
        const struct askcam_json_step *step = &paths->steps[at];
        if (step->index == ANY_ELEMENT || step->index == scan->elements[scan->depth]) {
            matched |= left & step->paths;
        }
        left &= ~step->paths;
    }
    return matched;
}
