/* SPDX-License-Identifier: MIT */
/* models_text.c - see models_text.h. */
#include "models_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "print.h"

enum {
    WIDTH = 79,
    NAME_WIDTH = 27,
    VALUE_COLUMN = 23,
    MEMBER_BYTES = 8192, /* eight price lists, as JSON */
    WORD_BYTES = 1024,
    ORIGIN_BYTES = ASKCAM_STORE_PATH_BYTES + 2 * ASKCAM_MODEL_TEXT_BYTES,
};

const char *models_thinking_word(const struct askcam_model *model)
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

/* The price of a retired model is of no use: its day takes the place. */
static void price_word(const struct askcam_model *model, const char *region, char *word,
                       size_t word_bytes)
{
    const struct askcam_price *price = askcam_model_price_in(model, region);

    if (model->retired[0] != '\0') {
        (void)snprintf(word, word_bytes, "retired %s", model->retired);
    } else if (price == NULL || price->tiers_count == 0) {
        (void)snprintf(word, word_bytes, "?");
    } else {
        (void)snprintf(word, word_bytes, "%g/%g %s%s", price->tiers[0].input,
                       price->tiers[0].output, price->currency, price->tiers_count > 1 ? " +" : "");
    }
}

void models_text_head(struct program *program)
{
    print_text(program->out, "%-*s %-11s %-6s %-6s %-5s %s\n", NAME_WIDTH, "MODEL", "THINKS",
               "BUDGET", "STREAM", "TOKEN", "PRICE IN/OUT");
}

void models_text_row(struct program *program, const struct askcam_model *model, const char *region)
{
    char price[64];
    char token[48] = "?";

    price_word(model, region, price, sizeof price);
    if (model->token_side_px > 0) {
        (void)snprintf(token, sizeof token, "%" PRId64 "x%" PRId64, model->token_side_px,
                       model->token_side_px);
    }
    if (strlen(model->name) > NAME_WIDTH) {
        print_text(program->out, "%s\n%*s", model->name, NAME_WIDTH, "");
    } else {
        print_text(program->out, "%-*s", NAME_WIDTH, model->name);
    }
    print_text(program->out, " %-11s %-6s %-6s %-5s %s\n", models_thinking_word(model),
               model->thinking_budget == ASKCAM_YES  ? "yes"
               : model->thinking_budget == ASKCAM_NO ? "no"
                                                     : "?",
               model->stream_only == ASKCAM_YES ? "only" : "or not", token, price);
}

/* Prints text from a column on, broken between words; further lines begin at indent. */
static void put_wrapped(struct program *program, const char *text, size_t column, int indent)
{
    bool is_first = true;

    while (*text != '\0') {
        const size_t word_bytes = strcspn(text, " ");
        if (!is_first && column + 1 + word_bytes > WIDTH) {
            print_text(program->out, "\n%*s", indent, "");
            column = (size_t)indent;
        } else if (!is_first) {
            print_text(program->out, " ");
            column++;
        }
        print_text(program->out, "%.*s", (int)word_bytes, text);
        is_first = false;
        column += word_bytes;
        text += word_bytes + (text[word_bytes] == ' ');
    }
    print_text(program->out, "\n");
}

/* A text of an object, or `missing`. */
static const char *text_of(const cJSON *object, const char *name, const char *missing)
{
    const char *const text = cJSON_GetStringValue(cJSON_GetObjectItem(object, name));

    return text != NULL ? text : missing;
}

/* Appends the texts of a list with commas between them; cut is fine, it is for people. */
static void join_texts(const cJSON *list, char *text, size_t text_bytes)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, list)
    {
        const char *const next = cJSON_GetStringValue(item);
        const size_t at = strlen(text);
        (void)snprintf(text + at, text_bytes - at, "%s%s", at > 0 ? ", " : "",
                       next != NULL ? next : "");
    }
}

static void put_tier(struct program *program, const cJSON *tier, const char *currency)
{
    const cJSON *const up_to = cJSON_GetObjectItem(tier, "up_to");

    print_text(program->out, "      %g in, %g out %s",
               cJSON_GetNumberValue(cJSON_GetObjectItem(tier, "input")),
               cJSON_GetNumberValue(cJSON_GetObjectItem(tier, "output")), currency);
    if (up_to != NULL) {
        print_text(program->out, ", up to %.0f input tokens", cJSON_GetNumberValue(up_to));
    }
    print_text(program->out, "\n");
}

