/* SPDX-License-Identifier: MIT */
/*
 * ledger_line.c - see ledger_line.h.
 *
 * A number that cannot be meant makes the whole line broken: a limit must not rest on a guess.
 */
#include "ledger_line.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

static const double COUNT_MOST = 9e15; /* whole numbers are exact up to there */
static const double MONEY_MOST = 1e12;

static const cJSON *get(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* YYYY-MM-DD */
static bool read_date(const cJSON *object, char date[ASKCAM_LEDGER_DATE_BYTES])
{
    static const char shape[] = "0000-00-00";
    const char *const text = cJSON_GetStringValue(get(object, "date"));

    if (text == NULL || strlen(text) != sizeof shape - 1) {
        return false;
    }
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        const bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == '0' ? !is_digit : text[i] != shape[i]) {
            return false;
        }
    }
    memcpy(date, text, sizeof shape);
    return true;
}

static bool read_count(const cJSON *value, uint64_t *count)
{
    if (value == NULL) {
        return true;
    }
    const double number = cJSON_GetNumberValue(value);
    if (!(number >= 0 && number <= COUNT_MOST)) { /* not a number, too */
        return false;
    }
    *count = (uint64_t)number;
    return true;
}

static bool read_money(const cJSON *value, double least, double *amount)
{
    if (value == NULL) {
        return true;
    }
    *amount = cJSON_GetNumberValue(value);
    return *amount >= least && *amount <= MONEY_MOST; /* false for what is not a number */
}

static bool read_text(const cJSON *value, char *text, size_t bytes)
{
    const char *const from = cJSON_GetStringValue(value);

    if (value != NULL && (from == NULL || strlen(from) >= bytes)) {
        return false;
    }
    askcam_error_text(text, bytes, from != NULL ? from : "");
    return true;
}

static bool read_cost(const cJSON *object, struct askcam_ledger_cost *cost)
{
    return read_text(get(object, "currency"), cost->currency, sizeof cost->currency) &&
           read_money(get(object, "cost"), 0, &cost->spent) &&
           read_money(get(object, "reserved"), -MONEY_MOST, &cost->reserved) &&
           (cost->currency[0] != '\0' || (cost->spent <= 0 && fabs(cost->reserved) <= 0));
}

/* Of a line with a model: its list, or its one output. */
static bool read_outputs(const cJSON *object, struct askcam_ledger_line *line)
{
    const cJSON *const list = get(object, "outputs");
    struct askcam_ledger_outputs *const outputs = &line->outputs;
    const cJSON *item = NULL;

    if (!read_text(get(object, "model"), outputs->model, sizeof outputs->model)) {
        return false;
    }
    const bool has_model = outputs->model[0] != '\0';
    if (list == NULL) {
        outputs->count = has_model ? 1 : 0;
        outputs->tokens[0] = line->output_tokens;
        return !has_model || line->asks == 1;
    }
    if (!has_model || line->asks > 0 || !cJSON_IsArray(list) ||
        cJSON_GetArraySize(list) > ASKCAM_LEDGER_OUTPUTS) {
        return false;
    }
    cJSON_ArrayForEach(item, list)
    {
        if (!read_count(item, &outputs->tokens[outputs->count++])) {
            return false;
        }
    }
    return true;
}

bool askcam_ledger_line_parse(const char *text, size_t bytes, struct askcam_ledger_line *line)
{
    const char *stop = NULL;
    cJSON *object = cJSON_ParseWithLengthOpts(text, bytes, &stop, 0);

    *line = (struct askcam_ledger_line){.asks = 0};
    const bool good = cJSON_IsObject(object) && stop == text + bytes &&
                      read_date(object, line->date) &&
                      read_count(get(object, "asks"), &line->asks) &&
                      read_count(get(object, "input_tokens"), &line->input_tokens) &&
                      read_count(get(object, "output_tokens"), &line->output_tokens) &&
                      (line->asks > 0 || (line->input_tokens == 0 && line->output_tokens == 0)) &&
                      read_cost(object, &line->cost) && read_outputs(object, line);
    cJSON_Delete(object);
    return good;
}

static bool put_count(cJSON *object, const char *name, uint64_t count)
{
    return cJSON_AddNumberToObject(object, name, (double)count) != NULL;
}

static bool put_counts(cJSON *object, const struct askcam_ledger_line *line)
{
    return put_count(object, "asks", line->asks) &&
           put_count(object, "input_tokens", line->input_tokens) &&
           put_count(object, "output_tokens", line->output_tokens);
}

static bool put_cost(cJSON *object, const struct askcam_ledger_cost *cost)
{
    return cJSON_AddNumberToObject(object, "cost", cost->spent) != NULL &&
           cJSON_AddStringToObject(object, "currency", cost->currency) != NULL &&
           (fabs(cost->reserved) <= 0 ||
            cJSON_AddNumberToObject(object, "reserved", cost->reserved) != NULL);
}

static bool put_outputs(cJSON *object, const struct askcam_ledger_outputs *outputs)
{
    cJSON *const list = cJSON_AddArrayToObject(object, "outputs");

    for (size_t i = 0; i < outputs->count; i++) {
        cJSON *const number = cJSON_CreateNumber((double)outputs->tokens[i]);
        if (list == NULL || !cJSON_AddItemToArray(list, number)) {
            cJSON_Delete(number);
            return false;
        }
    }
    return list != NULL;
}

/* The members that say something. */
static bool put_members(cJSON *object, const struct askcam_ledger_line *line)
{
    const char *const model = line->outputs.model;

    return cJSON_AddStringToObject(object, "date", line->date) != NULL &&
           (line->asks == 0 || put_counts(object, line)) &&
           (line->cost.currency[0] == '\0' || put_cost(object, &line->cost)) &&
           (model[0] == '\0' || cJSON_AddStringToObject(object, "model", model) != NULL) &&
           (model[0] == '\0' || line->asks == 1 || put_outputs(object, &line->outputs));
}

size_t askcam_ledger_line_print(const struct askcam_ledger_line *line, char text[ASKCAM_LINE_BYTES])
{
    cJSON *object = cJSON_CreateObject();
    const bool good = object != NULL && put_members(object, line) &&
                      cJSON_PrintPreallocated(object, text, ASKCAM_LINE_BYTES - 1, 0) != 0;

    cJSON_Delete(object);
    if (!good) {
        return 0;
    }
    const size_t bytes = strlen(text);
    memcpy(text + bytes, "\n", 2); /* a byte was left for it */
    return bytes + 1;
}
