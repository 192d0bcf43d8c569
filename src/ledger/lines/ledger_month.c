/* SPDX-License-Identifier: MIT */
/* ledger_month.c - see ledger_month.h. */
#include "ledger_month.h"

#include <stdio.h>
#include <string.h>

enum { MONTH_BYTES = 7 }; /* of a date: YYYY-MM */

void askcam_ledger_date(time_t now, char date[ASKCAM_LEDGER_DATE_BYTES])
{
    struct tm local;

    date[0] = '\0';
    if (localtime_r(&now, &local) != NULL) {
        (void)strftime(date, ASKCAM_LEDGER_DATE_BYTES, "%Y-%m-%d", &local); /* fits by its size */
    }
}

void askcam_ledger_file_name(const char *date, char name[ASKCAM_LEDGER_FILE_BYTES])
{
    (void)snprintf(name, ASKCAM_LEDGER_FILE_BYTES, "%.*s.jsonl", MONTH_BYTES, date); /* fits */
}

static bool is_whole(const char *text, size_t bytes)
{
    struct askcam_ledger_line line;
    return askcam_ledger_line_parse(text, bytes, &line);
}

struct askcam_line_file askcam_ledger_lines(const struct askcam_folder *folder, const char *name)
{
    return (struct askcam_line_file){.folder = folder, .name = name, .is_whole = is_whole};
}

/* The sum's money of that currency, a new one if need be; NULL if there are too many. */
static struct askcam_ledger_cost *cost_of(struct askcam_ledger_sum *sum, const char *currency)
{
    for (size_t i = 0; i < sum->costs_count; i++) {
        if (strcmp(sum->costs[i].currency, currency) == 0) {
            return &sum->costs[i];
        }
    }
    if (sum->costs_count == ASKCAM_LEDGER_CURRENCIES) {
        return NULL;
    }
    struct askcam_ledger_cost *const cost = &sum->costs[sum->costs_count++];
    *cost = (struct askcam_ledger_cost){.spent = 0};
    askcam_error_text(cost->currency, sizeof cost->currency, currency);
    return cost;
}

static bool add_cost(struct askcam_ledger_sum *sum, const struct askcam_ledger_cost *more)
{
    if (more->currency[0] == '\0') {
        return true;
    }
    struct askcam_ledger_cost *const cost = cost_of(sum, more->currency);
    if (cost == NULL) {
        return false;
    }
    cost->spent += more->spent;
    cost->reserved += more->reserved;
    return true;
}

/* NULL if there are more days than a month has. */
static struct askcam_ledger_sum *day_of(struct askcam_ledger_month *month, const char *date)
{
    for (size_t i = 0; i < month->days_count; i++) {
        if (strcmp(month->days[i].date, date) == 0) {
            return &month->days[i];
        }
    }
    if (month->days_count == ASKCAM_LEDGER_DAYS) {
        return NULL;
    }
    struct askcam_ledger_sum *const day = &month->days[month->days_count++];
    *day = (struct askcam_ledger_sum){.asks = 0};
    askcam_error_text(day->date, sizeof day->date, date);
    return day;
}

/* The model's outputs, moved to the end: the longest unused one is the first, and goes. */
static struct askcam_ledger_outputs *outputs_of(struct askcam_ledger_month *month,
                                                const char *model)
{
    struct askcam_ledger_outputs *const models = month->models;
    struct askcam_ledger_outputs found = {.count = 0};
    size_t at = 0;

    while (at < month->models_count && strcmp(models[at].model, model) != 0) {
        at++;
    }
    if (at < month->models_count) {
        found = models[at];
    } else {
        askcam_error_text(found.model, sizeof found.model, model);
        at = month->models_count == ASKCAM_LEDGER_MODELS ? 0 : at;
        month->models_count += month->models_count < ASKCAM_LEDGER_MODELS;
    }
    memmove(&models[at], &models[at + 1], (month->models_count - 1 - at) * sizeof models[0]);
    models[month->models_count - 1] = found;
    return &models[month->models_count - 1];
}

