/* SPDX-License-Identifier: MIT */
/* test_notes.c - standard error whose reader does not read, on a real pipe. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "host_linux.h"
#include "notes.h"

enum { BLOCK_BYTES = 4096 };

/* A wait that finds the pipe full ends at once, with what the test wants. */
struct bench {
    struct askcam_host_linux linux_host;
    struct askcam_host host; /* the real one but for wait() */
    struct askcam_host real;
    enum askcam_status when_full;
    unsigned waits; /* that found it full */
    uint64_t deadline_ms;
    int ends[2];
    int mine; /* standard error of the test itself */
};

static enum askcam_status wait_for(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                   unsigned *ready)
{
    struct bench *bench = ctx;
    const enum askcam_status status =
        bench->real.wait(bench->real.ctx, fd, wanted, 0, ready); /* only a look */

    if (status == ASKCAM_ERR_TIMEOUT) {
        bench->waits++;
        bench->deadline_ms = deadline_ms;
        return bench->when_full;
    }
    return status;
}

static uint64_t now_ms(void *ctx)
{
    (void)ctx;
    return 1000;
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);

    if (bench == NULL || pipe(bench->ends) != 0) {
        return 1;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    bench->real = askcam_host_linux_init(&bench->linux_host);
    bench->host = (struct askcam_host){.ctx = bench, .now_ms = now_ms, .wait = wait_for};
    bench->when_full = ASKCAM_ERR_TIMEOUT;
    bench->mine = dup(STDERR_FILENO);
    notes_init(&bench->host);
    *state = bench;
    return dup2(bench->ends[1], STDERR_FILENO) == STDERR_FILENO ? 0 : 1;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    (void)dup2(bench->mine, STDERR_FILENO);
    (void)close(bench->mine);
    (void)close(bench->ends[0]);
    (void)close(bench->ends[1]);
    free(bench);
    return 0;
}

/* Until the pipe takes no more. */
static void fill(struct bench *bench)
{
    static const char block[BLOCK_BYTES];

    assert_int_equal(fcntl(bench->ends[1], F_SETFL, O_NONBLOCK), 0);
    while (write(bench->ends[1], block, sizeof block) > 0) {
    }
    assert_int_equal(fcntl(bench->ends[1], F_SETFL, 0), 0);
}

static size_t take_all(struct bench *bench, char text[BLOCK_BYTES])
{
    size_t bytes = 0;
    ssize_t got = 0;

    assert_int_equal(fcntl(bench->ends[0], F_SETFL, O_NONBLOCK), 0);
    while ((got = read(bench->ends[0], text, BLOCK_BYTES - 1)) > 0) {
        text[got] = '\0';
        bytes += (size_t)got;
    }
    return bytes;
}

static void a_line_comes_behind_the_text_before_it(void **state)
{
    struct bench *bench = *state;
    char text[BLOCK_BYTES] = "";

    assert_int_equal(notes_text("thinking ", 9), ASKCAM_OK);
    assert_int_equal(take_all(bench, text), 0); /* it is gathered */
    notes_line("%s %d\n", "line", 7);
    assert_int_equal(take_all(bench, text), 16);
    assert_string_equal(text, "thinking line 7\n");
}

static void text_is_waited_for_until_the_deadline_and_then_dropped(void **state)
{
    struct bench *bench = *state;
    char text[BLOCK_BYTES] = "";

    fill(bench);
    notes_set_deadline(77000);
    assert_int_equal(notes_text("x", 1), ASKCAM_OK);
    assert_int_equal(notes_flush(), ASKCAM_OK);
    assert_int_equal(bench->waits, 1);
    assert_int_equal(bench->deadline_ms, 77000);

    assert_int_equal(notes_text("y", 1), ASKCAM_OK); /* it stalled: not waited for again */
    assert_int_equal(notes_flush(), ASKCAM_OK);
    assert_int_equal(bench->deadline_ms, 0);

    (void)take_all(bench, text);
    assert_int_equal(notes_text("z", 1), ASKCAM_OK);
    assert_int_equal(notes_flush(), ASKCAM_OK);
    assert_int_equal(take_all(bench, text), 1);
    assert_string_equal(text, "z");
}

static void a_line_waits_a_moment_only(void **state)
{
    struct bench *bench = *state;

    fill(bench);
    notes_line("lost\n");
    assert_int_equal(bench->waits, 1);
    assert_int_equal(bench->deadline_ms, 1000 + NOTES_WAIT_MS);
    notes_line("lost too\n");
    assert_int_equal(bench->deadline_ms, 0);
}

static void a_line_keeps_the_deadline_too(void **state)
{
    struct bench *bench = *state;

    fill(bench);
    notes_set_deadline(1001);
    notes_line("lost\n");
    assert_int_equal(bench->deadline_ms, 1001);
}

static void the_users_wish_to_end_is_noticed(void **state)
{
    struct bench *bench = *state;

    fill(bench);
    bench->when_full = ASKCAM_ERR_INTERRUPTED;
    assert_int_equal(notes_text("x", 1), ASKCAM_OK);
    assert_int_equal(notes_flush(), ASKCAM_ERR_INTERRUPTED);
}

static void a_reader_that_has_gone_is_ignored(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(close(bench->ends[0]), 0);
    bench->ends[0] = -1;
    assert_int_equal(notes_text("x", 1), ASKCAM_OK);
    assert_int_equal(notes_flush(), ASKCAM_OK);
    notes_line("lost\n");
    assert_int_equal(bench->waits, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_line_comes_behind_the_text_before_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_is_waited_for_until_the_deadline_and_then_dropped,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_waits_a_moment_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_keeps_the_deadline_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_users_wish_to_end_is_noticed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_reader_that_has_gone_is_ignored, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
