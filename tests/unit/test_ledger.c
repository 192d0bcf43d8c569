/* SPDX-License-Identifier: MIT */
/* test_ledger.c - what was spent adds up and limits hold, on a real file system. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "failing_store.h"
#include "host_linux.h"
#include "ledger.h"
#include "temp_folder.h"

enum { NOON = 1795521600, DAY_S = 86400 }; /* 2026-11-24 12:00 UTC */

static char base[] = "/dev/shm/askcam-ledger-XXXXXX"; /* in memory: syncs of a disk take long */
static char folder[sizeof base + 16];
static char november[sizeof base + 32];
static struct askcam_host_linux linux_host;
static struct askcam_host host;
static struct askcam_ledger book;
static struct askcam_ledger_month month;

static int set_up(void **state)
{
    (void)state;
    host = askcam_host_linux_init(&linux_host);
    linux_host.is_quiet = true;
    book = (struct askcam_ledger){.store = askcam_store_init(&host), .folder = folder};
    if (!temp_folder_create(base) || setenv("TZ", "UTC", 1) != 0) {
        return 1;
    }
    (void)snprintf(folder, sizeof folder, "%s/usage", base);
    (void)snprintf(november, sizeof november, "%s/2026-11.jsonl", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return temp_folder_remove(base);
}

static const struct askcam_ledger_entry ENTRY = {
    .model = "m", .input_tokens = 900, .output_tokens = 50, .cost = 0.25, .currency = "CNY"};

static uint64_t soon(void)
{
    return askcam_deadline(&host, 5000);
}

static void add(const struct askcam_ledger_entry *entry, time_t now)
{
    assert_int_equal(askcam_ledger_add(&book, entry, now, soon(), NULL), ASKCAM_OK);
}

static void read_month(time_t now)
{
    assert_int_equal(askcam_ledger_read(&book, now, &month, NULL), ASKCAM_OK);
}

static void assert_near(double is, double wanted)
{
    assert_true(is > wanted - 1e-6 && is < wanted + 1e-6);
}

static void append_text(const char *text)
{
    FILE *file = fopen(november, "ae");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* -- sums -------------------------------------------------------------------------------------- */

static void an_empty_month_is_no_error_and_creates_nothing(void **state)
{
    struct stat info;

    (void)state;
    read_month(NOON);
    assert_int_equal(month.days_count, 0);
    assert_string_equal(month.sum.date, "2026-11");
    assert_int_not_equal(stat(folder, &info), 0);
}

static void days_and_month_add_up(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        add(&ENTRY, NOON);
    }
    add(&ENTRY, NOON + DAY_S);
    read_month(NOON);
    assert_int_equal(month.days_count, 2);
    const struct askcam_ledger_sum day = askcam_ledger_day(&month, NOON);
    assert_int_equal(day.asks, 3);
    assert_int_equal(day.input_tokens, 2700);
    assert_near(askcam_ledger_spent(&day, "CNY"), 0.75);
    assert_int_equal(month.sum.asks, 4);
    assert_near(askcam_ledger_spent(&month.sum, "CNY"), 1);
    assert_int_equal(askcam_ledger_day(&month, NOON + 2 * DAY_S).asks, 0);
    read_month(NOON + 30 * DAY_S);
    assert_int_equal(month.sum.asks, 0); /* another month is another file */
}

static void each_currency_has_its_own_sum(void **state)
{
    struct askcam_ledger_entry dollars = ENTRY;
    struct askcam_ledger_entry unpriced = ENTRY;

    (void)state;
    dollars.currency = "USD";
    dollars.cost = 0.5;
    unpriced.currency = "";
    unpriced.cost = 0;
    add(&ENTRY, NOON);
    add(&dollars, NOON);
    add(&unpriced, NOON);
    add(&ENTRY, NOON);
    read_month(NOON);
    assert_int_equal(month.sum.asks, 4);
    assert_int_equal(month.sum.costs_count, 2);
    assert_near(askcam_ledger_spent(&month.sum, "CNY"), 0.5);
    assert_near(askcam_ledger_spent(&month.sum, "USD"), 0.5);
    assert_near(askcam_ledger_spent(&month.sum, "EUR"), 0);
}

static void the_file_does_not_grow_with_the_asks(void **state)
{
    enum { ASKS = 500 };
    struct askcam_ledger_entry dollars = ENTRY;
    struct stat info;

    (void)state;
    dollars.currency = "USD";
    for (unsigned i = 0; i < ASKS; i++) {
        add(i % 2 == 0 ? &ENTRY : &dollars, NOON + (time_t)(i % 3) * DAY_S);
        assert_int_equal(stat(november, &info), 0);
        assert_true(info.st_size < 33 * 1024);
    }
    read_month(NOON);
    assert_int_equal(month.days_count, 3);
    assert_int_equal(month.sum.asks, ASKS);
    assert_int_equal(month.sum.input_tokens, ASKS * ENTRY.input_tokens);
    assert_near(askcam_ledger_spent(&month.sum, "CNY"), ASKS / 2 * ENTRY.cost);
    assert_near(askcam_ledger_spent(&month.sum, "USD"), ASKS / 2 * ENTRY.cost);
    assert_int_equal(month.models_count, 1);
    assert_int_equal(month.models[0].count, ASKCAM_LEDGER_OUTPUTS);
}

static void many_processes_lose_nothing(void **state)
{
    enum { PROCESSES = 6, ADDS = 60 }; /* so many that the lines are summed up meanwhile */

    (void)state;
    for (int i = 0; i < PROCESSES; i++) {
        const pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            int bad = 0;
            for (int j = 0; j < ADDS; j++) {
                const uint64_t late = askcam_deadline(&host, 60000);
                bad += askcam_ledger_add(&book, &ENTRY, NOON, late, NULL) != ASKCAM_OK;
            }
            _exit(bad);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    read_month(NOON);
    assert_int_equal(month.sum.asks, PROCESSES * ADDS);
}

/* -- limits ------------------------------------------------------------------------------------ */

static struct askcam_ledger_limits limits_of(double ask, double day, double one_month)
{
    return (struct askcam_ledger_limits){.ask = {ask > 0, ask, "--max-cost"},
                                         .day = {day > 0, day, "--max-cost-day"},
                                         .month = {one_month > 0, one_month, "--max-cost-month"}};
}

/* One unit of input and 100 tokens of output at a hundredth. */
static const struct askcam_ledger_request TWO = {.model = "m",
                                                 .currency = "CNY",
                                                 .input_cost = 1,
                                                 .output_price = 0.01,
                                                 .output_tokens = 100,
                                                 .output_is_bounded = true};

static struct askcam_ledger_request limited_by(const struct askcam_ledger_limits *limits)
{
    struct askcam_ledger_request request = TWO;

    request.limits = limits;
    return request;
}

static enum askcam_status reserve(struct askcam_ledger_limits limits,
                                  const struct askcam_ledger_request *request, time_t now,
                                  struct askcam_ledger_reservation *reservation,
                                  struct askcam_error *err)
{
    *err = (struct askcam_error){0};
    struct askcam_ledger_request limited = *request;
    limited.limits = &limits;
    return askcam_ledger_reserve(&book, &limited, now, soon(), reservation, err);
}

static void an_ask_that_alone_is_too_much_is_wrong_usage(void **state)
{
    const struct askcam_ledger_limits rows[] = {limits_of(1.9, 0, 0), limits_of(0, 1.9, 0),
                                                limits_of(0, 0, 1.9)};
    static const char *const names[] = {"--max-cost", "--max-cost-day", "--max-cost-month"};
    struct askcam_ledger_reservation held;
    struct askcam_error err;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(reserve(rows[i], &TWO, NOON, &held, &err), ASKCAM_ERR_USAGE);
        assert_string_equal(err.what, names[i]);
        assert_false(held.held);
    }
    read_month(NOON);
    assert_near(askcam_ledger_spent(&month.sum, "CNY"), 0);
}

static void what_is_reserved_counts_until_it_is_settled(void **state)
{
    const struct askcam_ledger_limits limits = limits_of(2, 5, 0);
    struct askcam_ledger_reservation first;
    struct askcam_ledger_reservation second;
    struct askcam_ledger_reservation third;
    struct askcam_error err;

    (void)state;
    assert_int_equal(reserve(limits, &TWO, NOON, &first, &err), ASKCAM_OK);
    assert_int_equal(reserve(limits, &TWO, NOON, &second, &err), ASKCAM_OK);
    assert_int_equal(reserve(limits, &TWO, NOON, &third, &err), ASKCAM_ERR_LIMIT);
    assert_string_equal(err.what, "--max-cost-day");
    assert_int_equal(reserve(limits, &TWO, NOON + DAY_S, &third, &err), ASKCAM_OK);
    assert_int_equal(askcam_ledger_settle(&book, &first, &ENTRY, soon(), NULL), ASKCAM_OK);
    assert_false(first.held);
    read_month(NOON);
    assert_int_equal(month.sum.asks, 1);
    assert_near(month.days[0].costs[0].spent, 0.25);
    assert_near(month.days[0].costs[0].reserved, 2);
    assert_int_equal(reserve(limits, &TWO, NOON, &first, &err), ASKCAM_OK);
    assert_int_equal(askcam_ledger_settle(&book, &second, NULL, soon(), NULL), ASKCAM_OK);
    read_month(NOON);
    assert_near(askcam_ledger_spent(&month.days[0], "CNY"), 0.25 + 2);
}

static void the_month_has_a_limit_of_its_own(void **state)
{
    struct askcam_ledger_reservation held;
    struct askcam_error err;

    (void)state;
    assert_int_equal(reserve(limits_of(0, 0, 3), &TWO, NOON, &held, &err), ASKCAM_OK);
    assert_int_equal(reserve(limits_of(0, 0, 3), &TWO, NOON + DAY_S, &held, &err),
                     ASKCAM_ERR_LIMIT);
    assert_string_equal(err.what, "--max-cost-month");
    assert_int_equal(reserve(limits_of(0, 0, 3), &TWO, NOON + 30 * DAY_S, &held, &err), ASKCAM_OK);
}

static void money_of_another_currency_neither_counts_nor_resets(void **state)
{
    struct askcam_ledger_entry dollars = ENTRY;
    struct askcam_ledger_entry yuan = ENTRY;
    struct askcam_ledger_reservation held;
    struct askcam_error err;

    (void)state;
    dollars.currency = "USD";
    dollars.cost = 100;
    yuan.cost = 2;
    add(&yuan, NOON);
    add(&dollars, NOON);
    assert_int_equal(reserve(limits_of(0, 3, 0), &TWO, NOON, &held, &err), ASKCAM_ERR_LIMIT);
    assert_int_equal(reserve(limits_of(0, 4, 0), &TWO, NOON, &held, &err), ASKCAM_OK);
}

static void a_settlement_goes_to_the_day_of_its_reservation(void **state)
{
    struct askcam_ledger_reservation held;
    struct askcam_error err;

    (void)state;
    assert_int_equal(reserve(limits_of(9, 0, 0), &TWO, NOON, &held, &err), ASKCAM_OK);
    assert_int_equal(askcam_ledger_settle(&book, &held, &ENTRY, soon(), NULL), ASKCAM_OK);
    read_month(NOON);
    assert_int_equal(month.days_count, 1);
    assert_string_equal(month.days[0].date, "2026-11-24");
    assert_near(askcam_ledger_spent(&month.sum, "CNY"), 0.25);
}

static void what_was_not_reserved_is_never_given_back(void **state)
{
    struct askcam_ledger_reservation held;
    struct askcam_error err;

    (void)state;
    assert_int_equal(reserve(limits_of(9, 0, 0), &TWO, NOON, &held, &err), ASKCAM_OK);
    assert_int_equal(unlink(november), 0); /* by hand, between the two */
    assert_int_equal(askcam_ledger_settle(&book, &held, &ENTRY, soon(), NULL), ASKCAM_OK);
    read_month(NOON);
    assert_near(askcam_ledger_spent(&month.sum, "CNY"), 0.25);
    assert_near(month.sum.costs[0].reserved, 0);
}

/* The amount that a request of unbounded output reserves. */
static double reserved_for(uint64_t least, time_t now)
{
    struct askcam_ledger_request request = TWO;
    struct askcam_ledger_reservation held;
    struct askcam_error err;

    request.output_is_bounded = false;
    request.output_tokens = 0;
    request.output_tokens_min = least;
    assert_int_equal(reserve(limits_of(1e6, 0, 0), &request, now, &held, &err), ASKCAM_OK);
    return held.amount;
}

static void an_unbounded_output_is_the_largest_of_the_last_twenty(void **state)
{
    struct askcam_ledger_entry entry = ENTRY;

    (void)state;
    assert_near(reserved_for(2000, NOON), 1 + 20);
    entry.output_tokens = 1000;
    add(&entry, NOON);
    assert_near(reserved_for(2000, NOON), 1 + 20); /* at least */
    entry.output_tokens = 5000;
    add(&entry, NOON);
    assert_near(reserved_for(2000, NOON), 1 + 50);
    assert_near(reserved_for(8000, NOON), 1 + 80);
    entry.model = "another";
    entry.output_tokens = 90000;
    add(&entry, NOON);
    assert_near(reserved_for(2000, NOON), 1 + 50);
    assert_near(reserved_for(2000, NOON + 10 * DAY_S), 1 + 50); /* in December, too */
    entry.model = "m";
    entry.output_tokens = 10;
    for (int i = 0; i < ASKCAM_LEDGER_OUTPUTS; i++) {
        add(&entry, NOON);
    }
    assert_near(reserved_for(2000, NOON), 1 + 20); /* it is the twenty-first */
}

static void six_processes_at_once_do_not_pass_a_limit_of_one(void **state)
{
    enum { PROCESSES = 6 };
    int passed = 0;

    (void)state;
    for (int i = 0; i < PROCESSES; i++) {
        const pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            struct askcam_ledger_reservation held;
            struct askcam_error err;
            const enum askcam_status status = reserve(limits_of(0, 3, 0), &TWO, NOON, &held, &err);
            _exit(status == ASKCAM_OK ? 0 : status == ASKCAM_ERR_LIMIT ? 1 : 2);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        assert_true(wait(&status) > 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
        passed += WEXITSTATUS(status) == 0;
    }
    assert_int_equal(passed, 1);
}

static void a_held_lock_is_waited_for_no_longer_than_the_deadline(void **state)
{
    struct askcam_ledger_reservation held;
    struct askcam_error err = {0};
    const struct askcam_ledger_limits limits = limits_of(9, 0, 0);
    const struct askcam_ledger_request request = limited_by(&limits);
    int pipes[2];
    char byte = 0;

    (void)state;
    add(&ENTRY, NOON);
    assert_int_equal(pipe(pipes), 0);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        const int fd = open(folder, O_RDONLY | O_DIRECTORY);
        if (flock(fd, LOCK_EX) == 0 && write(pipes[1], "x", 1) == 1) {
            (void)pause(); /* until it is ended */
        }
        _exit(1);
    }
    assert_int_equal(read(pipes[0], &byte, 1), 1); /* it holds the lock */
    const uint64_t deadline_ms = askcam_deadline(&host, 100);
    assert_int_equal(askcam_ledger_reserve(&book, &request, NOON, deadline_ms, &held, &err),
                     ASKCAM_ERR_STORAGE);
    assert_true(askcam_now_ms(&host) >= deadline_ms);
    assert_int_equal(askcam_ledger_add(&book, &ENTRY, NOON, deadline_ms, NULL), ASKCAM_ERR_STORAGE);
    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    (void)close(pipes[0]);
    (void)close(pipes[1]);
}

/* -- a disk that fails ------------------------------------------------------------------------- */

static void a_reservation_is_durable_or_refused(void **state)
{
    static const int numbers[] = {28 /* ENOSPC */, 5 /* EIO */, 30 /* EROFS */};
    const struct askcam_ledger_limits limits = limits_of(0, 100, 0);
    const struct askcam_ledger_request request = limited_by(&limits);
    struct failing_store failing;
    struct askcam_ledger broken = {.store = failing_store_init(&failing, &host), .folder = folder};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        for (unsigned at = 1;; at++) {
            struct askcam_ledger_reservation held;
            struct askcam_error err = {0};
            (void)unlink(november);
            failing.writes_half = at % 2 == 0;
            failing_store_arm(&failing, at, numbers[i]);
            const enum askcam_status status =
                askcam_ledger_reserve(&broken, &request, NOON, soon(), &held, &err);
            assert_int_equal(failing.open_count, 0);
            assert_true((status == ASKCAM_OK) == held.held);
            assert_true((status == ASKCAM_OK) == (err.kind == ASKCAM_OK));
            const bool is_sync =
                strcmp(failing.failed, "fdatasync") == 0 || strcmp(failing.failed, "write") == 0;
            assert_true(status == ASKCAM_OK || status == ASKCAM_ERR_STORAGE);
            assert_true(!is_sync || status == ASKCAM_ERR_STORAGE);
            read_month(NOON); /* never broken, and it holds what was promised */
            assert_true(!held.held || askcam_ledger_spent(&month.sum, "CNY") > 1.99);
            if (!failing.has_failed) {
                break;
            }
        }
    }
}

