/* SPDX-License-Identifier: MIT */
/* test_utf8.c - the edges of each range, every code point once, and texts that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "utf8.h"

static struct utf8_case {
    const char *name;
    const char *text;
    int next; /* of the whole text */
    bool valid;
} cases[] = {
    {"ASCII", "a", 1, true},
    {"delete", "\x7F", 1, true},
    {"first of two bytes", "\xC2\x80", 2, true},
    {"first of three bytes", "\xE0\xA0\x80", 3, true},
    {"last before the surrogates", "\xED\x9F\xBF", 3, true},
    {"first of four bytes", "\xF0\x90\x80\x80", 4, true},
    {"the last character", "\xF4\x8F\xBF\xBF", 4, true},
    {"one after the last", "\xF4\x90\x80\x80", -1, false},
    {"a text", "caf\xC3\xA9 \xE5\xA5\xBD \xF0\x9F\x98\xB9", 1, true},
    {"a text that ends within a character", "caf\xC3", 1, false},
    {"a text with a stray byte", "a\x80z", 1, false},
    {"continuation first", "\x80", -1, false},
    {"overlong of two", "\xC1\xBF", -1, false},
    {"overlong of three", "\xE0\x9F\xBF", -1, false},
    {"overlong of four", "\xF0\x8F\xBF\xBF", -1, false},
    {"surrogate", "\xED\xA0\x80", -1, false},
    {"never a byte of UTF-8", "\xF5\x80\x80\x80", -1, false},
    {"broken off after one", "\xC3z", -1, false},
    {"broken off after two", "\xE5\xA5z", -2, false},
    {"broken off after three", "\xF0\x9F\x98\xC3", -3, false},
    {"one of two", "\xDF", 0, false},
    {"two of three", "\xEF\xBF", 0, false},
    {"three of four", "\xF3\xBF\xBF", 0, false},
};

static void utf8_is_reported_apart(void **state)
{
    const struct utf8_case *row = *state;
    const size_t bytes = strlen(row->text);
    uint8_t *copy = malloc(bytes); /* of its exact size, for the sanitizer */

    assert_non_null(copy);
    memcpy(copy, row->text, bytes);
    assert_int_equal(askcam_utf8_next(copy, bytes), row->next);
    assert_int_equal(askcam_utf8_valid(copy, bytes), row->valid);
    free(copy);
}

static void utf8_of_every_scalar_value_is_valid(void **state)
{
    size_t valid_count = 0;

    (void)state;
    for (uint32_t scalar = 0; scalar <= 0x10FFFFU; scalar++) {
        char text[ASKCAM_UTF8_CHARACTER_BYTES];
        if (scalar == 0xD800U) {
            scalar = 0xE000U;
        }
        const size_t bytes = askcam_utf8_put(scalar, text);
        valid_count += askcam_utf8_next((const uint8_t *)text, bytes) == (int)bytes;
    }
    assert_int_equal(valid_count, 0x110000 - 0x800);
}

/* Two-byte and three-byte texts that are one character: 1920 and 63488 minus the surrogates. */
static void utf8_has_no_more_than_its_characters(void **state)
{
    size_t two_count = 0;
    size_t three_count = 0;

    (void)state;
    for (uint32_t bits = 0; bits < 0x1000000U; bits++) {
        const uint8_t text[3] = {(uint8_t)(bits >> 16), (uint8_t)(bits >> 8), (uint8_t)bits};
        if (text[0] >= 0x80U && (bits & 0xFFU) == 0) {
            two_count += askcam_utf8_next(text, 2) == 2;
        }
        if (text[0] >= 0xE0U && text[0] < 0xF0U) {
            three_count += askcam_utf8_next(text, 3) == 3;
        }
    }
    assert_int_equal(two_count, 0x800 - 0x80);
    assert_int_equal(three_count, 0x10000 - 0x800 - 0x800);
}

static void utf8_empty_text_is_valid(void **state)
{
    (void)state;
    assert_true(askcam_utf8_valid(NULL, 0));
    assert_true(askcam_utf8_valid("a\0b", 3));
}

enum { ROWS_COUNT = sizeof cases / sizeof cases[0] };

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(utf8_of_every_scalar_value_is_valid),
        cmocka_unit_test(utf8_has_no_more_than_its_characters),
        cmocka_unit_test(utf8_empty_text_is_valid),
    };
    struct CMUnitTest tests[ROWS_COUNT];

    for (size_t i = 0; i < ROWS_COUNT; i++) {
        tests[i] = (struct CMUnitTest){
            .name = cases[i].name, .test_func = utf8_is_reported_apart, .initial_state = &cases[i]};
    }
    const int failed = cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("utf8, apart", others, NULL, NULL);
}