static void put_price(struct program *program, const cJSON *price)
{
    const cJSON *item = NULL;
    char text[1024];

    (void)snprintf(text, sizeof text, "%s", text_of(price, "base_url", ""));
    join_texts(cJSON_GetObjectItem(price, "regions"), text, sizeof text);
    print_text(program->out, "    ");
    put_wrapped(program, text, 4, 4);
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(price, "tiers"))
    {
        put_tier(program, item, text_of(price, "currency", ""));
    }
    (void)snprintf(text, sizeof text, "(%s; %s)", text_of(price, "dated", "no date"),
                   text_of(price, "source", "no source"));
    print_text(program->out, "      ");
    put_wrapped(program, text, 6, 7);
}

static void put_prices(struct program *program, const cJSON *prices, const char *where)
{
    const cJSON *price = NULL;

    print_text(program->out, "  prices, per million tokens (%s)\n", where);
    cJSON_ArrayForEach(price, prices)
    {
        put_price(program, price);
    }
}

/* A value without JSON's marks; an object stays JSON. */
static void value_word(const cJSON *value, const char *json, char *word, size_t word_bytes)
{
    const char *const text = cJSON_GetStringValue(value);

    if (cJSON_IsArray(value) && cJSON_GetArraySize(value) > 0) {
        word[0] = '\0';
        join_texts(value, word, word_bytes);
        return;
    }
    (void)snprintf(word, word_bytes, "%.*s", (int)word_bytes - 1,
                   text != NULL           ? text
                   : cJSON_IsTrue(value)  ? "yes"
                   : cJSON_IsFalse(value) ? "no"
                   : cJSON_IsArray(value) ? "none"
                                          : json);
}

static void put_member(struct program *program, const char *name, const char *word,
                       const char *where)
{
    char text[WORD_BYTES + ORIGIN_BYTES + 8];

    (void)snprintf(text, sizeof text, "%s  (%s)", word, where);
    print_text(program->out, "  %-20s ", name);
    put_wrapped(program, text, VALUE_COLUMN, VALUE_COLUMN);
}

/* Its own source, or what the user's file has not said; a number without either is not confirmed.
 */
static void origin_of(const struct askcam_catalogue *catalogue, const struct askcam_model *model,
                      size_t i, bool is_number, char *text, size_t text_bytes)
{
    char evidence[ASKCAM_MODEL_TEXT_BYTES];
    const char *const where = askcam_model_source(catalogue, model, i);
    const bool is_built_in = strcmp(where, "built in") == 0;

    askcam_model_evidence(catalogue, model, i, evidence, sizeof evidence);
    (void)snprintf(text, text_bytes, "%s%s%s", where, evidence[0] != '\0' ? ": " : "",
                   evidence[0] == '\0' && is_number && is_built_in ? ": no source, not confirmed"
                                                                   : evidence);
}

void models_text_detail(struct program *program, const struct askcam_catalogue *catalogue,
                        const struct askcam_model *model, const char *region)
{
    static char json[MEMBER_BYTES];
    char where[ORIGIN_BYTES];
    char word[WORD_BYTES];

    print_text(program->out, "%s\n", model->name);
    for (size_t i = 0; askcam_model_member(i) != NULL; i++) {
        const char *const name = askcam_model_member(i);
        if (strcmp(name, "sources") == 0 || /* shown by member */
            !askcam_model_member_text(catalogue, model, i, json, sizeof json)) {
            continue;
        }
        cJSON *value = cJSON_Parse(json); /* NULL: out of memory; the JSON is printed then */
        origin_of(catalogue, model, i, cJSON_IsNumber(value), where, sizeof where);
        if (strcmp(name, "prices") == 0 && value != NULL) {
            put_prices(program, value, where);
        } else {
            value_word(value, json, word, sizeof word);
            put_member(program, name, word, where);
        }
        cJSON_Delete(value);
    }
    if (askcam_model_price_in(model, region) == NULL) {
        print_text(program->out, "  no price is known in %s\n", region);
    }
}
