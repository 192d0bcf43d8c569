/* SPDX-License-Identifier: MIT */
/* test_report.c - how a run ends: its number, and its JSON line with nothing secret in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report.h"

static char reported[4096];

static enum askcam_status hear(void *ctx, const void *bytes, size_t bytes_len)
{
    (void)ctx;
    strncat(reported, bytes, bytes_len);
    return ASKCAM_OK;
}

static int report(enum askcam_status status, const struct askcam_error *err, const char *key)
{
    reported[0] = '\0';
    return report_failure(status, err, key, true, (struct askcam_sink){.write = hear}, NULL);
}

static void every_outcome_has_its_code(void **state)
{
    static const int codes[] = {0, 64, 65, 65, 66, 69, 70, 73, 75, 76, 77, 78, 79, 130};

    (void)state;
    for (int i = 0; i < (int)(sizeof codes / sizeof codes[0]); i++) {
        assert_int_equal(report_exit_code((enum askcam_status) - i), codes[i]);
    }
    assert_int_equal(report_exit_code(ASKCAM_ERR_TIMEOUT), 70);
}

static void the_key_is_masked_in_every_member(void **state)
{
    struct askcam_error err = {.kind = ASKCAM_ERR_AUTH,
                               .http_status = 401,
                               .what = "sk-secret",
                               .why = "no sk-secret",
                               .hint = "not sk-secret",
                               .code = "sk-secret",
                               .request_id = "sk-secret"};

    (void)state;
    assert_int_equal(report(ASKCAM_ERR_AUTH, &err, "sk-secret"), 77);
    assert_null(strstr(reported, "sk-"));
    assert_non_null(strstr(reported, "\"kind\":\"auth\",\"status\":401"));
    assert_string_equal(err.what, "sk-secret"); /* only what is shown changes */
}

static void an_interruption_is_reported_whatever_failed_before(void **state)
{
    const struct askcam_error err = {.kind = ASKCAM_ERR_UNAVAILABLE, .what = "host"};

    (void)state;
    assert_int_equal(report(ASKCAM_ERR_INTERRUPTED, &err, NULL), 130);
    assert_non_null(strstr(reported, "\"kind\":\"interrupted\""));
    assert_null(strstr(reported, "host"));
    assert_non_null(strstr(reported, "\"message\":\"interrupted\""));
    assert_non_null(strstr(reported, "\"hint\":\"run the command again\""));
}

static void a_failure_without_a_cause_is_our_own_fault(void **state)
{
    const struct askcam_error err = {.kind = ASKCAM_OK};

    (void)state;
    assert_int_equal(report(ASKCAM_ERR_CLOSED, &err, NULL), 70);
    assert_non_null(strstr(reported, "\"kind\":\"internal\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_outcome_has_its_code),
        cmocka_unit_test(the_key_is_masked_in_every_member),
        cmocka_unit_test(an_interruption_is_reported_whatever_failed_before),
        cmocka_unit_test(a_failure_without_a_cause_is_our_own_fault),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
