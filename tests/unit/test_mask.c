/* SPDX-License-Identifier: MIT */
/*
 * test_mask.c - a secret is never seen, whatever the cuts, and nothing else is lost.
 *
 * The reference is written without a state: a byte is masked if the secret's first bytes, enough of
 * them, are somewhere around it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mask.h"

#define KEY   "sk-sk-sk-sk-sk-sk-sk1"  /* 21 bytes; begins again inside itself */
#define PLAIN "0123456789abcdefghijkl" /* 22 bytes; does not */

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
    enum askcam_mask_kind kind;
    const char *key;
    const char *text;
    const char *shown;
} cases[] = {
    {"a text without it stays", ASKCAM_MASK_FIELD, PLAIN, "0 to 9: 012", "0 to 9: 012"},
    {"the key alone", ASKCAM_MASK_FIELD, PLAIN, PLAIN, "**********************"},
    {"in the middle", ASKCAM_MASK_ANSWER, PLAIN, "it is " PLAIN ".",
     "it is **********************."},
    {"twice", ASKCAM_MASK_FIELD, PLAIN, PLAIN PLAIN,
     "********************************************"},
    {"behind its own beginning", ASKCAM_MASK_FIELD, KEY, "sk-" KEY, "************************"},
    {"a beginning of 11 bytes in a field", ASKCAM_MASK_FIELD, PLAIN, "<0123456789a>",
     "<0123456789a>"},
    {"a beginning of 12 bytes in a field", ASKCAM_MASK_FIELD, PLAIN, "<0123456789ab>",
     "<************>"},
    {"a beginning of 12 bytes at the end", ASKCAM_MASK_FIELD, PLAIN, "0123456789ab",
     "************"},
    {"a beginning of 15 bytes in an answer", ASKCAM_MASK_ANSWER, PLAIN, "0123456789abcde ",
     "0123456789abcde "},
    {"a beginning of 16 bytes in an answer", ASKCAM_MASK_ANSWER, PLAIN, "0123456789abcdef ",
     "**************** "},
    {"a beginning of 16 bytes at an answer's end", ASKCAM_MASK_ANSWER, PLAIN, "0123456789abcdef",
     "****************"},
    {"beginnings that overlap", ASKCAM_MASK_FIELD, "aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaab",
     "*************b"},
    {"more of them than the key has", ASKCAM_MASK_FIELD, "aaaaaaaaaaaaaaaaaaaa",
     "aaaaaaaaaaaaaaaaaaaaaaaab", "************************b"},
    {"a key that begins in another's end", ASKCAM_MASK_FIELD, "abcabcabcabcabX",
     "abcabcabcabcabcabcabX", "*********************"},
    {"a key shorter than a beginning", ASKCAM_MASK_ANSWER, "sk-test", "sk-test sk-tes",
     "******* sk-tes"},
    {"nothing", ASKCAM_MASK_FIELD, PLAIN, "", ""},
    {"between characters of several bytes", ASKCAM_MASK_ANSWER, PLAIN, "读" PLAIN "数é",
     "读**********************数é"},
    {"a word is not a key", ASKCAM_MASK_FIELD, "ollama", "ollama", "ollama"},
    {"but it is in a message", ASKCAM_MASK_MESSAGE, "ollama", "ollama", "******"},
    {"one byte", ASKCAM_MASK_MESSAGE, "k", "a key", "a *ey"},
    {"a beginning in a message", ASKCAM_MASK_MESSAGE, PLAIN, "<0123456789ab>", "<************>"},
    {"three bytes at a message's end", ASKCAM_MASK_MESSAGE, PLAIN, "cut: 012", "cut: 012"},
    {"four bytes at a message's end", ASKCAM_MASK_MESSAGE, PLAIN, "0123, 0123", "0123, ****"},
    {"no key", ASKCAM_MASK_FIELD, NULL, "sk-anything", "sk-anything"},
    {"an empty one", ASKCAM_MASK_MESSAGE, "", "sk-anything", "sk-anything"},
};

static void push_cut(const struct mask_case *row, const size_t cuts[2], struct heard *heard)
{
    const size_t bytes = strlen(row->text);
    struct askcam_mask mask;

    askcam_mask_init(&mask, row->key, row->kind);
    assert_int_equal(askcam_mask_push(&mask, row->text, cuts[0], hear, heard), ASKCAM_OK);
    assert_int_equal(askcam_mask_push(&mask, row->text + cuts[0], cuts[1] - cuts[0], hear, heard),
                     ASKCAM_OK);
    assert_int_equal(askcam_mask_push(&mask, row->text + cuts[1], bytes - cuts[1], hear, heard),
                     ASKCAM_OK);
    assert_int_equal(askcam_mask_finish(&mask, false, hear, heard), ASKCAM_OK);
}

static void the_cuts_change_nothing(void **state)
{
    const struct mask_case *row = *state;
    const size_t bytes = strlen(row->text);

    for (size_t first = 0; first <= bytes; first++) {
        for (size_t second = first; second <= bytes; second++) {
            struct heard heard = {.bytes = 0};
            push_cut(row, (size_t[2]){first, second}, &heard);
            assert_string_equal(heard.text, row->shown);
        }
    }
}

