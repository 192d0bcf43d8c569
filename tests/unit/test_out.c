/* SPDX-License-Identifier: MIT */
/* test_out.c - standard output that is slow, full, gone or no longer wanted, on real pipes. */
#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "host_linux.h"
#include "out.h"
#include "print.h"

struct bench {
    struct askcam_host_linux linux_host;
    struct askcam_host host;
    struct askcam_error err;
    struct out out;
    int ends[2];
    int interrupts[2];
};

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);

    if (bench == NULL || pipe(bench->ends) != 0 || pipe(bench->interrupts) != 0) {
        return 1;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    bench->host = askcam_host_linux_init(&bench->linux_host);
    bench->linux_host.interrupt_fd = bench->interrupts[0];
    out_init(&bench->out, &bench->host, bench->ends[1], &bench->err);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    for (int i = 0; i < 2; i++) {
        (void)close(bench->ends[i]);
        (void)close(bench->interrupts[i]);
    }
    free(bench);
    return 0;
}

static void interrupt(struct bench *bench)
{
    assert_int_equal(write(bench->interrupts[1], "x", 1), 1);
}

/* Until the pipe takes no more. */
static void fill(struct bench *bench)
{
    static const char block[4096];

    assert_int_equal(fcntl(bench->ends[1], F_SETFL, O_NONBLOCK), 0);
    while (write(bench->ends[1], block, sizeof block) > 0) {
    }
    assert_int_equal(fcntl(bench->ends[1], F_SETFL, 0), 0);
}

static void small_pieces_are_gathered_until_a_flush(void **state)
{
    struct bench *bench = *state;
    char got[16] = "";

    assert_int_equal(out_write(&bench->out, "a", 1), ASKCAM_OK);
    assert_int_equal(out_write(&bench->out, "bc", 2), ASKCAM_OK);
    assert_int_equal(bench->out.held_bytes, 3);
    assert_int_equal(out_flush(&bench->out), ASKCAM_OK);
    assert_int_equal(read(bench->ends[0], got, sizeof got), 3);
    assert_string_equal(got, "abc");
}

static void what_does_not_fit_is_written_by_itself(void **state)
{
    struct bench *bench = *state;
    static char text[OUT_BYTES + 10];
    static char got[OUT_BYTES + 10];

    memset(text, 'x', sizeof text);
    assert_int_equal(askcam_sink_write(out_sink(&bench->out), text, sizeof text), ASKCAM_OK);
    assert_int_equal(bench->out.held_bytes, 10);
    assert_int_equal(read(bench->ends[0], got, sizeof got), OUT_BYTES);
}

static void a_reader_that_has_gone_is_reported(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(close(bench->ends[0]), 0);
    assert_int_equal(out_write(&bench->out, "a", 1), ASKCAM_OK);
    assert_int_equal(out_flush(&bench->out), ASKCAM_ERR_STORAGE);
    assert_string_equal(bench->err.why, "closed by its reader");
    assert_int_equal(out_write(&bench->out, "b", 1), ASKCAM_ERR_STORAGE);
    assert_int_equal(bench->out.held_bytes, 0); /* the first failure stays */
}

static void a_wait_elsewhere_sees_that_the_reader_has_gone(void **state)
{
    struct bench *bench = *state;
    struct askcam_error err = {.kind = ASKCAM_ERR_INTERRUPTED};

    bench->linux_host.output_fd = bench->ends[1];
    const uint64_t soon_ms = askcam_deadline(&bench->host, 1);
    assert_int_equal(bench->host.wait(bench->host.ctx, -1, 0, soon_ms, NULL), ASKCAM_ERR_TIMEOUT);
    assert_int_equal(close(bench->ends[0]), 0);
    assert_int_equal(bench->host.wait(bench->host.ctx, -1, 0, ASKCAM_NEVER, NULL),
                     ASKCAM_ERR_INTERRUPTED);
    assert_true(bench->linux_host.output_gone);
    assert_int_equal(out_report_gone(&bench->out, &err), ASKCAM_ERR_STORAGE);
    assert_int_equal(err.kind, ASKCAM_ERR_STORAGE);
}

