/* SPDX-License-Identifier: MIT */
/*
 * models_suggest.c - see models_suggest.h.
 *
 * The price is that of a thousand asks of one kind, stated with it: a small picture, a short
 * question, a short answer, without thinking and with a little of it.  The numbers of tokens are
 * assumptions; only those of the picture follow a rule of the vendor.
 */
#include "models_suggest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "json_line.h"
#include "print.h"
#include "regions.h"

enum {
    ASKS = 1000,
    WIDTH_PX = 640,
    HEIGHT_PX = 480,
    QUESTION_TOKENS = 70,
    ANSWER_TOKENS = 25,
    THINKING_TOKENS = 1000,
};

/* The prices of ASKS asks; has_price false: not known in the region. */
struct suggestion {
    bool has_price;
    int64_t input_tokens; /* of one ask */
    struct askcam_cost off;
    struct askcam_cost on;
    const char *dated;
};

static struct suggestion price_of(const struct askcam_model *model, const char *region)
{
    const struct askcam_price *const price = askcam_model_price_in(model, region);
    const int64_t picture = askcam_model_image_tokens(model, WIDTH_PX, HEIGHT_PX);
    struct suggestion made = {.input_tokens = picture + QUESTION_TOKENS};

    made.has_price =
        picture >= 0 && askcam_price_cost(price, made.input_tokens, ANSWER_TOKENS, &made.off) &&
        askcam_price_cost(price, made.input_tokens, ANSWER_TOKENS + THINKING_TOKENS, &made.on);
    made.off.amount *= ASKS;
    made.on.amount *= ASKS;
    made.dated = made.has_price ? price->dated : "";
    return made;
}

static void text_row(struct program *program, const struct askcam_model *model,
                     const struct suggestion *made)
{
    if (!made->has_price) {
        print_text(program->out, "%-26s %-16s ? (no price is known in this region)\n",
                   model->suggested_for, model->name);
        return;
    }
    print_text(program->out, "%-26s %-16s %.3f / %.3f %s (%s)\n", model->suggested_for, model->name,
               made->off.amount, made->on.amount, made->off.currency,
               made->dated[0] == '\0' ? "no date" : made->dated);
}

static void json_row(struct program *program, const struct askcam_model *model,
                     const struct suggestion *made)
{
    struct askcam_json_line line;

    askcam_json_line_begin(&line, out_sink(program->out), "suggestion");
    askcam_json_line_text(&line, "for", model->suggested_for);
    askcam_json_line_text(&line, "model", model->name);
    if (made->has_price) {
        askcam_json_line_number(&line, "price_per_1000", made->off.amount);
        askcam_json_line_number(&line, "price_per_1000_thinking", made->on.amount);
        askcam_json_line_text(&line, "currency", made->off.currency);
        askcam_json_line_text(&line, "price_dated", made->dated);
        askcam_json_line_integer(&line, "input_tokens", made->input_tokens);
        askcam_json_line_integer(&line, "answer_tokens", ANSWER_TOKENS);
        askcam_json_line_integer(&line, "thinking_tokens", THINKING_TOKENS);
    }
    (void)askcam_json_line_end(&line); /* stays in out->status */
}

static void assumptions(struct program *program)
{
    const struct options *const options = program->options;

    print_text(program->out,
               "\nPrices are those of --region %s for %d asks, thinking off / on\n"
               "(and the date of the price list). Assumed: a picture of %dx%d by the\n"
               "vendor's token rule, and %d tokens of question, %d of answer, %d of\n"
               "thinking where it is on. Chosen by price and age; how well they read is not\n"
               "measured: try them on your own pictures. askcam asks %s\n"
               "unless -m names another.\n",
               options->region, ASKS, WIDTH_PX, HEIGHT_PX, QUESTION_TOKENS, ANSWER_TOKENS,
               THINKING_TOKENS, options->model);
}

void models_suggest(struct program *program, const struct setup_catalogue *catalogue)
{
    const bool as_json = program->options->output_json != 0;
    const char *const region = askcam_region_name(&catalogue->catalogue, program->options->region);
    static struct askcam_model model; /* too large for a small board's stack */

    if (!as_json) {
        print_text(program->out, "%-26s %-16s %s\n", "FOR", "MODEL", "PRICE OF 1000 ASKS");
    }
    for (size_t i = 0; askcam_catalogue_entry(&catalogue->catalogue, i, &model); i++) {
        if (model.suggested_for[0] == '\0') {
            continue;
        }
        const struct suggestion made = price_of(&model, region);
        if (as_json) {
            json_row(program, &model, &made);
        } else {
            text_row(program, &model, &made);
        }
    }
    if (!as_json) {
        assumptions(program);
    }
}
