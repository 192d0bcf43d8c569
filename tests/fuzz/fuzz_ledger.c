/* SPDX-License-Identifier: MIT */
/*
 * fuzz_ledger.c - any text as a month's file: no sum is negative or without a currency, and the
 * lines that are accepted mean the same when they are written out and read again.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ledger_month.h"

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static bool same(double a, double b)
{
    return fabs(a - b) <= 1e-9 * (fabs(a) + fabs(b) + 1);
}

static void check_sum(const struct askcam_ledger_sum *sum, const struct askcam_ledger_sum *again)
{
    require(sum->asks == again->asks && sum->input_tokens == again->input_tokens &&
            sum->output_tokens == again->output_tokens && sum->costs_count == again->costs_count);
    for (size_t i = 0; i < sum->costs_count; i++) {
        const struct askcam_ledger_cost *const cost = &sum->costs[i];
        require(cost->currency[0] != '\0' && cost->spent >= 0 && cost->reserved >= 0);
        require(strcmp(cost->currency, again->costs[i].currency) == 0);
        require(same(cost->spent, again->costs[i].spent) &&
                same(cost->reserved, again->costs[i].reserved));
    }
}

static void check_models(const struct askcam_ledger_month *month,
                         const struct askcam_ledger_month *again)
{
    require(month->models_count == again->models_count);
    require(memcmp(month->models, again->models, month->models_count * sizeof month->models[0]) ==
            0);
}

/* One line to both months, to the second as it is printed.  False if it is broken. */
static bool take(const char *text, size_t bytes, struct askcam_ledger_month *month,
                 struct askcam_ledger_month *again)
{
    struct askcam_ledger_line line;
    char printed[ASKCAM_LINE_BYTES];

    if (!askcam_ledger_line_parse(text, bytes, &line)) {
        return false;
    }
    const size_t printed_bytes = askcam_ledger_line_print(&line, printed);
    require(printed_bytes > 0 && printed[printed_bytes - 1] == '\n');
    const bool taken = askcam_ledger_month_take(month, text, bytes);
    require(askcam_ledger_month_take(again, printed, printed_bytes - 1) == taken);
    return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    static struct askcam_ledger_month month;
    static struct askcam_ledger_month again;
    size_t from = 0;

    askcam_ledger_month_init(&month, "2026-11-24");
    askcam_ledger_month_init(&again, "2026-11-24");
    while (from < bytes_len) {
        const uint8_t *const stop = memchr(bytes + from, '\n', bytes_len - from);
        const size_t length = stop == NULL ? bytes_len - from : (size_t)(stop - bytes) - from;
        char *const copy = malloc(length + 1); /* exact, for the sanitizer */
        require(copy != NULL);
        memcpy(copy, bytes + from, length);
        const bool good = length < ASKCAM_LINE_BYTES && take(copy, length, &month, &again);
        free(copy);
        if (!good) {
            break;
        }
        from += length + 1;
    }
    require(askcam_ledger_month_end(&month) == askcam_ledger_month_end(&again));
    check_sum(&month.sum, &again.sum);
    check_models(&month, &again);
    return 0;
}
