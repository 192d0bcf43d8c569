/* SPDX-License-Identifier: MIT */
/* test_json_string.c - escapes, every length of character, and what is replaced. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cuts.h"
#include "json_rows.h"
#include "utf8.h"

#define FFFD ASKCAM_UTF8_REPLACEMENT

static struct json_case cases[] = {
    /* Strings that are JSON: escapes and every length of character. */
    {"each short escape", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "0=[ 1='\"\\/\b\f\n\r\t' ",
     ASKCAM_OK},
    {"an escaped backslash, then text", "[\"\\\\u0000 \\\\a \\\\n\"]", "0=[ 1='\\u0000 \\a \\n' ",
     ASKCAM_OK},
    {"escapes of one to three bytes", "[\"\\u0060\\u012a\\u12AB\\u002c\"]",
     "0=[ 1='\x60\xC4\xAA\xE1\x8A\xAB,' ", ASKCAM_OK},
    {"escaped control characters", "[\"\\u0012\\u000A\\u007f\"]", "0=[ 1='\x12\n\x7F' ", ASKCAM_OK},
    {"escaped quote and backslash", "[\"\\u0022\\u005C\"]", "0=[ 1='\"\\' ", ASKCAM_OK},
    {"a pair", "[\"\\uD801\\udc37\"]", "0=[ 1='\xF0\x90\x90\xB7' ", ASKCAM_OK},
    {"two pairs", "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]", "0=[ 1='\xF0\x9F\x98\xB9\xF0\x9F\x92\x8D' ",
     ASKCAM_OK},
    {"the last pair and its neighbours", "[\"\\uDBFF\\uDFFF\\uDBFF\\uDFFE\\uD83F\\uDFFE\"]",
     "0=[ 1='\xF4\x8F\xBF\xBF\xF4\x8F\xBF\xBE\xF0\x9F\xBF\xBE' ", ASKCAM_OK},
    {"noncharacters and format characters", "[\"\\uFFFF\\uFDD0\\uFFFE\\u200B\\u2064\\u00A0\"]",
     "0=[ 1='\xEF\xBF\xBF\xEF\xB7\x90\xEF\xBF\xBE\xE2\x80\x8B\xE2\x81\xA4\xC2\xA0' ", ASKCAM_OK},
    {"comment marks and delete", "[\"a/*b*/c/*d//e\x7F\"]", "0=[ 1='a/*b*/c/*d//e\x7F' ",
     ASKCAM_OK},
    {"two to four bytes", "[\"\xCF\x80 \xE2\x82\xAC \xF0\x9D\x84\x9E\"]",
     "0=[ 1='\xCF\x80 \xE2\x82\xAC \xF0\x9D\x84\x9E' ", ASKCAM_OK},
    {"line separators", "[\"\xE2\x80\xA8\xE2\x80\xA9\"]", "0=[ 1='\xE2\x80\xA8\xE2\x80\xA9' ",
     ASKCAM_OK},
    {"ends of the ranges",
     "[\"\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\"]",
     "0=[ 1='\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF"
     "\xBF' ",
     ASKCAM_OK},
    {"plain text of many lengths before a quote", "[\"0123456789012345678901234567\"]",
     "0=[ 1='0123456789012345678901234567' ", ASKCAM_OK},

    /* Strings that are corrected: lone halves and bytes that are not UTF-8. */
    {"high half alone", "[\"\\uDADA\"]", "0=[ 1='" FFFD "' ", ASKCAM_OK},
    {"high half, then another escape", "[\"\\uD800\\n\"]", "0=[ 1='" FFFD "\n' ", ASKCAM_OK},
    {"high half, then text", "[\"\\ud800abc\"]", "0=[ 1='" FFFD "abc' ", ASKCAM_OK},
    {"high half, then no low one", "[\"\\uD888\\u1234\"]", "0=[ 1='" FFFD "\xE1\x88\xB4' ",
     ASKCAM_OK},
    {"two high halves", "[\"\\uD800\\uD800\\n\"]", "0=[ 1='" FFFD FFFD "\n' ", ASKCAM_OK},
    {"a high half before a pair", "[\"\\uD800\\uD801\\uDC37\"]",
     "0=[ 1='" FFFD "\xF0\x90\x90\xB7' ", ASKCAM_OK},
    {"high half, then a byte", "[\"\\uD800\xC3\xA9\"]", "0=[ 1='" FFFD "\xC3\xA9' ", ASKCAM_OK},
    {"low half alone", "[\"\\uDFAA\"]", "0=[ 1='" FFFD "' ", ASKCAM_OK},
    {"halves in the wrong order", "[\"\\uDd1e\\uD834\"]", "0=[ 1='" FFFD FFFD "' ", ASKCAM_OK},
    {"pair, then a low half", "[\"\\uD801\\uDC37\\uDC37\"]", "0=[ 1='\xF0\x90\x90\xB7" FFFD "' ",
     ASKCAM_OK},
    {"halves as bytes", "[\"\xED\xA0\x80\"]", "0=[ 1='" FFFD FFFD FFFD "' ", ASKCAM_OK},
    {"no lead byte", "[\"\xFF\"]", "0=[ 1='" FFFD "' ", ASKCAM_OK},
    {"Latin-1", "[\"\xE9\"]", "0=[ 1='" FFFD "' ", ASKCAM_OK},
    {"Latin-1 before text", "[\"caf\xE9 noir\"]", "0=[ 1='caf" FFFD " noir' ", ASKCAM_OK},
    {"continuation alone", "[\"\x81\"]", "0=[ 1='" FFFD "' ", ASKCAM_OK},
    {"above U+10FFFF", "[\"\xF4\xBF\xBF\xBF\"]", "0=[ 1='" FFFD FFFD FFFD FFFD "' ", ASKCAM_OK},
    {"two bytes, overlong", "[\"\xC0\xAF\"]", "0=[ 1='" FFFD FFFD "' ", ASKCAM_OK},
    {"three bytes, overlong", "[\"\xE0\x9F\xBF\"]", "0=[ 1='" FFFD FFFD FFFD "' ", ASKCAM_OK},
    {"six bytes, overlong", "[\"\xFC\x83\xBF\xBF\xBF\xBF\"]",
     "0=[ 1='" FFFD FFFD FFFD FFFD FFFD FFFD "' ", ASKCAM_OK},
    {"a lead byte before another", "[\"\xE0\xFF\"]", "0=[ 1='" FFFD FFFD "' ", ASKCAM_OK},
    {"broken off after two", "[\"\xE6\x97\xA5\xD1\x88\xFA\"]",
     "0=[ 1='\xE6\x97\xA5\xD1\x88" FFFD "' ", ASKCAM_OK},
    {"three of four bytes are one", "[\"\xF0\x9F\x98x\"]", "0=[ 1='" FFFD "x' ", ASKCAM_OK},
    {"two of three, then a whole one", "[\"\xE2\x82\xE2\x82\xAC\"]",
     "0=[ 1='" FFFD "\xE2\x82\xAC' ", ASKCAM_OK},
    {"broken off by an escape", "[\"\xE2\x82\\u20ac\"]", "0=[ 1='" FFFD "\xE2\x82\xAC' ",
     ASKCAM_OK},

    /* Strings that are not JSON. */
    {"never closed", "\"abc", "", ASKCAM_ERR_PROTOCOL},
    {"line feed", "[\"a\nb\"]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"tabulator among more text", "[\"0123456789\t0123456789\"]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"control character after a cut character", "[\"\xE2\x82\x1F\"]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"no such escape", "[\"\\x\"]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"escape with a capital", "[\"\\N\"]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"escape at the end", "\"\\\"", "", ASKCAM_ERR_PROTOCOL},
    {"three digits", "[\"\\u12a\"]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"no hexadecimal digit", "[\"\\u00g0\"]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"capital U", "[\"\\U0041\"]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"half of a pair broken off", "[\"\\uD834\\uDd\"]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"control character in a name", "{\"co\x01\":1}", "0={ ", ASKCAM_ERR_PROTOCOL},
};

enum { LONG_BYTES = 1500 };

/* A string of LONG_BYTES whose characters of three bytes begin at every offset modulo 3. */
static void make_long(char text[LONG_BYTES + 3], size_t shift)
{
    size_t at = 0;

    text[at++] = '"';
    while (at <= shift) {
        text[at++] = 'x';
    }
    while (at + 3 <= LONG_BYTES) {
        memcpy(text + at, "\xE5\xA5\xBD", 3);
        at += 3;
    }
    text[at++] = '"';
    text[at] = '\0';
}

static void json_long_strings_come_in_pieces_between_characters(void **state)
{
    static const size_t pieces[] = {1, 2, 5, 64, 255, 256, 257, 700, LONG_BYTES + 3};
    char text[LONG_BYTES + 3];

    (void)state;
    for (size_t shift = 0; shift < 9; shift++) {
        make_long(text, shift % 3);
        for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
            struct json_seen seen;
            json_seen_start(&seen, 0);
            (void)push_cut(json_seen_push, &seen, text, strlen(text), shift * 100, pieces[i]);
            assert_int_equal(askcam_json_finish(&seen.scan), ASKCAM_OK);
            assert_memory_equal(seen.text + 3, text + 1, strlen(text) - 2);
            assert_int_equal(seen.text_bytes, strlen(text) + 3); /* 0='…' and a space */
            assert_true(pieces[i] > LONG_BYTES || seen.calls > 1);
            assert_true(seen.calls <= LONG_BYTES / 100);
        }
    }
}

static void json_escaped_nul_is_a_byte_of_the_text(void **state)
{
    struct json_seen seen;

    (void)state;
    json_seen_start(&seen, 0);
    assert_int_equal(askcam_json_push(&seen.scan, "\"a\\u0000b\"", 10), ASKCAM_OK);
    assert_int_equal(askcam_json_finish(&seen.scan), ASKCAM_OK);
    assert_memory_equal(seen.text, "0='a\0b' ", 9);
}

static enum askcam_status take_text(void *ctx, const struct askcam_json_value *value)
{
    (void)strncat(ctx, value->text, value->text_bytes);
    return ASKCAM_OK;
}

static void json_keeps_halves_of_pairs_if_it_is_asked_to(void **state)
{
    static const char text[] = "\"\\ud83da\\ude00\\ud83d\\ude00\\ud83d\"";
    static const struct askcam_json_path path = {"", 0};
    struct askcam_json_paths paths;
    struct askcam_json scan;

    (void)state;
    askcam_json_paths_init(&paths, &path, 1);
    for (size_t piece = 1; piece <= sizeof text; piece++) {
        char seen[64] = "";
        askcam_json_init(&scan, &paths, take_text, seen);
        scan.keeps_halves = true;
        for (size_t at = 0; at < sizeof text - 1; at += piece) {
            const size_t left = sizeof text - 1 - at;
            assert_int_equal(askcam_json_push(&scan, text + at, left < piece ? left : piece),
                             ASKCAM_OK);
        }
        assert_int_equal(askcam_json_finish(&scan), ASKCAM_OK);
        assert_string_equal(seen, "\xED\xA0\xBD"
                                  "a\xED\xB8\x80\xF0\x9F\x98\x80\xED\xA0\xBD");
    }
}

static void json_callback_that_stops_wins_over_the_next_byte(void **state)
{
    char text[LONG_BYTES];
    struct json_seen seen;

    (void)state;
    memset(text, 'x', sizeof text);
    text[0] = '"';
    text[LONG_BYTES - 1] = '\x01'; /* refused in the same step as the piece before it */
    json_seen_start(&seen, 1);
    assert_int_equal(askcam_json_push(&seen.scan, text, sizeof text), ASKCAM_ERR_STOPPED);
    assert_int_equal(askcam_json_finish(&seen.scan), ASKCAM_ERR_STOPPED);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(json_long_strings_come_in_pieces_between_characters),
        cmocka_unit_test(json_escaped_nul_is_a_byte_of_the_text),
        cmocka_unit_test(json_keeps_halves_of_pairs_if_it_is_asked_to),
        cmocka_unit_test(json_callback_that_stops_wins_over_the_next_byte),
    };

    const int failed = run_json_rows("json_string", cases, sizeof cases / sizeof cases[0]);
    return failed + cmocka_run_group_tests_name("json_string, apart", others, NULL, NULL);
}
