/* SPDX-License-Identifier: MIT */
/*
 * conversation.h - the earlier questions and answers of a conversation, within a bound.
 *
 * For: a chat, which sends earlier turns along as text.  Questions and answers come in pairs; when
 * a bound is reached the oldest pair is dropped.  Thinking is never kept.
 * Must not know: pictures, requests, where the texts come from.
 */
#ifndef ASKCAM_CONVERSATION_H
#define ASKCAM_CONVERSATION_H

#include <stdbool.h>
#include <stddef.h>

#include "chat_request.h"

enum {
    ASKCAM_CONVERSATION_TURNS = 32,        /* pairs of a question and an answer */
    ASKCAM_CONVERSATION_BYTES = 64 * 1024, /* of all texts */
};

/* In the caller's memory, about 68 KB; zeroed is empty. */
struct askcam_conversation {
    size_t texts_count;                           /* question, answer, question, answer, ... */
    size_t starts[2 * ASKCAM_CONVERSATION_TURNS]; /* in text[]; each text ends with '\0' */
    size_t used_bytes;
    unsigned dropped; /* pairs dropped since the last askcam_conversation_ask() */
    bool answer_cut;  /* the last answer did not fit, even alone */
    struct askcam_chat_turn turns[2 * ASKCAM_CONVERSATION_TURNS]; /* of ..._turns() */
    char text[ASKCAM_CONVERSATION_BYTES];
};

/* Starts a pair.  The question is shorter than half of ASKCAM_CONVERSATION_BYTES. */
void askcam_conversation_ask(struct askcam_conversation *conversation, const char *question);

/* Appends to the answer to the last question. */
void askcam_conversation_answer(struct askcam_conversation *conversation, const char *text,
                                size_t text_bytes);

/* Drops the last question and what there is of its answer, because it failed. */
void askcam_conversation_undo(struct askcam_conversation *conversation);

/* Drops everything. */
void askcam_conversation_clear(struct askcam_conversation *conversation);

/* All complete pairs before the last question, to be sent along; valid until the next call. */
const struct askcam_chat_turn *askcam_conversation_turns(struct askcam_conversation *conversation,
                                                         size_t *count);

#endif
