/* SPDX-License-Identifier: MIT */
/* test_machine.c - the machine's own number, of files that the test writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "machine.h"

static uint64_t number_of(const char *text)
{
    char path[] = "/tmp/askcam-machine-XXXXXX";
    const int fd = mkstemp(path);

    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    const uint64_t number = askcam_machine_number(path);
    assert_int_equal(unlink(path), 0);
    return number;
}

static void it_is_the_ids_and_stays(void **state)
{
    (void)state;
    const uint64_t number = number_of("0123456789abcdef0123456789abcdef\n");
    assert_int_equal(number_of("0123456789abcdef0123456789abcdef\n"), number);
    assert_int_equal(number_of("0123456789abcdef0123456789abcdef"), number);
    assert_int_not_equal(number_of("0123456789abcdef0123456789abcdee\n"), number);
}

static void ids_that_are_alike_are_spread_out(void **state)
{
    unsigned char used[10] = {0};
    unsigned count = 0;
    char text[40];

    (void)state;
    for (unsigned i = 0; i < 40; i++) {
        (void)snprintf(text, sizeof text, "0123456789abcdef0123456789abc%03u\n", i);
        used[number_of(text) % 10] = 1;
    }
    for (unsigned i = 0; i < 10; i++) {
        count += used[i];
    }
    assert_in_range(count, 9, 10);
}

static void without_an_id_it_is_the_names(void **state)
{
    char name[65] = "";

    (void)state;
    assert_int_equal(gethostname(name, sizeof name - 1), 0);
    assert_int_equal(askcam_machine_number("/nonexistent"), number_of(name));
    assert_int_equal(number_of(""), number_of(name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_ids_and_stays),
        cmocka_unit_test(ids_that_are_alike_are_spread_out),
        cmocka_unit_test(without_an_id_it_is_the_names),
    };
    return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
