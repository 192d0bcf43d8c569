/* SPDX-License-Identifier: MIT */
/* json_rows.c - see json_rows.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cuts.h"
#include "json_rows.h"
#include "utf8.h"

/* Ids of the table below. */
enum { ROOT, FIRST, CONTENT, PART, ERROR, CODE, TWIN, LONG, UTF8_NAME, TENTH, NESTED };

static const struct askcam_json_path ROWS[] = {
    {"", ROOT},
    {"[0]", FIRST},
    {"choices[0].delta.content", CONTENT},
    {"choices[0].delta.content[].text", PART},
    {"error", ERROR},
    {"error.code", CODE},
    {"code", CODE},
    {"error.code", TWIN},
    {NAME_OF_64, LONG},
    {"\xC3\xA9", UTF8_NAME},
    {"a.a.a.a.a.a.a.a.a.a", TENTH},
    {"m[1][0]", NESTED},
};

static void note(struct json_seen *seen, const char *text, size_t bytes)
{
    assert_true(bytes < sizeof seen->text - seen->text_bytes);
    memcpy(seen->text + seen->text_bytes, text, bytes);
    seen->text_bytes += bytes;
    seen->text[seen->text_bytes] = '\0';
}

static void note_start(struct json_seen *seen, const struct askcam_json_value *value)
{
    char id[16];

    (void)snprintf(id, sizeof id, "%d=", value->id); /* fits: ids are small */
    note(seen, id, strlen(id));
    if (value->type == ASKCAM_JSON_STRING) {
        note(seen, "'", 1);
    } else if (value->type == ASKCAM_JSON_OBJECT || value->type == ASKCAM_JSON_ARRAY) {
        assert_int_equal(value->text_bytes, 0);
        note(seen, value->type == ASKCAM_JSON_OBJECT ? "{" : "[", 1);
    }
}

static enum askcam_status take(void *ctx, const struct askcam_json_value *value)
{
    struct json_seen *seen = ctx;
    const bool is_string = value->type == ASKCAM_JSON_STRING;

    assert_int_equal(value->first, !seen->in_string);
    assert_true(is_string || (value->first && value->last));
    assert_true(askcam_utf8_valid(value->text, value->text_bytes));
    seen->in_string = is_string && !value->last;
    if (value->first) {
        note_start(seen, value);
    }
    note(seen, value->text, value->text_bytes);
    if (value->last) {
        note(seen, is_string ? "' " : " ", is_string ? 2 : 1);
    }
    seen->calls++;
    return seen->calls == seen->fail_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

enum askcam_status json_seen_push(void *ctx, const void *bytes, size_t bytes_len)
{
    struct json_seen *seen = ctx;
    return askcam_json_push(&seen->scan, bytes, bytes_len);
}

static void start(struct json_seen *seen, const struct askcam_json_path *rows, size_t rows_count)
{
    seen->text[0] = '\0';
    seen->text_bytes = 0;
    seen->calls = 0;
    seen->in_string = false;
    memset(&seen->scan, 0xA5, sizeof seen->scan); /* init must not need a clean struct */
    memset(&seen->paths, 0xA5, sizeof seen->paths);
    askcam_json_paths_init(&seen->paths, rows, rows_count);
    askcam_json_init(&seen->scan, &seen->paths, take, seen);
}

void json_seen_start(struct json_seen *seen, size_t fail_at)
{
    seen->fail_at = fail_at;
    start(seen, ROWS, sizeof ROWS / sizeof ROWS[0]);
}

static void check(const void *row_ptr, size_t first_bytes, size_t piece_bytes)
{
    const struct json_case *row = row_ptr;
    struct json_seen seen;

    json_seen_start(&seen, 0);
    (void)push_cut(json_seen_push, &seen, row->text, strlen(row->text), first_bytes, piece_bytes);
    assert_int_equal(askcam_json_finish(&seen.scan), row->status);
    assert_int_equal(askcam_json_finish(&seen.scan), row->status);
    if (!seen.in_string) { /* how much of a string comes before a failure is not promised */
        assert_string_equal(seen.text, row->values);
    }
}

/* The same texts where nothing is named: only checked, never handed on. */
static void check_unnamed(const void *row_ptr, size_t first_bytes, size_t piece_bytes)
{
    static const struct askcam_json_path deep[] = {{"[9].x", 1}, {"x", 2}};
    const struct json_case *row = row_ptr;
    struct json_seen seen = {.fail_at = 0};

    start(&seen, deep, sizeof deep / sizeof deep[0]);
    (void)push_cut(json_seen_push, &seen, row->text, strlen(row->text), first_bytes, piece_bytes);
    assert_int_equal(askcam_json_finish(&seen.scan), row->status);
}

static void json_values_do_not_depend_on_the_cuts(void **state)
{
    const struct json_case *row = *state;

    for_every_cut(check, row, strlen(row->text));
    for_every_cut(check_unnamed, row, strlen(row->text));
}

int run_json_rows(const char *group, struct json_case *rows, size_t rows_count)
{
    struct CMUnitTest *tests = calloc(rows_count, sizeof *tests);

    if (tests == NULL) {
        return 1;
    }
    for (size_t i = 0; i < rows_count; i++) {
        tests[i] = (struct CMUnitTest){.name = rows[i].name,
                                       .test_func = json_values_do_not_depend_on_the_cuts,
                                       .initial_state = &rows[i]};
    }
    const int failed = _cmocka_run_group_tests(group, tests, rows_count, NULL, NULL);
    free(tests);
    return failed;
}