static void add_outputs(struct askcam_ledger_month *month, const struct askcam_ledger_outputs *more)
{
    if (more->model[0] == '\0') {
        return;
    }
    struct askcam_ledger_outputs *const outputs = outputs_of(month, more->model);
    for (size_t i = 0; i < more->count; i++) {
        if (outputs->count == ASKCAM_LEDGER_OUTPUTS) {
            memmove(outputs->tokens, outputs->tokens + 1,
                    sizeof outputs->tokens - sizeof outputs->tokens[0]);
            outputs->count--;
        }
        outputs->tokens[outputs->count++] = more->tokens[i];
    }
}

bool askcam_ledger_month_take(void *ctx, const char *text, size_t bytes)
{
    struct askcam_ledger_month *const month = ctx;
    struct askcam_ledger_line line;

    if (!askcam_ledger_line_parse(text, bytes, &line)) {
        return false;
    }
    add_outputs(month, &line.outputs);
    if (line.asks == 0 && line.cost.currency[0] == '\0') {
        return true; /* of outputs alone: it makes no day */
    }
    struct askcam_ledger_sum *const day = day_of(month, line.date);
    if (day == NULL) {
        return false;
    }
    day->asks += line.asks;
    day->input_tokens += line.input_tokens;
    day->output_tokens += line.output_tokens;
    return add_cost(day, &line.cost);
}

void askcam_ledger_month_init(struct askcam_ledger_month *month, const char *date)
{
    memset(month, 0, sizeof *month);
    (void)snprintf(month->sum.date, sizeof month->sum.date, "%.*s", MONTH_BYTES, date); /* fits */
}

static bool add_costs(struct askcam_ledger_sum *sum, struct askcam_ledger_sum *day)
{
    bool good = true;

    for (size_t i = 0; i < day->costs_count; i++) {
        if (day->costs[i].reserved < 0) { /* given back, but its line is gone */
            day->costs[i].reserved = 0;
        }
        good = good && add_cost(sum, &day->costs[i]);
    }
    return good;
}

bool askcam_ledger_month_end(struct askcam_ledger_month *month)
{
    struct askcam_ledger_sum *const sum = &month->sum;
    bool good = true;

    for (size_t i = 0; i < month->days_count; i++) {
        struct askcam_ledger_sum *const day = &month->days[i];
        sum->asks += day->asks;
        sum->input_tokens += day->input_tokens;
        sum->output_tokens += day->output_tokens;
        good = add_costs(sum, day) && good;
    }
    return good;
}

enum askcam_status askcam_ledger_month_read(const struct askcam_folder *folder, const char *date,
                                            struct askcam_ledger_month *month,
                                            struct askcam_error *err)
{
    char name[ASKCAM_LEDGER_FILE_BYTES];
    const struct askcam_error_context context = {folder->path,
                                                 "remove the lines of those you no longer use"};

    askcam_ledger_file_name(date, name);
    askcam_ledger_month_init(month, date);
    const struct askcam_line_file file = askcam_ledger_lines(folder, name);
    const enum askcam_status status =
        askcam_line_file_read(&file, askcam_ledger_month_take, month, &month->size_bytes, err);
    if (status == ASKCAM_OK && !askcam_ledger_month_end(month)) {
        return askcam_fail(err, ASKCAM_ERR_STORAGE, context, "more than %d currencies in a month",
                           ASKCAM_LEDGER_CURRENCIES);
    }
    return status;
}

const struct askcam_ledger_sum *askcam_ledger_month_day(const struct askcam_ledger_month *month,
                                                        const char *date)
{
    for (size_t i = 0; i < month->days_count; i++) {
        if (strcmp(month->days[i].date, date) == 0) {
            return &month->days[i];
        }
    }
    return NULL;
}

uint64_t askcam_ledger_month_largest(const struct askcam_ledger_month *month, const char *model)
{
    uint64_t largest = 0;

    for (size_t i = 0; i < month->models_count; i++) {
        const struct askcam_ledger_outputs *const outputs = &month->models[i];
        for (size_t j = 0; j < outputs->count && strcmp(outputs->model, model) == 0; j++) {
            largest = outputs->tokens[j] > largest ? outputs->tokens[j] : largest;
        }
    }
    return largest;
}
