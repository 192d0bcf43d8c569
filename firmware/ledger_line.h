/* SPDX-License-Identifier: MIT */
/*
 * ledger_line.h - the file of the record of usage, between ledger.c (reads) and ledger_add.c.
 *
 * Each ask appends a line:
 *   {"date":"2026-11-23","asks":1,"input_tokens":902,"output_tokens":45,"cost":0.001,
 *    "currency":"CNY"}
 * Beyond LEDGER_FOLD_BYTES the lines of a day are summed up into one.  A line is on the disk before
 * ledger_add() returns, so after a power cut all is there but what was being written: a last line
 * without its end, which counts for nothing unless it is whole.
 */
#ifndef ASKCAM_LEDGER_LINE_H
#define ASKCAM_LEDGER_LINE_H

#include "ledger.h"
#include "paths.h"

enum {
    LEDGER_FOLD_BYTES = 1 << 15,
    LEDGER_MOST_BYTES = 1 << 16, /* of a file that is read */
    LEDGER_LINE_BYTES = 256,     /* five numbers, a date and a currency */
};

/* Says what is wrong with the file, or the environment, that path names. */
enum askcam_status ledger_fail(struct askcam_error *err, const char *path, const char *why);

/* YYYY-MM-DD, in the machine's own time zone. */
void ledger_date(time_t now, char date[LEDGER_DATE_BYTES]);

/* The month's file, and the folder of all of them; false if there is no home. */
bool ledger_paths(time_t now, char folder[ASKCAM_STORE_PATH_BYTES],
                  char path[ASKCAM_STORE_PATH_BYTES]);

/* False if the text, without its line end, is no record. */
bool ledger_line_parse(const char *text, size_t bytes, struct ledger_sum *sum);

#endif
