/* SPDX-License-Identifier: MIT */
/* ask_run.c - see ask_run.h. */
#include "ask_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notes.h"
#include "paths.h"
#include "save_picture.h"
#include "tls.h"
#include "wipe.h"

/* A key may be changed while the program runs, in one step or not. */
static void reread_key(struct ask_run *run)
{
    const struct program *program = run->program;
    const struct key_request request =
        setup_key_request(program->options, &run->url, run->key_variable);
    struct askcam_error err = {0};

    if (setup_is_keyless(&run->url)) {
        return;
    }
    const bool is_read = key_refresh(program->key, &request, program->host, &err);
    if (!is_read && !run->lacks_new_key) {
        askcam_log(program->host, ASKCAM_LOG_WARNING, "%s: %s; the key before stays in use",
                   err.what, err.why);
    }
    run->lacks_new_key = !is_read;
}

/* With --dry-run the estimate is part of what was asked for; else it is a detail. */
static void report_estimate(const struct program *program, const struct askcam_ask_request *request)
{
    const struct askcam_estimate *const estimate = request->estimate;
    char cost[64] = "not known";
    char text[256] = "estimate: the tokens are not known beforehand";

    if (estimate == NULL) {
        return;
    }
    if (estimate->amount >= 0 && estimate->currency[0] == '\0') {
        (void)snprintf(cost, sizeof cost, "nothing (a server on this machine)");
    } else if (estimate->amount >= 0) {
        (void)snprintf(cost, sizeof cost, "%.6f %s%s", estimate->amount, estimate->currency,
                       estimate->output_tokens < 0 ? " and the answer's" : " at most");
    }
    if (estimate->image_tokens >= 0) {
        (void)snprintf(text, sizeof text,
                       "estimate: image tokens: %" PRId64 "; input tokens: %" PRId64 "; cost: %s",
                       estimate->image_tokens, estimate->input_tokens, cost);
    }
    if (program->options->dry_run && !program->options->quiet) {
        notes_line("%s\n", text);
    } else {
        askcam_log(program->host, ASKCAM_LOG_DEBUG, "%s", text);
    }
}

/* The limits of the options, the price at this server, and where usage is recorded. */
static struct askcam_spending *fill_spending(struct ask_run *run)
{
    const struct options *options = run->program->options;
    const bool has_ledger = askcam_path_of(ASKCAM_PATH_STATE, "usage", run->ledger_path);

    if (!has_ledger) {
        askcam_log(run->program->host, ASKCAM_LOG_WARNING,
                   "usage is not recorded: its folder is not known; set HOME or XDG_STATE_HOME");
    }
    run->ledger = (struct askcam_ledger){.store = askcam_store_init(run->program->host),
                                         .folder = run->ledger_path};
    run->spending = (struct askcam_spending){
        .ledger = has_ledger ? &run->ledger : NULL,
        .limits = {.ask = {options->max_cost.set, options->max_cost.value, "--max-cost"},
                   .day = {options->max_cost_day.set, options->max_cost_day.value,
                           "--max-cost-day"},
                   .month = {options->max_cost_month.set, options->max_cost_month.value,
                             "--max-cost-month"}},
        .model = &run->model,
        .price = setup_price(run->region, &run->model, &run->url),
        .is_free = askcam_url_is_loopback(&run->url),
    };
    return &run->spending;
}

/* Of the first attempt, with pictures: says what was taken, and keeps it. */
static enum askcam_status on_pictures(struct ask_run *run, const struct askcam_ask_request *request,
                                      struct askcam_error *err)
{
    const struct program *program = run->program;
    const char *pattern = program->options->save_picture;

    if (run->says_size && request->width_px > 0) {
        char shown[ASKCAM_ERROR_WHAT_BYTES];
        askcam_url_shown(program->options->sources_count > 0 ? program->options->sources[0]
                                                             : "camera",
                         shown, sizeof shown);
        notes_line("picture: %s, %" PRIu32 " x %" PRIu32 "\n", shown, request->width_px,
                   request->height_px);
    }
    return pattern == NULL ? ASKCAM_OK
                           : save_pictures(&run->ask.set, run->ask.body.pictures_count, pattern,
                                           program->host, err);
}

/* What check_request() needs: one ask, and where its cause goes. */
struct request_check {
    struct ask_run *run;
    struct askcam_error *err;
};

/* Before an attempt is sent; a dry run sends nothing. */
static enum askcam_status check_request(void *ctx, const struct askcam_ask_request *request)
{
    const struct request_check *check = ctx;
    const struct program *const program = check->run->program;
    const bool is_first =
        request->attempt == 1 && request->images > 0 && !program->options->dry_run;

