/* SPDX-License-Identifier: MIT */
/*
 * history.h - what was said in a conversation, within a bound.
 *
 * For: `chat`, which sends earlier turns along as text.  Questions and answers come in pairs; when
 * a bound is reached the oldest pair goes first.  Thinking is never kept.
 */
#ifndef ASKCAM_HISTORY_H
#define ASKCAM_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "chat_request.h"

enum {
    HISTORY_PAIRS = 32,
    HISTORY_BYTES = 64 * 1024, /* of all texts */
};

struct history {
    size_t texts_count;               /* question, answer, question, answer, … */
    size_t starts[2 * HISTORY_PAIRS]; /* in text[]; each text ends with '\0' */
    size_t used_bytes;
    unsigned dropped;                                 /* pairs that had to go since history_ask() */
    bool answer_cut;                                  /* the last answer did not fit, even alone */
    struct askcam_chat_turn turns[2 * HISTORY_PAIRS]; /* made by history_turns() */
    char text[HISTORY_BYTES];
};

/* Begins a pair; question is shorter than half of HISTORY_BYTES. */
void history_ask(struct history *history, const char *question);

/* A piece of the answer to the last question. */
void history_hear(struct history *history, const char *text, size_t text_bytes);

/* The last question got no whole answer: both are forgotten. */
void history_undo(struct history *history);

/* Forgets everything. */
void history_clear(struct history *history);

/* All whole pairs before the last question, to be sent along; valid until the next call. */
const struct askcam_chat_turn *history_turns(struct history *history, size_t *count);

#endif