/* The kinds of syncs that an operation makes. */
static unsigned syncs_of(bool with_limit, double cost)
{
    const struct askcam_ledger_limits limits = limits_of(0, 100, 0);
    const struct askcam_ledger_request request = limited_by(&limits);
    struct failing_store failing;
    struct askcam_ledger other = {.store = failing_store_init(&failing, &host), .folder = folder};
    struct askcam_ledger_reservation held = {.held = false};
    struct askcam_ledger_entry entry = ENTRY;
    unsigned syncs = 0;

    entry.cost = cost;
    if (with_limit) {
        assert_int_equal(askcam_ledger_reserve(&other, &request, NOON, soon(), &held, NULL),
                         ASKCAM_OK);
    }
    for (unsigned at = 1;; at++) { /* the failing call names itself */
        struct askcam_ledger_reservation copy = held;
        failing_store_arm(&failing, at, 5);
        (void)(with_limit ? askcam_ledger_settle(&other, &copy, &entry, soon(), NULL)
                          : askcam_ledger_add(&other, &entry, NOON, soon(), NULL));
        if (!failing.has_failed) {
            return syncs;
        }
        syncs += strcmp(failing.failed, "fdatasync") == 0 || strcmp(failing.failed, "fsync") == 0;
    }
}

static void only_what_a_limit_rests_on_is_synced(void **state)
{
    (void)state;
    add(&ENTRY, NOON); /* the folder is there */
    assert_int_equal(syncs_of(false, 0.25), 0);
    assert_int_equal(syncs_of(true, 0.25), 0); /* the reservation remains if this is lost */
    assert_int_equal(syncs_of(true, 9), 1);    /* more than was reserved */
}

