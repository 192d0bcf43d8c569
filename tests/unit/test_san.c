/* SPDX-License-Identifier: MIT */
/* test_san.c - the names in a certificate's extensions, whole and cut and broken at every place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "san.h"

/* One Extension each: tag, length, identifier, octets. */
#define BASIC  "\x30\x0C\x06\x03\x55\x1D\x13\x01\x01\xFF\x04\x02\x30\x00"
#define OTHER  "\x30\x09\x06\x03\x55\x1D\x0E\x04\x02\x04\x00"
#define ALL(n) "\x30" n

static struct san_case {
    const char *name;
    const char *bytes;
    size_t bytes_len;
    const char *names; /* each as kind letter and bytes, then '|' */
    bool is_named;     /* there is such an extension */
} cases[] = {
#define ROW(name, bytes, names, is_named)                                                          \
    {                                                                                              \
        name, bytes, sizeof bytes - 1, names, is_named                                             \
    }
    ROW("no extensions", "", "", false),
    ROW("an empty list", "\x30\x00", "", false),
    ROW("only others", "\x30\x0B" OTHER, "", false),
    ROW("one DNS name",
        "\x30\x10\x30\x0E\x06\x03\x55\x1D\x11\x04\x07\x30\x05\x82\x03"
        "a.b",
        "da.b|", true),
    ROW("after others",
        "\x30\x29" BASIC OTHER "\x30\x0E\x06\x03\x55\x1D\x11\x04\x07\x30\x05\x82\x03"
        "a.b",
        "da.b|", true),
    ROW("critical",
        "\x30\x13\x30\x11\x06\x03\x55\x1D\x11\x01\x01\xFF\x04\x07\x30\x05\x82\x03"
        "a.b",
        "da.b|", true),
    ROW("several kinds",
        "\x30\x1C\x30\x1A\x06\x03\x55\x1D\x11\x04\x13\x30\x11"
        "\x82\x01"
        "x"
        "\x87\x04"
        "1234"
        "\x86\x02"
        "u:"
        "\x88\x02"
        "\x2A\x03",
        "dx|a1234|ou:|o\x2A\x03|", true),
    ROW("an IPv6 number",
        "\x30\x1D\x30\x1B\x06\x03\x55\x1D\x11\x04\x14\x30\x12\x87\x10"
        "0123456789abcdef",
        "a0123456789abcdef|", true),
    ROW("an empty list of names", "\x30\x0B\x30\x09\x06\x03\x55\x1D\x11\x04\x02\x30\x00", "", true),
    ROW("a length in two bytes",
        "\x30\x11\x30\x0F\x06\x03\x55\x1D\x11\x04\x08\x30\x06\x82\x81\x03"
        "a.b",
        "da.b|", true),
    ROW("bytes behind the names",
        "\x30\x12\x30\x10\x06\x03\x55\x1D\x11\x04\x09\x30\x05\x82\x03"
        "a.b"
        "zz",
        "", false),
    ROW("bytes behind the octets",
        "\x30\x12\x30\x10\x06\x03\x55\x1D\x11\x04\x07\x30\x05\x82\x03"
        "a.b"
        "zz",
        "", false),
    ROW("a name that is too long",
        "\x30\x10\x30\x0E\x06\x03\x55\x1D\x11\x04\x07\x30\x05\x82\x09"
        "a.b",
        "", true),
    ROW("a good name and a broken one",
        "\x30\x10\x30\x0E\x06\x03\x55\x1D\x11\x04\x07\x30\x05"
        "\x82\x01"
        "a"
        "\x87\x05",
        "da|", true),
#undef ROW
};

