/* SPDX-License-Identifier: MIT */
/*
 * cmd_watch.c - askcam watch: the same question about a new picture, again and again.
 *
 * The loop is ask/watch.h's; here are its asks, and what it tells.  Answers go to stdout as those
 * of `ask` do; everything about the loop itself is a line on stderr, or a JSON line of its own.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "asking.h"
#include "program.h"
#include "report.h"
#include "watch.h"

struct watching {
    struct asking asking;
    struct askcam_watch watch;
    enum askcam_verdict rejected;       /* of the frame taken last */
    char lost[ASKCAM_ERROR_WHAT_BYTES]; /* the source that is or was waited for */
};

static enum askcam_status open_sources(void *ctx, struct askcam_error *err)
{
    struct watching *watching = ctx;

    (void)err; /* it is where asking puts its causes */
    return asking_open_pictures_again(&watching->asking);
}

static enum askcam_status ask(void *ctx, uint64_t tick, enum askcam_verdict *rejected,
                              struct askcam_error *err)
{
    struct watching *watching = ctx;
    struct asking *asking = &watching->asking;
    const struct program *program = asking->program;

    (void)err;
    asking->stamp = stamp_of(tick, time(NULL));
    askcam_log(program->host, ASKCAM_LOG_INFO, "tick %" PRIu64 " at %s", tick, asking->stamp.time);
    const enum askcam_status status = asking_run(asking, program->options->words[0], NULL, NULL);
    watching->rejected = asking->result.rejected;
    *rejected = watching->rejected;
    if (status != ASKCAM_ERR_INTERRUPTED && program->out->status != ASKCAM_OK) {
        return ASKCAM_ERR_STORAGE; /* whatever it was, no later answer can be printed either */
    }
    return status;
}

static void report_failed(struct watching *watching, const struct askcam_error *cause)
{
    const struct asking *asking = &watching->asking;

    (void)report_failure(cause->kind, cause, asking->program->key->text,
                         asking->program->options->output_json != 0, out_sink(asking->program->out),
                         &asking->stamp);
}

/* A change is waited for: no change is nothing to speak of. */
static void report_rejected(struct watching *watching, const struct askcam_error *cause)
{
    const bool is_quiet = watching->rejected == ASKCAM_VERDICT_UNCHANGED;

    askcam_log(watching->asking.program->host, is_quiet ? ASKCAM_LOG_INFO : ASKCAM_LOG_WARNING,
               "%s: %s; passed over until the next tick", cause->what, cause->why);
}

static void report_lost(struct watching *watching, const struct askcam_error *cause)
{
    (void)snprintf(watching->lost, sizeof watching->lost, "%s", cause->what); /* the same bound */
    (void)fprintf(stderr, "askcam: %s: %s; waiting for it to come back\n", cause->what, cause->why);
}

static void report_back(struct watching *watching, const struct askcam_error *cause)
{
    (void)cause; /* there is none */
    (void)fprintf(stderr, "askcam: %s: it is back; going on\n", watching->lost);
}

/* How each event is told: on stderr always, and as a JSON line of this type beside it. */
static const struct reporter {
    void (*report)(struct watching *watching, const struct askcam_error *cause);
    const char *type; /* NULL: tell() has printed it */
} REPORTERS[] = {
    [ASKCAM_WATCH_LOST] = {report_lost, "lost"},
    [ASKCAM_WATCH_BACK] = {report_back, "back"},
    [ASKCAM_WATCH_REJECTED] = {report_rejected, "rejected"},
    [ASKCAM_WATCH_FAILED] = {report_failed, NULL},
};

static void print_event(struct watching *watching, enum askcam_watch_event event, uint64_t tick,
                        const struct askcam_error *cause)
{
    const struct program *program = watching->asking.program;
    const struct stamp stamp = stamp_of(tick, time(NULL));
    struct json_line line;

    stamp_begin(&line, out_sink(program->out), REPORTERS[event].type, &stamp, true);
    if (event == ASKCAM_WATCH_REJECTED) {
        json_line_text(&line, "verdict", askcam_verdict_text(watching->rejected));
    } else {
        json_line_text(&line, "source", watching->lost);
    }
    json_line_text(&line, "message", cause != NULL ? cause->why : NULL);
    (void)json_line_end(&line); /* stays in out->status */
}

