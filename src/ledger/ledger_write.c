/* SPDX-License-Identifier: MIT */
/*
 * ledger_write.c - adding to the ledger; see ledger.h.
 *
 * Everything below happens under the folder's lock.  Beyond FOLD_BYTES the month's file is summed
 * up and replaced, which is always synced: what it replaces may have been on the disk.
 */
#include "ledger.h"

#include <stdio.h>
#include <string.h>

#include "atomic_file.h"
#include "ledger_month.h"

enum { FOLD_BYTES = 1 << 15 };

static const double ROUNDING = 1e-9; /* of sums of money in binary */

/* An open, locked folder and the month that is written to. */
struct writing {
    struct askcam_folder folder;
    char date[ASKCAM_LEDGER_DATE_BYTES];
    char name[ASKCAM_LEDGER_FILE_BYTES];
    struct askcam_ledger_month month;
};

static enum askcam_status no_memory(struct askcam_error *err)
{
    const struct askcam_error_context context = {"usage record", "free some memory"};
    return askcam_fail(err, ASKCAM_ERR_INTERNAL, context, "out of memory");
}

static enum askcam_status put_line(struct askcam_sink out, const struct askcam_ledger_line *line,
                                   struct askcam_error *err)
{
    char text[ASKCAM_LINE_BYTES];
    const size_t bytes = askcam_ledger_line_print(line, text);

    return bytes == 0 ? no_memory(err) : askcam_sink_write(out, text, bytes);
}

/* A line for each currency; the first one has the counts. */
static enum askcam_status put_day(struct askcam_sink out, const struct askcam_ledger_sum *day,
                                  struct askcam_error *err)
{
    struct askcam_ledger_line line = {
        .asks = day->asks, .input_tokens = day->input_tokens, .output_tokens = day->output_tokens};
    enum askcam_status status = ASKCAM_OK;
    size_t i = 0;

    memcpy(line.date, day->date, sizeof line.date);
    do {
        line.cost = i < day->costs_count ? day->costs[i] : (struct askcam_ledger_cost){.spent = 0};
        status = put_line(out, &line, err);
        line.asks = 0;
    } while (++i < day->costs_count && status == ASKCAM_OK);
    return status;
}

static enum askcam_status put_month(struct askcam_sink out, const struct askcam_ledger_month *month,
                                    const char *date, struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;

    for (size_t i = 0; i < month->days_count && status == ASKCAM_OK; i++) {
        status = put_day(out, &month->days[i], err);
    }
    for (size_t i = 0; i < month->models_count && status == ASKCAM_OK; i++) {
        struct askcam_ledger_line line = {.outputs = month->models[i]};
        memcpy(line.date, date, sizeof line.date);
        status = put_line(out, &line, err);
    }
    return status;
}

/* Sums the file up, if it has become long. */
static enum askcam_status fold(struct writing *writing, struct askcam_error *err)
{
    struct askcam_atomic_file file;
    char path[ASKCAM_STORE_PATH_BYTES];

    if (writing->month.size_bytes <= FOLD_BYTES) {
        return ASKCAM_OK;
    }
    (void)snprintf(path, sizeof path, "%s/%s", writing->folder.path, writing->name);
    enum askcam_status status = askcam_atomic_file_open(&file, &writing->folder.store, path, err);
    if (status == ASKCAM_OK) {
        status = put_month(askcam_atomic_file_sink(&file), &writing->month, writing->date, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_atomic_file_commit(&file);
    }
    askcam_atomic_file_close(&file);
    return status;
}

/* Opens and locks; date: of the lines that will be written. */
static enum askcam_status start(struct writing *writing, const struct askcam_ledger *ledger,
                                const char *date, uint64_t deadline_ms, struct askcam_error *err)
{
    memcpy(writing->date, date, sizeof writing->date);
    askcam_ledger_file_name(date, writing->name);
    enum askcam_status status =
        askcam_folder_open(&writing->folder, &ledger->store, ledger->folder, err);
    return status == ASKCAM_OK ? askcam_folder_lock(&writing->folder, deadline_ms, err) : status;
}

static enum askcam_status append(struct writing *writing, const struct askcam_ledger_line *line,
                                 enum askcam_durability durability, struct askcam_error *err)
{
    const struct askcam_line_file file = askcam_ledger_lines(&writing->folder, writing->name);
    char text[ASKCAM_LINE_BYTES];
    const size_t bytes = askcam_ledger_line_print(line, text);

