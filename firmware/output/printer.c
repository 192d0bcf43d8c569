/* SPDX-License-Identifier: MIT */
/*
 * printer.c - see printer.h.
 *
 * A model's text may hold terminal escapes, its own or those of a picture; on a terminal they are
 * shown as '?' (terminal.h).  Bytes that go to a file or a pipe are left alone.
 */
#include "printer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char DIM[] = "\033[2m";
static const char PLAIN[] = "\033[0m";
static const char WIPE_LINE[] = "\r\033[K";

enum { PROGRESS_AFTER_MS = 1000 }; /* shorter stages show nothing */

void printer_init(struct printer *printer, const struct printer_config *config)
{
    *printer = (struct printer){
        .config = *config,
        .stdout_is_terminal = isatty(STDOUT_FILENO) == 1,
        .stderr_is_terminal = isatty(STDERR_FILENO) == 1,
    };
    if (config->as_json) {
        answer_text_clear(config->answer);
    }
    askcam_mask_init(&printer->thinking_mask, config->key, ASKCAM_MASK_ANSWER);
    askcam_mask_init(&printer->answer_mask, config->key, ASKCAM_MASK_ANSWER);
    printer->thinks = !config->hide_thinking && !config->as_json &&
                      (config->show_thinking || (printer->stderr_is_terminal && !config->quiet));
    printer->progress_possible = printer->stderr_is_terminal && !config->quiet;
}

static void wipe_progress(struct printer *printer)
{
    if (printer->progress_shown) {
        (void)fputs(WIPE_LINE, stderr); /* the terminal's own failures show on it */
    }
    printer->progress_shown = false;
}

static enum askcam_status write_stderr(void *ctx, const void *bytes, size_t bytes_len)
{
    (void)ctx;
    (void)fwrite(bytes, 1, bytes_len, stderr); /* a failure cannot be reported anywhere */
    return ASKCAM_OK;
}

/* Thinking, filtered where a terminal would obey it. */
static void put_on_stderr(struct printer *printer, const char *text, size_t text_bytes)
{
    const struct askcam_sink out = {.write = write_stderr};

    if (printer->stderr_is_terminal) {
        (void)askcam_terminal_push(&printer->terminal, text, text_bytes, out); /* as above */
    } else {
        (void)askcam_sink_write(out, text, text_bytes);
    }
}

static void end_thinking(struct printer *printer)
{
    if (printer->dimmed) {
        (void)fprintf(stderr, "%s%s", printer->stderr_is_terminal ? PLAIN : "",
                      printer->thought_last == '\n' ? "" : "\n");
        (void)fflush(stderr);
    }
    printer->dimmed = false;
}

static enum askcam_status put_thinking(void *ctx, const char *text, size_t text_bytes)
{
    struct printer *printer = ctx;

    wipe_progress(printer);
    if (printer->config.as_json) {
        return printer->config.hide_thinking
                   ? ASKCAM_OK
                   : ask_lines_text(&printer->config.lines, "thinking", text, text_bytes);
    }
    if (!printer->thinks) {
        return ASKCAM_OK;
    }
    if (!printer->dimmed && printer->stderr_is_terminal) {
        (void)out_flush(printer->config.lines.out); /* what was answered before comes first */
        (void)fputs(DIM, stderr);
    }
    printer->dimmed = true;
    if (text_bytes > 0) {
        printer->thought_last = text[text_bytes - 1];
    }
    put_on_stderr(printer, text, text_bytes);
    return ASKCAM_OK;
}

static enum askcam_status put_answer(void *ctx, const char *text, size_t text_bytes)
{
    struct printer *printer = ctx;

    wipe_progress(printer);
    if (printer->config.hear != NULL) {
        printer->config.hear(printer->config.hear_ctx, text, text_bytes);
    }
    if (printer->config.as_json) {
        answer_text_add(printer->config.answer, text, text_bytes);
        return ask_lines_text(&printer->config.lines, "answer", text, text_bytes);
    }
    end_thinking(printer);
    if (printer->config.hides_answer) {
        return ASKCAM_OK;
    }
    printer->answer_begun = true;
    return out_write(printer->config.lines.out, text, text_bytes);
}

/* What was written went out, perhaps; but the user wants no more. */
static enum askcam_status heard(const struct printer *printer, enum askcam_status status)
{
    return status == ASKCAM_OK && printer->config.lines.out->interrupted ? ASKCAM_ERR_INTERRUPTED
                                                                         : status;
}

/* Passes on what was held back of one kind of text before the other goes on. */
static enum askcam_status end_mask(struct printer *printer, struct askcam_mask *mask)
{
    return askcam_mask_finish(mask, false,
                              mask == &printer->answer_mask ? put_answer : put_thinking, printer);
}

static enum askcam_status on_thinking(void *ctx, const char *text, size_t text_bytes)
{
    struct printer *printer = ctx;
    const enum askcam_status status = end_mask(printer, &printer->answer_mask);

