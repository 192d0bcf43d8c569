/* SPDX-License-Identifier: MIT */
/*
 * ask_lines.h - the output of an ask with --output json: one object a line.
 *
 * For: printer.c.  A field that is not known is left out.  Every line but the text's is flushed by
 * the caller.
 */
#ifndef ASKCAM_ASK_LINES_H
#define ASKCAM_ASK_LINES_H

#include <stddef.h>

#include "answer_text.h"
#include "ask.h"
#include "out.h"
#include "stamp.h"

/* Where the lines go, and what they all know.  Everything is borrowed. */
struct ask_lines {
    struct out *out;
    const char *model;
    const char *api;
    struct stamp stamp;
};

/* What an ask used and cost, once it is known; amount < 0: not known. */
struct ask_cost {
    double amount;
    const char *currency;
};

enum askcam_status ask_lines_request(const struct ask_lines *lines,
                                     const struct askcam_ask_request *request);

/* type is "thinking" or "answer". */
enum askcam_status ask_lines_text(const struct ask_lines *lines, const char *type, const char *text,
                                  size_t text_bytes);

/* The failure of these two stays in out->status.  answer is left out if it is too long. */
void ask_lines_usage(const struct ask_lines *lines, const struct askcam_usage *usage,
                     struct ask_cost cost);
void ask_lines_done(const struct ask_lines *lines, const struct askcam_ask_result *result,
                    const struct answer_text *answer);

#endif
