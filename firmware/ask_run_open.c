/* SPDX-License-Identifier: MIT */
/* ask_run_open.c - see ask_run.h: what can be wrong before a camera or the network is touched. */
#include <stdio.h>
#include <string.h>

#include "ask_run.h"
#include "save_picture.h"
#include "tls.h"

static void fill_chat(struct ask_run *run, const struct options *options)
{
    struct askcam_chat *chat = &run->chat;

    chat->api = (enum askcam_api)options->api;
    chat->model = options->model;
    chat->system = options->system;
    chat->images = run->pictures.images;
    chat->no_stream = options->no_stream;
    chat->thinking = (enum askcam_thinking)options->thinking;
    chat->thinking_budget = options->thinking_budget;
    chat->thinking_effort = options->thinking_effort;
    chat->max_tokens = options->max_tokens;
    chat->temperature = options->temperature;
    chat->top_p = options->top_p;
    chat->seed = options->seed;
    chat->json = options->json;
    chat->json_schema = run->schema;
    chat->extra = options->extra;
}

static void warn_of_model(const struct ask_run *run)
{
    const char *warning = NULL;

    for (size_t i = 0; (warning = askcam_model_warning(&run->model, &run->chat, i)) != NULL; i++) {
        askcam_log(run->program->host, ASKCAM_LOG_WARNING, "%s: %s", run->model.name, warning);
    }
}

static void warn_of_retirement(const struct ask_run *run, const struct setup_catalogue *catalogue)
{
    char name[ASKCAM_MODEL_NAME_BYTES] = "";

    if (run->model.retired[0] == '\0') {
        return;
    }
    const bool has_other = askcam_model_successor(&catalogue->catalogue, &run->model, name);
    askcam_log(run->program->host, ASKCAM_LOG_WARNING, "%s: retired on %s; %s%s", run->model.name,
               run->model.retired,
               has_other ? "use -m " : "askcam models --suggest names current models", name);
}

/* What the model cannot take is said before anything is captured. */
static enum askcam_status check_model(struct ask_run *run, const struct setup_catalogue *catalogue,
                                      struct askcam_error *err)
{
    askcam_catalogue_find(&catalogue->catalogue, run->program->options->model, &run->model);
    setup_key_variable(catalogue, &run->url, run->key_variable);
    setup_region(run->program->options, catalogue, &run->url, run->region);
    const enum askcam_status status = askcam_model_check(&run->model, &run->chat, err);
    if (status == ASKCAM_OK) {
        warn_of_retirement(run, catalogue);
        warn_of_model(run);
        askcam_model_settle(&run->model, &run->chat);
    }
    return status;
}

static enum askcam_status choose_route(struct ask_run *run, struct askcam_error *err)
{
    const struct program *program = run->program;
    const enum askcam_status status =
        proxy_route_choose(&run->route, program->options, &run->url, err);

    if (status == ASKCAM_OK && run->route.why[0] != '\0') {
        askcam_log(program->host, ASKCAM_LOG_INFO, "%s", run->route.why);
    }
    return status;
}

static enum askcam_status check(struct ask_run *run, const struct setup_catalogue *catalogue,
                                struct askcam_error *err)
{
    const struct options *options = run->program->options;

    enum askcam_status status = setup_url(&run->url, options, catalogue, err);
    if (status == ASKCAM_OK) {
        status = choose_route(run, err);
    }
    if (status == ASKCAM_OK && options->save_picture != NULL) {
        status = save_picture_check(options->save_picture, run->program->host, err);
    }
    if (status == ASKCAM_OK && options->ca_file != NULL) {
        status = askcam_tls_check_ca_file(options->ca_file, err);
    }
    if (status == ASKCAM_OK) {
        status = setup_schema(&run->schema, options, run->program->host, err);
    }
    if (status == ASKCAM_OK) {
        fill_chat(run, options);
        status = check_model(run, catalogue, err);
    }
    return status;
}

enum askcam_status ask_run_open(struct ask_run *run, struct program *program,
                                struct askcam_error *err)
{
    static struct setup_catalogue catalogue; /* too large for a small board's stack */

    run->program = program;
    run->spool = askcam_spool_file_init(&run->spool_file);
    run->has_filter = setup_frame_filter(&run->filter, program->options) != NULL;
    enum askcam_status status = setup_catalogue(&catalogue, program->host, err);
    if (status == ASKCAM_OK) {
        status = check(run, &catalogue, err);
    }
    setup_catalogue_close(&catalogue);
    return status;
}

static void warn_of_unsent_key(const struct ask_run *run, const struct key_request *request)
{
    char origin[ASKCAM_STORE_PATH_BYTES];

    if (key_origin(request, origin, sizeof origin)) {
        askcam_log(run->program->host, ASKCAM_LOG_WARNING,
                   "%s: the key from %s is not sent over plain http", run->url.host, origin);
    }
}

enum askcam_status ask_run_find_key(struct ask_run *run, struct askcam_error *err)
{
    const struct program *program = run->program;
    const struct key_request request =
        setup_key_request(program->options, &run->url, run->key_variable);

    if (setup_is_keyless(&run->url)) {
        warn_of_unsent_key(run, &request);
        return ASKCAM_OK;
    }
    return key_find(program->key, &request, program->host, err);
}