static void a_reader_that_sleeps_is_waited_for_until_the_deadline(void **state)
{
    struct bench *bench = *state;

    fill(bench);
    bench->out.deadline_ms = askcam_deadline(&bench->host, 20);
    assert_int_equal(out_write(&bench->out, "a", 1), ASKCAM_OK);
    assert_int_equal(out_flush(&bench->out), ASKCAM_ERR_UNAVAILABLE);
    assert_true(askcam_now_ms(&bench->host) >= bench->out.deadline_ms);
}

static void after_an_interruption_only_what_needs_no_wait_goes_out(void **state)
{
    struct bench *bench = *state;
    char got[16] = "";

    interrupt(bench);
    assert_int_equal(out_write(&bench->out, "last", 4), ASKCAM_OK);
    assert_int_equal(out_flush(&bench->out), ASKCAM_OK);
    assert_true(bench->out.interrupted);
    assert_int_equal(read(bench->ends[0], got, sizeof got), 4);
    fill(bench);
    assert_int_equal(out_write(&bench->out, "more", 4), ASKCAM_OK);
    assert_int_equal(out_flush(&bench->out), ASKCAM_ERR_INTERRUPTED);
}

static void a_full_disk_is_reported(void **state)
{
    struct bench *bench = *state;
    const int full = open("/dev/full", O_WRONLY);

    assert_true(full >= 0);
    out_init(&bench->out, &bench->host, full, &bench->err);
    assert_int_equal(out_write(&bench->out, "a", 1), ASKCAM_OK);
    assert_int_equal(out_flush(&bench->out), ASKCAM_ERR_STORAGE);
    assert_non_null(strstr(bench->err.why, "No space left"));
    assert_int_equal(close(full), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const char HOSTILE[] = "cam\x1b[2J \xC2\x9B"
                              "31m \x9B \u202Egpj \u2066x\n\t.";

/* A camera's name, a file's name or an answer: one filter for all that goes to a terminal. */
static void a_terminal_gets_nothing_that_controls_it(void **state)
{
    struct bench *bench = *state;
    struct termios mode;
    char text[64] = "";
    int terminal[2];

    assert_int_equal(openpty(&terminal[0], &terminal[1], NULL, NULL, NULL), 0);
    assert_int_equal(tcgetattr(terminal[1], &mode), 0);
    cfmakeraw(&mode);
    assert_int_equal(tcsetattr(terminal[1], TCSANOW, &mode), 0);
    out_init(&bench->out, &bench->host, terminal[1], &bench->err);
    print_text(&bench->out, "%s", HOSTILE);
    for (const char *at = HOSTILE; *at != '\0'; at++) { /* cut everywhere: the same */
        assert_int_equal(out_write(&bench->out, at, 1), ASKCAM_OK);
    }
    assert_int_equal(out_write_raw(&bench->out, "\x1b[0m", 4), ASKCAM_OK);
    assert_int_equal(out_flush(&bench->out), ASKCAM_OK);
    assert_true(read(terminal[0], text, sizeof text - 1) > 0);
    assert_string_equal(text, "cam?[2J ?31m ? ?gpj ?x\n\t."
                              "cam?[2J ?31m ? ?gpj ?x\n\t.\x1b[0m");
    (void)close(terminal[0]);
    (void)close(terminal[1]);
}

static void a_pipe_gets_every_byte(void **state)
{
    struct bench *bench = *state;
    char text[64] = "";

    assert_int_equal(out_write(&bench->out, HOSTILE, sizeof HOSTILE - 1), ASKCAM_OK);
    assert_int_equal(out_flush(&bench->out), ASKCAM_OK);
    assert_int_equal(read(bench->ends[0], text, sizeof text - 1), sizeof HOSTILE - 1);
    assert_string_equal(text, HOSTILE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(small_pieces_are_gathered_until_a_flush),
        CASE(what_does_not_fit_is_written_by_itself),
        CASE(a_reader_that_has_gone_is_reported),
        CASE(a_wait_elsewhere_sees_that_the_reader_has_gone),
        CASE(a_reader_that_sleeps_is_waited_for_until_the_deadline),
        CASE(after_an_interruption_only_what_needs_no_wait_goes_out),
        CASE(a_full_disk_is_reported),
        CASE(a_terminal_gets_nothing_that_controls_it),
        CASE(a_pipe_gets_every_byte),
    };
    return cmocka_run_group_tests_name("out", tests, NULL, NULL);
}
