/* SPDX-License-Identifier: MIT */
/* ledger.c - reading the record of usage; see ledger.h, and ledger_line.h for the file. */
#include "ledger.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger_line.h"

enum { MONTH_BYTES = 7 };

enum askcam_status ledger_fail(struct askcam_error *err, const char *path, const char *why)
{
    const struct askcam_error_context context = {path, "mend or remove it, or make room for it"};
    return askcam_fail(err, ASKCAM_ERR_STORAGE, context, "the record of usage %s", why);
}

/* YYYY-MM-DD; a month is its first MONTH_BYTES. */
void ledger_date(time_t now, char date[LEDGER_DATE_BYTES])
{
    struct tm local;

    date[0] = '\0';
    if (localtime_r(&now, &local) != NULL) {
        (void)strftime(date, LEDGER_DATE_BYTES, "%Y-%m-%d", &local); /* fits by its size */
    }
}

static void month_of(time_t now, char month[LEDGER_DATE_BYTES])
{
    ledger_date(now, month);
    month[MONTH_BYTES] = '\0';
}

/* The month's file, and the folder of all of them. */
bool ledger_paths(time_t now, char folder[ASKCAM_STORE_PATH_BYTES],
                  char path[ASKCAM_STORE_PATH_BYTES])
{
    char month[LEDGER_DATE_BYTES];

    month_of(now, month);
    if (!askcam_path_of(ASKCAM_PATH_STATE, "usage", folder)) {
        return false;
    }
    const int length = snprintf(path, ASKCAM_STORE_PATH_BYTES, "%s/%s.jsonl", folder, month);
    return length > 0 && length < ASKCAM_STORE_PATH_BYTES;
}

static uint64_t count_of(const cJSON *line, const char *name)
{
    const double number = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(line, name));
    return number >= 0 && number < 9e15 ? (uint64_t)number : 0;
}

bool ledger_line_parse(const char *text, size_t bytes, struct ledger_sum *sum)
{
    cJSON *line = cJSON_ParseWithLength(text, bytes);
    const char *date = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(line, "date"));
    const char *currency = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(line, "currency"));
    const double cost = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(line, "cost"));
    const bool is_record = date != NULL;

    if (is_record) {
        *sum = (struct ledger_sum){.asks = count_of(line, "asks"),
                                   .input_tokens = count_of(line, "input_tokens"),
                                   .output_tokens = count_of(line, "output_tokens"),
                                   .cost = cost > 0 ? cost : 0};
        askcam_error_text(sum->date, sizeof sum->date, date);
        askcam_error_text(sum->currency, sizeof sum->currency, currency != NULL ? currency : "");
    }
    cJSON_Delete(line);
    return is_record;
}

/* Adds one sum to another; money of another kind begins anew. */
static void add_sum(struct ledger_sum *to, const struct ledger_sum *more)
{
    to->asks += more->asks;
    to->input_tokens += more->input_tokens;
    to->output_tokens += more->output_tokens;
    if (more->currency[0] == '\0') {
        return;
    }
    if (strcmp(to->currency, more->currency) != 0) {
        memcpy(to->currency, more->currency, sizeof to->currency);
        to->cost = 0;
    }
    to->cost += more->cost;
}

static struct ledger_sum *find_day(struct ledger *ledger, const char *date)
{
    for (size_t i = 0; i < ledger->days_count; i++) {
        if (strcmp(ledger->days[i].date, date) == 0) {
            return &ledger->days[i];
        }
    }
    return NULL;
}

/* False if there are more days than a month has. */
static bool add_to_day(struct ledger *ledger, const struct ledger_sum *more)
{
    struct ledger_sum *day = find_day(ledger, more->date);

    if (day == NULL && ledger->days_count == LEDGER_DAYS) {
        return false;
    }
    if (day == NULL) {
        day = &ledger->days[ledger->days_count++];
        *day = *more;
    } else {
        add_sum(day, more);
    }
    return true;
}

/* A last line without its end is one that a power cut interrupted, or that is being written. */
static bool add_lines(struct ledger *ledger, const char *text, size_t bytes)
{
    const char *const end = text + bytes;
    struct ledger_sum sum;

    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        const bool is_ended = stop != NULL;
        stop = is_ended ? stop : end;
        const bool is_record = ledger_line_parse(text, (size_t)(stop - text), &sum);
        if ((!is_record && is_ended) || (is_record && !add_to_day(ledger, &sum))) {
            return false;
        }
        text = stop + 1;
    }
    return true;
}

enum askcam_status ledger_read(struct ledger *ledger, time_t now, struct askcam_error *err)
{
    char folder[ASKCAM_STORE_PATH_BYTES];
    char path[ASKCAM_STORE_PATH_BYTES];
    size_t bytes = 0;

    memset(ledger, 0, sizeof *ledger);
    month_of(now, ledger->month.date);
    if (!ledger_paths(now, folder, path)) {
        return ledger_fail(err, "HOME", "has no place: neither it nor XDG_STATE_HOME is set");
    }
    errno = 0;
    char *text = askcam_path_read(path, LEDGER_MOST_BYTES, &bytes);
    if (text == NULL) {
        return errno == ENOENT || errno == ENOTDIR ? ASKCAM_OK
                                                   : ledger_fail(err, path, strerror(errno));
    }
    const bool is_ledger = add_lines(ledger, text, bytes);
    free(text);
    for (size_t i = 0; i < ledger->days_count; i++) {
        add_sum(&ledger->month, &ledger->days[i]);
    }
    return is_ledger ? ASKCAM_OK : ledger_fail(err, path, "is no such record");
}

struct ledger_sum ledger_day(const struct ledger *ledger, time_t now)
{
    struct ledger copy = *ledger;
    struct ledger_sum empty = {.date = ""};

    ledger_date(now, empty.date);
    const struct ledger_sum *day = find_day(&copy, empty.date);
    return day != NULL ? *day : empty;
}
