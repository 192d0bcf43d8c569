/* SPDX-License-Identifier: MIT */
/* test_printer.c - what goes to which stream, into files and on a terminal (a pty in raw mode). */
#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "host_linux.h"
#include "notes.h"
#include "printer.h"
#include "usage.h"

#define KEY   "sk-secret-key"
#define STARS "*************"

enum { REPORTED_BYTES = 1048576 };

struct bench {
    struct askcam_host_linux linux_host;
    struct askcam_host host;
    struct askcam_error err;
    struct out out;
    struct printer_config config;
    struct printer printer;
    struct progress progress;
    struct answer_text answer;
    struct askcam_ask_callbacks callbacks;
    struct askcam_ask_result result;
    enum askcam_status check; /* what the look at a request says */
    char heard[64];
    int mine[2];     /* stdout and stderr of the test itself */
    int reported[2]; /* what to read of the printer's; on a terminal the first is both */
    char out_text[REPORTED_BYTES];
    char err_text[REPORTED_BYTES];
};

static enum askcam_status check_request(void *ctx, const struct askcam_ask_request *request)
{
    (void)request;
    return ((const struct bench *)ctx)->check;
}

static void hear(void *ctx, const char *text, size_t text_bytes)
{
    strncat(((struct bench *)ctx)->heard, text, text_bytes);
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);

    if (bench == NULL) {
        return 1;
    }
    bench->host = askcam_host_linux_init(&bench->linux_host);
    bench->mine[0] = bench->mine[1] = bench->reported[0] = bench->reported[1] = -1;
    bench->config =
        (struct printer_config){.host = &bench->host,
                                .lines = {.out = &bench->out, .model = "qvq-max", .api = "openai"},
                                .answer = &bench->answer,
                                .progress = &bench->progress,
                                .key = KEY,
                                .reports_requests = true,
                                .check = check_request,
                                .check_ctx = bench};
    askcam_usage_clear(&bench->result.chat.usage);
    (void)setenv("TERM", "xterm", 1);
    (void)unsetenv("NO_COLOR");
    *state = bench;
    return 0;
}

/* The test's own streams are back, whatever has happened. */
static void give_back(struct bench *bench)
{
    (void)fflush(stdout);
    (void)fflush(stderr);
    for (int i = 0; i < 2; i++) {
        if (bench->mine[i] >= 0) {
            (void)dup2(bench->mine[i], STDOUT_FILENO + i);
            (void)close(bench->mine[i]);
            bench->mine[i] = -1;
        }
    }
}

/* Ready for another begin(). */
static void forget(struct bench *bench)
{
    for (int i = 0; i < 2; i++) {
        if (bench->reported[i] >= 0) {
            (void)close(bench->reported[i]);
        }
        bench->reported[i] = -1;
    }
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    give_back(bench);
    forget(bench);
    free(bench);
    return 0;
}

static int scratch_file(void)
{
    char path[] = "/tmp/askcam-printer-XXXXXX";
    const int fd = mkstemp(path);

    (void)unlink(path);
    return fd;
}

static int raw_terminal(int *master)
{
    struct termios mode;
    int slave = -1;

    assert_int_equal(openpty(master, &slave, NULL, NULL, NULL), 0);
    assert_int_equal(tcgetattr(slave, &mode), 0);
    cfmakeraw(&mode);
    assert_int_equal(tcsetattr(slave, TCSANOW, &mode), 0);
    return slave;
}

/* From here to finish() the test's streams are the printer's, so nothing may be asserted. */
static void begin(struct bench *bench, bool on_terminal)
{
    const int first = on_terminal ? raw_terminal(&bench->reported[0]) : scratch_file();
    const int second = on_terminal ? dup(first) : scratch_file();

    assert_true(first >= 0 && second >= 0);
    if (!on_terminal) {
        bench->reported[0] = dup(first);
        bench->reported[1] = dup(second);
    }
    (void)fflush(stdout);
    (void)fflush(stderr);
    bench->mine[0] = dup(STDOUT_FILENO);
    bench->mine[1] = dup(STDERR_FILENO);
    (void)dup2(first, STDOUT_FILENO);
    (void)dup2(second, STDERR_FILENO);
    (void)close(first);
    (void)close(second);
    out_init(&bench->out, &bench->host, STDOUT_FILENO, &bench->err);
    progress_init(&bench->progress);
    notes_init(&bench->host);
    printer_init(&bench->printer, &bench->config);
    bench->callbacks = printer_callbacks(&bench->printer);
}

