/* SPDX-License-Identifier: MIT */
/* asking.c - see asking.h. */
#include "asking.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ledger.h"
#include "spending.h"
#include "tls.h"

enum askcam_status asking_check_question(const struct options *options, struct askcam_error *err)
{
    const struct askcam_error_context context = {"question",
                                                 "give it in quotes, after the options"};

    if (options->words_count == 0 || options->words[0][0] == '\0') {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "missing");
    }
    if (options->words_count > 1) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "several words");
    }
    return ASKCAM_OK;
}

static void fill_chat(struct asking *asking, const struct options *options)
{
    struct askcam_chat *chat = &asking->chat;

    chat->api = (enum askcam_api)options->api;
    chat->model = options->model;
    chat->system = options->system;
    chat->images = asking->pictures.images;
    chat->no_stream = options->no_stream;
    chat->thinking = (enum askcam_thinking)options->thinking;
    chat->thinking_budget = options->thinking_budget;
    chat->max_tokens = options->max_tokens;
    chat->temperature = options->temperature;
    chat->top_p = options->top_p;
    chat->seed = options->seed;
    chat->json = options->json;
    chat->json_schema = asking->schema;
    chat->extra = options->extra;
}

/* What the model cannot take is said before anything is captured. */
static enum askcam_status check_model(struct asking *asking, const struct options *options,
                                      struct askcam_error *err)
{
    static struct setup_catalogue catalogue;

    enum askcam_status status = setup_catalogue(&catalogue, err);
    if (status == ASKCAM_OK) {
        askcam_catalogue_find(&catalogue.catalogue, options->model, &asking->model);
        status = askcam_model_check(&asking->model, &asking->chat, err);
    }
    if (status == ASKCAM_OK) {
        askcam_model_settle(&asking->model, &asking->chat);
    }
    setup_catalogue_close(&catalogue);
    return status;
}

enum askcam_status asking_open(struct asking *asking, struct program *program,
                               struct askcam_error *err)
{
    const struct options *options = program->options;

    asking->program = program;
    asking->err = err;
    asking->spool_face = askcam_spool_file_init(&asking->spool);
    asking->judges = setup_frame_filter(&asking->filter, options) != NULL;
    enum askcam_status status = setup_url(&asking->url, options, err);
    if (status == ASKCAM_OK && options->ca_file != NULL) {
        status = askcam_tls_check_ca_file(options->ca_file, err);
    }
    if (status == ASKCAM_OK) {
        status = setup_schema(&asking->schema, options, err);
    }
    if (status == ASKCAM_OK) {
        fill_chat(asking, options);
        status = check_model(asking, options, err);
    }
    return status;
}

enum askcam_status asking_find_key(struct asking *asking)
{
    struct program *program = asking->program;
    const struct options *options = program->options;
    const bool needed = !options->dry_run && !askcam_url_is_loopback(&asking->url);

    return key_find(program->key, options->api_key_file, needed, program->host, asking->err);
}

/* With --dry-run the estimate is part of what was asked for; else it is a detail. */
static void report_estimate(const struct asking *asking, const struct spending *spending)
{
    char cost[64] = "not known";
    char text[256] = "estimate: the tokens are not known beforehand";

    if (spending->amount >= 0) {
        (void)snprintf(cost, sizeof cost, "%.6f %s%s", spending->amount, spending->currency,
                       spending->output_tokens < 0 ? " and the answer's" : " at most");
    }
    if (spending->image_tokens >= 0) {
        (void)snprintf(text, sizeof text,
                       "estimate: image tokens: %" PRId64 "; input tokens: %" PRId64 "; cost: %s",
                       spending->image_tokens, spending->input_tokens, cost);
    }
    if (asking->program->options->dry_run && !asking->program->options->quiet) {
        (void)fprintf(stderr, "%s\n", text);
    } else {
        askcam_log(asking->program->host, ASKCAM_LOG_DEBUG, "%s", text);
    }
}

/* The last look at an attempt before it is sent: what it costs, and whether that may be spent. */
static enum askcam_status check_spending(void *ctx, const struct askcam_ask_request *request)
{
    struct asking *asking = ctx;
    const struct options *options = asking->program->options;
    const struct spending spending =
        spending_of(&asking->model, &asking->chat, request->set, options->region);

    report_estimate(asking, &spending);
    return spending_check(&spending, options, time(NULL), asking->err);
}

/* Where TLS sessions are kept between runs; NULL if there is no such place. */
static const struct askcam_session_store *find_sessions(struct asking *asking)
{
    const struct askcam_session_places places = {.runtime = getenv("XDG_RUNTIME_DIR"),
                                                 .cache = getenv("XDG_CACHE_HOME"),
                                                 .home = getenv("HOME")};

    if (!askcam_session_dir_choose(&places, asking->session_path, sizeof asking->session_path)) {
        return NULL;
    }
    asking->sessions = askcam_session_dir_init(&asking->session_dir, asking->session_path);
    return &asking->sessions;
}