    return status != ASKCAM_OK
               ? status
               : heard(printer, askcam_mask_push(&printer->thinking_mask, text, text_bytes,
                                                 put_thinking, printer));
}

static enum askcam_status on_answer(void *ctx, const char *text, size_t text_bytes)
{
    struct printer *printer = ctx;
    const enum askcam_status status = end_mask(printer, &printer->thinking_mask);

    return status != ASKCAM_OK ? status
                               : heard(printer, askcam_mask_push(&printer->answer_mask, text,
                                                                 text_bytes, put_answer, printer));
}

static enum askcam_status on_flush(void *ctx)
{
    struct printer *printer = ctx;

    (void)fflush(stderr);
    return heard(printer, out_flush(printer->config.lines.out));
}

static enum askcam_status on_request(void *ctx, const struct askcam_ask_request *request)
{
    struct printer *printer = ctx;

    const enum askcam_status status = printer->config.check(printer->config.check_ctx, request);
    if (status != ASKCAM_OK || !printer->config.as_json || !printer->config.reports_requests) {
        return status;
    }
    return ask_lines_request(&printer->config.lines, request);
}

static void on_progress(void *ctx, enum askcam_ask_stage stage, uint64_t stage_ms)
{
    static const char *const words[] = {
        [ASKCAM_STAGE_CAPTURING] = "taking a picture",
        [ASKCAM_STAGE_CONNECTING] = "connecting",
        [ASKCAM_STAGE_SENDING] = "sending",
        [ASKCAM_STAGE_WAITING] = "waiting for the model",
        [ASKCAM_STAGE_READING] = "the model is silent",
    };
    struct printer *printer = ctx;
    const bool in_text = printer->dimmed || (printer->answer_begun && printer->stdout_is_terminal);

    if (!printer->progress_possible || in_text) {
        return;
    }
    wipe_progress(printer);
    if (stage_ms >= PROGRESS_AFTER_MS && stage != ASKCAM_STAGE_READING) {
        (void)fprintf(stderr, "%s … %" PRIu64 " s", words[stage], stage_ms / 1000);
        printer->progress_shown = true;
    }
    (void)fflush(stderr);
}

struct askcam_ask_callbacks printer_callbacks(struct printer *printer)
{
    return (struct askcam_ask_callbacks){.ctx = printer,
                                         .request = on_request,
                                         .thinking = on_thinking,
                                         .answer = on_answer,
                                         .flush = on_flush,
                                         .progress = on_progress};
}

static bool has_usage(const struct askcam_usage *usage)
{
    return usage->input >= 0 || usage->output >= 0 || usage->total >= 0;
}

static void print_usage_text(const struct askcam_usage *usage, struct ask_cost cost)
{
    (void)fprintf(stderr, "askcam: tokens: %" PRId64 " in, %" PRId64 " out", usage->input,
                  usage->output);
    if (usage->reasoning >= 0) {
        (void)fprintf(stderr, " (%" PRId64 " of them thinking)", usage->reasoning);
    }
    if (cost.amount >= 0) {
        (void)fprintf(stderr, "; cost: about %.6f %s", cost.amount, cost.currency);
    }
    (void)fputc('\n', stderr);
}

static void print_usage(struct printer *printer, const struct askcam_usage *usage,
                        struct ask_cost cost)
{
    if (!has_usage(usage)) {
        return;
    }
    if (printer->config.as_json) {
        ask_lines_usage(&printer->config.lines, usage, cost);
    } else if (printer->config.verbose) {
        print_usage_text(usage, cost);
    }
}

/* Ends what is half-written: thinking, progress, the answer's line. */
static void settle(struct printer *printer)
{
    wipe_progress(printer);
    (void)end_mask(printer, &printer->thinking_mask); /* a failure stays in out->status */
    (void)end_mask(printer, &printer->answer_mask);
    end_thinking(printer);
    if (printer->answer_begun && !printer->config.as_json) {
        (void)out_write(printer->config.lines.out, "\n", 1); /* a failure stays in out->status */
        printer->answer_begun = false;
    }
}

enum askcam_status printer_done(struct printer *printer, const struct askcam_ask_result *result,
                                struct ask_cost cost)
{
    settle(printer);
    if (printer->config.as_json || out_flush(printer->config.lines.out) == ASKCAM_OK) {
        print_usage(printer, &result->chat.usage, cost);
    }
    if (printer->config.as_json) {
        ask_lines_done(&printer->config.lines, result, printer->config.answer);
    }
    return out_flush(printer->config.lines.out);
}

void printer_abandon(struct printer *printer, const struct askcam_ask_result *result,
                     struct ask_cost cost)
{
    settle(printer);
    print_usage(printer, &result->chat.usage, cost);
    if (!printer->config.as_json) {
        (void)out_flush(
            printer->config.lines.out); /* the first failure is the one that is reported */
    }
    (void)fflush(stderr);
}
