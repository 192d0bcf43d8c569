/* SPDX-License-Identifier: MIT */
/* cmd_usage.c - askcam usage: what was used and spent, by day this month and by month before. */
#include <inttypes.h>
#include <time.h>

#include "json_line.h"
#include "ledger.h"
#include "paths.h"
#include "print.h"
#include "program.h"

enum { EARLIER_MONTHS = 24 };

static double cost_of(const struct askcam_ledger_cost *cost)
{
    return cost->spent + cost->reserved;
}

static void show_text(struct program *program, const struct askcam_ledger_sum *sum)
{
    print_text(program->out, "%-10s %5" PRIu64 " asks, tokens %9" PRIu64 " in %9" PRIu64 " out",
               sum->date, sum->asks, sum->input_tokens, sum->output_tokens);
    for (size_t i = 0; i < sum->costs_count; i++) {
        const struct askcam_ledger_cost *const cost = &sum->costs[i];
        print_text(program->out, "  %.4f %s", cost_of(cost), cost->currency);
        if (cost->reserved > 0) {
            print_text(program->out, " (%.4f reserved)", cost->reserved);
        }
    }
    print_text(program->out, "\n");
}

static void put_cost(struct askcam_json_line *line, const struct askcam_ledger_cost *cost)
{
    askcam_json_line_number(line, "cost", cost_of(cost));
    askcam_json_line_text(line, "currency", cost->currency);
    if (cost->reserved > 0) {
        askcam_json_line_number(line, "reserved", cost->reserved);
    }
}

/* Money of several currencies is a list: it has no sum. */
static void put_costs(struct askcam_json_line *line, const struct askcam_ledger_sum *sum)
{
    if (sum->costs_count == 1) {
        put_cost(line, &sum->costs[0]);
    }
    if (sum->costs_count < 2) {
        return;
    }
    askcam_json_line_array_begin(line, "costs");
    for (size_t i = 0; i < sum->costs_count; i++) {
        askcam_json_line_item_begin(line);
        put_cost(line, &sum->costs[i]);
        askcam_json_line_item_end(line);
    }
    askcam_json_line_array_end(line);
}

static void show(struct program *program, const char *type, const struct askcam_ledger_sum *sum)
{
    struct askcam_json_line line;

    if (program->options->output_json == 0) {
        show_text(program, sum);
        return;
    }
    askcam_json_line_begin(&line, out_sink(program->out), type);
    askcam_json_line_text(&line, "date", sum->date);
    askcam_json_line_integer(&line, "asks", (int64_t)sum->asks);
    askcam_json_line_integer(&line, "input_tokens", (int64_t)sum->input_tokens);
    askcam_json_line_integer(&line, "output_tokens", (int64_t)sum->output_tokens);
    put_costs(&line, sum);
    (void)askcam_json_line_end(&line); /* stays in out->status */
}

static enum askcam_status read_month(struct program *program, time_t at,
                                     struct askcam_ledger_month *month, struct askcam_error *err)
{
    char folder[ASKCAM_STORE_PATH_BYTES];
    const struct askcam_ledger ledger = {.store = askcam_store_init(program->host),
                                         .folder = folder};
    const struct askcam_error_context context = {"usage record", "set HOME or XDG_STATE_HOME"};

    return askcam_path_of(ASKCAM_PATH_STATE, "usage", folder)
               ? askcam_ledger_read(&ledger, at, month, err)
               : askcam_fail(err, ASKCAM_ERR_STORAGE, context, "its folder is not known");
}

/* A time in the middle of the month that is `back` months before. */
static time_t months_before(time_t now, int back)
{
    struct tm local;

    if (localtime_r(&now, &local) == NULL) {
        return now;
    }
    local.tm_mon -= back;
    local.tm_mday = 15;
    local.tm_isdst = -1;
    return mktime(&local);
}

/* The sums of the months before, the oldest first; a record that is broken is only a warning. */
static void show_earlier(struct program *program, time_t now, struct askcam_ledger_month *month)
{
    for (int back = EARLIER_MONTHS; back > 0; back--) {
        struct askcam_error err = {0};
        if (read_month(program, months_before(now, back), month, &err) != ASKCAM_OK) {
            askcam_log(program->host, ASKCAM_LOG_WARNING, "%s: %s; %s", err.what, err.why,
                       err.hint);
        } else if (month->sum.asks > 0) {
            show(program, "month", &month->sum);
        }
    }
}

enum askcam_status cmd_usage(struct program *program, struct askcam_error *err)
{
    static struct askcam_ledger_month month;
    const time_t now = (time_t)askcam_wall_s(program->host);

    enum askcam_status status = read_month(program, now, &month, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    show_earlier(program, now, &month);
    status = read_month(program, now, &month, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    for (size_t i = 0; i < month.days_count; i++) {
        show(program, "day", &month.days[i]);
    }
    show(program, "month", &month.sum);
    return program->out->status;
}