    report_estimate(program, request);
    return is_first ? on_pictures(check->run, request, check->err) : ASKCAM_OK;
}

/* Where TLS sessions are kept between runs; NULL: nowhere. */
static const struct askcam_session_store *find_sessions(struct ask_run *run)
{
    const struct askcam_session_places places = {.runtime = getenv("XDG_RUNTIME_DIR"),
                                                 .cache = getenv("XDG_CACHE_HOME"),
                                                 .home = getenv("HOME")};

    if (!askcam_session_dir_choose(&places, run->session_path, sizeof run->session_path)) {
        return NULL;
    }
    const struct askcam_store store = askcam_store_init(run->program->host);
    run->sessions = askcam_session_dir_init(&run->session_dir, &store, run->session_path);
    return &run->sessions;
}

/* Of --total-timeout: one ask has it from its start on, each ask of several has it anew. */
static uint64_t time_left_ms(const struct ask_run *run)
{
    const uint64_t now_ms = askcam_now_ms(run->program->host);

    if (run->deadline_ms == 0) {
        return run->program->options->total_timeout_ms;
    }
    return run->deadline_ms == ASKCAM_NEVER ? ASKCAM_NEVER
           : run->deadline_ms > now_ms      ? run->deadline_ms - now_ms
                                            : 0;
}

static void fill_config(struct ask_run *run, const struct program *program)
{
    const struct options *options = program->options;

    run->config = (struct askcam_ask_config){
        .host = program->host,
        .net = run->net,
        .url = &run->url,
        .ca_file = options->ca_file,
        .sessions = find_sessions(run),
        .proxy = run->route.is_used ? &run->route.proxy : NULL,
        .route_hint = run->route.hint[0] != '\0' ? run->route.hint : NULL,
        .allows_local = options->allow_http,
        .key = program->key->text[0] != '\0' ? program->key->text : NULL,
        .chat = &run->chat,
        .sources = run->pictures.sources,
        .picture = &options->picture,
        .spool = run->spool,
        .filter = run->has_filter ? &run->filter : NULL,
        .plan = &options->plan,
        .body_mode = (enum askcam_body_mode)options->body_mode,
        .max_body_bytes = options->max_body_bytes,
        .connect_timeout_ms = options->connect_timeout_ms,
        .first_byte_timeout_ms = options->first_byte_timeout_ms,
        .idle_timeout_ms = options->idle_timeout_ms,
        .total_timeout_ms = time_left_ms(run),
        .retries = (unsigned)options->retries,
        .starts_in_thinking = askcam_model_starts_in_thinking(&run->model) ||
                              (!run->model.known && options->thinking == ASKCAM_THINKING_ON),
        .keeps_connection = run->keeps_connection,
        .takes_offline = run->takes_offline,
        .looks_first = run->checks_early && run->has_filter,
        .spending = fill_spending(run),
        .callbacks = printer_callbacks(&run->printer),
    };
}

static void init_printer(struct ask_run *run, struct request_check *check)
{
    const struct program *program = run->program;
    const struct options *options = program->options;
    const struct printer_config config = {
        .host = program->host,
        .lines = {.out = program->out,
                  .model = options->model,
                  .api = options->api == ASKCAM_API_DASHSCOPE ? "dashscope" : "openai",
                  .stamp = run->stamp},
        .as_json = options->output_json != 0,
        .progress = program->progress,
        .answer = &run->answer,
        .show_thinking = options->show_thinking,
        .hide_thinking = options->hide_thinking,
        .hides_answer = run->hides_answer,
        .timestamps = options->timestamps,
        .quiet = options->quiet,
        .verbose = options->verbose > 0,
        .key = program->key->text,
        .check = check_request,
        .check_ctx = check,
        .reports_requests = !options->dry_run,
    };
    printer_init(&run->printer, &config);
}

/* The fewest frames that go as one video; a model of which nothing is known takes any. */
static uint32_t video_frames(const struct askcam_model *model)
{
    return model->frames_min > 0 ? (uint32_t)model->frames_min : 1;
}

static void warn_of_names(const struct ask_run *run, const char *pattern)
{
    for (size_t i = 0; pattern != NULL && i < run->pictures.count; i++) {
        if (run->pictures.images[i].url == NULL) {
            save_picture_warn(run->pictures.images[i].media, pattern, run->program->host);
        }
    }
}

enum askcam_status ask_run_open_pictures(struct ask_run *run, struct askcam_error *err)
{
    struct program *program = run->program;

