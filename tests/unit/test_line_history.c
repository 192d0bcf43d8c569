/* SPDX-License-Identifier: MIT */
/* test_line_history.c - lines of earlier runs: in order, for the user alone, within a bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "line_history.h"
#include "temp_folder.h"

static char folder[] = "/tmp/askcam-history-XXXXXX";
static char path[sizeof folder + 32];
static unsigned lines_count;
static char first[256];
static char last[256];

static void add(const char *line)
{
    (void)snprintf(lines_count == 0 ? first : last, sizeof first, "%s", line);
    lines_count++;
}

static int set_up(void **state)
{
    (void)state;
    if (!temp_folder_create(folder)) {
        return 1;
    }
    (void)snprintf(path, sizeof path, "%s/state/askcam/lines", folder);
    lines_count = 0;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return temp_folder_remove(folder);
}

static void lines_come_back_in_their_order(void **state)
{
    struct stat info;

    (void)state;
    line_history_load(path, add); /* there is none */
    assert_int_equal(lines_count, 0);
    line_history_append(path, "one");
    line_history_append(path, "two");
    line_history_load(path, add);
    assert_int_equal(lines_count, 2);
    assert_string_equal(first, "one");
    assert_string_equal(last, "two");
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void the_older_half_goes_when_it_is_too_long(void **state)
{
    char line[208]; /* 196 characters; any int fits the format, which the compiler checks */
    struct stat info;
    const int count = 2 * LINE_HISTORY_BYTES / 200;

    (void)state;
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\0';
    for (int i = 0; i < count; i++) {
        (void)snprintf(line, sizeof line, "%06d%0190d", i, 0);
        line_history_append(path, line);
        assert_int_equal(stat(path, &info), 0);
        assert_true(info.st_size <= LINE_HISTORY_BYTES + 2 * (off_t)sizeof line);
    }
    line_history_load(path, add);
    assert_int_equal(strlen(first), 196); /* a whole line */
    assert_memory_equal(last, line, 6);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(lines_come_back_in_their_order),
        CASE(the_older_half_goes_when_it_is_too_long),
    };
    return cmocka_run_group_tests_name("line_history", tests, NULL, NULL);
}