static void fill_config(struct asking *asking, const struct program *program)
{
    const struct options *options = program->options;

    asking->config = (struct askcam_ask_config){
        .host = program->host,
        .net = asking->net,
        .url = &asking->url,
        .ca_file = options->ca_file,
        .sessions = find_sessions(asking),
        .key = program->key->text[0] != '\0' ? program->key->text : NULL,
        .chat = &asking->chat,
        .sources = asking->pictures.sources,
        .picture = &options->picture,
        .spool = asking->spool_face,
        .filter = asking->judges ? &asking->filter : NULL,
        .best_of = (uint32_t)options->best_of,
        .interval_ms = options->interval_ms,
        .body_mode = (enum askcam_body_mode)options->body_mode,
        .max_body_bytes = options->max_body_bytes,
        .connect_timeout_ms = options->connect_timeout_ms,
        .first_byte_timeout_ms = options->first_byte_timeout_ms,
        .idle_timeout_ms = options->idle_timeout_ms,
        .total_timeout_ms = options->total_timeout_ms,
        .retries = (unsigned)options->retries,
        .starts_in_thinking = askcam_model_starts_in_thinking(&asking->model) ||
                              (!asking->model.known && options->thinking == ASKCAM_THINKING_ON),
        .keeps_connection = asking->asks_again,
        .looks_first = asking->looks_first && asking->judges,
        .callbacks = printer_callbacks(&asking->printer),
    };
}

static void init_printer(struct asking *asking, const struct program *program)
{
    const struct options *options = program->options;
    const struct printer_config config = {
        .host = program->host,
        .lines = {.out = program->out,
                  .model = options->model,
                  .api = options->api == ASKCAM_API_DASHSCOPE ? "dashscope" : "openai",
                  .stamp = asking->stamp},
        .as_json = options->output_json != 0,
        .show_thinking = options->show_thinking,
        .hide_thinking = options->hide_thinking,
        .quiet = options->quiet,
        .verbose = options->verbose > 0,
        .key = program->key->text,
        .check = check_spending,
        .check_ctx = asking,
        .reports_requests = !options->dry_run,
    };
    printer_init(&asking->printer, &config);
}

/* Keeps what was used; a failure of that does not undo the answer. */
static void keep_usage(struct asking *asking, const struct askcam_cost *cost)
{
    const struct askcam_usage *usage = &asking->result.chat.usage;
    struct ledger_sum entry = {.asks = 1};
    struct askcam_error err = {0};

    if (usage->input < 0 || usage->output < 0) {
        return;
    }
    entry.input_tokens = (uint64_t)usage->input;
    entry.output_tokens = (uint64_t)usage->output;
    if (cost->amount >= 0) {
        entry.cost = cost->amount;
        askcam_error_text(entry.currency, sizeof entry.currency, cost->currency);
    }
    if (ledger_add(&entry, time(NULL), &err) != ASKCAM_OK) {
        askcam_log(asking->program->host, ASKCAM_LOG_WARNING, "%s: %s; %s", err.what, err.why,
                   err.hint);
    }
}

/* The fewest frames that go as one video; a model of which nothing is known takes any. */
static uint32_t video_frames(const struct askcam_model *model)
{
    return model->frames_min > 0 ? (uint32_t)model->frames_min : 1;
}

enum askcam_status asking_open_pictures(struct asking *asking)
{
    struct program *program = asking->program;
    const enum askcam_status status =
        setup_pictures_open(&asking->pictures, program->options, video_frames(&asking->model),
                            program->host, asking->err);

    asking->chat.images_count = asking->pictures.count;
    return status;
}

enum askcam_status asking_open_pictures_again(struct asking *asking)
{
    const struct program *program = asking->program;
    return setup_pictures_open_again(&asking->pictures, program->options, program->host,
                                     asking->err);
}

void asking_close_pictures(struct asking *asking)
{
    setup_pictures_close(&asking->pictures);
    asking->chat.images_count = 0;
}

static void prepare(struct asking *asking, const char *question)
{
    asking->chat.question = question;
    init_printer(asking, asking->program);
    fill_config(asking, asking->program);
}

enum askcam_status asking_show(struct asking *asking, const char *question)
{
    struct out *out = asking->program->out;

    prepare(asking, question);
    const enum askcam_status status =
        askcam_ask_dry_run(&asking->ask, &asking->config, out_sink(out), asking->err);
    return status == ASKCAM_OK ? out_write(out, "\n", 1) : status;
}

static void warn_if_cut(const struct asking *asking)
{
    if (strcmp(asking->result.chat.finish_reason, "length") == 0) {
        askcam_log(asking->program->host, ASKCAM_LOG_WARNING,
                   "the answer was cut at the most tokens; --max-tokens allows more");
    }
}

enum askcam_status asking_run(struct asking *asking, const char *question, asking_hear *hear,
                              void *hear_ctx)
{
    struct askcam_cost cost = {.amount = -1};

    prepare(asking, question);
    asking->printer.config.hear = hear;
    asking->printer.config.hear_ctx = hear_ctx;
    enum askcam_status status = ASKCAM_OK;
    if (asking->net.ops == NULL) {
        status = askcam_tls_new(&asking->net, asking->program->host, asking->err);
        asking->config.net = asking->net;
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    asking->program->out->deadline_ms =
        askcam_deadline(asking->program->host, asking->config.total_timeout_ms);
    status = askcam_ask_run(&asking->ask, &asking->config, &asking->result, asking->err);
    const struct askcam_usage *usage = &asking->result.chat.usage;
    (void)askcam_model_cost(&asking->model, asking->program->options->region, usage->input,
                            usage->output, &cost); /* without a price nothing is told */
    keep_usage(asking, &cost);
    const struct ask_cost reported = {.amount = cost.amount, .currency = cost.currency};
    if (status == ASKCAM_OK) {
        const enum askcam_status printed =
            printer_done(&asking->printer, &asking->result, reported);
        warn_if_cut(asking);
        return printed;
    }
    printer_abandon(&asking->printer, &asking->result, reported);
    return status;
}

void asking_close(struct asking *asking)
{
    if (asking->program == NULL) {
        return; /* never opened */
    }
    askcam_tls_free(&asking->net);
    askcam_spool_file_close(&asking->spool);
    asking_close_pictures(asking);
    free(asking->schema);
    asking->schema = NULL;
}
