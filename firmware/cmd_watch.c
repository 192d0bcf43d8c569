/* SPDX-License-Identifier: MIT */
/*
 * cmd_watch.c - askcam watch: the same question about a new picture at intervals.
 *
 * The loop is that of ask/watch.h; this file makes its asks and prints its events.  Answers go to
 * stdout as those of `ask` do; each event of the loop is a line on stderr, or a JSON line.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ask_run.h"
#include "host_linux.h"
#include "notes.h"
#include "notify.h"
#include "program.h"
#include "question.h"
#include "report.h"
#include "watch.h"
#include "watch_plan.h"
#include "watch_requests.h"

struct watching {
    struct question question;
    struct ask_run run;
    struct watch_requests requests;
    struct askcam_watch_config config;
    const struct askcam_host *host;
    struct askcam_notify notify; /* the service manager */
    bool is_ready;               /* … knows that the sources have opened */
    bool lacks_sources;          /* they have never been open */
    struct askcam_watch watch;
    enum askcam_verdict rejected;       /* of the frame taken last */
    char lost[ASKCAM_ERROR_WHAT_BYTES]; /* the source that is or was missing */
};

/* What the options name, for the first time or anew. */
static enum askcam_status open_first(struct watching *watching, struct askcam_error *err)
{
    struct ask_run *run = &watching->run;

    ask_run_close_pictures(run);
    run->pictures.reopens = true;
    const enum askcam_status status = ask_run_open_pictures(run, err);
    watching->lacks_sources = status != ASKCAM_OK;
    watching->config.sources_count = run->pictures.count;
    return status;
}

static enum askcam_status open_sources(void *ctx, struct askcam_error *err)
{
    struct watching *watching = ctx;

    const enum askcam_status status = watching->lacks_sources
                                          ? open_first(watching, err)
                                          : ask_run_open_pictures_again(&watching->run, err);
    if (status == ASKCAM_OK && !watching->is_ready) {
        askcam_notify_send(&watching->notify, "READY=1\nSTATUS=watching");
        watching->is_ready = true;
    }
    return status;
}

/* No later answer could be printed either. */
static enum askcam_status output_failure(const struct program *program, enum askcam_status status)
{
    return status != ASKCAM_ERR_INTERRUPTED && program->out->status != ASKCAM_OK
               ? ASKCAM_ERR_STORAGE
               : status;
}

static enum askcam_status take(void *ctx, uint64_t tick, struct askcam_shot *shot,
                               enum askcam_verdict *rejected, struct askcam_error *err)
{
    struct watching *watching = ctx;
    struct ask_run *run = &watching->run;
    const struct program *program = run->program;

    run->stamp = stamp_of(tick, (time_t)askcam_wall_s(run->program->host));
    askcam_log(program->host, ASKCAM_LOG_INFO, "tick %" PRIu64 " at %s", tick, run->stamp.time);
    const enum askcam_status status = ask_run_take(run, watching->question.text, NULL, shot, err);
    watching->rejected = run->result.rejected;
    *rejected = watching->rejected;
    return output_failure(program, status);
}

/* One line for `systemctl status`. */
static void report_status(const struct watching *watching, const char *what, const char *about)
{
    char text[ASKCAM_ERROR_WHAT_BYTES + ASKCAM_ERROR_WHY_BYTES + 64];

    (void)snprintf(text, sizeof text, "STATUS=%s%s", what, about); /* cut is fine */
    askcam_notify_send(&watching->notify, text);
}

static enum askcam_status deliver(void *ctx, uint64_t tick, const struct askcam_shot *shot,
                                  struct askcam_error *err)
{
    struct watching *watching = ctx;

    (void)tick; /* the stamp of take() has it */
    (void)shot; /* the run holds it */
    const enum askcam_status status =
        output_failure(watching->run.program, ask_run_deliver(&watching->run, err));
    if (status == ASKCAM_OK) {
        report_status(watching, "last answer: ", watching->run.stamp.local);
    }
    return status;
}

static void report_failed(struct watching *watching, const struct askcam_error *cause)
{
    const struct ask_run *run = &watching->run;

    (void)report_failure(cause->kind, cause, run->program->key->text,
                         run->program->options->output_json != 0, out_sink(run->program->out),
                         &run->stamp);
    report_status(watching, "no answer: ", cause->why);
}