/* Walks an exact-size heap copy, so that the sanitizer sees a read past it. */
static bool walk(const uint8_t *bytes, size_t bytes_len, char *names, size_t names_bytes)
{
    static const char LETTERS[] = "oda";
    struct askcam_san san;
    struct askcam_san_name name;
    size_t at = 0;
    uint8_t *copy = malloc(bytes_len + (bytes_len == 0));

    assert_non_null(copy);
    memcpy(copy, bytes, bytes_len);
    const bool is_named = askcam_san_init(&san, copy, bytes_len);
    while (askcam_san_next(&san, &name)) {
        assert_true(name.bytes >= copy && name.bytes + name.bytes_len <= copy + bytes_len);
        assert_true(at + name.bytes_len + 3 < names_bytes);
        names[at++] = LETTERS[name.kind];
        memcpy(names + at, name.bytes, name.bytes_len);
        at += name.bytes_len;
        names[at++] = '|';
    }
    assert_false(askcam_san_next(&san, &name)); /* the end stays the end */
    names[at] = '\0';
    free(copy);
    return is_named;
}

static void names_are_found_and_broken_ones_end_the_walk(void **state)
{
    const struct san_case *row = *state;
    char names[128];

    assert_true(walk((const uint8_t *)row->bytes, row->bytes_len, names, sizeof names) ==
                row->is_named);
    assert_string_equal(names, row->names);
}

static void no_cut_gives_a_name(void **state)
{
    const struct san_case *row = *state;
    char names[128];

    for (size_t cut = 0; cut < row->bytes_len; cut++) {
        (void)walk((const uint8_t *)row->bytes, cut, names, sizeof names);
        assert_string_equal(names, ""); /* by the outer length something is missing */
    }
}

static void no_changed_byte_leads_outside(void **state)
{
    const struct san_case *row = *state;
    uint8_t bytes[64];
    char names[256];

    assert_true(row->bytes_len <= sizeof bytes);
    for (size_t at = 0; at < row->bytes_len; at++) {
        for (unsigned value = 0; value < 256; value++) {
            memcpy(bytes, row->bytes, row->bytes_len);
            bytes[at] = (uint8_t)value;
            (void)walk(bytes, row->bytes_len, names, sizeof names);
        }
    }
}

static const struct san_case *row_of(const char *name)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (strcmp(cases[i].name, name) == 0) {
            return &cases[i];
        }
    }
    return NULL;
}

static bool has(const struct san_case *row, const char *address)
{
    return askcam_san_has_address((const uint8_t *)row->bytes, row->bytes_len,
                                  (const uint8_t *)address, strlen(address));
}

static void addresses_match_whole(void **state)
{
    (void)state;
    assert_true(has(row_of("several kinds"), "1234"));
    assert_false(has(row_of("several kinds"), "1235"));
    assert_true(has(row_of("an IPv6 number"), "0123456789abcdef"));
    assert_false(has(row_of("an IPv6 number"), "0123")); /* nor a part */
    assert_false(has(row_of("one DNS name"), "a.b"));    /* nor another kind */
    assert_false(has(row_of("no extensions"), "1234"));
}

/* An address counts only in a list that is sound to its end. */
static void a_broken_list_has_no_address(void **state)
{
    static const char broken[] = "\x30\x15\x30\x13\x06\x03\x55\x1D\x11\x04\x0C\x30\x0A"
                                 "\x87\x04"
                                 "1234"
                                 "\x82\x09"
                                 "ab";

    (void)state;
    assert_false(askcam_san_has_address((const uint8_t *)broken, sizeof broken - 1,
                                        (const uint8_t *)"1234", 4));
}

enum { ROWS = sizeof cases / sizeof cases[0] };

int main(void)
{
    static const struct CMUnitTest more[] = {
        cmocka_unit_test(addresses_match_whole),
        cmocka_unit_test(a_broken_list_has_no_address),
    };
    struct CMUnitTest tests[3 * ROWS + sizeof more / sizeof more[0]];

    for (size_t i = 0; i < ROWS; i++) {
        const struct CMUnitTest test = {.name = cases[i].name, .initial_state = &cases[i]};
        tests[3 * i] = tests[3 * i + 1] = tests[3 * i + 2] = test;
        tests[3 * i].test_func = names_are_found_and_broken_ones_end_the_walk;
        tests[3 * i + 1].test_func = no_cut_gives_a_name;
        tests[3 * i + 2].test_func = no_changed_byte_leads_outside;
    }
    memcpy(tests + 3 * ROWS, more, sizeof more);
    return cmocka_run_group_tests_name("san", tests, NULL, NULL);
}
