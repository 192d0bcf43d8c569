/* SPDX-License-Identifier: MIT */
/* cmd_models.c - askcam models: what is known about each model, and its source. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "catalogue.h"
#include "json_line.h"
#include "models_suggest.h"
#include "print.h"
#include "program.h"
#include "setup.h"

static const char *thinking_word(const struct askcam_model *model)
{
    switch (model->thinking) {
    case ASKCAM_MODEL_HYBRID:
        return model->thinking_default == ASKCAM_YES  ? "hybrid, on"
               : model->thinking_default == ASKCAM_NO ? "hybrid, off"
                                                      : "hybrid";
    case ASKCAM_MODEL_ONLY:
        return "always";
    case ASKCAM_MODEL_NONE:
        return "never";
    case ASKCAM_MODEL_UNKNOWN:
        break;
    }
    return "?";
}

static const char *known_word(enum askcam_known known)
{
    return known == ASKCAM_YES ? "yes" : known == ASKCAM_NO ? "no" : "?";
}

static bool is_for(const struct askcam_price *price, const char *region)
{
    for (size_t i = 0; i < price->regions_count; i++) {
        if (strcmp(price->regions[i], region) == 0) {
            return true;
        }
    }
    return false;
}

/* The region's price list, or NULL. */
static const struct askcam_price *price_of(const struct askcam_model *model, const char *region)
{
    for (size_t i = 0; i < model->prices_count; i++) {
        if (is_for(&model->prices[i], region)) {
            return &model->prices[i];
        }
    }
    return NULL;
}

static void price_word(const struct askcam_model *model, const char *region, char *word,
                       size_t word_bytes)
{
    const struct askcam_price *price = price_of(model, region);

    if (price == NULL || price->tiers_count == 0) {
        (void)snprintf(word, word_bytes, "?");
        return;
    }
    (void)snprintf(word, word_bytes, "%g / %g %s%s", price->tiers[0].input, price->tiers[0].output,
                   price->currency, price->tiers_count > 1 ? " +" : "");
}

/* Whether any member of the entry is from the user's file. */
static const char *origin_word(const struct askcam_model *model)
{
    return model->from_file != 0 ? "your file" : "built in";
}

static void text_row(struct program *program, const struct askcam_model *model)
{
    char price[64];
    char token[48] = "?";

    price_word(model, program->options->region, price, sizeof price);
    if (model->token_side_px > 0) {
        (void)snprintf(token, sizeof token, "%" PRId64 "x%" PRId64, model->token_side_px,
                       model->token_side_px);
    }
    print_text(program->out, "%-30s %-12s %-7s %-7s %-24s %-8s %-10s %s\n", model->name,
               thinking_word(model), known_word(model->thinking_budget),
               model->stream_only == ASKCAM_YES ? "only" : "or not", price, token,
               model->retired[0] != '\0' ? model->retired : "-", origin_word(model));
}

static void known_member(struct json_line *line, const char *name, enum askcam_known known)
{
    if (known != ASKCAM_UNKNOWN) {
        json_line_bool(line, name, known == ASKCAM_YES);
    }
}

static void number_member(struct json_line *line, const char *name, int64_t number)
{
    if (number >= 0) {
        json_line_integer(line, name, number);
    }
}

static void json_price(struct json_line *line, const struct askcam_price *price)
{
    if (price == NULL || price->tiers_count == 0) {
        return;
    }
    json_line_number(line, "price_input", price->tiers[0].input);
    json_line_number(line, "price_output", price->tiers[0].output);
    json_line_text(line, "currency", price->currency);
    json_line_text(line, "price_dated", price->dated);
}

static void json_row(struct program *program, const struct askcam_model *model)
{
    struct json_line line;

    json_line_begin(&line, out_sink(program->out), "model");
    json_line_text(&line, "model", model->name);
    json_line_text(&line, "family", model->family);
    json_line_text(&line, "thinking", thinking_word(model));
    known_member(&line, "thinking_default", model->thinking_default);
    known_member(&line, "thinking_budget", model->thinking_budget);
    known_member(&line, "stream_only", model->stream_only);
    number_member(&line, "frames_min", model->frames_min);
    number_member(&line, "frames_max", model->frames_max);
    number_member(&line, "token_side_px", model->token_side_px);
    number_member(&line, "body_max_bytes", model->body_max_bytes);
    json_price(&line, price_of(model, program->options->region));
    json_line_text(&line, "retired", model->retired);
    json_line_text(&line, "note", model->note);
    json_line_text(&line, "from", origin_word(model));
    (void)json_line_end(&line); /* stays in out->status */
}

static void list(struct program *program, const struct askcam_catalogue *catalogue)
{
    const bool as_json = program->options->output_json != 0;
    struct askcam_model model;

    if (!as_json) {
        print_text(program->out, "%-30s %-12s %-7s %-7s %-24s %-8s %-10s %s\n", "MODEL", "THINKS",
                   "BUDGET", "STREAM", "PRICE / M TOKENS IN/OUT", "TOKEN", "RETIRED", "FROM");
    }
    for (size_t i = 0; askcam_catalogue_entry(catalogue, i, &model); i++) {
        if (as_json) {
            json_row(program, &model);
        } else {
            text_row(program, &model);
        }
    }
    if (!as_json) {
        print_text(program->out,
                   "\nPrices are those of --region %s, first tier (+: there are more), as of their "
                   "date;\naskcam models NAME shows everything, and its source. "
                   "Other models work, without checks.\n",
                   program->options->region);
    }
}

/* Every member of one model, with its value as JSON and its source. */
static enum askcam_status show_one(struct program *program,
                                   const struct askcam_catalogue *catalogue, const char *name,
                                   struct askcam_error *err)
{
    struct askcam_model model;
    char value[2048];
    char evidence[ASKCAM_MODEL_TEXT_BYTES];

    askcam_catalogue_find(catalogue, name, &model);
    if (!model.known) {
        const struct askcam_error_context context = {
            name, "see askcam models; an unknown model can be used all the same"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "unknown model");
    }
    if (program->options->output_json != 0) {
        json_row(program, &model);
        return ASKCAM_OK;
    }
    print_text(program->out, "%s\n", model.name);
    for (size_t i = 0; askcam_model_member(i) != NULL; i++) {
        const bool is_sources =
            strcmp(askcam_model_member(i), "sources") == 0; /* shown by member */
        if (!is_sources && askcam_model_member_text(catalogue, &model, i, value, sizeof value)) {
            askcam_model_evidence(catalogue, &model, i, evidence, sizeof evidence);
            print_text(program->out, "  %-20s %s  (%s%s%s)\n", askcam_model_member(i), value,
                       askcam_model_source(catalogue, &model, i), evidence[0] == '\0' ? "" : ": ",
                       evidence);
        }
    }
    return ASKCAM_OK;
}

enum askcam_status cmd_models(struct program *program, struct askcam_error *err)
{
    static struct setup_catalogue catalogue;
    const struct options *options = program->options;

    enum askcam_status status = setup_catalogue(&catalogue, program->host, err);
    if (status == ASKCAM_OK && options->suggests) {
        models_suggest(program, &catalogue);
    } else if (status == ASKCAM_OK && options->words_count == 0) {
        list(program, &catalogue.catalogue);
    }
    for (size_t i = 0; i < options->words_count && status == ASKCAM_OK; i++) {
        status = show_one(program, &catalogue.catalogue, options->words[i], err);
    }
    setup_catalogue_close(&catalogue);
    return status == ASKCAM_OK ? program->out->status : status;
}