/* All of a file; of a terminal, whose other end is closed, all until it hangs up. */
static void read_reported(int fd, char text[REPORTED_BYTES])
{
    size_t bytes = 0;
    ssize_t got = 0;

    if (fd >= 0 && isatty(fd) == 0) {
        assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    }
    while (fd >= 0 && (got = read(fd, text + bytes, REPORTED_BYTES - 1 - bytes)) > 0) {
        bytes += (size_t)got;
    }
    text[bytes] = '\0';
}

/* Reads what was printed up to now. */
static void look(struct bench *bench)
{
    give_back(bench);
    read_reported(bench->reported[0], bench->out_text);
    read_reported(bench->reported[1], bench->err_text);
}

static enum askcam_status think(struct bench *bench, const char *text)
{
    return bench->callbacks.thinking(bench->callbacks.ctx, text, strlen(text));
}

static enum askcam_status answer(struct bench *bench, const char *text)
{
    return bench->callbacks.answer(bench->callbacks.ctx, text, strlen(text));
}

static enum askcam_status finish(struct bench *bench)
{
    const struct ask_cost cost = {.amount = 0.0012, .currency = "CNY"};
    const enum askcam_status status = printer_done(&bench->printer, &bench->result, cost);

    look(bench);
    return status;
}

static void use_tokens(struct bench *bench)
{
    struct askcam_usage *usage = &bench->result.chat.usage;

    usage->input = 10;
    usage->output = 5;
    usage->reasoning = 2;
}

/* -- text into files -------------------------------------------------------------------------- */

static void the_answer_alone_is_on_stdout(void **state)
{
    struct bench *bench = *state;

    use_tokens(bench);
    begin(bench, false);
    (void)think(bench, "Let me look.");
    (void)answer(bench, "The gauge\x1B[2m ");
    (void)answer(bench, "reads 73.");
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_string_equal(bench->out_text, "The gauge\x1B[2m reads 73.\n");
    assert_string_equal(bench->err_text, "");
}

static void thinking_goes_to_stderr_if_it_is_asked_for(void **state)
{
    struct bench *bench = *state;

    bench->config.show_thinking = true;
    begin(bench, false);
    (void)think(bench, "Let me ");
    (void)think(bench, "look\x07.");
    (void)answer(bench, "73");
    (void)think(bench, "Again.\n");
    (void)answer(bench, "!");
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_string_equal(bench->out_text, "73!\n");
    assert_string_equal(bench->err_text, "Let me look\x07.\nAgain.\n");
}

static void hiding_wins_over_showing(void **state)
{
    struct bench *bench = *state;

    bench->config.show_thinking = true;
    bench->config.hide_thinking = true;
    begin(bench, false);
    (void)think(bench, "Let me look.");
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_string_equal(bench->out_text, "");
    assert_string_equal(bench->err_text, "");
}

static void usage_and_cost_are_for_the_verbose(void **state)
{
    struct bench *bench = *state;

    use_tokens(bench);
    bench->config.verbose = true;
    begin(bench, false);
    (void)answer(bench, "73");
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_string_equal(bench->err_text, "askcam: tokens: 10 in, 5 out (2 of them thinking); cost: "
                                         "about 0.001200 CNY\n");
}

static void what_is_not_known_of_the_usage_is_not_reported(void **state)
{
    struct bench *bench = *state;

    bench->config.verbose = true;
    begin(bench, false);
    (void)answer(bench, "73");
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_string_equal(bench->err_text, "");
}

static void a_key_is_masked_also_across_pieces(void **state)
{
    struct bench *bench = *state;

    bench->config.show_thinking = true;
    begin(bench, false);
    (void)think(bench, "It is " KEY ", or sk-se");
    (void)answer(bench, "No: sk-sec");
    (void)answer(bench, "ret-key!");
    (void)answer(bench, " sk-");
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_string_equal(bench->err_text, "It is " STARS ", or sk-se\n");
    assert_string_equal(bench->out_text, "No: " STARS "! sk-\n");
}

static void what_may_begin_a_key_is_held_back_only_until_more_is_known(void **state)
{
    struct bench *bench = *state;

    begin(bench, true);
    (void)answer(bench, "It is sk-");
    (void)think(bench, "Is it sk-");
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_string_equal(bench->out_text, "It is sk-\033[2mIs it sk-\033[0m\n\n");
}

