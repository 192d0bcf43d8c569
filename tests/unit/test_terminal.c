/* SPDX-License-Identifier: MIT */
/* test_terminal.c - nothing that controls a terminal passes, whatever the cuts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "terminal.h"

struct heard {
    char text[128];
    size_t bytes;
};

static enum askcam_status hear(void *ctx, const void *bytes, size_t bytes_len)
{
    struct heard *heard = ctx;

    assert_true(bytes_len > 0 && heard->bytes + bytes_len < sizeof heard->text);
    memcpy(heard->text + heard->bytes, bytes, bytes_len);
    heard->bytes += bytes_len;
    return ASKCAM_OK;
}

static struct terminal_case {
    const char *name;
    const char *text;
    const char *shown;
} cases[] = {
    {"plain text", "Zähler 水表 😀", "Zähler 水表 😀"},
    {"line feed and tab", "a\n\tb", "a\n\tb"},
    {"escape sequences", "\x1b[2J\x1b]0;title\a", "?[2J?]0;title?"},
    {"carriage return and backspace", "a\rb\bc", "a?b?c"},
    {"delete",
     "a\x7f"
     "b",
     "a?b"},
    {"the first and the last C1 control", "\xc2\x80\xc2\x9f|\xc2\xa0", "??|\xc2\xa0"},
    {"a C1 control as a raw byte",
     "\x9b"
     "31m\x80",
     "?31m?"},
    {"raw bytes of Latin-1", "caf\xe9 x", "caf? x"},
    {"an overlong escape", "\xc0\x9b[2J", "??[2J"},
    {"embedding and override", "\u202a\u202b\u202c\u202d\u202e", "?????"},
    {"isolates", "\u2066\u2067\u2068\u2069", "????"},
    {"their neighbours", "\u2029\u202f\u2065\u206a", "\u2029\u202f\u2065\u206a"},
    {"a character that is not whole", "a\xe2\x80", "a?"},
    {"two that are not", "\xe2\x80\xe2\x80.", "??."},
    {"nothing", "", ""},
};

static void no_cut_lets_a_control_pass(void **state)
{
    const struct terminal_case *row = *state;
    const size_t bytes = strlen(row->text);

    for (size_t first = 0; first <= bytes; first++) {
        for (size_t second = first; second <= bytes; second++) {
            struct askcam_terminal terminal = {.cut_bytes = 0};
            struct heard heard = {.bytes = 0};
            const struct askcam_sink out = {.write = hear, .ctx = &heard};
            assert_int_equal(askcam_terminal_push(&terminal, row->text, first, out), ASKCAM_OK);
            assert_int_equal(
                askcam_terminal_push(&terminal, row->text + first, second - first, out), ASKCAM_OK);
            assert_int_equal(
                askcam_terminal_push(&terminal, row->text + second, bytes - second, out),
                ASKCAM_OK);
            assert_int_equal(askcam_terminal_finish(&terminal, out), ASKCAM_OK);
            assert_string_equal(heard.text, row->shown);
        }
    }
}

/* Every control there is, by its number, and no other character up to U+FFFF. */
static void the_classes_are_complete(void **state)
{
    (void)state;
    for (unsigned scalar = 0; scalar <= 0xFFFFU; scalar++) {
        const unsigned tail = 0x80U | (scalar & 0x3FU);
        char text[3] = {(char)scalar};
        size_t bytes = 1;
        size_t length = 0;
        if (scalar >= 0xD800U && scalar <= 0xDFFFU) {
            continue;
        }
        if (scalar >= 0x800U) {
            text[0] = (char)(0xE0U | scalar >> 12);
            text[1] = (char)(0x80U | (scalar >> 6 & 0x3FU));
            text[2] = (char)tail;
            bytes = 3;
        } else if (scalar >= 0x80U) {
            text[0] = (char)(0xC0U | scalar >> 6);
            text[1] = (char)tail;
            bytes = 2;
        }
        const bool is_line = scalar == '\n' || scalar == '\t';
        const bool is_control =
            (scalar < 0x20U && !is_line) || (scalar >= 0x7FU && scalar < 0xA0U) ||
            (scalar >= 0x202AU && scalar <= 0x202EU) || (scalar >= 0x2066U && scalar <= 0x2069U);
        assert_int_equal(askcam_terminal_next(text, bytes, &length), is_line ? ASKCAM_TERMINAL_LINE
                                                                     : is_control
                                                                         ? ASKCAM_TERMINAL_CONTROL
                                                                         : ASKCAM_TERMINAL_TEXT);
        assert_int_equal(length, bytes);
    }
}

int main(void)
{
    enum { ROWS = sizeof cases / sizeof cases[0] };
    struct CMUnitTest tests[ROWS + 1] = {[ROWS] = cmocka_unit_test(the_classes_are_complete)};

    for (size_t i = 0; i < ROWS; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = no_cut_lets_a_control_pass,
                                       .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("terminal", tests, NULL, NULL);
}
