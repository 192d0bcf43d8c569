/* SPDX-License-Identifier: MIT */
/* test_ledger.c - what was spent adds up, on a real file system. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "ledger.h"

enum { NOON = 1795521600, DAY_S = 86400 }; /* 2026-11-24 12:00 UTC */

static char folder[] = "/tmp/askcam-ledger-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
    return mkdtemp(folder) != NULL && setenv("XDG_STATE_HOME", folder, 1) == 0 &&
                   setenv("TZ", "UTC", 1) == 0
               ? 0
               : 1;
}

static int tear_down(void **state)
{
    char command[128];

    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command); /* a folder that this test made */
}

static const struct ledger_sum ENTRY = {
    .asks = 1, .input_tokens = 900, .output_tokens = 50, .cost = 0.25, .currency = "CNY"};

static void an_empty_month_is_no_error(void **state)
{
    struct ledger ledger;

    (void)state;
    assert_int_equal(ledger_read(&ledger, NOON, NULL), ASKCAM_OK);
    assert_int_equal(ledger.days_count, 0);
    assert_string_equal(ledger.month.date, "2026-11");
}

static void days_and_month_add_up(void **state)
{
    struct ledger ledger;

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_OK);
    }
    assert_int_equal(ledger_add(&ENTRY, NOON + DAY_S, NULL), ASKCAM_OK);
    assert_int_equal(ledger_read(&ledger, NOON, NULL), ASKCAM_OK);
    assert_int_equal(ledger.days_count, 2);
    assert_int_equal(ledger_day(&ledger, NOON).asks, 3);
    assert_int_equal(ledger_day(&ledger, NOON).input_tokens, 2700);
    assert_true(ledger_day(&ledger, NOON).cost > 0.749 && ledger_day(&ledger, NOON).cost < 0.751);
    assert_int_equal(ledger.month.asks, 4);
    assert_true(ledger.month.cost > 0.999 && ledger.month.cost < 1.001);
    assert_int_equal(ledger_day(&ledger, NOON + 2 * DAY_S).asks, 0);
}

static void another_month_is_another_file(void **state)
{
    struct ledger ledger;

    (void)state;
    assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_OK);
    assert_int_equal(ledger_read(&ledger, NOON + 30 * DAY_S, NULL), ASKCAM_OK);
    assert_int_equal(ledger.month.asks, 0);
}

static void many_processes_lose_nothing(void **state)
{
    enum { PROCESSES = 8, ADDS = 10 };
    struct ledger ledger;

    (void)state;
    for (int i = 0; i < PROCESSES; i++) {
        const pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            int bad = 0;
            for (int j = 0; j < ADDS; j++) {
                bad += ledger_add(&ENTRY, NOON, NULL) != ASKCAM_OK;
            }
            _exit(bad);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(ledger_read(&ledger, NOON, NULL), ASKCAM_OK);
    assert_int_equal(ledger_day(&ledger, NOON).asks, PROCESSES * ADDS);
}

static void a_spoilt_file_is_told_and_kept(void **state)
{
    struct askcam_error err = {0};
    struct ledger ledger;
    char path[256];

    (void)state;
    assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_OK);
    (void)snprintf(path, sizeof path, "%s/askcam/usage/2026-11.json", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs("{\"da", file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(ledger_read(&ledger, NOON, &err), ASKCAM_ERR_STORAGE);
    assert_string_equal(err.what, path);
    assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_ERR_STORAGE);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_empty_month_is_no_error),     CASE(days_and_month_add_up),
        CASE(another_month_is_another_file),  CASE(many_processes_lose_nothing),
        CASE(a_spoilt_file_is_told_and_kept),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
