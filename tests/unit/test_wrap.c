/* SPDX-License-Identifier: MIT */
/* test_wrap.c - lines are broken at words, however the text is cut; wide characters count two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wrap.h"

static char shown[1024];

static enum askcam_status hear(void *ctx, const void *bytes, size_t bytes_len)
{
    (void)ctx;
    strncat(shown, bytes, bytes_len);
    return ASKCAM_OK;
}

static const struct {
    const char *name;
    unsigned columns;
    const char *text;
    const char *lines;
} cases[] = {
    {"words", 10, "one two three four", "one two\nthree four"},
    {"a line that is full", 7, "one two three", "one two\nthree"},
    {"line ends of the text", 10, "one\n\ntwo three four\n", "one\n\ntwo three\nfour\n"},
    {"spaces", 10, "one  two   three", "one  two\nthree"},
    {"an indentation", 10, "  one two three", "  one two\nthree"},
    {"an indentation without space for the word", 6, "     three", "three"},
    {"a tab", 12, "one\ttwo three", "one     two\nthree"},
    {"a word longer than a line", 4, "a onetwothree b", "a\nonet\nwoth\nree\nb"},
    {"wide characters", 5, "a \xE4\xBD\xA0\xE5\xA5\xBD\xE5\x90\x97",
     "a \xE4\xBD\xA0\n\xE5\xA5\xBD\xE5\x90\x97"},
    {"emoji", 4, "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80",
     "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\n\xF0\x9F\x98\x80"},
    {"umlauts", 4, "\xC3\xA4\xC3\xB6\xC3\xBC\xC3\xA4 \xC3\xB6",
     "\xC3\xA4\xC3\xB6\xC3\xBC\xC3\xA4\n\xC3\xB6"},
    {"an accent of its own", 4, "abce\xCC\x81 d", "abce\xCC\x81\nd"},
    {"a width that is not known", 0, "one two  three\tfour ", "one two  three\tfour "},
};

static void lines_do_not_depend_on_the_cuts(void **state)
{
    struct wrap wrap;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int by_words = 0; by_words < 2; by_words++) {
            const char *at = cases[i].text;
            shown[0] = '\0';
            wrap_init(&wrap, (struct askcam_sink){.write = hear}, cases[i].columns);
            while (*at != '\0') { /* the first letter of each word, and the rest */
                const size_t bytes = by_words == 1 && (*at & 0x80) == 0 ? 1 : strlen(at);
                assert_int_equal(wrap_push(&wrap, at, bytes), ASKCAM_OK);
                at += bytes;
            }
            assert_int_equal(wrap_finish(&wrap), ASKCAM_OK);
            if (strcmp(shown, cases[i].lines) != 0) {
                print_error("%s\n", cases[i].name);
            }
            assert_string_equal(shown, cases[i].lines);
        }
    }
}

static enum askcam_status refuse(void *ctx, const void *bytes, size_t bytes_len)
{
    (void)bytes;
    (void)bytes_len;
    ++*(int *)ctx;
    return ASKCAM_ERR_STOPPED;
}

static void a_failure_stays_and_nothing_is_written_after_it(void **state)
{
    int calls = 0;
    struct wrap wrap;

    (void)state;
    wrap_init(&wrap, (struct askcam_sink){.write = refuse, .ctx = &calls}, 10);
    assert_int_equal(wrap_push(&wrap, "one two ", 8), ASKCAM_ERR_STOPPED);
    assert_int_equal(wrap_finish(&wrap), ASKCAM_ERR_STOPPED);
    assert_int_equal(calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_do_not_depend_on_the_cuts),
        cmocka_unit_test(a_failure_stays_and_nothing_is_written_after_it),
    };

    return cmocka_run_group_tests_name("wrap", tests, NULL, NULL);
}
