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

#include "notes.h"

static const char DIM[] = "\033[2m";
static const char PLAIN[] = "\033[0m";

enum { PROGRESS_AFTER_MS = 1000 }; /* shorter stages show nothing */

void printer_init(struct printer *printer, const struct printer_config *config)
{
    *printer = (struct printer){
        .config = *config,
        .stdout_is_terminal = isatty(STDOUT_FILENO) == 1,
    };
    if (config->as_json) {
        answer_text_clear(config->answer);
    }
    askcam_mask_init(&printer->thinking_mask, config->key, ASKCAM_MASK_ANSWER);
    askcam_mask_init(&printer->answer_mask, config->key, ASKCAM_MASK_ANSWER);
    printer->thinks =
        !config->hide_thinking && !config->as_json &&
        (config->show_thinking || (config->progress->screen.is_terminal && !config->quiet));
    printer->shows_progress = config->progress->screen.is_terminal && !config->quiet;
}

/* Text goes to the terminal now. */
static void show_text(struct printer *printer)
{
    progress_erase(printer->config.progress);
    printer->text_shown = true;
}

static enum askcam_status write_stderr(void *ctx, const void *bytes, size_t bytes_len)
{
    (void)ctx;
    return notes_text(bytes, bytes_len);
}

static void begin_thinking(struct printer *printer)
{
    const struct screen *screen = &printer->config.progress->screen;
    const unsigned columns = screen_columns(screen);

    (void)out_flush(printer->config.lines.out); /* what was answered before comes first */
    wrap_init(&printer->wrap, (struct askcam_sink){.write = write_stderr},
              columns > 0 ? columns - 1 : 0); /* in the last column some terminals wrap */
    notes_line("%s", screen->has_colours ? DIM : "");
}

static void end_thinking(struct printer *printer)
{
    const struct screen *screen = &printer->config.progress->screen;

    if (printer->dimmed && screen->is_terminal) {
        (void)askcam_terminal_finish(&printer->terminal, wrap_sink(&printer->wrap));
        (void)wrap_finish(&printer->wrap); /* an interruption is noticed elsewhere */
    }
    if (printer->dimmed) {
        notes_line("%s%s", screen->has_colours ? PLAIN : "",
                   printer->thought_last == '\n' ? "" : "\n");
    }
    printer->dimmed = false;
}

/* On a terminal: wrapped, and without what a terminal would obey. */
static enum askcam_status put_on_stderr(struct printer *printer, const char *text,
                                        size_t text_bytes)
{
    if (!printer->config.progress->screen.is_terminal) {
        printer->dimmed = true;
        return write_stderr(NULL, text, text_bytes);
    }
    show_text(printer);
    if (!printer->dimmed) {
        begin_thinking(printer);
    }
    printer->dimmed = true;
    return askcam_terminal_push(&printer->terminal, text, text_bytes, wrap_sink(&printer->wrap));
}

/* A line of text for a program; it may be read on a terminal. */
static enum askcam_status put_line(struct printer *printer, const char *type, const char *text,
                                   size_t text_bytes)
{
    if (printer->stdout_is_terminal) {
        show_text(printer);
    }
    return ask_lines_text(&printer->config.lines, type, text, text_bytes);
}

static enum askcam_status put_thinking(void *ctx, const char *text, size_t text_bytes)
{
    struct printer *printer = ctx;

    if (printer->config.as_json) {
        return printer->config.hide_thinking ? ASKCAM_OK
                                             : put_line(printer, "thinking", text, text_bytes);
    }
    if (printer->thinks && text_bytes > 0) {
        printer->thought_last = text[text_bytes - 1];
        return put_on_stderr(printer, text, text_bytes);
    }
    return ASKCAM_OK;
}

static enum askcam_status put_time(const struct printer *printer)
{
    const char *const time = printer->config.lines.stamp.local;
    struct out *out = printer->config.lines.out;

    (void)out_write(out, time, strlen(time)); /* stays in out->status */
    return out_write(out, " ", 1);
}

