/* SPDX-License-Identifier: MIT */
/* test_retry.c - waits double, are drawn from the whole range, and honour the server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "retry.h"

static void the_longest_wait_doubles_up_to_a_bound(void **state)
{
    static const uint64_t longest_ms[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};

    (void)state;
    for (unsigned i = 0; i < sizeof longest_ms / sizeof longest_ms[0]; i++) {
        assert_int_equal(askcam_retry_wait_ms(i + 1, 0, UINT32_MAX), longest_ms[i]);
    }
    assert_int_equal(askcam_retry_wait_ms(1000, 0, UINT32_MAX), 60000);
}

static void chance_may_give_any_wait_down_to_none(void **state)
{
    (void)state;
    assert_int_equal(askcam_retry_wait_ms(3, 0, 0), 0);
    assert_in_range(askcam_retry_wait_ms(3, 0, UINT32_MAX / 2), 1999, 2001);
}

static void the_server_may_ask_for_more_but_not_for_less(void **state)
{
    (void)state;
    assert_int_equal(askcam_retry_wait_ms(1, 5000, 0), 5000);
    assert_int_equal(askcam_retry_wait_ms(4, 5000, UINT32_MAX), 8000);
    assert_int_equal(askcam_retry_wait_ms(1, 3600000, UINT32_MAX), 3600000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_wait_doubles_up_to_a_bound),
        cmocka_unit_test(chance_may_give_any_wait_down_to_none),
        cmocka_unit_test(the_server_may_ask_for_more_but_not_for_less),
    };
    return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