    return bytes == 0 ? no_memory(err)
                      : askcam_line_file_append(&file, text, bytes, durability, err);
}

static struct askcam_ledger_line line_of(const struct askcam_ledger_entry *entry, const char *date)
{
    struct askcam_ledger_line line = {.asks = 1,
                                      .input_tokens = entry->input_tokens,
                                      .output_tokens = entry->output_tokens,
                                      .cost = {.spent = entry->cost > 0 ? entry->cost : 0}};

    memcpy(line.date, date, sizeof line.date);
    askcam_error_text(line.cost.currency, sizeof line.cost.currency, entry->currency);
    askcam_error_text(line.outputs.model, sizeof line.outputs.model,
                      entry->model != NULL ? entry->model : "");
    return line;
}

enum askcam_status askcam_ledger_add(const struct askcam_ledger *ledger,
                                     const struct askcam_ledger_entry *entry, time_t now,
                                     uint64_t deadline_ms, struct askcam_error *err)
{
    struct writing writing;
    char date[ASKCAM_LEDGER_DATE_BYTES];

    askcam_ledger_date(now, date);
    const struct askcam_ledger_line line = line_of(entry, date);
    enum askcam_status status = start(&writing, ledger, date, deadline_ms, err);
    if (status == ASKCAM_OK &&
        askcam_ledger_month_read(&writing.folder, date, &writing.month, NULL) == ASKCAM_OK) {
        status = fold(&writing, err); /* a file with a broken line is only appended to */
    }
    if (status == ASKCAM_OK) {
        status = append(&writing, &line, ASKCAM_CACHED, err);
    }
    askcam_folder_close(&writing.folder);
    return status;
}

/* -- limits ------------------------------------------------------------------------------------ */

/* What the ask adds to what has been spent, against one limit.  spent 0: by itself. */
static enum askcam_status check(const struct askcam_ledger_limit *limit, double spent,
                                const struct askcam_ledger_reservation *ask,
                                struct askcam_error *err)
{
    const struct askcam_error_context alone = {
        limit->name, "raise the limit, or ask for less (--max-side, --max-tokens)"};
    const struct askcam_error_context sum = {limit->name, "raise the limit, or wait"};

    if (!limit->set) {
        return ASKCAM_OK;
    }
    if (ask->amount > limit->amount + ROUNDING) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, alone, "this ask may cost %.6f %s; limit: %.6f",
                           ask->amount, ask->currency, limit->amount);
    }
    if (spent + ask->amount > limit->amount + ROUNDING) {
        return askcam_fail(err, ASKCAM_ERR_LIMIT, sum,
                           "this ask may cost %.6f %s; spent before: %.6f; limit: %.6f",
                           ask->amount, ask->currency, spent, limit->amount);
    }
    return ASKCAM_OK;
}

/* An ask that alone is too much is never a matter of waiting: that is looked at first. */
static enum askcam_status check_all(const struct askcam_ledger_limits *limits,
                                    const struct askcam_ledger_month *month,
                                    struct askcam_ledger_reservation *ask, struct askcam_error *err)
{
    const struct askcam_ledger_limit *const rows[] = {&limits->ask, &limits->day, &limits->month};
    const struct askcam_ledger_sum *const day = askcam_ledger_month_day(month, ask->date);
    const double spent[] = {0, day != NULL ? askcam_ledger_spent(day, ask->currency) : 0,
                            askcam_ledger_spent(&month->sum, ask->currency)};
    enum askcam_status status = ASKCAM_OK;

    for (size_t i = 0; i < 3 && status == ASKCAM_OK; i++) {
        status = check(rows[i], 0, ask, err);
    }
    for (size_t i = 2; i > 0 && status == ASKCAM_OK; i--) { /* the longer wait first */
        status = check(rows[i], spent[i], ask, err);
        ask->exceeds_month = status == ASKCAM_ERR_LIMIT && i == 2;
    }
    return status;
}

/* The month before a date, as a date. */
static void month_before(const char *date, char before[ASKCAM_LEDGER_DATE_BYTES])
{
    unsigned year = 0;
    unsigned month = 0;

    before[0] = '\0';
    if (sscanf(date, "%4u-%2u", &year, &month) == 2) { // NOLINT(cert-err34-c): digits, four and two
        const bool is_first = month <= 1;
        (void)snprintf(before, ASKCAM_LEDGER_DATE_BYTES, "%04u-%02u", (year - is_first) % 10000U,
                       is_first ? 12U : (month - 1) % 100U);
    }
}