static void byte_by_byte_and_in_place_are_the_same(void **state)
{
    const struct mask_case *row = *state;
    const size_t bytes = strlen(row->text);
    struct heard heard = {.bytes = 0};
    struct askcam_mask mask;
    char text[128];

    askcam_mask_init(&mask, row->key, row->kind);
    for (size_t at = 0; at < bytes; at++) {
        assert_int_equal(askcam_mask_push(&mask, row->text + at, 1, hear, &heard), ASKCAM_OK);
    }
    assert_int_equal(askcam_mask_finish(&mask, false, hear, &heard), ASKCAM_OK);
    assert_string_equal(heard.text, row->shown);
    strcpy(text, row->text);
    askcam_mask_bytes(text, bytes, row->key, row->kind, false);
    assert_string_equal(text, row->shown);
    the_cuts_change_nothing(state);
}

/* Which bytes are masked, found without a state. */
static void mask_by_reference(const char *key, size_t least_bytes, char *text)
{
    const size_t bytes = strlen(text);
    char shown[64];

    strcpy(shown, text);
    for (size_t at = 0; at < bytes; at++) {
        size_t same = 0;
        while (key[same] != '\0' && text[at + same] == key[same]) {
            same++;
        }
        if (same >= least_bytes) {
            memset(shown + at, '*', same);
        }
    }
    strcpy(text, shown);
}

static void any_text_of_two_letters_is_masked_as_by_reference(void **state)
{
    static const char *const keys[] = {"ababababababababab", "aabaabaabaabaabaab", "aaaaaaaaaaaaab",
                                       "abbaabbaabbaabba"};
    uint32_t random = 1;

    (void)state;
    for (size_t round = 0; round < 20000; round++) {
        const char *key = keys[round % 4];
        const size_t key_bytes = strlen(key);
        char text[41];
        char expected[64] = "";
        for (size_t i = 0; i < sizeof text - 1; i++) { /* mostly as the key goes on */
            random = random * 1664525U + 1013904223U;
            const char next = i > 0 && random >> 28 != 0 ? key[i % key_bytes] : 'a';
            text[i] = random >> 27 == 3 ? 'b' : next;
        }
        text[sizeof text - 1] = '\0';
        strcpy(expected, text);
        mask_by_reference(key, 12, expected);
        askcam_mask_bytes(text, strlen(text), key, ASKCAM_MASK_FIELD, false);
        assert_string_equal(text, expected);
    }
}

static void any_beginning_is_masked_at_the_end_of_a_cut_text(void **state)
{
    char text[] = "it was cut: 0123";

    (void)state;
    askcam_mask_bytes(text, strlen(text), PLAIN, ASKCAM_MASK_FIELD, true);
    assert_string_equal(text, "it was cut: ****");
}

static void only_what_may_be_a_key_is_held_back(void **state)
{
    struct heard heard = {.bytes = 0};
    struct askcam_mask mask;

    (void)state;
    askcam_mask_init(&mask, KEY, ASKCAM_MASK_ANSWER);
    assert_int_equal(askcam_mask_push(&mask, "the mast", 8, hear, &heard), ASKCAM_OK);
    assert_string_equal(heard.text, "the mast");
    assert_int_equal(askcam_mask_push(&mask, "s", 1, hear, &heard), ASKCAM_OK);
    assert_string_equal(heard.text, "the mast");
    assert_int_equal(askcam_mask_push(&mask, " ", 1, hear, &heard), ASKCAM_OK);
    assert_string_equal(heard.text, "the masts ");
}

static void a_failure_of_the_callback_comes_back(void **state)
{
    struct heard heard = {.status = ASKCAM_ERR_STORAGE};
    struct askcam_mask mask;

    (void)state;
    askcam_mask_init(&mask, KEY, ASKCAM_MASK_ANSWER);
    assert_int_equal(askcam_mask_push(&mask, "a" KEY, 22, hear, &heard), ASKCAM_ERR_STORAGE);
    assert_string_equal(heard.text, "a");
    askcam_mask_init(&mask, KEY, ASKCAM_MASK_ANSWER);
    assert_int_equal(askcam_mask_push(&mask, KEY, 21, hear, &heard), ASKCAM_ERR_STORAGE);
    askcam_mask_init(&mask, KEY, ASKCAM_MASK_ANSWER);
    assert_int_equal(askcam_mask_push(&mask, "sk", 2, hear, &heard), ASKCAM_OK);
    assert_int_equal(askcam_mask_finish(&mask, false, hear, &heard), ASKCAM_ERR_STORAGE);
}

static void a_message_is_masked_in_place(void **state)
{
    char text[] = "you sent " PLAIN " twice: " PLAIN;

    (void)state;
    askcam_mask_message(text, PLAIN);
    assert_string_equal(text, "you sent ********************** twice: **********************");
    askcam_mask_message(text, NULL);
}

int main(void)
{
    enum { ROWS = sizeof cases / sizeof cases[0] };
    struct CMUnitTest tests[ROWS + 5] = {
        [ROWS] = cmocka_unit_test(only_what_may_be_a_key_is_held_back),
        [ROWS + 1] = cmocka_unit_test(a_failure_of_the_callback_comes_back),
        [ROWS + 2] = cmocka_unit_test(a_message_is_masked_in_place),
        [ROWS + 3] = cmocka_unit_test(any_text_of_two_letters_is_masked_as_by_reference),
        [ROWS + 4] = cmocka_unit_test(any_beginning_is_masked_at_the_end_of_a_cut_text)};

    for (size_t i = 0; i < ROWS; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = byte_by_byte_and_in_place_are_the_same,
                                       .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