static void an_answer_that_broke_off_ends_its_line(void **state)
{
    struct bench *bench = *state;

    use_tokens(bench);
    bench->config.verbose = true;
    begin(bench, false);
    (void)answer(bench, "The gau");
    printer_abandon(&bench->printer, &bench->result, (struct ask_cost){.amount = -1});
    look(bench);
    assert_string_equal(bench->out_text, "The gau\n");
    assert_string_equal(bench->err_text, "askcam: tokens: 10 in, 5 out (2 of them thinking)\n");
}

static void text_waits_for_a_flush_and_no_longer(void **state)
{
    struct bench *bench = *state;

    begin(bench, false);
    (void)answer(bench, "73");
    const off_t before_bytes = lseek(STDOUT_FILENO, 0, SEEK_CUR);
    const enum askcam_status status = bench->callbacks.flush(bench->callbacks.ctx);
    look(bench);
    assert_int_equal(status, ASKCAM_OK);
    assert_int_equal(before_bytes, 0);
    assert_string_equal(bench->out_text, "73");
}

static void whoever_listens_hears_the_answer_only(void **state)
{
    struct bench *bench = *state;

    bench->config.hear = hear;
    bench->config.hear_ctx = bench;
    begin(bench, false);
    (void)think(bench, "hm");
    (void)answer(bench, "a");
    (void)answer(bench, "b");
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_string_equal(bench->heard, "ab");
}

static void an_interrupt_ends_it_with_what_was_there(void **state)
{
    struct bench *bench = *state;

    begin(bench, false);
    bench->out.interrupted = true;
    const enum askcam_status thought = think(bench, "a");
    const enum askcam_status answered = answer(bench, "b");
    const enum askcam_status flushed = bench->callbacks.flush(bench->callbacks.ctx);
    look(bench);
    assert_int_equal(thought, ASKCAM_ERR_INTERRUPTED);
    assert_int_equal(answered, ASKCAM_ERR_INTERRUPTED);
    assert_int_equal(flushed, ASKCAM_ERR_INTERRUPTED);
    assert_string_equal(bench->out_text, "b");
}

static void a_stdout_that_takes_nothing_is_reported(void **state)
{
    struct bench *bench = *state;

    for (int as_json = 0; as_json < 2; as_json++) {
        bench->config.as_json = as_json == 1;
        begin(bench, false);
        bench->out.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
        (void)answer(bench, "73");
        const enum askcam_status flushed = bench->callbacks.flush(bench->callbacks.ctx);
        const enum askcam_status later = answer(bench, "74");
        const enum askcam_status done = finish(bench);
        (void)close(bench->out.fd);
        assert_int_equal(flushed, ASKCAM_ERR_STORAGE);
        assert_int_equal(later, ASKCAM_ERR_STORAGE);
        assert_int_equal(done, ASKCAM_ERR_STORAGE);
        forget(bench);
    }
}

/* -- JSON lines ------------------------------------------------------------------------------- */

static void json_is_one_object_a_line_in_order(void **state)
{
    struct bench *bench = *state;
    const struct askcam_ask_request request = {.attempt = 1,
                                               .images = 1,
                                               .has_lengths = true,
                                               .image_bytes = 153211,
                                               .width_px = 1280,
                                               .height_px = 720,
                                               .body_bytes = 204562};

    use_tokens(bench);
    bench->result.times = (struct askcam_ask_times){.capture_ms = 41,
                                                    .connect_ms = 0,
                                                    .upload_ms = 180,
                                                    .first_thinking_ms = ASKCAM_NEVER,
                                                    .first_answer_ms = 4200,
                                                    .total_ms = 9100};
    memcpy(bench->result.chat.finish_reason, "stop", 5);
    memcpy(bench->result.chat.request_id, "r1", 3);
    bench->config.as_json = true;
    begin(bench, false);
    const enum askcam_status asked = bench->callbacks.request(bench->callbacks.ctx, &request);
    (void)think(bench, "\"hm\"\n");
    (void)answer(bench, "73");
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_int_equal(asked, ASKCAM_OK);
    assert_string_equal(
        bench->out_text,
        "{\"type\":\"request\",\"model\":\"qvq-max\",\"api\":\"openai\",\"images\":1,"
        "\"image_bytes\":153211,\"width\":1280,\"height\":720,\"body_bytes\":204562}\n"
        "{\"type\":\"thinking\",\"text\":\"\\\"hm\\\"\\n\"}\n"
        "{\"type\":\"answer\",\"text\":\"73\"}\n"
        "{\"type\":\"usage\",\"input_tokens\":10,\"output_tokens\":5,\"reasoning_tokens\":2,"
        "\"cost\":0.0012,\"currency\":\"CNY\"}\n"
        "{\"type\":\"done\",\"answer\":\"73\",\"finish_reason\":\"stop\",\"request_id\":\"r1\","
        "\"capture_ms\":41,"
        "\"connect_ms\":0,\"upload_ms\":180,\"first_answer_ms\":4200,\"total_ms\":9100}\n");
    assert_string_equal(bench->err_text, "");
}

