/* SPDX-License-Identifier: MIT */
/* test_ledger.c - what was spent adds up, on a real file system. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
    enum { PROCESSES = 8, ADDS = 60 }; /* so many that the lines are summed up meanwhile */
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

static void path_of_november(char path[256])
{
    (void)snprintf(path, 256, "%s/askcam/usage/2026-11.jsonl", folder);
}

static void append_text(const char *text)
{
    char path[256];

    path_of_november(path);
    FILE *file = fopen(path, "ae");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static uint64_t asks_of_november(void)
{
    struct ledger ledger;

    assert_int_equal(ledger_read(&ledger, NOON, NULL), ASKCAM_OK);
    return ledger.month.asks;
}

static void a_spoilt_file_is_reported_and_kept(void **state)
{
    struct askcam_error err = {0};
    struct ledger ledger;
    char path[256];

    (void)state;
    path_of_november(path);
    assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_OK);
    append_text("{\"da\n");
    assert_int_equal(ledger_read(&ledger, NOON, &err), ASKCAM_ERR_STORAGE);
    assert_string_equal(err.what, path);
    assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_OK); /* only appends */
    assert_int_equal(ledger_read(&ledger, NOON, &err), ASKCAM_ERR_STORAGE);
}

/* A line at every place where a power cut may have cut it, and one more after it. */
static void an_unfinished_line_counts_for_nothing(void **state)
{
    static const char line[] = "{\"date\":\"2026-11-24\",\"asks\":5}";
    char path[256];

    (void)state;
    assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_OK);
    path_of_november(path);
    for (size_t cut = 1; cut < sizeof line; cut++) {
        char part[sizeof line] = "";
        const bool is_whole = cut == sizeof line - 1;
        const uint64_t before = asks_of_november();
        memcpy(part, line, cut);
        append_text(part);
        assert_int_equal(asks_of_november(), before + (is_whole ? 5 : 0));
        assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_OK);
        assert_int_equal(asks_of_november(), before + (is_whole ? 6 : 1));
    }
}

static void an_unfinished_line_may_be_all_there_is(void **state)
{
    (void)state;
    assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_OK);
    char path[256];
    path_of_november(path);
    assert_int_equal(truncate(path, 20), 0);
    assert_int_equal(asks_of_november(), 0);
    assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_OK);
    assert_int_equal(asks_of_november(), 1);
}

static void the_file_does_not_grow_with_the_asks(void **state)
{
    enum { ASKS = 500 };
    struct ledger ledger;
    struct stat info;
    char path[256];

    (void)state;
    path_of_november(path);
    for (int i = 0; i < ASKS; i++) {
        assert_int_equal(ledger_add(&ENTRY, NOON + (i % 3) * DAY_S, NULL), ASKCAM_OK);
        assert_int_equal(stat(path, &info), 0);
        assert_true(info.st_size < 33 * 1024);
    }
    assert_int_equal(ledger_read(&ledger, NOON, NULL), ASKCAM_OK);
    assert_int_equal(ledger.days_count, 3);
    assert_int_equal(ledger.month.asks, ASKS);
    assert_int_equal(ledger.month.input_tokens, ASKS * ENTRY.input_tokens);
    assert_true(ledger.month.cost > ASKS * ENTRY.cost - 0.001 &&
                ledger.month.cost < ASKS * ENTRY.cost + 0.001);
}

static void money_of_another_kind_begins_anew(void **state)
{
    struct ledger_sum dollars = ENTRY;
    struct ledger_sum unpriced = ENTRY;
    struct ledger ledger;

    (void)state;
    memcpy(dollars.currency, "USD", 4);
    unpriced.currency[0] = '\0';
    assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_OK);
    assert_int_equal(ledger_add(&dollars, NOON, NULL), ASKCAM_OK);
    assert_int_equal(ledger_add(&unpriced, NOON, NULL), ASKCAM_OK);
    assert_int_equal(ledger_read(&ledger, NOON, NULL), ASKCAM_OK);
    assert_string_equal(ledger.days[0].currency, "USD");
    assert_true(ledger.days[0].cost > 0.249 && ledger.days[0].cost < 0.251);
    assert_int_equal(ledger.days[0].asks, 3);
}

static void what_cannot_be_written_is_reported(void **state)
{
    struct askcam_error err = {0};
    char path[256];

    (void)state;
    assert_int_equal(ledger_add(&ENTRY, NOON, NULL), ASKCAM_OK);
    path_of_november(path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(ledger_add(&ENTRY, NOON, &err), ASKCAM_ERR_STORAGE);
    assert_string_equal(err.what, path);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_empty_month_is_no_error),
        CASE(days_and_month_add_up),
        CASE(another_month_is_another_file),
        CASE(many_processes_lose_nothing),
        CASE(a_spoilt_file_is_reported_and_kept),
        CASE(an_unfinished_line_counts_for_nothing),
        CASE(an_unfinished_line_may_be_all_there_is),
        CASE(the_file_does_not_grow_with_the_asks),
        CASE(money_of_another_kind_begins_anew),
        CASE(what_cannot_be_written_is_reported),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