/* Watching for a change, an unchanged picture is normal: only -v reports it. */
static void report_rejected(struct watching *watching, const struct askcam_error *cause)
{
    const bool is_quiet = watching->rejected == ASKCAM_VERDICT_UNCHANGED;

    askcam_log(watching->run.program->host, is_quiet ? ASKCAM_LOG_INFO : ASKCAM_LOG_WARNING,
               "%s: %s; skipped until the next tick", cause->what, cause->why);
}

static void report_lost(struct watching *watching, const struct askcam_error *cause)
{
    (void)snprintf(watching->lost, sizeof watching->lost, "%s", cause->what); /* the same bound */
    notes_line_at(NOTES_WARNING, "askcam: %s: %s; waiting for it to come back\n", cause->what,
                  cause->why);
    report_status(watching, "waiting for ", cause->what);
}

static void report_back(struct watching *watching, const struct askcam_error *cause)
{
    (void)cause; /* there is none */
    notes_line_at(NOTES_NOTICE, "askcam: %s: it is back; going on\n", watching->lost);
    report_status(watching, "watching", "");
}

/* How each event is printed: on stderr always, and as a JSON line of this type. */
static const struct reporter {
    void (*report)(struct watching *watching, const struct askcam_error *cause);
    const char *type; /* NULL: report() prints that too */
} REPORTERS[] = {
    [ASKCAM_WATCH_LOST] = {report_lost, "lost"},
    [ASKCAM_WATCH_BACK] = {report_back, "back"},
    [ASKCAM_WATCH_REJECTED] = {report_rejected, "rejected"},
    [ASKCAM_WATCH_FAILED] = {report_failed, NULL},
};

static void print_event(struct watching *watching, enum askcam_watch_event event, uint64_t tick,
                        const struct askcam_error *cause)
{
    const struct program *program = watching->run.program;
    const struct stamp stamp = stamp_of(tick, (time_t)askcam_wall_s(program->host));
    struct askcam_json_line line;

    stamp_begin(&line, out_sink(program->out), REPORTERS[event].type, &stamp, true);
    if (event == ASKCAM_WATCH_REJECTED) {
        askcam_json_line_text(&line, "verdict", askcam_verdict_text(watching->rejected));
    } else {
        askcam_json_line_text(&line, "source", watching->lost);
    }
    askcam_json_line_text(&line, "message", cause != NULL ? cause->why : NULL);
    (void)askcam_json_line_end(&line); /* stays in out->status */
}

static enum askcam_status report(void *ctx, enum askcam_watch_event event, uint64_t tick,
                                 const struct askcam_error *cause)
{
    struct watching *watching = ctx;
    const struct program *program = watching->run.program;

    program->out->deadline_ms = ASKCAM_NEVER; /* that of the last ask may be over */
    notes_set_deadline(ASKCAM_NEVER);
    REPORTERS[event].report(watching, cause);
    if (REPORTERS[event].type != NULL && program->options->output_json != 0) {
        print_event(watching, event, tick, cause);
    }
    return out_flush(program->out);
}

static enum askcam_status check_change(const struct ask_run *run, const struct options *options,
                                       struct askcam_error *err)
{
    const struct askcam_error_context context = {
        "--on-change", "use one camera, file or pattern as --source, and no --frames"};
    const bool is_one = run->pictures.count == 1 && options->frames == 1;

    return !options->on_change || (is_one && run->pictures.images[0].url == NULL)
               ? ASKCAM_OK
               : askcam_fail(err, ASKCAM_ERR_USAGE, context, "needs one locally decoded picture");
}

/* All checks, in the order of `ask`. */
static enum askcam_status prepare(struct watching *watching, struct program *program,
                                  struct askcam_error *err)
{
    const struct options *options = program->options;
    struct ask_run *run = &watching->run;

