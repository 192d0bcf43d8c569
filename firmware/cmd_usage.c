/* SPDX-License-Identifier: MIT */
/* cmd_usage.c - askcam usage: what was used and spent this month. */
#include <inttypes.h>
#include <time.h>

#include "json_line.h"
#include "ledger.h"
#include "print.h"
#include "program.h"

static void show(struct program *program, const char *type, const struct ledger_sum *sum)
{
    struct json_line line;

    if (program->options->output_json == 0) {
        print_text(program->out,
                   "%-10s  %6" PRIu64 " asks  tokens: %10" PRIu64 " in  %10" PRIu64 " out",
                   sum->date, sum->asks, sum->input_tokens, sum->output_tokens);
        if (sum->currency[0] != '\0') {
            print_text(program->out, "  %.4f %s", sum->cost, sum->currency);
        }
        print_text(program->out, "\n");
        return;
    }
    json_line_begin(&line, out_sink(program->out), type);
    json_line_text(&line, "date", sum->date);
    json_line_integer(&line, "asks", (int64_t)sum->asks);
    json_line_integer(&line, "input_tokens", (int64_t)sum->input_tokens);
    json_line_integer(&line, "output_tokens", (int64_t)sum->output_tokens);
    if (sum->currency[0] != '\0') {
        json_line_number(&line, "cost", sum->cost);
        json_line_text(&line, "currency", sum->currency);
    }
    (void)json_line_end(&line); /* stays in out->status */
}

enum askcam_status cmd_usage(struct program *program, struct askcam_error *err)
{
    static struct ledger ledger;

    const enum askcam_status status =
        ledger_read(&ledger, (time_t)askcam_wall_s(program->host), err);
    if (status != ASKCAM_OK) {
        return status;
    }
    for (size_t i = 0; i < ledger.days_count; i++) {
        show(program, "day", &ledger.days[i]);
    }
    show(program, "month", &ledger.month);
    return program->out->status;
}
