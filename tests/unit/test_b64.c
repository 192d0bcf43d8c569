/* SPDX-License-Identifier: MIT */
/* test_b64.c - RFC 4648 vectors and long runs through every cut of the input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "b64.h"
#include "cuts.h"

enum {
    LONG_BYTES = 3 * ASKCAM_B64_PIECE_BYTES + 5, /* more than three pieces of text */
    TEXT_BYTES = ASKCAM_B64_TEXT_BYTES(LONG_BYTES),
};

static struct b64_case {
    const char *name;
    const char *bytes;
    size_t bytes_len;
    const char *text;
} cases[] = {
    {"empty", "", 0, ""},
    {"f", "f", 1, "Zg=="},
    {"fo", "fo", 2, "Zm8="},
    {"foo", "foo", 3, "Zm9v"},
    {"foob", "foob", 4, "Zm9vYg=="},
    {"fooba", "fooba", 5, "Zm9vYmE="},
    {"foobar", "foobar", 6, "Zm9vYmFy"},
    {"each digit once",
     "\x00\x10\x83\x10\x51\x87\x20\x92\x8B\x30\xD3\x8F\x41\x14\x93\x51\x55\x97\x61\x96\x9B\x71\xD7"
     "\x9F\x82\x18\xA3\x92\x59\xA7\xA2\x9A\xAB\xB2\xDB\xAF\xC3\x1C\xB3\xD3\x5D\xB7\xE3\x9E\xBB\xF3"
     "\xDF\xBF",
     48, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"},
    {"all ones", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10, "/////////////w=="},
};

struct seen {
    struct askcam_b64 enc;
    char text[TEXT_BYTES + 1];
    size_t text_bytes;
    size_t calls;
    size_t fail_at;
};

static enum askcam_status take(void *ctx, const void *bytes, size_t bytes_len)
{
    struct seen *seen = ctx;

    assert_true(bytes_len > 0 && bytes_len <= ASKCAM_B64_PIECE_BYTES);
    assert_int_equal(bytes_len % 4, 0);
    assert_true(bytes_len < sizeof seen->text - seen->text_bytes);
    memcpy(seen->text + seen->text_bytes, bytes, bytes_len);
    seen->text_bytes += bytes_len;
    seen->text[seen->text_bytes] = '\0';
    return ++seen->calls == seen->fail_at ? ASKCAM_ERR_CLOSED : ASKCAM_OK;
}

static enum askcam_status push(void *ctx, const void *bytes, size_t bytes_len)
{
    struct seen *seen = ctx;
    return askcam_sink_write(askcam_b64_sink(&seen->enc), bytes, bytes_len);
}

static void start(struct seen *seen, size_t fail_at)
{
    memset(seen, 0x5A, sizeof *seen); /* init must not need a clean struct */
    seen->text[0] = '\0';
    seen->text_bytes = 0;
    seen->calls = 0;
    seen->fail_at = fail_at;
    askcam_b64_init(&seen->enc, (struct askcam_sink){.write = take, .ctx = seen});
}

static void check(const void *row_ptr, size_t first_bytes, size_t piece_bytes)
{
    static struct seen seen;
    const struct b64_case *row = row_ptr;

    start(&seen, 0);
    (void)push_cut(push, &seen, row->bytes, row->bytes_len, first_bytes, piece_bytes);
    assert_int_equal(askcam_b64_finish(&seen.enc), ASKCAM_OK);
    assert_string_equal(seen.text, row->text);
    assert_int_equal(seen.text_bytes, ASKCAM_B64_TEXT_BYTES(row->bytes_len));
}

static void b64_text_does_not_depend_on_the_cuts(void **state)
{
    const struct b64_case *row = *state;

    for_every_cut(check, row, row->bytes_len);
}

/* Bytes in which every value and, over the length, most pairs of values come. */
static void make_long(char bytes[LONG_BYTES])
{
    uint32_t chance = 7;

    for (size_t i = 0; i < LONG_BYTES; i++) {
        chance = chance * 1664525U + 1013904223U;
        bytes[i] = (char)(chance >> 24);
    }
}

/* Plainly, bit by bit, to hold the fast way against. */
static void encode_slowly(const char *bytes, size_t bytes_len, char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t at = 0;

    for (size_t bit = 0; bit < bytes_len * 8; bit += 6) {
        unsigned six = 0;
        for (size_t i = bit; i < bit + 6; i++) {
            const unsigned byte = i / 8 < bytes_len ? (unsigned char)bytes[i / 8] : 0;
            six = six << 1 | (byte >> (7 - i % 8) & 1U);
        }
        text[at++] = digits[six];
    }
    while (at % 4 != 0) {
        text[at++] = '=';
    }
    text[at] = '\0';
}

static void b64_long_text_comes_in_pieces_of_whole_groups(void **state)
{
    static const size_t pieces[] = {1, 2, 3, 4, 7, 8, 9, 512, 3071, 3072, 3073, LONG_BYTES};
    static char bytes[LONG_BYTES];
    static char text[TEXT_BYTES + 1];
    static struct seen seen;

    (void)state;
    make_long(bytes);
    for (size_t cut = 0; cut < sizeof pieces / sizeof pieces[0]; cut++) {
        const size_t all_bytes = LONG_BYTES - cut;
        encode_slowly(bytes, all_bytes, text);
        for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
            start(&seen, 0);
            (void)push_cut(push, &seen, bytes, all_bytes, cut, pieces[i]);
            assert_int_equal(askcam_b64_finish(&seen.enc), ASKCAM_OK);
            assert_string_equal(seen.text, text);
            assert_true(seen.calls <= TEXT_BYTES / ASKCAM_B64_PIECE_BYTES + 1);
        }
    }
}

static void b64_failure_of_the_sink_sticks(void **state)
{
    static char bytes[LONG_BYTES];
    static struct seen seen;
    size_t all_calls = 0;

    (void)state;
    for (size_t fail_at = 1; fail_at <= all_calls + 1; fail_at++) {
        start(&seen, fail_at);
        (void)push_cut(push, &seen, bytes, sizeof bytes, 0, 1000);
        const enum askcam_status status = askcam_b64_finish(&seen.enc);
        assert_int_equal(status, seen.calls == fail_at ? ASKCAM_ERR_CLOSED : ASKCAM_OK);
        assert_true(seen.calls <= fail_at);
        assert_int_equal(askcam_b64_finish(&seen.enc), status);
        all_calls = seen.calls;
    }
    assert_int_equal(all_calls, 5);
}

enum { ROWS_COUNT = sizeof cases / sizeof cases[0] };

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(b64_long_text_comes_in_pieces_of_whole_groups),
        cmocka_unit_test(b64_failure_of_the_sink_sticks),
    };
    struct CMUnitTest tests[ROWS_COUNT];

    for (size_t i = 0; i < ROWS_COUNT; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = b64_text_does_not_depend_on_the_cuts,
                                       .initial_state = &cases[i]};
    }
    const int failed = cmocka_run_group_tests_name("b64", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("b64, apart", others, NULL, NULL);
}