/* -- a file that is not as it should be -------------------------------------------------------- */

static void an_unfinished_line_counts_for_nothing(void **state)
{
    static const char line[] = "{\"date\":\"2026-11-24\",\"asks\":5}";

    (void)state;
    add(&ENTRY, NOON);
    for (size_t cut = 1; cut < sizeof line; cut++) {
        char part[sizeof line] = "";
        const bool is_whole = cut == sizeof line - 1;
        read_month(NOON);
        const uint64_t before = month.sum.asks;
        memcpy(part, line, cut);
        append_text(part);
        read_month(NOON);
        assert_int_equal(month.sum.asks, before + (is_whole ? 5 : 0));
        add(&ENTRY, NOON);
        read_month(NOON);
        assert_int_equal(month.sum.asks, before + (is_whole ? 6 : 1));
    }
}

static void an_unfinished_line_is_set_aside_and_reported(void **state)
{
    char aside[sizeof november + 32];
    char text[64] = "";

    (void)state;
    add(&ENTRY, NOON);
    append_text("{\"date\":\"20");
    add(&ENTRY, NOON);
    (void)snprintf(aside, sizeof aside, "%s.half.broken", november);
    FILE *file = fopen(aside, "re");
    assert_non_null(file);
    assert_non_null(fgets(text, sizeof text, file));
    assert_int_equal(fclose(file), 0);
    assert_string_equal(text, "{\"date\":\"20");
}

