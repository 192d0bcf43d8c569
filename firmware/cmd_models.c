/* SPDX-License-Identifier: MIT */
/* cmd_models.c - askcam models: what is known about each model, and its source. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "catalogue.h"
#include "json_line.h"
#include "models_suggest.h"
#include "models_text.h"
#include "print.h"
#include "program.h"
#include "regions.h"
#include "setup.h"

/* Whether any member of the entry is from the user's file. */
static const char *origin_word(const struct askcam_model *model)
{
    return model->from_file != 0 ? "your file" : "built in";
}

static void known_member(struct askcam_json_line *line, const char *name, enum askcam_known known)
{
    if (known != ASKCAM_UNKNOWN) {
        askcam_json_line_bool(line, name, known == ASKCAM_YES);
    }
}

static void number_member(struct askcam_json_line *line, const char *name, int64_t number)
{
    if (number >= 0) {
        askcam_json_line_integer(line, name, number);
    }
}

static void json_price(struct askcam_json_line *line, const struct askcam_price *price)
{
    if (price == NULL || price->tiers_count == 0) {
        return;
    }
    askcam_json_line_number(line, "price_input", price->tiers[0].input);
    askcam_json_line_number(line, "price_output", price->tiers[0].output);
    askcam_json_line_text(line, "currency", price->currency);
    askcam_json_line_text(line, "price_dated", price->dated);
}

static void json_row(struct program *program, const struct askcam_model *model, const char *region)
{
    struct askcam_json_line line;

    askcam_json_line_begin(&line, out_sink(program->out), "model");
    askcam_json_line_text(&line, "model", model->name);
    askcam_json_line_text(&line, "family", model->family);
    askcam_json_line_text(&line, "thinking", models_thinking_word(model));
    known_member(&line, "thinking_default", model->thinking_default);
    known_member(&line, "thinking_budget", model->thinking_budget);
    known_member(&line, "stream_only", model->stream_only);
    number_member(&line, "frames_min", model->frames_min);
    number_member(&line, "frames_max", model->frames_max);
    number_member(&line, "token_side_px", model->token_side_px);
    number_member(&line, "body_max_bytes", model->body_max_bytes);
    json_price(&line, askcam_model_price_in(model, region));
    askcam_json_line_text(&line, "retired", model->retired);
    askcam_json_line_text(&line, "note", model->note);
    askcam_json_line_text(&line, "from", origin_word(model));
    (void)askcam_json_line_end(&line); /* stays in out->status */
}

static void list(struct program *program, const struct askcam_catalogue *catalogue,
                 const char *region)
{
    const bool as_json = program->options->output_json != 0;
    struct askcam_model model;

    if (!as_json) {
        models_text_head(program);
    }
    for (size_t i = 0; askcam_catalogue_entry(catalogue, i, &model); i++) {
        if (as_json) {
            json_row(program, &model, region);
        } else {
            models_text_row(program, &model, region);
        }
    }
    if (!as_json) {
        print_text(program->out,
                   "\nPrices are per million tokens in %s, first tier (+: there are more).\n"
                   "askcam models NAME shows everything, with source and date; --region chooses\n"
                   "the price list. Other models can be used, without checks.\n",
                   region);
    }
}

/* Every member of one model, with its source. */
static enum askcam_status show_one(struct program *program,
                                   const struct askcam_catalogue *catalogue, const char *name,
                                   const char *region, struct askcam_error *err)
{
    struct askcam_model model;

    askcam_catalogue_find(catalogue, name, &model);
    if (!model.known) {
        const struct askcam_error_context context = {
            name, "see askcam models; an unknown model can be used all the same"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "unknown model");
    }
    if (program->options->output_json != 0) {
        json_row(program, &model, region);
    } else {
        models_text_detail(program, catalogue, &model, region);
    }
    return ASKCAM_OK;
}

/* Our name of --region; a region is known if a workspace can be in it. */
static enum askcam_status region_of(const struct askcam_catalogue *catalogue, const char *asked,
                                    const char **region, struct askcam_error *err)
{
    char url[ASKCAM_REGION_URL_BYTES];
    const char *const known = askcam_region_name(catalogue, asked);

    *region = known != NULL ? known : asked;
    return known != NULL
               ? ASKCAM_OK
               : askcam_workspace_url(catalogue, ASKCAM_API_OPENAI, "any", asked, url, err);
}

enum askcam_status cmd_models(struct program *program, struct askcam_error *err)
{
    static struct setup_catalogue catalogue;
    const struct options *options = program->options;
    const char *region = options->region;

    enum askcam_status status = setup_catalogue(&catalogue, program->host, err);
    if (status == ASKCAM_OK) {
        status = region_of(&catalogue.catalogue, options->region, &region, err);
    }
    if (status == ASKCAM_OK && options->suggests) {
        models_suggest(program, &catalogue);
    } else if (status == ASKCAM_OK && options->words_count == 0) {
        list(program, &catalogue.catalogue, region);
    }
    for (size_t i = 0; i < options->words_count && status == ASKCAM_OK; i++) {
        status = show_one(program, &catalogue.catalogue, options->words[i], region, err);
    }
    setup_catalogue_close(&catalogue);
    return status == ASKCAM_OK ? program->out->status : status;
}
