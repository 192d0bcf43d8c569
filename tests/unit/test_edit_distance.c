/* SPDX-License-Identifier: MIT */
/* test_edit_distance.c - typing mistakes are counted, each once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "edit_distance.h"

static void mistakes_are_counted(void **state)
{
    static const struct {
        const char *a;
        const char *b;
        unsigned distance;
    } rows[] = {
        {"", "", 0},
        {"ask", "ask", 0},
        {"", "ask", 3},
        {"aks", "ask", 1},
        {"sorce", "source", 1},
        {"souurce", "source", 1},
        {"sourse", "source", 1},
        {"qaulity", "quality", 1},
        {"ca", "abc", 3}, /* a swapped pair is not cut apart */
        {"kitten", "sitting", 3},
        {"abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012346", 1},
        {"abcdefghijklmnopqrstuvwxyz0123456", "abcdefghijklmnopqrstuvwxyz0123456",
         EDIT_DISTANCE_MOST + 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(edit_distance(rows[i].a, rows[i].b), rows[i].distance);
        assert_int_equal(edit_distance(rows[i].b, rows[i].a), rows[i].distance);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(mistakes_are_counted)};

    return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
