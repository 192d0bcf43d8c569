/* SPDX-License-Identifier: MIT */
/* test_mask.c - a key is never seen, whatever the cuts, and nothing else is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mask.h"

#define KEY "sk-sk-sk1" /* begins again inside itself */

struct heard {
    char text[256];
    size_t bytes;
    enum askcam_status status;
};

static enum askcam_status hear(void *ctx, const char *text, size_t text_bytes)
{
    struct heard *heard = ctx;

    assert_true(text_bytes > 0 && heard->bytes + text_bytes < sizeof heard->text);
    memcpy(heard->text + heard->bytes, text, text_bytes);
    heard->bytes += text_bytes;
    return heard->status;
}

static struct mask_case {
    const char *name;
    const char *key;
    const char *text;
    const char *shown;
} cases[] = {
    {"a text without it stays", KEY, "ask some sk- questions", "ask some sk- questions"},
    {"the key alone", KEY, KEY, "*********"},
    {"in the middle", KEY, "it is " KEY ".", "it is *********."},
    {"twice", KEY, KEY KEY, "******************"},
    {"behind its own beginning", KEY, "sk-" KEY " sk-s" KEY, "sk-********* sk-s*********"},
    {"nearly", KEY, "sk-sk-sk2 sk-sk-sk", "sk-sk-sk2 ********"},
    {"a short beginning at the end", KEY, "task: sk-sk", "task: sk-sk"},
    {"nothing", KEY, "", ""},
    {"between characters of several bytes", KEY, "读" KEY "数é", "读*********数é"},
    {"one longer than the stars", "0123456789abcdefghijk", "<0123456789abcdefghijk>",
     "<*********************>"},
    {"a word is no key", "ollama", "ollama", "ollama"},
    {"no key", NULL, "sk-anything", "sk-anything"},
    {"an empty one", "", "sk-anything", "sk-anything"},
};

static void the_cuts_change_nothing(void **state)
{
    const struct mask_case *row = *state;
    const size_t bytes = strlen(row->text);

    for (size_t first = 0; first <= bytes; first++) {
        for (size_t second = first; second <= bytes; second++) {
            struct heard heard = {.bytes = 0};
            struct mask mask;
            mask_init(&mask, row->key);
            assert_int_equal(mask_push(&mask, row->text, first, hear, &heard), ASKCAM_OK);
            assert_int_equal(mask_push(&mask, row->text + first, second - first, hear, &heard),
                             ASKCAM_OK);
            assert_int_equal(mask_push(&mask, row->text + second, bytes - second, hear, &heard),
                             ASKCAM_OK);
            assert_int_equal(mask_end(&mask, hear, &heard), ASKCAM_OK);
            assert_string_equal(heard.text, row->shown);
        }
    }
}

static void byte_by_byte_is_the_same(void **state)
{
    const struct mask_case *row = *state;
    struct heard heard = {.bytes = 0};
    struct mask mask;

    mask_init(&mask, row->key);
    for (const char *at = row->text; *at != '\0'; at++) {
        assert_int_equal(mask_push(&mask, at, 1, hear, &heard), ASKCAM_OK);
        assert_true(mask.held_bytes < strlen(row->text) + 1);
    }
    assert_int_equal(mask_end(&mask, hear, &heard), ASKCAM_OK);
    assert_string_equal(heard.text, row->shown);
    the_cuts_change_nothing(state);
}

static void only_what_may_be_a_key_is_held_back(void **state)
{
    struct heard heard = {.bytes = 0};
    struct mask mask;

    (void)state;
    mask_init(&mask, KEY);
    assert_int_equal(mask_push(&mask, "the mast", 8, hear, &heard), ASKCAM_OK);
    assert_string_equal(heard.text, "the mast");
    assert_int_equal(mask_push(&mask, "s", 1, hear, &heard), ASKCAM_OK);
    assert_string_equal(heard.text, "the mast");
    assert_int_equal(mask_push(&mask, " ", 1, hear, &heard), ASKCAM_OK);
    assert_string_equal(heard.text, "the masts ");
}

static void a_failure_of_the_taker_comes_back(void **state)
{
    struct heard heard = {.status = ASKCAM_ERR_STORAGE};
    struct mask mask;

    (void)state;
    mask_init(&mask, KEY);
    assert_int_equal(mask_push(&mask, "a" KEY, 10, hear, &heard), ASKCAM_ERR_STORAGE);
    assert_string_equal(heard.text, "a");
    mask_init(&mask, KEY);
    assert_int_equal(mask_push(&mask, KEY, 9, hear, &heard), ASKCAM_ERR_STORAGE);
    mask_init(&mask, KEY);
    assert_int_equal(mask_push(&mask, "sk", 2, hear, &heard), ASKCAM_OK);
    assert_int_equal(mask_end(&mask, hear, &heard), ASKCAM_ERR_STORAGE);
}

static void texts_are_masked_where_they_are(void **state)
{
    static const struct {
        const char *key, *text, *shown;
    } rows[] = {
        {KEY, "you sent " KEY " twice: " KEY, "you sent ********* twice: *********"},
        {KEY, "it was cut: sk-sk", "it was cut: *****"},
        {KEY, "it was cut: sk-", "it was cut: sk-"},
        {"k", "a key", "a *ey"},
        {"", "a key", "a key"},
        {NULL, "a key", "a key"},
    };
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        strcpy(text, rows[i].text);
        mask_text(text, rows[i].key);
        assert_string_equal(text, rows[i].shown);
    }
}

int main(void)
{
    enum { ROWS = sizeof cases / sizeof cases[0] };
    struct CMUnitTest tests[ROWS + 3] = {
        [ROWS] = cmocka_unit_test(only_what_may_be_a_key_is_held_back),
        [ROWS + 1] = cmocka_unit_test(a_failure_of_the_taker_comes_back),
        [ROWS + 2] = cmocka_unit_test(texts_are_masked_where_they_are)};

    for (size_t i = 0; i < ROWS; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = byte_by_byte_is_the_same,
                                       .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