    run->pictures.deadline_ms = run->deadline_ms;
    const enum askcam_status status = setup_pictures_open(
        &run->pictures, program->options, video_frames(&run->model), program->host, err);

    run->chat.images_count = run->pictures.count;
    if (status == ASKCAM_OK) {
        warn_of_names(run, program->options->save_picture);
    }
    return status;
}

enum askcam_status ask_run_open_pictures_again(struct ask_run *run, struct askcam_error *err)
{
    const struct program *program = run->program;
    return setup_pictures_open_again(&run->pictures, program->options, program->host, err);
}

void ask_run_close_pictures(struct ask_run *run)
{
    setup_pictures_close(&run->pictures);
    run->chat.images_count = 0;
}

/* *check is borrowed until the ask is over. */
static void prepare(struct ask_run *run, const char *question, struct request_check *check)
{
    run->chat.question = question;
    init_printer(run, check);
    fill_config(run, run->program);
}

enum askcam_status ask_run_dry_run(struct ask_run *run, const char *question,
                                   struct askcam_error *err)
{
    struct out *out = run->program->out;
    struct request_check check = {.run = run, .err = err};

    prepare(run, question, &check);
    const enum askcam_status status =
        askcam_ask_dry_run(&run->ask, &run->config, out_sink(out), err);

    return status == ASKCAM_OK ? out_write(out, "\n", 1) : status;
}

static void warn_if_cut(const struct ask_run *run)
{
    if (strcmp(run->result.chat.finish_reason, "length") == 0) {
        askcam_log(run->program->host, ASKCAM_LOG_WARNING,
                   "answer cut off at the token limit; raise --max-tokens");
    }
}

/* Usage and cost are printed, whether there was an answer or not. */
static enum askcam_status finish(struct ask_run *run, enum askcam_status status)
{
    const struct askcam_cost *const cost = &run->result.cost;
    const struct ask_cost reported = {.amount = cost->amount, .currency = cost->currency};

    if (status != ASKCAM_OK) {
        printer_abandon(&run->printer, &run->result, reported);
        return status;
    }
    status = printer_done(&run->printer, &run->result, reported);
    warn_if_cut(run);
    return status;
}

enum askcam_status ask_run_take(struct ask_run *run, const char *question,
                                const struct ask_run_listener *listener, struct askcam_shot *shot,
                                struct askcam_error *err)
{
    struct request_check check = {.run = run, .err = err};

    if (run->rereads_key) {
        reread_key(run);
    }
    prepare(run, question, &check);
    if (listener != NULL) {
        run->printer.config.hear = listener->on_answer;
        run->printer.config.hear_ctx = listener->ctx;
    }
    if (run->net.ops == NULL) {
        const enum askcam_status status = askcam_tls_new(&run->net, run->program->host, err);
        if (status != ASKCAM_OK) {
            return status;
        }
        run->config.net = run->net;
    }
    run->program->out->deadline_ms =
        askcam_deadline(run->program->host, run->config.total_timeout_ms);
    notes_set_deadline(run->program->out->deadline_ms);
    const enum askcam_status status =
        askcam_ask_take(&run->ask, &run->config, shot, &run->result, err);
    if (status == ASKCAM_OK) {
        run->taken = shot->taken;
        return status;
    }
    askcam_ask_end(&run->ask);
    return finish(run, status);
}

enum askcam_status ask_run_deliver(struct ask_run *run, struct askcam_error *err)
{
    struct request_check check = {.run = run, .err = err};

    run->printer.config.check_ctx = &check;
    enum askcam_status status = askcam_ask_deliver(&run->ask, &run->result, err);
    if (status != ASKCAM_OK && run->keeper != NULL) {
        status = run->keeper->keep(run->keeper->ctx, run, status, err);
    }
    askcam_ask_end(&run->ask);
    return finish(run, status);
}

enum askcam_status ask_run_send(struct ask_run *run, const char *question,
                                const struct ask_run_listener *listener, struct askcam_error *err)
{
    struct askcam_shot shot;

    const enum askcam_status status = ask_run_take(run, question, listener, &shot, err);
    return status == ASKCAM_OK ? ask_run_deliver(run, err) : status;
}

void ask_run_close(struct ask_run *run)
{
    if (run->program == NULL) {
        return; /* never opened */
    }
    askcam_tls_free(&run->net);
    askcam_spool_file_close(&run->spool_file);
    setup_pictures_end(&run->pictures);
    run->chat.images_count = 0;
    free(run->schema);
    run->schema = NULL;
    askcam_wipe(&run->route, sizeof run->route);
}