/* The answer of the line `done` after so many bytes, which come one at a time. */
static const char *whole_answer(struct bench *bench, size_t bytes)
{
    begin(bench, false);
    for (size_t i = 0; i < bytes; i++) {
        (void)answer(bench, "x");
        if (i % 64 == 0) {
            (void)bench->callbacks.flush(bench->callbacks.ctx);
        }
    }
    (void)finish(bench);
    forget(bench);
    return strstr(strstr(bench->out_text, "{\"type\":\"done\""), "\"answer\":\"");
}

static void done_has_the_whole_answer_if_it_is_short_enough(void **state)
{
    struct bench *bench = *state;

    bench->config.as_json = true;
    bench->config.lines.model = "";
    const char *text = whole_answer(bench, ANSWER_TEXT_BYTES);
    assert_non_null(text);
    assert_int_equal(strspn(text + 10, "x"), ANSWER_TEXT_BYTES);
    assert_null(whole_answer(bench, ANSWER_TEXT_BYTES + 1));
    text = whole_answer(bench, 3); /* nothing of the ask before */
    assert_non_null(text);
    assert_int_equal(strspn(text + 10, "x"), 3);
}

static void a_request_line_leaves_out_what_is_not_known(void **state)
{
    struct bench *bench = *state;
    const struct askcam_ask_request request = {.attempt = 2, .images = 1, .body_bytes = 7};

    bench->config.as_json = true;
    begin(bench, false);
    (void)bench->callbacks.request(bench->callbacks.ctx, &request);
    printer_abandon(&bench->printer, &bench->result, (struct ask_cost){.amount = -1});
    (void)out_flush(&bench->out);
    look(bench);
    assert_string_equal(bench->out_text, "{\"type\":\"request\",\"model\":\"qvq-max\",\"api\":"
                                         "\"openai\",\"images\":1,\"attempt\":2}\n");
}

static void a_request_is_reported_only_if_it_may_be_sent(void **state)
{
    static const struct {
        bool as_json;
        bool reports_requests;
        enum askcam_status check;
    } rows[] = {{true, true, ASKCAM_ERR_USAGE},
                {true, false, ASKCAM_OK},
                {false, true, ASKCAM_OK},
                {false, true, ASKCAM_ERR_USAGE}};
    struct bench *bench = *state;
    const struct askcam_ask_request request = {.attempt = 1, .images = 1};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench->config.as_json = rows[i].as_json;
        bench->config.reports_requests = rows[i].reports_requests;
        bench->check = rows[i].check;
        begin(bench, false);
        const enum askcam_status status = bench->callbacks.request(bench->callbacks.ctx, &request);
        (void)out_flush(&bench->out);
        look(bench);
        forget(bench);
        assert_int_equal(status, rows[i].check);
        assert_string_equal(bench->out_text, "");
    }
}

static void thinking_can_be_left_out_of_json(void **state)
{
    struct bench *bench = *state;

    bench->config.as_json = true;
    bench->config.hide_thinking = true;
    begin(bench, false);
    (void)think(bench, "hm");
    (void)answer(bench, "73");
    (void)out_flush(&bench->out);
    look(bench);
    assert_string_equal(bench->out_text, "{\"type\":\"answer\",\"text\":\"73\"}\n");
}

static void each_line_of_a_tick_bears_its_number(void **state)
{
    struct bench *bench = *state;
    const struct askcam_ask_request request = {.attempt = 1, .images = 1};

    bench->config.as_json = true;
    bench->config.lines.stamp = stamp_of(7, 0);
    begin(bench, false);
    (void)bench->callbacks.request(bench->callbacks.ctx, &request);
    (void)think(bench, "a");
    (void)answer(bench, "b");
    assert_int_equal(finish(bench), ASKCAM_OK);
    for (const char *line = bench->out_text; *line != '\0'; line = strchr(line, '\n') + 1) {
        const char *const tick = strstr(line, "\"tick\":7");
        assert_non_null(tick);
        assert_true(tick < strchr(line, '\n'));
    }
    assert_non_null(strstr(bench->out_text, "1970-01-01T00:00:00Z"));
}

