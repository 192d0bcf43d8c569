/* SPDX-License-Identifier: MIT */
/* test_json.c - every text below, whole, byte by byte, and cut once at every place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cuts.h"
#include "json.h"
#include "utf8.h"

#define KEY_64    "k234567890123456789012345678901234567890123456789012345678901234"
#define DIGITS_64 "1234567890123456789012345678901234567890123456789012345678901234"
#define FFFD      ASKCAM_UTF8_REPLACEMENT

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
    {KEY_64, LONG},
    {"\xC3\xA9", UTF8_NAME},
    {"a.a.a.a.a.a.a.a.a.a", TENTH},
    {"m[1][0]", NESTED},
};

static struct json_case {
    const char *name;
    const char *text;
    const char *values;
    enum askcam_status status;
} cases[] = {
    /* What is handed on: ID=VALUE and a space; "s+" and "+s" show more than one piece. */
    {"object, dropped members", "{\"x\":[1,{\"y\":\"z\"}],\"w\":null}", "0={ ", ASKCAM_OK},
    {"path through an array",
     "{\"choices\":[{\"delta\":{\"content\":\"eye\"}},{\"delta\":{\"content\":\"no\"}}]}",
     "0={ 2='eye' ", ASKCAM_OK},
    {"any element",
     "{\"choices\":[{\"delta\":{\"content\":[{\"text\":\"a\"},{\"b\":1,\"text\":\"b\"}]}}]}",
     "0={ 2=[ 3='a' 3='b' ", ASKCAM_OK},
    {"two rows with one id, two ids at one place",
     "{\"code\":\"x\",\"error\":{\"code\":400,\"choices\":[]}}", "0={ 5='x' 4={ 5=400 6=400 ",
     ASKCAM_OK},
    {"a value where a path goes on", "{\"choices\":7,\"error\":\"no\"}", "0={ 4='no' ", ASKCAM_OK},
    {"an array where a member is meant", "{\"error\":[{\"code\":1}]}", "0={ 4=[ ", ASKCAM_OK},
    {"an object where an element is meant", "{\"choices\":{\"0\":{\"delta\":{\"content\":1}}}}",
     "0={ ", ASKCAM_OK},
    {"nested arrays are counted apart", "{\"m\":[[8,9],[5,6],[7]]}", "0={ 10=5 ", ASKCAM_OK},
    {"a member of the same name elsewhere", "{\"delta\":{\"content\":\"x\"},\"content\":1}", "0={ ",
     ASKCAM_OK},
    {"a name that begins like a path's", "{\"cod\":1,\"codes\":2,\"\":3}", "0={ ", ASKCAM_OK},
    {"an escaped name", "{\"c\\u006fde\":1,\"\\u0065rror\":2}", "0={ 5=1 4=2 ", ASKCAM_OK},
    {"a name beyond ASCII", "{\"\xC3\xA9\":1,\"\\u00e9\":2,\"\xC3\":3}", "0={ 8=1 8=2 ", ASKCAM_OK},
    {"a name as long as can be", "{\"" KEY_64 "\":1}", "0={ 7=1 ", ASKCAM_OK},
    {"a longer name", "{\"" KEY_64 "x\":1,\"\\u006b" KEY_64 "\":2}", "0={ ", ASKCAM_OK},
    {"a path of ten steps",
     "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}",
     "0={ 9={ ", ASKCAM_OK},
    {"nothing leaks from deep down", "[[[[[[[[[[[[{\"code\":1}]]]]]]]]]]],2]", "0=[ 1=[ ",
     ASKCAM_OK},
    {"a member that comes twice", "{\"code\":1,\"code\":2}", "0={ 5=1 5=2 ", ASKCAM_OK},
    {"white space everywhere",
     " \t\r\n{ \"code\" :\t1 ,\n\"choices\"\r: [ { \"delta\":{ } } , 3 ] } \n", "0={ 5=1 ",
     ASKCAM_OK},

    /* Whole texts that are one scalar. */
    {"string", "\"asd\"", "0='asd' ", ASKCAM_OK},
    {"empty string", "\"\"", "0='' ", ASKCAM_OK},
    {"true", "true", "0=true ", ASKCAM_OK},
    {"false with space", " false ", "0=false ", ASKCAM_OK},
    {"null", "null", "0=null ", ASKCAM_OK},
    {"number that ends with the text", "-12.5e+3", "0=-12.5e+3 ", ASKCAM_OK},
    {"number and space", "0 ", "0=0 ", ASKCAM_OK},

    /* Numbers. */
    {"zero", "[0]", "0=[ 1=0 ", ASKCAM_OK},
    {"minus zero", "[-0]", "0=[ 1=-0 ", ASKCAM_OK},
    {"fraction", "[0.0120]", "0=[ 1=0.0120 ", ASKCAM_OK},
    {"exponents", "[1E22,1e-9]", "0=[ 1=1E22 ", ASKCAM_OK},
    {"17 digits", "[52.123456789012345]", "0=[ 1=52.123456789012345 ", ASKCAM_OK},
    {"longest number", "[" DIGITS_64 "]", "0=[ 1=" DIGITS_64 " ", ASKCAM_OK},
    {"longer number", "[" DIGITS_64 "5]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"leading zero", "[01]", "0=[ 1=0 ", ASKCAM_ERR_PROTOCOL},
    {"minus alone", "[-]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"plus", "[+1]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"point first", "[.5]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"point last", "[5.]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"point before exponent", "[5.e1]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"exponent without digits", "[5e]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"exponent with sign only", "[5e+]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"two signs", "[--5]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"fraction in the exponent", "[5e1.5]", "0=[ 1=5e1 ", ASKCAM_ERR_PROTOCOL},
    {"hexadecimal", "[0x1]", "0=[ 1=0 ", ASKCAM_ERR_PROTOCOL},
    {"not a number", "[NaN]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"half a number at the end", "-", "", ASKCAM_ERR_PROTOCOL},
    {"full-width digit", "[\xEF\xBC\x91]", "0=[ ", ASKCAM_ERR_PROTOCOL},

    /* Literals. */
    {"literals in an array", "[null,true,false]", "0=[ 1=null ", ASKCAM_OK},
    {"misspelt", "[trua]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"capital", "[True]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"cut short", "[nul]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"too long", "[nulll]", "0=[ 1=null ", ASKCAM_ERR_PROTOCOL},
    {"literal that never ends", "tru", "", ASKCAM_ERR_PROTOCOL},

    /* Structure. */
    {"empty", "", "", ASKCAM_ERR_PROTOCOL},
    {"only space", " \n", "", ASKCAM_ERR_PROTOCOL},
    {"byte order mark", "\xEF\xBB\xBF{}", "", ASKCAM_ERR_PROTOCOL},
    {"garbage after", "{}x", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"two texts", "{}{}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"comma after", "[1],", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"open object", "{\"code\":1", "0={ 5=1 ", ASKCAM_ERR_PROTOCOL},
    {"open array", "[", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"crossed", "[}", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"crossed after a value", "{\"code\":1]", "0={ 5=1 ", ASKCAM_ERR_PROTOCOL},
    {"array closed as object", "[1}", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"closed twice", "[]]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"only closed", "]", "", ASKCAM_ERR_PROTOCOL},
    {"comma before ]", "[1,]", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"comma before }", "{\"code\":1,}", "0={ 5=1 ", ASKCAM_ERR_PROTOCOL},
    {"comma first", "[,1]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"two commas", "[1,,2]", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"no comma", "[1 2]", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"no colon", "{\"code\" 1}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"comma for colon", "{\"code\",1}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"colon in an array", "[1:2]", "0=[ 1=1 ", ASKCAM_ERR_PROTOCOL},
    {"no value", "{\"code\":}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"no name", "{:1}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"a number for a name", "{1:1}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"a name without quotes", "{code:1}", "0={ ", ASKCAM_ERR_PROTOCOL},
    {"single quotes", "['a']", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"comment", "[/**/1]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"form feed is no white space", "[\f]", "0=[ ", ASKCAM_ERR_PROTOCOL},
    {"[DONE]", "[DONE]", "0=[ ", ASKCAM_ERR_PROTOCOL},

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

    /* Strings that are mended: lone halves and bytes that are not UTF-8. */
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

    /* Strings that are no JSON. */
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

struct seen {
    struct askcam_json scan;
    char text[4096];
    size_t text_bytes;
    size_t calls;
    size_t fail_at;
    bool in_string;
};

static void note(struct seen *seen, const char *text, size_t bytes)
{
    assert_true(bytes < sizeof seen->text - seen->text_bytes);
    memcpy(seen->text + seen->text_bytes, text, bytes);
    seen->text_bytes += bytes;
    seen->text[seen->text_bytes] = '\0';
}

static enum askcam_status take(void *ctx, const struct askcam_json_value *value)
{
    struct seen *seen = ctx;
    const bool is_string = value->type == ASKCAM_JSON_STRING;
    char id[16];

    assert_int_equal(value->first, !seen->in_string);
    assert_true(is_string || (value->first && value->last));
    assert_true(askcam_utf8_valid(value->text, value->text_bytes));
    seen->in_string = is_string && !value->last;
    if (value->first) {
        (void)snprintf(id, sizeof id, "%d=%s", value->id, is_string ? "'" : "");
        note(seen, id, strlen(id));
    }
    if (value->type == ASKCAM_JSON_OBJECT || value->type == ASKCAM_JSON_ARRAY) {
        assert_int_equal(value->text_bytes, 0);
        note(seen, value->type == ASKCAM_JSON_OBJECT ? "{" : "[", 1);
    }
    note(seen, value->text, value->text_bytes);
    if (value->last) {
        note(seen, is_string ? "' " : " ", is_string ? 2 : 1);
    }
    seen->calls++;
    return seen->calls == seen->fail_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

static enum askcam_status push(void *ctx, const void *bytes, size_t bytes_len)
{
    struct seen *seen = ctx;
    return askcam_json_push(&seen->scan, bytes, bytes_len);
}

static void paths_of_the_test(struct askcam_json_paths *paths)
{
    askcam_json_paths_init(paths, ROWS, sizeof ROWS / sizeof ROWS[0]);
}

static void check(const void *row_ptr, size_t first_bytes, size_t piece_bytes)
{
    const struct json_case *row = row_ptr;
    struct askcam_json_paths paths;
    struct seen seen = {.text = ""};

    memset(&seen.scan, 0xA5, sizeof seen.scan); /* init must not need a clean struct */
    paths_of_the_test(&paths);
    askcam_json_init(&seen.scan, &paths, take, &seen);
    (void)push_cut(push, &seen, row->text, strlen(row->text), first_bytes, piece_bytes);
    assert_int_equal(askcam_json_finish(&seen.scan), row->status);
    assert_int_equal(askcam_json_finish(&seen.scan), row->status);
    if (row->status == ASKCAM_OK || !seen.in_string) {
        assert_string_equal(seen.text, row->values);
    }
}

/* The same texts where nothing is named: only checked, never handed on. */
static void check_unnamed(const void *row_ptr, size_t first_bytes, size_t piece_bytes)
{
    static const struct askcam_json_path DEEP[] = {{"[9].x", 1}, {"x", 2}};
    const struct json_case *row = row_ptr;
    struct askcam_json_paths paths;
    struct seen seen = {.text = ""};

    memset(&seen.scan, 0x5A, sizeof seen.scan);
    askcam_json_paths_init(&paths, DEEP, sizeof DEEP / sizeof DEEP[0]);
    askcam_json_init(&seen.scan, &paths, take, &seen);
    (void)push_cut(push, &seen, row->text, strlen(row->text), first_bytes, piece_bytes);
    assert_int_equal(askcam_json_finish(&seen.scan), row->status);
}

static void json_values_do_not_depend_on_the_cuts(void **state)
{
    const struct json_case *row = *state;

    for_every_cut(check, row, strlen(row->text));
    for_every_cut(check_unnamed, row, strlen(row->text));
}

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
    static const size_t PIECES[] = {1, 2, 5, 64, 255, 256, 257, 700, LONG_BYTES + 3};
    struct askcam_json_paths paths;
    char text[LONG_BYTES + 3];

    (void)state;
    paths_of_the_test(&paths);
    for (size_t shift = 0; shift < 9; shift++) {
        make_long(text, shift % 3);
        for (size_t i = 0; i < sizeof PIECES / sizeof PIECES[0]; i++) {
            struct seen seen = {.text = ""};
            askcam_json_init(&seen.scan, &paths, take, &seen);
            (void)push_cut(push, &seen, text, strlen(text), shift * 100, PIECES[i]);
            assert_int_equal(askcam_json_finish(&seen.scan), ASKCAM_OK);
            assert_memory_equal(seen.text + 3, text + 1, strlen(text) - 2);
            assert_int_equal(seen.text_bytes, strlen(text) + 3); /* 0='…' and a space */
            assert_true(PIECES[i] > LONG_BYTES || seen.calls > 1);
            assert_true(seen.calls <= LONG_BYTES / 100);
        }
    }
}

static void json_escaped_nul_is_a_byte_of_the_text(void **state)
{
    struct askcam_json_paths paths;
    struct seen seen = {.text = ""};

    (void)state;
    paths_of_the_test(&paths);
    askcam_json_init(&seen.scan, &paths, take, &seen);
    assert_int_equal(askcam_json_push(&seen.scan, "\"a\\u0000b\"", 10), ASKCAM_OK);
    assert_int_equal(askcam_json_finish(&seen.scan), ASKCAM_OK);
    assert_memory_equal(seen.text, "0='a\0b' ", 9);
}

static void json_nul_outside_of_strings_is_refused(void **state)
{
    struct askcam_json_paths paths;
    struct seen seen = {.text = ""};

    (void)state;
    paths_of_the_test(&paths);
    askcam_json_init(&seen.scan, &paths, take, &seen);
    assert_int_equal(askcam_json_push(&seen.scan, "{}\0", 3), ASKCAM_ERR_PROTOCOL);
    askcam_json_init(&seen.scan, &paths, take, &seen);
    assert_int_equal(askcam_json_push(&seen.scan, "\"\0\"", 3), ASKCAM_ERR_PROTOCOL);
}

static enum askcam_status scan_nested(size_t depth)
{
    struct askcam_json_paths paths;
    struct seen seen = {.text = ""};

    paths_of_the_test(&paths);
    askcam_json_init(&seen.scan, &paths, take, &seen);
    for (size_t i = 0; i < depth; i++) {
        (void)askcam_json_push(&seen.scan, i % 2 == 0 ? "[" : "{\"a\":", i % 2 == 0 ? 1 : 5);
    }
    (void)askcam_json_push(&seen.scan, "1", 1);
    for (size_t i = depth; i-- > 0;) {
        (void)askcam_json_push(&seen.scan, i % 2 == 0 ? "]" : "}", 1);
    }
    return askcam_json_finish(&seen.scan);
}

static void json_nesting_has_a_limit(void **state)
{
    (void)state;
    assert_int_equal(scan_nested(1), ASKCAM_OK);
    assert_int_equal(scan_nested(65), ASKCAM_OK);
    assert_int_equal(scan_nested(ASKCAM_JSON_DEPTH), ASKCAM_OK);
    assert_int_equal(scan_nested(ASKCAM_JSON_DEPTH + 1), ASKCAM_ERR_PROTOCOL);
}

static void json_taker_that_fails_is_not_called_again(void **state)
{
    static const char TEXT[] =
        "{\"code\":\"x\\u0041\",\"error\":{\"code\":[null],\"y\":1},\"m\":[[],"
        "[true]]}";
    struct askcam_json_paths paths;
    size_t all_calls = 0;

    (void)state;
    paths_of_the_test(&paths);
    for (size_t fail_at = 1; fail_at <= all_calls + 1; fail_at++) {
        struct seen seen = {.fail_at = fail_at};
        askcam_json_init(&seen.scan, &paths, take, &seen);
        (void)push_cut(push, &seen, TEXT, sizeof TEXT - 1, 0, fail_at);
        const enum askcam_status status = askcam_json_finish(&seen.scan);
        assert_int_equal(status, seen.calls == fail_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK);
        assert_true(seen.calls <= fail_at);
        all_calls = seen.calls;
    }
    assert_int_equal(all_calls, 6);
}

static void json_state_is_small(void **state)
{
    (void)state;
    assert_true(sizeof(struct askcam_json) < 2048);
}

enum { ROWS_COUNT = sizeof cases / sizeof cases[0] };

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(json_long_strings_come_in_pieces_between_characters),
        cmocka_unit_test(json_escaped_nul_is_a_byte_of_the_text),
        cmocka_unit_test(json_nul_outside_of_strings_is_refused),
        cmocka_unit_test(json_nesting_has_a_limit),
        cmocka_unit_test(json_taker_that_fails_is_not_called_again),
        cmocka_unit_test(json_state_is_small),
    };
    struct CMUnitTest tests[ROWS_COUNT];

    for (size_t i = 0; i < ROWS_COUNT; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = json_values_do_not_depend_on_the_cuts,
                                       .initial_state = &cases[i]};
    }
    const int failed = cmocka_run_group_tests_name("json", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("json, apart", others, NULL, NULL);
}
