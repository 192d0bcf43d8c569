/* SPDX-License-Identifier: MIT */
/*
 * ledger_month.h - a month's lines, summed up.
 */
#ifndef ASKCAM_LEDGER_MONTH_H
#define ASKCAM_LEDGER_MONTH_H

#include "ledger_line.h"

/* YYYY-MM-DD, in the machine's own time zone. */
void askcam_ledger_date(time_t now, char date[ASKCAM_LEDGER_DATE_BYTES]);

enum { ASKCAM_LEDGER_FILE_BYTES = 16 };

/* The name of the file that a date's lines are in: "2026-11.jsonl". */
void askcam_ledger_file_name(const char *date, char name[ASKCAM_LEDGER_FILE_BYTES]);

/* The file of that name in an open folder, as lines. */
struct askcam_line_file askcam_ledger_lines(const struct askcam_folder *folder, const char *name);

/* An askcam_line_take: adds a line to the struct askcam_ledger_month that ctx points to. */
bool askcam_ledger_month_take(void *ctx, const char *text, size_t bytes);

/* Starts the month of a date; then its lines are taken. */
void askcam_ledger_month_init(struct askcam_ledger_month *month, const char *date);

/* Sums the days up.  False if there are too many currencies. */
bool askcam_ledger_month_end(struct askcam_ledger_month *month);

/* Reads the file of a date's month from an open folder. */
enum askcam_status askcam_ledger_month_read(const struct askcam_folder *folder, const char *date,
                                            struct askcam_ledger_month *month,
                                            struct askcam_error *err);

/* The day's sum, or NULL. */
const struct askcam_ledger_sum *askcam_ledger_month_day(const struct askcam_ledger_month *month,
                                                        const char *date);

/* The model's largest output of the last ones; 0 if there is none. */
uint64_t askcam_ledger_month_largest(const struct askcam_ledger_month *month, const char *model);

#endif