static void a_broken_line_stops_limits_and_nothing_else(void **state)
{
    static const char *const lines[] = {
        "{\"da\n",
        "\n",
        "[]\n",
        "{\"date\":\"2026-11-24\"}x\n",
        "{\"asks\":1}\n",
        "{\"date\":\"24.11.2026\",\"asks\":1}\n",
        "{\"date\":\"2026-11-24\",\"asks\":-1}\n",
        "{\"date\":\"2026-11-24\",\"asks\":\"1\"}\n",
        "{\"date\":\"2026-11-24\",\"asks\":1e300}\n",
        "{\"date\":\"2026-11-24\",\"cost\":-5,\"currency\":\"CNY\"}\n",
        "{\"date\":\"2026-11-24\",\"cost\":5}\n",
        "{\"date\":\"2026-11-24\",\"cost\":\"5\",\"currency\":\"CNY\"}\n",
        "{\"date\":\"2026-11-24\",\"cost\":5,\"currency\":7}\n",
        "{\"date\":\"2026-11-24\",\"model\":\"m\",\"outputs\":[-1]}\n",
        "{\"date\":\"2026-11-24\",\"model\":\"m\",\"outputs\":7}\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct askcam_ledger_reservation held;
        struct askcam_error err = {0};
        (void)unlink(november);
        add(&ENTRY, NOON);
        append_text(lines[i]);
        assert_int_equal(askcam_ledger_read(&book, NOON, &month, &err), ASKCAM_ERR_STORAGE);
        assert_string_equal(err.what, november);
        assert_non_null(strstr(err.why, "line 2"));
        assert_int_equal(reserve(limits_of(0, 100, 0), &TWO, NOON, &held, &err),
                         ASKCAM_ERR_STORAGE);
        add(&ENTRY, NOON); /* only appends */
    }
}