static enum askcam_status report(void *ctx, enum askcam_watch_event event, uint64_t tick,
                                 const struct askcam_error *cause)
{
    struct watching *watching = ctx;
    const struct program *program = watching->asking.program;

    program->out->deadline_ms = ASKCAM_NEVER; /* that of the last ask may be over */
    REPORTERS[event].report(watching, cause);
    if (REPORTERS[event].type != NULL && program->options->output_json != 0) {
        print_event(watching, event, tick, cause);
    }
    return out_flush(program->out);
}

/* What a change is to be seen in must be one picture that is looked at here. */
static enum askcam_status check_change(const struct asking *asking, const struct options *options,
                                       struct askcam_error *err)
{
    const struct askcam_error_context context = {"--on-change",
                                                 "give one --source, and no --frames"};

    if (!options->on_change) {
        return ASKCAM_OK;
    }
    if (asking->pictures.count > 1 || options->frames > 1) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "looks at one picture, not at several");
    }
    return asking->pictures.images[0].url == NULL
               ? ASKCAM_OK
               : askcam_fail(err, ASKCAM_ERR_USAGE, context, "a picture by URL is not seen here");
}

/* Everything that can be wrong, in the order of `ask`. */
static enum askcam_status prepare(struct watching *watching, struct program *program,
                                  struct askcam_error *err)
{
    const struct options *options = program->options;
    struct asking *asking = &watching->asking;

    enum askcam_status status = asking_check_question(options, err);
    if (status == ASKCAM_OK) {
        status = asking_open(asking, program, err);
    }
    if (status == ASKCAM_OK) {
        asking->pictures.come_back = true;
        status = asking_open_pictures(asking);
    }
    if (status == ASKCAM_OK) {
        status = check_change(asking, options, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    asking->asks_again = options->every_ms <= ASKCAM_WATCH_REST_MS;
    asking->looks_first = true;
    if (options->on_change) {
        asking->judges = true;
        asking->filter.refuses |= 1U << ASKCAM_VERDICT_UNCHANGED;
    }
    return asking_find_key(asking);
}

static enum askcam_status run(struct watching *watching, struct askcam_error *err)
{
    struct asking *asking = &watching->asking;
    const struct options *options = asking->program->options;
    const struct askcam_watch_config config = {
        .host = asking->program->host,
        .every_ms = options->every_ms,
        .count = options->count,
        .work = {.ctx = watching, .open = open_sources, .ask = ask, .report = report},
        .sources = asking->pictures.sources,
        .sources_count = asking->pictures.count,
        .net = &asking->net,
        .filter = &asking->filter,
    };

    return askcam_watch_run(&watching->watch, &config, err);
}

/* What ended the loop belongs to a tick, and is told with it; main tells the rest. */
static bool is_of_tick(const struct program *program, enum askcam_status status)
{
    return status != ASKCAM_OK && status != ASKCAM_ERR_INTERRUPTED &&
           program->out->status == ASKCAM_OK;
}

/* Nothing can be printed any more, and that ended the loop, whatever the tick's own failure was. */
static bool is_of_output(const struct program *program, enum askcam_status status)
{
    return status != ASKCAM_OK && status != ASKCAM_ERR_INTERRUPTED &&
           program->out->status != ASKCAM_OK;
}

enum askcam_status cmd_watch(struct program *program, struct askcam_error *err)
{
    static struct watching watching;

    enum askcam_status status = prepare(&watching, program, err);
    if (status == ASKCAM_OK) {
        status = run(&watching, err);
        program->exit_status = watching.watch.last;
        if (is_of_tick(program, status)) {
            report_failed(&watching, err);
            program->exit_status = status;
            status = ASKCAM_OK;
        } else if (is_of_output(program, status)) {
            *err = *program->out->err;
        }
    }
    asking_close(&watching.asking);
    return status;
}