static void a_failure_in_json_has_usage_but_no_done(void **state)
{
    struct bench *bench = *state;

    use_tokens(bench);
    bench->config.as_json = true;
    begin(bench, false);
    (void)answer(bench, "7");
    printer_abandon(&bench->printer, &bench->result, (struct ask_cost){.amount = -1});
    (void)out_flush(&bench->out);
    look(bench);
    assert_string_equal(bench->out_text,
                        "{\"type\":\"answer\",\"text\":\"7\"}\n{\"type\":\"usage\",\"input_tokens\""
                        ":10,\"output_tokens\":5,\"reasoning_tokens\":2}\n");
}

/* -- on a terminal ---------------------------------------------------------------------------- */

static void thinking_is_dimmed_and_ends_before_the_answer(void **state)
{
    struct bench *bench = *state;

    begin(bench, true);
    (void)think(bench, "Let me ");
    (void)think(bench, "look.");
    (void)answer(bench, "73");
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_string_equal(bench->out_text, "\033[2mLet me look.\033[0m\n73\n");
}

static void what_controls_a_terminal_is_shown_as_a_mark(void **state)
{
    struct bench *bench = *state;

    begin(bench, true);
    (void)think(bench, "\x1B]0;title\x07\r");
    (void)think(bench, "\u202E\x9B");
    (void)answer(bench, "a\x1B[2Jb\x7F\tc\n\xC2\x9B"
                        "d\xC2\xA0\xC3\xA9\xE5\xA5\xBD\u202Ee\u2066f");
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_string_equal(
        bench->out_text,
        "\033[2m?]0;title????\033[0m\na?[2Jb?\tc\n?d\xC2\xA0\xC3\xA9\xE5\xA5\xBD?e?f\n");
}

static void quiet_hides_thinking_unless_it_is_asked_for(void **state)
{
    static const struct {
        bool show;
        const char *reported;
    } rows[] = {{false, "73\n"}, {true, "\033[2mhm\033[0m\n73\n"}};
    struct bench *bench = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench->config.quiet = true;
        bench->config.show_thinking = rows[i].show;
        begin(bench, true);
        (void)think(bench, "hm");
        (void)answer(bench, "73");
        assert_int_equal(finish(bench), ASKCAM_OK);
        forget(bench);
        assert_string_equal(bench->out_text, rows[i].reported);
    }
}

static void show_progress(struct bench *bench, enum askcam_ask_stage stage, uint64_t stage_ms)
{
    const struct askcam_ask_progress progress = {
        .stage = stage, .stage_ms = stage_ms, .sent_bytes = 120500};

    bench->callbacks.progress(bench->callbacks.ctx, &progress);
}

static void progress_is_shown_after_a_second_and_wiped(void **state)
{
    struct bench *bench = *state;

    begin(bench, true);
    show_progress(bench, ASKCAM_STAGE_SENDING, 999);
    show_progress(bench, ASKCAM_STAGE_WAITING, 1000);
    const struct askcam_ask_request request = {
        .attempt = 1, .images = 1, .has_lengths = true, .body_bytes = 205000};
    assert_int_equal(bench->callbacks.request(bench->callbacks.ctx, &request), ASKCAM_OK);
    show_progress(bench, ASKCAM_STAGE_SENDING, 2000);
    show_progress(bench, ASKCAM_STAGE_READING, 3000);
    show_progress(bench, ASKCAM_STAGE_WAITING, 2100);
    (void)answer(bench, "73");
    (void)bench->callbacks.flush(bench->callbacks.ctx);
    show_progress(bench, ASKCAM_STAGE_WAITING, 5000); /* amid text */
    assert_int_equal(finish(bench), ASKCAM_OK);
    assert_string_equal(bench->out_text, "| waiting for the model 1 s\r\033[K"
                                         "/ sending 120 of 205 KB 2 s\r\033[K"
                                         "- the model is thinking 3 s\r\033[K"
                                         "\\ waiting for the model 2 s\r\033[K73\n");
}

