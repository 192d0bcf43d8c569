/* SPDX-License-Identifier: MIT */
/*
 * conversation.c - see conversation.h.
 *
 * text[0..used_bytes) holds the texts one after the other; the last one is being written, and its
 * '\0' is always there.
 */
#include "conversation.h"

#include <assert.h>
#include <string.h>

/* Drops the oldest question and its answer. */
static void drop_pair(struct askcam_conversation *conversation)
{
    assert(conversation->texts_count >= 2);
    const size_t cut =
        conversation->texts_count > 2 ? conversation->starts[2] : conversation->used_bytes;

    memmove(conversation->text, conversation->text + cut, conversation->used_bytes - cut);
    conversation->used_bytes -= cut;
    conversation->texts_count -= 2;
    for (size_t i = 0; i < conversation->texts_count; i++) {
        conversation->starts[i] = conversation->starts[i + 2] - cut;
    }
    conversation->dropped++;
}

static size_t free_bytes(const struct askcam_conversation *conversation)
{
    return sizeof conversation->text - conversation->used_bytes;
}

/* Starts a text with its '\0'. */
static void start_text(struct askcam_conversation *conversation)
{
    conversation->starts[conversation->texts_count++] = conversation->used_bytes;
    conversation->text[conversation->used_bytes++] = '\0';
}

/* Appends to the last text and drops old pairs if it must; false if it does not fit even alone. */
static bool append(struct askcam_conversation *conversation, const char *text, size_t text_bytes)
{
    while (free_bytes(conversation) < text_bytes && conversation->texts_count > 2) {
        drop_pair(conversation);
    }
    if (free_bytes(conversation) < text_bytes) {
        return false;
    }
    memcpy(conversation->text + conversation->used_bytes - 1, text, text_bytes);
    conversation->used_bytes += text_bytes;
    conversation->text[conversation->used_bytes - 1] = '\0';
    return true;
}

void askcam_conversation_ask(struct askcam_conversation *conversation, const char *question)
{
    const size_t question_bytes = strlen(question);
    const size_t need_bytes = question_bytes + 2; /* two '\0' */

    assert(conversation->texts_count % 2 == 0 && need_bytes < ASKCAM_CONVERSATION_BYTES);
    conversation->dropped = 0;
    conversation->answer_cut = false;
    while (conversation->texts_count > 0 &&
           (conversation->texts_count == 2 * (size_t)ASKCAM_CONVERSATION_TURNS ||
            free_bytes(conversation) < need_bytes)) {
        drop_pair(conversation);
    }
    start_text(conversation);
    (void)append(conversation, question, question_bytes); /* it fits now */
    start_text(conversation);
}

void askcam_conversation_answer(struct askcam_conversation *conversation, const char *text,
                                size_t text_bytes)
{
    if (!conversation->answer_cut) {
        conversation->answer_cut = !append(conversation, text, text_bytes);
    }
}

void askcam_conversation_undo(struct askcam_conversation *conversation)
{
    assert(conversation->texts_count >= 2);
    conversation->texts_count -= 2;
    conversation->used_bytes = conversation->starts[conversation->texts_count];
}

void askcam_conversation_clear(struct askcam_conversation *conversation)
{
    conversation->texts_count = 0;
    conversation->used_bytes = 0;
}

const struct askcam_chat_turn *askcam_conversation_turns(struct askcam_conversation *conversation,
                                                         size_t *count)
{
    assert(conversation->texts_count >= 2);
    *count = conversation->texts_count - 2;
    for (size_t i = 0; i < *count; i++) {
        conversation->turns[i] =
            (struct askcam_chat_turn){.role = i % 2 == 0 ? "user" : "assistant",
                                      .text = conversation->text + conversation->starts[i]};
    }
    return conversation->turns;
}
