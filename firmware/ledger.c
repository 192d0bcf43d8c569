/* SPDX-License-Identifier: MIT */
/*
 * ledger.c - see ledger.h.
 *
 * The file: {"days":{"2026-11-23":{"asks":2,"input_tokens":1804,"output_tokens":90,"cost":0.002,
 * "currency":"CNY"}}}.  Reading takes no lock: the file is always whole.
 */
#include "ledger.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"
#include "whole_file.h"

enum { LEDGER_MOST_BYTES = 1 << 16, MONTH_BYTES = 7 };

static enum askcam_status fail(struct askcam_error *err, const char *path, const char *why)
{
    const struct askcam_blame blame = {path, "mend or remove it, or make room for it"};
    return askcam_fail(err, ASKCAM_ERR_STORAGE, blame, "the record of usage %s", why);
}

/* YYYY-MM-DD; a month is its first MONTH_BYTES. */
static void date_of(time_t now, char date[LEDGER_DATE_BYTES])
{
    struct tm local;

    date[0] = '\0';
    if (localtime_r(&now, &local) != NULL) {
        (void)strftime(date, LEDGER_DATE_BYTES, "%Y-%m-%d", &local); /* fits by its size */
    }
}

static void month_of(time_t now, char month[LEDGER_DATE_BYTES])
{
    date_of(now, month);
    month[MONTH_BYTES] = '\0';
}

/* The month's file, and the folder of all of them. */
static bool paths_of(time_t now, char folder[PATH_TEXT_BYTES], char path[PATH_TEXT_BYTES])
{
    char month[LEDGER_DATE_BYTES];

    month_of(now, month);
    if (!path_of(PATH_STATE, "usage", folder)) {
        return false;
    }
    const int length = snprintf(path, PATH_TEXT_BYTES, "%s/%s.json", folder, month);
    return length > 0 && length < PATH_TEXT_BYTES;
}

static uint64_t count_of(const cJSON *day, const char *name)
{
    const double number = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(day, name));
    return number >= 0 && number < 9e15 ? (uint64_t)number : 0;
}

static void read_day(struct ledger *ledger, const cJSON *item)
{
    struct ledger_sum *day = &ledger->days[ledger->days_count];
    const char *currency = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "currency"));
    const double cost = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(item, "cost"));

    if (ledger->days_count == LEDGER_DAYS || !cJSON_IsObject(item)) {
        return;
    }
    askcam_error_text(day->date, sizeof day->date, item->string);
    day->asks = count_of(item, "asks");
    day->input_tokens = count_of(item, "input_tokens");
    day->output_tokens = count_of(item, "output_tokens");
    day->cost = cost > 0 ? cost : 0;
    askcam_error_text(day->currency, sizeof day->currency, currency != NULL ? currency : "");
    ledger->days_count++;
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

static void sum_month(struct ledger *ledger)
{
    for (size_t i = 0; i < ledger->days_count; i++) {
        add_sum(&ledger->month, &ledger->days[i]);
    }
}

enum askcam_status ledger_read(struct ledger *ledger, time_t now, struct askcam_error *err)
{
    char folder[PATH_TEXT_BYTES];
    char path[PATH_TEXT_BYTES];
    const cJSON *item = NULL;
    size_t bytes = 0;

    memset(ledger, 0, sizeof *ledger);
    month_of(now, ledger->month.date);
    if (!paths_of(now, folder, path)) {
        return fail(err, "HOME", "has no place: neither it nor XDG_STATE_HOME is set");
    }
    errno = 0;
    char *text = path_read(path, LEDGER_MOST_BYTES, &bytes);
    if (text == NULL) {
        return errno == ENOENT || errno == ENOTDIR ? ASKCAM_OK : fail(err, path, strerror(errno));
    }
    cJSON *json = cJSON_Parse(text);
    free(text);
    const cJSON *days = cJSON_GetObjectItemCaseSensitive(json, "days");
    const bool is_ledger = cJSON_IsObject(days);
    cJSON_ArrayForEach(item, days)
    {
        read_day(ledger, item);
    }
    cJSON_Delete(json);
    sum_month(ledger);
    return is_ledger ? ASKCAM_OK : fail(err, path, "is no such record");
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

struct ledger_sum ledger_day(const struct ledger *ledger, time_t now)
{
    struct ledger copy = *ledger;
    struct ledger_sum empty = {.date = ""};

