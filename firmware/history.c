/* SPDX-License-Identifier: MIT */
/*
 * history.c - see history.h.
 *
 * text[0..used_bytes) holds the texts one after the other; the last one is being written, and its
 * '\0' is always there.
 */
#include "history.h"

#include <assert.h>
#include <string.h>

/* Forgets the oldest question and its answer. */
static void drop_pair(struct history *history)
{
    assert(history->texts_count >= 2);
    const size_t cut = history->texts_count > 2 ? history->starts[2] : history->used_bytes;

    memmove(history->text, history->text + cut, history->used_bytes - cut);
    history->used_bytes -= cut;
    history->texts_count -= 2;
    for (size_t i = 0; i < history->texts_count; i++) {
        history->starts[i] = history->starts[i + 2] - cut;
    }
    history->dropped++;
}

static size_t room(const struct history *history)
{
    return sizeof history->text - history->used_bytes;
}

/* Begins a text with its '\0'. */
static void begin_text(struct history *history)
{
    history->starts[history->texts_count++] = history->used_bytes;
    history->text[history->used_bytes++] = '\0';
}

/* Lengthens the last text, dropping old pairs for it; false if it does not fit even alone. */
static bool append(struct history *history, const char *text, size_t text_bytes)
{
    while (room(history) < text_bytes && history->texts_count > 2) {
        drop_pair(history);
    }
    if (room(history) < text_bytes) {
        return false;
    }
    memcpy(history->text + history->used_bytes - 1, text, text_bytes);
    history->used_bytes += text_bytes;
    history->text[history->used_bytes - 1] = '\0';
    return true;
}

void history_ask(struct history *history, const char *question)
{
    const size_t question_bytes = strlen(question);
    const size_t need_bytes = question_bytes + 2; /* two '\0' */

    assert(history->texts_count % 2 == 0 && need_bytes < HISTORY_BYTES);
    history->dropped = 0;
    history->answer_cut = false;
    while (history->texts_count > 0 &&
           (history->texts_count == 2 * (size_t)HISTORY_PAIRS || room(history) < need_bytes)) {
        drop_pair(history);
    }
    begin_text(history);
    (void)append(history, question, question_bytes); /* there is room now */
    begin_text(history);
}

void history_hear(struct history *history, const char *text, size_t text_bytes)
{
    if (!history->answer_cut) {
        history->answer_cut = !append(history, text, text_bytes);
    }
}

void history_undo(struct history *history)
{
    assert(history->texts_count >= 2);
    history->texts_count -= 2;
    history->used_bytes = history->starts[history->texts_count];
}

void history_clear(struct history *history)
{
    history->texts_count = 0;
    history->used_bytes = 0;
}

const struct askcam_chat_turn *history_turns(struct history *history, size_t *count)
{
    assert(history->texts_count >= 2);
    *count = history->texts_count - 2;
    for (size_t i = 0; i < *count; i++) {
        history->turns[i] = (struct askcam_chat_turn){.role = i % 2 == 0 ? "user" : "assistant",
                                                      .text = history->text + history->starts[i]};
    }
    return history->turns;
}
