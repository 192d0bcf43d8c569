/* SPDX-License-Identifier: MIT */
/* test_line_edit.c - lines from a pipe: their bounds, their last one, an interruption. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "host_linux.h"
#include "line_edit.h"

static struct askcam_host_linux linux_host;
static struct askcam_host host;
static struct line_edit edit;
static char line[LINE_BYTES];
static char text[40000];

/* What standard input has to say, and its end.  A pipe holds 64 KiB. */
static void type(size_t bytes)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, bytes), bytes);
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(close(ends[0]), 0);
    host = askcam_host_linux_init(&linux_host);
    const struct line_edit_config config = {.host = &host, .prompt = "> "};
    line_edit_open(&edit, &config);
}

static void lines_come_one_by_one_and_the_last_needs_no_end(void **state)
{
    static const char *const lines[] = {"one", "", "three"};

    (void)state;
    memcpy(text, "one\n\nthree", 10);
    type(10);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_int_equal(line_edit_read(&edit, line), ASKCAM_OK);
        assert_string_equal(line, lines[i]);
    }
    assert_int_equal(line_edit_read(&edit, line), ASKCAM_ERR_CLOSED);
    assert_int_equal(line_edit_read(&edit, line), ASKCAM_ERR_CLOSED);
}

static void the_longest_line_fits_and_a_longer_one_is_skipped(void **state)
{
    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t bytes = LINE_BYTES - 3; bytes < 3 * (size_t)LINE_BYTES; bytes++) {
        if (bytes > LINE_BYTES + 3 && bytes < 2 * (size_t)LINE_BYTES - 3) {
            continue;
        }
        text[bytes] = '\n';
        memcpy(text + bytes + 1, "next\n", 5);
        type(bytes + 6);
        const enum askcam_status status = line_edit_read(&edit, line);
        assert_int_equal(status, bytes < LINE_BYTES ? ASKCAM_OK : ASKCAM_ERR_TOO_LARGE);
        assert_true(status != ASKCAM_OK || strlen(line) == bytes);
        assert_int_equal(line_edit_read(&edit, line), ASKCAM_OK);
        assert_string_equal(line, "next");
        memset(text + bytes, 'x', 6);
        bytes += bytes > 2 * (size_t)LINE_BYTES + 3 ? 1000 : 0;
    }
}

static void a_long_line_without_an_end_is_not_lost_in_silence(void **state)
{
    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t bytes = LINE_BYTES; bytes <= LINE_BYTES + 2; bytes++) {
        type(bytes);
        assert_int_equal(line_edit_read(&edit, line), ASKCAM_ERR_TOO_LARGE);
        assert_int_equal(line_edit_read(&edit, line), ASKCAM_ERR_CLOSED);
    }
}

static void the_user_ends_it(void **state)
{
    int ends[2];

    (void)state;
    type(0);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    linux_host.interrupt_fd = ends[0];
    assert_int_equal(line_edit_read(&edit, line), ASKCAM_ERR_INTERRUPTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_one_by_one_and_the_last_needs_no_end),
        cmocka_unit_test(the_longest_line_fits_and_a_longer_one_is_skipped),
        cmocka_unit_test(a_long_line_without_an_end_is_not_lost_in_silence),
        cmocka_unit_test(the_user_ends_it),
    };
    return cmocka_run_group_tests_name("line_edit", tests, NULL, NULL);
}
