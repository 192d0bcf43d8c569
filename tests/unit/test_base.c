/* SPDX-License-Identifier: MIT */
/* test_base.c - the ring, the first failure, texts for people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "error.h"
#include "ring.h"
#include "sink.h"
#include "status.h"

/* What goes in comes out in order, whatever the pieces. */
static void a_ring_keeps_order_around_its_edge(void **state)
{
    uint8_t buf[7];
    struct askcam_ring ring;
    uint8_t next_in = 0;
    uint8_t next_out = 0;

    (void)state;
    askcam_ring_init(&ring, buf, sizeof buf);
    for (unsigned round = 0; round < 200; round++) {
        uint8_t *space = NULL;
        const uint8_t *held = NULL;
        const size_t space_bytes = askcam_ring_free(&ring, &space);
        const size_t in = space_bytes < 1 + round % 4 ? space_bytes : 1 + round % 4;
        for (size_t i = 0; i < in; i++) {
            space[i] = next_in++;
        }
        askcam_ring_wrote(&ring, in);
        const size_t held_bytes = askcam_ring_held(&ring, &held);
        const size_t out = held_bytes < 1 + round % 3 ? held_bytes : 1 + round % 3;
        for (size_t i = 0; i < out; i++) {
            assert_int_equal(held[i], next_out++);
        }
        askcam_ring_took(&ring, out);
    }
    assert_true(next_out > 0);
}

static void a_full_ring_has_no_space(void **state)
{
    uint8_t buf[4];
    struct askcam_ring ring;
    uint8_t *space = NULL;

    (void)state;
    askcam_ring_init(&ring, buf, sizeof buf);
    assert_int_equal(askcam_ring_free(&ring, &space), 4);
    askcam_ring_wrote(&ring, 4);
    assert_int_equal(askcam_ring_free(&ring, &space), 0);
}

static void the_first_failure_stays(void **state)
{
    struct askcam_error err = {0};

    (void)state;
    assert_int_equal(
        askcam_fail(&err, ASKCAM_ERR_TLS, (struct askcam_error_context){"a", "b"}, "why %d", 1),
        ASKCAM_ERR_TLS);
    assert_int_equal(
        askcam_fail(&err, ASKCAM_ERR_AUTH, (struct askcam_error_context){"c", "d"}, "other"),
        ASKCAM_ERR_AUTH);
    assert_int_equal(err.kind, ASKCAM_ERR_TLS);
    assert_string_equal(err.what, "a");
    assert_string_equal(err.why, "why 1");
    assert_string_equal(err.hint, "b");
    assert_false(err.retryable);
}

static void only_unavailable_is_retryable_by_itself(void **state)
{
    struct askcam_error err = {0};

    (void)state;
    (void)askcam_fail(&err, ASKCAM_ERR_UNAVAILABLE, (struct askcam_error_context){"a", "b"}, "x");
    assert_true(err.retryable);
    assert_int_equal(
        askcam_fail(NULL, ASKCAM_ERR_AUTH, (struct askcam_error_context){"a", "b"}, "x"),
        ASKCAM_ERR_AUTH);
}

static void a_text_for_people_stays_on_its_line_and_whole(void **state)
{
    static const struct {
        const char *text;
        size_t size_bytes;
        const char *shown;
    } rows[] = {
        {"plain", 16, "plain"},
        {"two\nlines\x1b[2J\x7f", 32, "two lines [2J "},
        {"cut here", 4, "cut"},
        {"a\xc3\xa9", 3, "a"}, /* e acute does not fit: not half of it */
        {"a\xc3\xa9", 4, "a\xc3\xa9"},
        {"\xe6\xb0\xb4\xe8\xa1\xa8", 6, "\xe6\xb0\xb4"}, /* one of two characters */
        {"\xf0\x9f\x98\x80", 4, ""},
        {"a\xc2\x9b[2J", 16, "a [2J"}, /* a C1 control */
        {"\u202e"
         "gpj.exe",
         16, " gpj.exe"},                                 /* a bidirectional override */
        {"caf\xe9 \x9b.jpg", 32, "caf\uFFFD \uFFFD.jpg"}, /* a file name may be any bytes */
        {"a\xe9", 4, "a"},                                /* no space for U+FFFD */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char shown[64];
        askcam_error_text(shown, rows[i].size_bytes, rows[i].text);
        assert_string_equal(shown, rows[i].shown);
    }
}

static void every_status_has_a_word_of_its_own(void **state)
{
    const char *seen[64];
    size_t count = 0;

    (void)state;
    for (int status = ASKCAM_OK; status >= ASKCAM_ERR_STOPPED; status--) {
        const char *word = askcam_status_text((enum askcam_status)status);
        if (strcmp(word, "unknown") == 0) {
            continue; /* a gap in the numbers */
        }
        for (size_t i = 0; i < count; i++) {
            assert_string_not_equal(word, seen[i]);
        }
        seen[count++] = word;
    }
    assert_int_equal(count, 19);
}

static void a_counter_stops_past_its_limit(void **state)
{
    struct askcam_counter counter = {.limit_bytes = 10};
    const struct askcam_sink sink = askcam_counter_sink(&counter);

    (void)state;
    assert_int_equal(askcam_sink_write(sink, "0123456789", 10), ASKCAM_OK);
    assert_int_equal(askcam_sink_write(sink, "", 0), ASKCAM_OK);
    assert_int_equal(askcam_sink_write(sink, "x", 1), ASKCAM_ERR_STOPPED);
}

static void bytes_in_memory_end_where_they_end(void **state)
{
    const struct askcam_bytes bytes = askcam_bytes_of_memory("abcdef", 6);
    char buf[4];
    size_t got = 99;

    (void)state;
    assert_int_equal(askcam_bytes_read(&bytes, 4, buf, sizeof buf, &got, NULL), ASKCAM_OK);
    assert_int_equal(got, 2);
    assert_memory_equal(buf, "ef", 2);
    assert_int_equal(askcam_bytes_read(&bytes, 6, buf, sizeof buf, &got, NULL), ASKCAM_OK);
    assert_int_equal(got, 0);
    assert_int_equal(askcam_bytes_read(&bytes, UINT64_MAX, buf, sizeof buf, &got, NULL), ASKCAM_OK);
    assert_int_equal(got, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_keeps_order_around_its_edge),
        cmocka_unit_test(a_full_ring_has_no_space),
        cmocka_unit_test(the_first_failure_stays),
        cmocka_unit_test(only_unavailable_is_retryable_by_itself),
        cmocka_unit_test(a_text_for_people_stays_on_its_line_and_whole),
        cmocka_unit_test(every_status_has_a_word_of_its_own),
        cmocka_unit_test(a_counter_stops_past_its_limit),
        cmocka_unit_test(bytes_in_memory_end_where_they_end),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