    date_of(now, empty.date);
    const struct ledger_sum *day = find_day(&copy, empty.date);
    return day != NULL ? *day : empty;
}

/* The file's text, to be freed by cJSON's way; NULL: out of memory. */
static char *print(const struct ledger *ledger)
{
    cJSON *json = cJSON_CreateObject();
    cJSON *days = cJSON_AddObjectToObject(json, "days");
    bool good = days != NULL;

    for (size_t i = 0; i < ledger->days_count && good; i++) {
        const struct ledger_sum *day = &ledger->days[i];
        cJSON *item = cJSON_AddObjectToObject(days, day->date);
        good = cJSON_AddNumberToObject(item, "asks", (double)day->asks) != NULL &&
               cJSON_AddNumberToObject(item, "input_tokens", (double)day->input_tokens) != NULL &&
               cJSON_AddNumberToObject(item, "output_tokens", (double)day->output_tokens) != NULL &&
               cJSON_AddNumberToObject(item, "cost", day->cost) != NULL &&
               cJSON_AddStringToObject(item, "currency", day->currency) != NULL;
    }
    char *text = good ? cJSON_PrintUnformatted(json) : NULL;
    cJSON_Delete(json);
    return text;
}

static enum askcam_status write_back(const struct ledger *ledger, const char *path,
                                     struct askcam_error *err)
{
    struct whole_file file;

    char *text = print(ledger);
    if (text == NULL) {
        return fail(err, path, "does not fit into memory");
    }
    enum askcam_status status = whole_file_open(&file, NULL, path, err);
    if (status == ASKCAM_OK) {
        status = askcam_sink_write(whole_file_sink(&file), text, strlen(text));
    }
    if (status == ASKCAM_OK) {
        status = whole_file_commit(&file);
    }
    whole_file_close(&file);
    free(text);
    return status;
}

static enum askcam_status add_locked(const struct ledger_sum *entry, time_t now, const char *path,
                                     struct askcam_error *err)
{
    struct ledger ledger;
    char date[LEDGER_DATE_BYTES];

    const enum askcam_status status = ledger_read(&ledger, now, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    date_of(now, date);
    struct ledger_sum *day = find_day(&ledger, date);
    if (day == NULL && ledger.days_count < LEDGER_DAYS) {
        day = &ledger.days[ledger.days_count++];
        *day = (struct ledger_sum){0};
        memcpy(day->date, date, sizeof day->date);
    }
    if (day == NULL) {
        return fail(err, path, "has more days than a month");
    }
    add_sum(day, entry);
    return write_back(&ledger, path, err);
}

enum askcam_status ledger_add(const struct ledger_sum *entry, time_t now, struct askcam_error *err)
{
    char folder[PATH_TEXT_BYTES];
    char path[PATH_TEXT_BYTES];

    if (!paths_of(now, folder, path)) {
        return fail(err, "HOME", "has no place: neither it nor XDG_STATE_HOME is set");
    }
    if (!path_make_folder(folder)) {
        return fail(err, folder, strerror(errno));
    }
    const int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock < 0 || flock(lock, LOCK_EX) != 0) {
        const enum askcam_status status = fail(err, folder, strerror(errno));
        if (lock >= 0) {
            (void)close(lock); /* nothing was locked */
        }
        return status;
    }
    const enum askcam_status status = add_locked(entry, now, path, err);
    (void)close(lock); /* gives the lock back */
    return status;
}
