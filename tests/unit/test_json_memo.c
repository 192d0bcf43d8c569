/* SPDX-License-Identifier: MIT */
/*
 * test_json_memo.c - a text that is like an earlier one gives what the full scan gives: the same
 * values in the same pieces, and the same verdict.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json.h"

enum { SEEN_BYTES = 8192, TEXT_BYTES = 2048, ROUNDS = 20000 };

static const struct askcam_json_path ROWS[] = {
    {"choices[0]", 1},
    {"choices[0].delta", 2},
    {"choices[0].delta.content", 3},
    {"choices[0].delta.thinking", 4},
    {"model", 5},
    {"usage.total", 6},
    {"usage.total", 7},
    {"error", 8},
    {"list[]", 9},
};

/* All that was passed on, and how often the callback may be called. */
struct seen {
    char text[SEEN_BYTES];
    size_t bytes;
    size_t calls_left;
};

static enum askcam_status take(void *ctx, const struct askcam_json_value *value)
{
    struct seen *const seen = ctx;
    const int bytes =
        snprintf(seen->text + seen->bytes, SEEN_BYTES - seen->bytes, "%d:%d:%d%d=%.*s|", value->id,
                 value->type, value->first, value->last, (int)value->text_bytes, value->text);

    assert_true(bytes > 0 && (size_t)bytes < SEEN_BYTES - seen->bytes);
    seen->bytes += (size_t)bytes;
    seen->calls_left--;
    return seen->calls_left == 0 ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

static struct askcam_json_paths paths;

/* Pushes a text, with the memo or without, in a heap copy of its exact size; the verdict. */
static enum askcam_status push(struct seen *seen, struct askcam_json_memo *memo, const char *text,
                               size_t bytes, size_t calls)
{
    struct askcam_json scan;
    char *const copy = malloc(bytes);

    assert_non_null(copy);
    memcpy(copy, text, bytes);
    *seen = (struct seen){.calls_left = calls};
    askcam_json_init(&scan, &paths, take, seen);
    scan.keeps_halves = true;
    enum askcam_status status = memo == NULL ? askcam_json_push(&scan, copy, bytes)
                                             : askcam_json_push_alike(&scan, memo, copy, bytes);
    free(copy);
    assert_true(scan.keeps_halves);
    if (status == ASKCAM_OK) { /* what a second data line would bring */
        status = askcam_json_push(&scan, "\n", 1);
    }
    return status == ASKCAM_OK ? askcam_json_finish(&scan) : status;
}

static void check_same(struct askcam_json_memo *memo, const char *text, size_t bytes, size_t calls)
{
    struct seen full;
    struct seen alike;

    const enum askcam_status wanted = push(&full, NULL, text, bytes, calls);
    assert_int_equal(push(&alike, memo, text, bytes, calls), wanted);
    assert_string_equal(alike.text, full.text);
}

#define EVENT(content, thinking, total)                                                            \
    "{\"choices\":[{\"delta\":{\"content\":" content ",\"thinking\":" thinking                     \
    "},\"index\":0}],\"model\":\"m\\u0031\",\"usage\":{\"total\":" total                           \
    "},\"list\":[1, true ,\"x\"],\"id\":\"a\"}"

/* Each is pushed after each: like it, nearly like it, or not. */
static const char *const TEXTS[] = {
    EVENT("\"The \"", "null", "12"),
    EVENT("\"needle\"", "null", "13"),
    EVENT("\"\"", "null", "1"),
    EVENT("null", "\"a \\\"word\\\"\\n\"", "123"),
    EVENT("\"\\\"\"", "\"\\\\\"", "-1.5e3"),
    EVENT("\"\xE6\x8C\x87\xE9\x92\x88\"", "\"\xE6\x8C\\n\"", "0"),
    EVENT("\"\\u6307\\ud83d\"", "\"\\ude00\"", "0"),
    EVENT("\"\xFF\"", "\"\xE6\"", "0"),
    EVENT("true", "false", "null"),
    EVENT("{}", "null", "12"),
    EVENT("\"The \"", "[\"x\"]", "12"),
    EVENT("\"The \"", "nul", "12"),
    EVENT("\"The \"", "nulls", "12"),
    EVENT("\"a\tb\"", "null", "12"),
    EVENT("\"\\x\"", "null", "12"),
    EVENT("\"The \"", "null", "012"),
    EVENT("\"The \"", "null", "12x"),
    EVENT("\"The \"", "null", ""),
    EVENT("\"The \"", "null", "12 "),
    EVENT("\"The \" ", " null", "\t12"),
    EVENT("\"The \"", "null", "12") "}",
    EVENT("\"The \"", "null", "12") ",",
    EVENT("\"The \"", "null", "12") " ",
    "{\"choices\":[{\"delta\":{\"content\":\"The \",\"thinking\":null}",
    "{\"choices\":[{\"delta\":{\"content\":\"Th",
    "{\"choices\":[{\"index\":0,\"delta\":{\"thinking\":\"x\"}}],\"error\":{\"a\":1}}",
    "{\"choices\":[],\"error\":\"no\"}",
    "{\"list\":[]}",
    "{\"list\":[1]}",
    "{\"list\":[1,2,3,4,5,6,7,8,9,10,11,12]}",
    "{\"list\":[2,3,4,5,6,7,8,9,10,11,12,13]}",
    "{}",
    "{ }",
    "{}}",
    "12",
    "[1]",
    "",
};
enum { TEXTS_COUNT = sizeof TEXTS / sizeof TEXTS[0] };

static void a_text_after_any_other_gives_what_the_full_scan_gives(void **state)
{
    struct askcam_json_memo memo;

    (void)state;
    for (size_t one = 0; one < TEXTS_COUNT; one++) {
        for (size_t two = 0; two < TEXTS_COUNT; two++) {
            askcam_json_memo_clear(&memo);
            if (TEXTS[one][0] == '\0' || TEXTS[two][0] == '\0') {
                continue;
            }
            check_same(&memo, TEXTS[one], strlen(TEXTS[one]), SIZE_MAX);
            check_same(&memo, TEXTS[two], strlen(TEXTS[two]), SIZE_MAX);
            check_same(&memo, TEXTS[one], strlen(TEXTS[one]), SIZE_MAX);
        }
    }
}

static void a_callback_stops_the_replay_where_it_stops_the_scan(void **state)
{
    struct askcam_json_memo memo;

    (void)state;
    for (size_t calls = 1; calls < 20; calls++) {
        for (size_t two = 0; two < TEXTS_COUNT - 1; two++) {
            askcam_json_memo_clear(&memo);
            check_same(&memo, TEXTS[0], strlen(TEXTS[0]), SIZE_MAX);
            check_same(&memo, TEXTS[two], strlen(TEXTS[two]), calls);
        }
    }
}

/* Only what differs in its structure is remembered as a text of its own. */
static void a_text_that_is_alike_is_not_scanned_again(void **state)
{
    struct askcam_json_memo memo;

    (void)state;
    askcam_json_memo_clear(&memo);
    for (size_t i = 0; i < 7; i++) {
        check_same(&memo, TEXTS[i], strlen(TEXTS[i]), SIZE_MAX);
        assert_int_equal(memo.count, 1);
    }
    check_same(&memo, TEXTS[9], strlen(TEXTS[9]), SIZE_MAX);
    assert_int_equal(memo.count, 2);
    check_same(&memo, TEXTS[0], strlen(TEXTS[0]), SIZE_MAX);
    assert_int_equal(memo.count, 2);
}

static void strings_about_as_long_as_the_gathered_text_come_in_the_same_pieces(void **state)
{
    struct askcam_json_memo memo;
    char text[TEXT_BYTES];

    (void)state;
    for (int bytes = 250; bytes < 260; bytes++) {
        askcam_json_memo_clear(&memo);
        check_same(&memo, TEXTS[0], strlen(TEXTS[0]), SIZE_MAX);
        for (int after = 0; after < 3; after++) {
            const int length = snprintf(text, sizeof text, EVENT("\"%0*d\\n%.*s\"", "null", "12"),
                                        bytes - after - 1, 7, after, "abc");
            assert_true(length > 0 && (size_t)length < sizeof text);
            check_same(&memo, text, (size_t)length, SIZE_MAX);
            assert_int_equal(memo.count, 1);
        }
    }
}

static uint32_t chance = 1;

static size_t draw(size_t below)
{
    chance = chance * 1664525U + 1013904223U;
    return (chance >> 8) % below;
}

/* Another byte, one less, or one more, at a random place. */
static size_t mutate(char *text, size_t bytes)
{
    static const char tokens[] = "\"\\,:{}[]0 1eunx\t\xE6\x8C";
    const size_t at = draw(bytes);
    const char byte = tokens[draw(sizeof tokens - 1)];

    switch (draw(3)) {
    case 0:
        text[at] = byte;
        return bytes;
    case 1:
        memmove(text + at, text + at + 1, bytes - at - 1);
        return bytes - 1;
    default:
        memmove(text + at + 1, text + at, bytes - at);
        text[at] = byte;
        return bytes + 1;
    }
}

static void random_texts_give_what_the_full_scan_gives(void **state)
{
    struct askcam_json_memo memo;
    char text[TEXT_BYTES];

    (void)state;
    askcam_json_memo_clear(&memo);
    for (size_t round = 0; round < ROUNDS; round++) {
        const char *const from = TEXTS[draw(TEXTS_COUNT - 1)];
        size_t bytes = strlen(from);
        memcpy(text, from, bytes);
        for (size_t i = draw(4); i > 0 && bytes > 1; i--) {
            bytes = mutate(text, bytes);
        }
        check_same(&memo, text, bytes, SIZE_MAX);
    }
}

static void a_text_that_is_too_large_is_not_remembered(void **state)
{
    struct askcam_json_memo memo;
    char text[TEXT_BYTES];

    (void)state;
    askcam_json_memo_clear(&memo);
    (void)snprintf(text, sizeof text, EVENT("\"%01600d\"", "null", "12"), 7);
    check_same(&memo, text, strlen(text), SIZE_MAX);
    assert_int_equal(memo.count, 0);
    size_t bytes = (size_t)snprintf(text, sizeof text, "{\"list\":[0");
    for (int i = 0; i < ASKCAM_JSON_SHAPE_VALUES; i++) {
        bytes += (size_t)snprintf(text + bytes, sizeof text - bytes, ",%d", i);
    }
    (void)snprintf(text + bytes, sizeof text - bytes, "]}");
    check_same(&memo, text, strlen(text), SIZE_MAX);
    assert_int_equal(memo.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_after_any_other_gives_what_the_full_scan_gives),
        cmocka_unit_test(a_callback_stops_the_replay_where_it_stops_the_scan),
        cmocka_unit_test(a_text_that_is_alike_is_not_scanned_again),
        cmocka_unit_test(strings_about_as_long_as_the_gathered_text_come_in_the_same_pieces),
        cmocka_unit_test(random_texts_give_what_the_full_scan_gives),
        cmocka_unit_test(a_text_that_is_too_large_is_not_remembered),
    };

    askcam_json_paths_init(&paths, ROWS, sizeof ROWS / sizeof ROWS[0]);
    return cmocka_run_group_tests_name("json_memo", tests, NULL, NULL);
}