static enum askcam_status put_answer(void *ctx, const char *text, size_t text_bytes)
{
    struct printer *printer = ctx;

    if (printer->config.hear != NULL) {
        printer->config.hear(printer->config.hear_ctx, text, text_bytes);
    }
    if (printer->config.as_json) {
        answer_text_add(printer->config.answer, text, text_bytes);
        return put_line(printer, "answer", text, text_bytes);
    }
    end_thinking(printer);
    if (printer->config.hides_answer || text_bytes == 0) {
        return ASKCAM_OK;
    }
    if (printer->stdout_is_terminal) {
        show_text(printer);
    }
    if (!printer->answer_begun && printer->config.timestamps) {
        (void)put_time(printer); /* stays in out->status */
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

    const enum askcam_status status = notes_flush();
    return heard(printer, status == ASKCAM_OK ? out_flush(printer->config.lines.out) : status);
}

static enum askcam_status on_request(void *ctx, const struct askcam_ask_request *request)
{
    struct printer *printer = ctx;

    progress_erase(printer->config.progress); /* the check may print */
    printer->body_bytes = request->has_lengths ? request->body_bytes : 0;
    const enum askcam_status status = printer->config.check(printer->config.check_ctx, request);
    if (status != ASKCAM_OK || !printer->config.as_json || !printer->config.reports_requests) {
        return status;
    }
    return ask_lines_request(&printer->config.lines, request);
}

/* " 120 of 450 KB" of the request; "" in another stage, or where its size is not known. */
static void sent_text(const struct printer *printer, const struct askcam_ask_progress *progress,
                      char *text, size_t text_bytes)
{
    const uint64_t sent_bytes =
        progress->sent_bytes < printer->body_bytes ? progress->sent_bytes : printer->body_bytes;

    text[0] = '\0';
    if (progress->stage == ASKCAM_STAGE_SENDING && printer->body_bytes > 0) {
        (void)snprintf(text, text_bytes, " %" PRIu64 " of %" PRIu64 " KB", sent_bytes / 1000,
                       printer->body_bytes / 1000);
    }
}

static void on_progress(void *ctx, const struct askcam_ask_progress *progress)
{
    static const char *const words[] = {
        [ASKCAM_STAGE_CAPTURING] = "taking a picture",
        [ASKCAM_STAGE_CONNECTING] = "connecting",
        [ASKCAM_STAGE_SENDING] = "sending",
        [ASKCAM_STAGE_WAITING] = "waiting for the model",
        [ASKCAM_STAGE_READING] = "the model is thinking",
    };
    struct printer *printer = ctx;
    char text[2 * PROGRESS_BYTES]; /* progress_show() cuts it */
    char sent[PROGRESS_BYTES];

    printer->waits = printer->waits || progress->stage_ms >= PROGRESS_AFTER_MS;
    if (!printer->shows_progress || printer->text_shown || !printer->waits) {
        return;
    }
    sent_text(printer, progress, sent, sizeof sent);
    (void)snprintf(text, sizeof text, "%s%s %" PRIu64 " s", words[progress->stage], sent,
                   progress->stage_ms / 1000);
    progress_show(printer->config.progress, text);
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
    char thinking[64] = "";
    char money[64] = "";

    if (usage->reasoning >= 0) {
        (void)snprintf(thinking, sizeof thinking, " (%" PRId64 " of them thinking)",
                       usage->reasoning);
    }
    if (cost.amount >= 0) {
        (void)snprintf(money, sizeof money, "; cost: about %.6f %s", cost.amount, cost.currency);
    }
    notes_line("askcam: tokens: %" PRId64 " in, %" PRId64 " out%s%s\n", usage->input, usage->output,
               thinking, money);
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
    (void)end_mask(printer, &printer->thinking_mask); /* a failure stays in out->status */
    (void)end_mask(printer, &printer->answer_mask);
    end_thinking(printer);
    progress_erase(printer->config.progress);
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
    (void)notes_flush(); /* the same */
}
