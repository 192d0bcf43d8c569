/* SPDX-License-Identifier: MIT */
/*
 * ledger_line.h - one line of a month's file.
 *
 * An ask:
 *   {"date":"2026-11-23","asks":1,"input_tokens":902,"output_tokens":45,"cost":0.001,
 *    "currency":"CNY","reserved":-0.02,"model":"qwen3.5-plus"}
 * A reservation, which the line above gives back:
 *   {"date":"2026-11-23","currency":"CNY","reserved":0.02}
 * When the file has become long, the lines of a day and a currency are summed up into one, and
 * each model's last outputs into one:
 *   {"date":"2026-11-23","model":"qwen3.5-plus","outputs":[45,230]}
 */
#ifndef ASKCAM_LEDGER_LINE_H
#define ASKCAM_LEDGER_LINE_H

#include "ledger.h"
#include "line_file.h"

struct askcam_ledger_line {
    char date[ASKCAM_LEDGER_DATE_BYTES];
    uint64_t asks;
    uint64_t input_tokens;
    uint64_t output_tokens;
    struct askcam_ledger_cost cost;       /* currency "": no money; reserved may be negative */
    struct askcam_ledger_outputs outputs; /* model "": none */
};

/* False if the text, without its line end, is not such a line. */
bool askcam_ledger_line_parse(const char *text, size_t bytes, struct askcam_ledger_line *line);

/* With its line end; 0 if memory is short. */
size_t askcam_ledger_line_print(const struct askcam_ledger_line *line,
                                char text[ASKCAM_LINE_BYTES]);

#endif
