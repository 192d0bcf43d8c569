/* SPDX-License-Identifier: MIT */
/*
 * think_split.h - thinking inside the answer's text, between <think> and </think>.
 *
 * For: servers without a reasoning parser.  The tags may be split over pieces; what is not a tag
 * is handed on byte for byte, the tags themselves are dropped.
 *
 * A <think> counts only at the text's start, after white space at most, so that an answer may
 * speak of the tag; so does a </think>, which ends a thinking that was empty.  Some models'
 * templates open the thinking themselves, and their text begins inside it with only </think> to
 * come.  The text does not show that, so the caller says it with starts_in_thinking(); then
 * the text is held back, up to ASKCAM_THINK_HELD_BYTES:
 * - </think> comes: what was held was thinking;
 * - the text ends whole without one: it was the answer;
 * - it outgrows the bound, breaks off, or was cut for its length: it was thinking.
 */
#ifndef ASKCAM_THINK_SPLIT_H
#define ASKCAM_THINK_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text_out.h"

enum { ASKCAM_THINK_HELD_BYTES = 8192 };

/* Splitter state, in the caller's memory; fields belong to think_split.c. */
struct askcam_think_split {
    struct askcam_text_out out;
    uint8_t state;
    uint8_t matched_bytes; /* of the tag that is looked for */
    bool starts_in_thinking;
    bool closing; /* … which is </think> */
    size_t held_bytes;
    char held[ASKCAM_THINK_HELD_BYTES];
};

/* Start a new text.  Cannot fail. */
void askcam_think_split_init(struct askcam_think_split *split, struct askcam_text_out out);

/* The model may begin inside its thinking; before the first push. */
void askcam_think_split_starts_in_thinking(struct askcam_think_split *split);

/* Thinking came in a field of its own: the text is the answer after all. */
enum askcam_status askcam_think_split_no_hold(struct askcam_think_split *split);

/* The next piece, whole characters. */
enum askcam_status askcam_think_split_push(struct askcam_think_split *split, const char *text,
                                           size_t text_bytes);

/* The text is over; `whole` if it ended as it should and was not cut for its length. */
enum askcam_status askcam_think_split_finish(struct askcam_think_split *split, bool whole);

#endif