static void progress_is_not_for_files_nor_for_the_quiet(void **state)
{
    struct bench *bench = *state;

    for (int quiet = 0; quiet < 2; quiet++) {
        bench->config.quiet = quiet == 1;
        begin(bench, quiet == 1);
        show_progress(bench, ASKCAM_STAGE_WAITING, 5000);
        look(bench);
        forget(bench);
        assert_string_equal(bench->out_text, "");
        assert_string_equal(bench->err_text, "");
    }
}

static void a_failure_leaves_the_terminal_clean(void **state)
{
    struct bench *bench = *state;

    begin(bench, true);
    (void)think(bench, "hm");
    printer_abandon(&bench->printer, &bench->result, (struct ask_cost){.amount = -1});
    look(bench);
    assert_string_equal(bench->out_text, "\033[2mhm\033[0m\n");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void no_colour_is_not_dimmed_and_dumb_gets_no_escape(void **state)
{
    struct bench *bench = *state;

    (void)setenv("NO_COLOR", "1", 1);
    begin(bench, true);
    show_progress(bench, ASKCAM_STAGE_WAITING, 1000);
    (void)think(bench, "hm");
    (void)answer(bench, "73");
    (void)finish(bench);
    forget(bench);
    (void)unsetenv("NO_COLOR");
    assert_string_equal(bench->out_text, "| waiting for the model 1 s\r\033[Khm\n73\n");
    (void)setenv("TERM", "dumb", 1);
    begin(bench, true);
    show_progress(bench, ASKCAM_STAGE_WAITING, 1000);
    (void)think(bench, "hm");
    (void)answer(bench, "73");
    (void)finish(bench);
    (void)setenv("TERM", "xterm", 1);
    assert_string_equal(bench->out_text, "| waiting for the model 1 s\r"
                                         "                           \rhm\n73\n");
}

static void nothing_wraps_on_a_narrow_terminal(void **state)
{
    const struct winsize narrow = {.ws_row = 24, .ws_col = 20};
    struct bench *bench = *state;

    begin(bench, true);
    const int set = ioctl(STDERR_FILENO, TIOCSWINSZ, &narrow);
    show_progress(bench, ASKCAM_STAGE_WAITING, 1000);
    (void)think(bench, "Let me look at the ");
    (void)think(bench, "gauge again.");
    (void)answer(bench, "The answer is as long as it comes.");
    (void)finish(bench);
    assert_int_equal(set, 0);
    assert_string_equal(bench->out_text,
                        "| waiting for the m\r\033[K\033[2mLet me look at the\ngauge again."
                        "\033[0m\nThe answer is as long as it comes.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_answer_alone_is_on_stdout),
        CASE(thinking_goes_to_stderr_if_it_is_asked_for),
        CASE(hiding_wins_over_showing),
        CASE(usage_and_cost_are_for_the_verbose),
        CASE(what_is_not_known_of_the_usage_is_not_reported),
        CASE(a_key_is_masked_also_across_pieces),
        CASE(what_may_begin_a_key_is_held_back_only_until_more_is_known),
        CASE(an_answer_that_broke_off_ends_its_line),
        CASE(text_waits_for_a_flush_and_no_longer),
        CASE(whoever_listens_hears_the_answer_only),
        CASE(an_interrupt_ends_it_with_what_was_there),
        CASE(a_stdout_that_takes_nothing_is_reported),
        CASE(json_is_one_object_a_line_in_order),
        CASE(done_has_the_whole_answer_if_it_is_short_enough),
        CASE(a_request_line_leaves_out_what_is_not_known),
        CASE(a_request_is_reported_only_if_it_may_be_sent),
        CASE(thinking_can_be_left_out_of_json),
        CASE(each_line_of_a_tick_bears_its_number),
        CASE(a_failure_in_json_has_usage_but_no_done),
        CASE(thinking_is_dimmed_and_ends_before_the_answer),
        CASE(what_controls_a_terminal_is_shown_as_a_mark),
        CASE(quiet_hides_thinking_unless_it_is_asked_for),
        CASE(progress_is_shown_after_a_second_and_wiped),
        CASE(no_colour_is_not_dimmed_and_dumb_gets_no_escape),
        CASE(nothing_wraps_on_a_narrow_terminal),
        CASE(progress_is_not_for_files_nor_for_the_quiet),
        CASE(a_failure_leaves_the_terminal_clean),
    };
    return cmocka_run_group_tests_name("printer", tests, NULL, NULL);
}