/* The largest of the model's last outputs, those of the month before among them. */
static uint64_t largest_output(struct writing *writing, const char *model)
{
    char before[ASKCAM_LEDGER_DATE_BYTES];

    /* A file that is not there, or is broken, adds what was read of it. */
    (void)askcam_ledger_month_read(&writing->folder, writing->date, &writing->month, NULL);
    const uint64_t largest = askcam_ledger_month_largest(&writing->month, model);
    month_before(writing->date, before);
    (void)askcam_ledger_month_read(&writing->folder, before, &writing->month, NULL);
    const uint64_t earlier = askcam_ledger_month_largest(&writing->month, model);
    return largest > earlier ? largest : earlier;
}

static void fill(struct askcam_ledger_reservation *ask, const struct askcam_ledger_request *request,
                 const char *date, uint64_t largest)
{
    const uint64_t least =
        largest > request->output_tokens_min ? largest : request->output_tokens_min;
    const double tokens =
        (double)request->output_tokens + (request->output_is_bounded ? 0 : (double)least);

    memcpy(ask->date, date, sizeof ask->date);
    askcam_error_text(ask->currency, sizeof ask->currency, request->currency);
    ask->amount = request->input_cost + request->output_price * tokens;
}

static enum askcam_status reserve(struct writing *writing,
                                  const struct askcam_ledger_limits *limits,
                                  const struct askcam_ledger_request *request,
                                  struct askcam_ledger_reservation *ask, struct askcam_error *err)
{
    struct askcam_ledger_line line = {.asks = 0};

    const uint64_t largest =
        request->output_is_bounded ? 0 : largest_output(writing, request->model);
    enum askcam_status status =
        askcam_ledger_month_read(&writing->folder, writing->date, &writing->month, err);
    if (status == ASKCAM_OK) {
        fill(ask, request, writing->date, largest);
        status = check_all(limits, &writing->month, ask, err);
    }
    if (status == ASKCAM_OK) {
        status = fold(writing, err);
    }
    if (status == ASKCAM_OK) {
        memcpy(line.date, ask->date, sizeof line.date);
        memcpy(line.cost.currency, ask->currency, sizeof line.cost.currency);
        line.cost.reserved = ask->amount;
        status = append(writing, &line, ASKCAM_DURABLE, err);
    }
    return status;
}

enum askcam_status askcam_ledger_reserve(const struct askcam_ledger *ledger,
                                         const struct askcam_ledger_request *request, time_t now,
                                         uint64_t deadline_ms,
                                         struct askcam_ledger_reservation *reservation,
                                         struct askcam_error *err)
{
    struct writing writing;
    char date[ASKCAM_LEDGER_DATE_BYTES];

    *reservation = (struct askcam_ledger_reservation){.held = false};
    askcam_ledger_date(now, date);
    enum askcam_status status = start(&writing, ledger, date, deadline_ms, err);
    if (status == ASKCAM_OK) {
        status = reserve(&writing, request->limits, request, reservation, err);
    }
    askcam_folder_close(&writing.folder);
    reservation->held = status == ASKCAM_OK;
    return status;
}

/* What may be given back: not more than the day has reserved, as its file may have been removed. */
static double held_amount(struct writing *writing,
                          const struct askcam_ledger_reservation *reservation)
{
    if (askcam_ledger_month_read(&writing->folder, writing->date, &writing->month, NULL) !=
        ASKCAM_OK) {
        return 0; /* a broken file gives nothing back */
    }
    const struct askcam_ledger_sum *const day =
        askcam_ledger_month_day(&writing->month, reservation->date);
    for (size_t i = 0; day != NULL && i < day->costs_count; i++) {
        const struct askcam_ledger_cost *const cost = &day->costs[i];
        if (strcmp(cost->currency, reservation->currency) == 0) {
            return cost->reserved < reservation->amount ? cost->reserved : reservation->amount;
        }
    }
    return 0;
}

enum askcam_status askcam_ledger_settle(const struct askcam_ledger *ledger,
                                        struct askcam_ledger_reservation *reservation,
                                        const struct askcam_ledger_entry *entry,
                                        uint64_t deadline_ms, struct askcam_error *err)
{
    struct writing writing;
    struct askcam_ledger_line line = {.asks = 0};
    const bool is_more = entry != NULL && entry->cost > reservation->amount;

    reservation->held = false;
    if (entry != NULL) {
        line = line_of(entry, reservation->date);
    }
    memcpy(line.date, reservation->date, sizeof line.date);
    memcpy(line.cost.currency, reservation->currency, sizeof line.cost.currency);
    enum askcam_status status = start(&writing, ledger, reservation->date, deadline_ms, err);
    if (status == ASKCAM_OK) {
        line.cost.reserved = -held_amount(&writing, reservation);
        status = append(&writing, &line, is_more ? ASKCAM_DURABLE : ASKCAM_CACHED, err);
    }
    askcam_folder_close(&writing.folder);
    return status;
}