static void a_fifth_currency_is_refused(void **state)
{
    static const char *const names[] = {"AAA", "BBB", "CCC", "DDD", "EEE"};
    struct askcam_ledger_entry entry = ENTRY;

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        entry.currency = names[i];
        add(&entry, NOON + (time_t)i * DAY_S);
    }
    assert_int_equal(askcam_ledger_read(&book, NOON, &month, NULL), ASKCAM_ERR_STORAGE);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_empty_month_is_no_error_and_creates_nothing),
        CASE(days_and_month_add_up),
        CASE(each_currency_has_its_own_sum),
        CASE(the_file_does_not_grow_with_the_asks),
        CASE(many_processes_lose_nothing),
        CASE(an_ask_that_alone_is_too_much_is_wrong_usage),
        CASE(what_is_reserved_counts_until_it_is_settled),
        CASE(the_month_has_a_limit_of_its_own),
        CASE(money_of_another_currency_neither_counts_nor_resets),
        CASE(a_settlement_goes_to_the_day_of_its_reservation),
        CASE(what_was_not_reserved_is_never_given_back),
        CASE(an_unbounded_output_is_the_largest_of_the_last_twenty),
        CASE(six_processes_at_once_do_not_pass_a_limit_of_one),
        CASE(a_held_lock_is_waited_for_no_longer_than_the_deadline),
        CASE(a_reservation_is_durable_or_refused),
        CASE(only_what_a_limit_rests_on_is_synced),
        CASE(an_unfinished_line_counts_for_nothing),
        CASE(an_unfinished_line_is_set_aside_and_reported),
        CASE(a_broken_line_stops_limits_and_nothing_else),
        CASE(a_fifth_currency_is_refused),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
