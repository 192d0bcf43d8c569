/* SPDX-License-Identifier: MIT */
/* test_picture_buffer.c - a picture that arrives behind one that is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "picture_buffer.h"

enum { MOST = 1000 * 1000 };

static void append(struct askcam_picture_buffer *buffer, char byte, size_t bytes)
{
    uint8_t *piece = malloc(bytes);

    assert_non_null(piece);
    memset(piece, byte, bytes);
    assert_int_equal(askcam_picture_buffer_append(buffer, piece, bytes), ASKCAM_OK);
    free(piece);
}

static void check(const uint8_t *at, char byte, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        assert_int_equal(at[i], byte);
    }
}

static void the_kept_picture_stays_until_another_is_kept(void **state)
{
    static const struct {
        size_t first, second;
    } rows[] = {{10, 20}, {20, 10}, {1, 1}, {300000, 500000}, {500000, 300000}, {MOST, MOST}};
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct askcam_picture_buffer buffer = {.max_bytes = MOST};
        append(&buffer, 'a', rows[i].first);
        askcam_picture_buffer_keep(&buffer);
        append(&buffer, 'b', rows[i].second / 2);
        append(&buffer, 'b', rows[i].second - rows[i].second / 2);
        assert_int_equal(buffer.kept_bytes, rows[i].first);
        check(buffer.bytes, 'a', rows[i].first);
        check(askcam_picture_buffer_incoming(&buffer), 'b', rows[i].second);
        askcam_picture_buffer_keep(&buffer);
        assert_int_equal(buffer.kept_bytes, rows[i].second);
        assert_int_equal(buffer.incoming_bytes, 0);
        check(buffer.bytes, 'b', rows[i].second);
        askcam_picture_buffer_free(&buffer);
        askcam_picture_buffer_free(&buffer);
    }
}

static void what_is_coming_goes_on_when_the_kept_one_is_forgotten(void **state)
{
    struct askcam_picture_buffer buffer = {.max_bytes = MOST};
    (void)state;

    askcam_picture_buffer_forget(&buffer); /* nothing is there yet */
    append(&buffer, 'a', 300);
    askcam_picture_buffer_keep(&buffer);
    append(&buffer, 'b', 500);
    askcam_picture_buffer_forget(&buffer);
    assert_int_equal(buffer.kept_bytes, 0);
    append(&buffer, 'b', 500);
    assert_int_equal(buffer.incoming_bytes, 1000);
    check(askcam_picture_buffer_incoming(&buffer), 'b', 1000);
    askcam_picture_buffer_free(&buffer);
}

static void a_picture_may_be_as_large_as_the_bound_and_no_larger(void **state)
{
    struct askcam_picture_buffer buffer = {.max_bytes = MOST};
    (void)state;

    append(&buffer, 'a', MOST);
    assert_int_equal(askcam_picture_buffer_append(&buffer, (const uint8_t *)"b", 1),
                     ASKCAM_ERR_TOO_LARGE);
    assert_int_equal(buffer.incoming_bytes, MOST);
    assert_int_equal(askcam_picture_buffer_append(&buffer, NULL, 0), ASKCAM_OK);
    askcam_picture_buffer_free(&buffer);
    assert_int_equal(buffer.max_bytes, MOST);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kept_picture_stays_until_another_is_kept),
        cmocka_unit_test(what_is_coming_goes_on_when_the_kept_one_is_forgotten),
        cmocka_unit_test(a_picture_may_be_as_large_as_the_bound_and_no_larger),
    };
    return cmocka_run_group_tests_name("picture_buffer", tests, NULL, NULL);
}