    enum askcam_status status = watch_plan_check(options, err);
    if (status == ASKCAM_OK) { /* from here on SIGUSR1 does not end the process */
        status = watch_requests_open(&watching->requests, program->host->ctx,
                                     options->trigger_stdin, err);
    }
    if (status == ASKCAM_OK) {
        status = question_open(&watching->question, options, program->host, err);
    }
    if (status == ASKCAM_OK) {
        status = ask_run_open(run, program, err);
    }
    if (status == ASKCAM_OK) {
        status = open_first(watching, err);
    }
    if (status == ASKCAM_ERR_SOURCE && askcam_notify_is_wanted(&watching->notify)) {
        status = ASKCAM_OK; /* the loop waits for it */
        *err = (struct askcam_error){0};
    }
    if (status == ASKCAM_OK && !watching->lacks_sources) {
        status = check_change(run, options, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    run->keeps_connection = options->at_count == 0 && options->every_ms <= ASKCAM_WATCH_REST_MS;
    run->checks_early = true;
    run->rereads_key = true;
    if (options->on_change) {
        run->has_filter = true;
        run->filter.refuses |= 1U << ASKCAM_VERDICT_UNCHANGED;
    }
    return ask_run_find_key(run, err);
}

static unsigned take_requests(void *ctx)
{
    struct watching *watching = ctx;

    return watch_requests_take(&watching->requests);
}

static enum askcam_status loop(struct watching *watching, struct askcam_error *err)
{
    struct ask_run *run = &watching->run;
    const struct options *options = run->program->options;
    watching->config = (struct askcam_watch_config){
        .host = run->program->host,
        .plan = watch_plan_of(options),
        .count = options->count,
        .request_fd = watching->requests.fd,
        .waits_for_source = askcam_notify_is_wanted(&watching->notify),
        .work = {.ctx = watching,
                 .open = open_sources,
                 .take = take,
                 .deliver = deliver,
                 .report = report,
                 .requests = take_requests},
        .sources = run->pictures.sources,
        .sources_count = run->pictures.count,
        .net = &run->net,
        .spending = &run->spending,
        .filter = &run->filter,
    };

    return askcam_watch_run(&watching->watch, &watching->config, err);
}

/* A failure of a tick is printed with its stamp, any other by main(). */
static bool is_of_tick(const struct program *program, enum askcam_status status)
{
    return status != ASKCAM_OK && status != ASKCAM_ERR_INTERRUPTED &&
           program->out->status == ASKCAM_OK;
}

/* Standard output has failed, and that ended the loop, whatever the tick's own failure was. */
static bool is_of_output(const struct program *program, enum askcam_status status)
{
    return status != ASKCAM_OK && status != ASKCAM_ERR_INTERRUPTED &&
           program->out->status != ASKCAM_OK;
}

static void on_wait(void *ctx)
{
    struct watching *watching = ctx;

    askcam_notify_alive(&watching->notify, askcam_now_ms(watching->host));
}

/* All waits have a deadline, and all work is between waits: a program that waits has not hung. */
static void open_notify(struct watching *watching, const struct program *program)
{
    struct askcam_host_linux *linux_host = program->host->ctx;
    const struct askcam_notify_environment environment = {.socket = getenv("NOTIFY_SOCKET"),
                                                          .watchdog_usec = getenv("WATCHDOG_USEC"),
                                                          .watchdog_pid = getenv("WATCHDOG_PID")};

    watching->host = program->host;
    askcam_notify_open(&watching->notify, &environment);
    if (askcam_notify_is_wanted(&watching->notify)) {
        linux_host->on_wait_ctx = watching;
        linux_host->on_wait = on_wait;
    }
}

static void close_notify(struct watching *watching, const struct program *program)
{
    struct askcam_host_linux *linux_host = program->host->ctx;

    linux_host->on_wait = NULL;
    askcam_notify_close(&watching->notify);
}

/* By SIGTERM: a service that is stopped has not failed. */
static bool is_stopped(const struct program *program, enum askcam_status status)
{
    struct askcam_host_linux *linux_host = program->host->ctx;

    return status == ASKCAM_ERR_INTERRUPTED && !linux_host->output_gone &&
           askcam_host_linux_ended_by(linux_host) == SIGTERM;
}

enum askcam_status cmd_watch(struct program *program, struct askcam_error *err)
{
    static struct watching watching;

    open_notify(&watching, program);
    enum askcam_status status = prepare(&watching, program, err);
    if (status == ASKCAM_OK) {
        status = loop(&watching, err);
        program->exit_status = is_stopped(program, status) ? ASKCAM_OK : watching.watch.last;
        if (is_of_tick(program, status)) {
            report_failed(&watching, err);
            program->exit_status = status;
            status = ASKCAM_OK;
        } else if (is_of_output(program, status)) {
            *err = *program->out->err;
        }
    }
    askcam_notify_send(&watching.notify, "STOPPING=1\nSTATUS=ending");
    ask_run_close(&watching.run);
    watch_requests_close(&watching.requests);
    close_notify(&watching, program);
    question_close(&watching.question);
    return is_stopped(program, status) ? ASKCAM_OK : status;
}
