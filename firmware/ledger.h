/* SPDX-License-Identifier: MIT */
/*
 * ledger.h - what was used and spent, by day and month, on disk.
 *
 * For: `askcam usage`, and hard limits that hold over many runs, and over a power cut.  One file a
 * month, usage/YYYY-MM.jsonl in the user's folder of state (ledger_line.h).  Days are those of the
 * machine's own time zone.
 */
#ifndef ASKCAM_LEDGER_H
#define ASKCAM_LEDGER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "error.h"

enum { LEDGER_CURRENCY_BYTES = 16, LEDGER_DATE_BYTES = 11, LEDGER_DAYS = 31 };

/* A day's or a month's sum. */
struct ledger_sum {
    char date[LEDGER_DATE_BYTES]; /* YYYY-MM-DD, or YYYY-MM for a month */
    uint64_t asks;
    uint64_t input_tokens;
    uint64_t output_tokens;
    double cost;                          /* of the asks whose price was known */
    char currency[LEDGER_CURRENCY_BYTES]; /* "" while nothing has cost anything */
};

/* A month: its sum and its days in order, those without an ask left out. */
struct ledger {
    struct ledger_sum month;
    struct ledger_sum days[LEDGER_DAYS];
    size_t days_count;
};

/*
 * Reads the month that `now` is in; a missing file is an empty month.
 * ASKCAM_ERR_STORAGE with a cause if it is there and cannot be read as a ledger.
 */
enum askcam_status ledger_read(struct ledger *ledger, time_t now, struct askcam_error *err);

/* The day's sum of that ledger; an empty one if there was no ask. */
struct ledger_sum ledger_day(const struct ledger *ledger, time_t now);

/*
 * Adds one ask to its day, under a lock, and returns once it is on the disk.  entry->date is not
 * looked at.  A day's costs in another currency than before start that day's cost anew, since money
 * of two kinds cannot be summed.  ASKCAM_ERR_STORAGE with a cause: it may be lost.
 */
enum askcam_status ledger_add(const struct ledger_sum *entry, time_t now, struct askcam_error *err);

#endif
