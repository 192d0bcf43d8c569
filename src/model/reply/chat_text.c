/* SPDX-License-Identifier: MIT */
/*
 * chat_text.c - see chat_text.h.
 *
 * scanner -> surrogates -> cumulative (DashScope's events only) -> think_split (answer only)
 * -> callbacks
 */
#include "chat_text.h"

#include <string.h>

#include "chat_state.h"
#include "dialect.h"
#include "utf8.h"

/* White space alone answers nothing. */
static bool has_ink(const char *text, size_t text_bytes)
{
    for (size_t i = 0; i < text_bytes; i++) {
        if (text[i] != ' ' && text[i] != '\n' && text[i] != '\r' && text[i] != '\t') {
            return true;
        }
    }
    return false;
}

static enum askcam_status deliver(void *ctx, bool is_thinking, const char *text, size_t text_bytes)
{
    struct askcam_chat_reply *const reply = ctx;
    const struct askcam_chat_callbacks *const callbacks = &reply->callbacks;

    *(is_thinking ? &reply->result.thinking_bytes : &reply->result.answer_bytes) += text_bytes;
    reply->has_answer = reply->has_answer || (!is_thinking && has_ink(text, text_bytes));
    const enum askcam_status status = is_thinking
                                          ? callbacks->thinking(callbacks->ctx, text, text_bytes)
                                          : callbacks->answer(callbacks->ctx, text, text_bytes);
    reply->callback_failed = reply->callback_failed || status != ASKCAM_OK;
    return status;
}

/* An increment: thinking has a field of its own, the answer's text may hold more. */
static enum askcam_status on_increment(void *ctx, bool is_thinking, const char *text,
                                       size_t text_bytes)
{
    struct askcam_chat_reply *const reply = ctx;

    if (!is_thinking) {
        return askcam_think_split_push(&reply->split, text, text_bytes);
    }
    const enum askcam_status status = askcam_think_split_no_hold(&reply->split);
    return status == ASKCAM_OK ? deliver(reply, true, text, text_bytes) : status;
}

static bool may_be_cumulative(const struct askcam_chat_reply *reply)
{
    return reply->api == ASKCAM_API_DASHSCOPE && reply->body == ASKCAM_BODY_EVENTS;
}

static enum askcam_status on_whole(void *ctx, bool is_thinking, const char *text, size_t text_bytes)
{
    struct askcam_chat_reply *const reply = ctx;

    return may_be_cumulative(reply)
               ? askcam_cumulative_push(&reply->cumulative, is_thinking, text, text_bytes)
               : on_increment(reply, is_thinking, text, text_bytes);
}

void askcam_chat_text_init(struct askcam_chat_reply *reply)
{
    askcam_surrogates_init(&reply->surrogates, (struct askcam_text_out){on_whole, reply});
    askcam_think_split_init(&reply->split, (struct askcam_text_out){deliver, reply});
    askcam_cumulative_init(&reply->cumulative, (struct askcam_text_out){on_increment, reply});
}

/*
 * A character that the connection cut has become U+FFFD, or half of a pair: it is not part of the
 * text.
 */
static size_t bytes_of(const struct askcam_chat_reply *reply, const struct askcam_json_value *value)
{
    const size_t bytes = value->text_bytes;

    if (!reply->at_end || bytes < ASKCAM_UTF8_REPLACEMENT_BYTES) {
        return bytes;
    }
    const char *const tail = value->text + bytes - ASKCAM_UTF8_REPLACEMENT_BYTES;
    const bool is_broken =
        memcmp(tail, ASKCAM_UTF8_REPLACEMENT, ASKCAM_UTF8_REPLACEMENT_BYTES) == 0 ||
        askcam_surrogates_is_half(tail, ASKCAM_UTF8_REPLACEMENT_BYTES);
    return is_broken ? bytes - ASKCAM_UTF8_REPLACEMENT_BYTES : bytes;
}

/*
 * A cumulative text repeats the character whose first half ended the event before, now whole: the
 * half is void.
 */
static void drop_repeated_half(struct askcam_chat_reply *reply, bool is_thinking, const char *text,
                               size_t text_bytes)
{
    if (reply->surrogates.high != 0 && may_be_cumulative(reply) &&
        !askcam_surrogates_completes(text, text_bytes) &&
        askcam_cumulative_repeats(&reply->cumulative, is_thinking, text, text_bytes)) {
        reply->surrogates.high = 0;
    }
}

static enum askcam_status checked(struct askcam_chat_reply *reply, enum askcam_status status)
{
    if (status == ASKCAM_OK || reply->callback_failed) {
        return status;
    }
    return askcam_chat_fail(reply, ASKCAM_ERR_PROTOCOL,
                            "the stream repeats its text, but not as it was",
                            "try --no-stream, or report it with -v -v");
}

enum askcam_status askcam_chat_take_text(struct askcam_chat_reply *reply, bool is_thinking,
                                         const struct askcam_json_value *value)
{
    struct askcam_chat_event *const event = &reply->event;
    uint8_t *const meaning = is_thinking ? &event->thinking_meaning : &event->answer_meaning;

    const size_t text_bytes = bytes_of(reply, value);

    if (value->type != ASKCAM_JSON_STRING || text_bytes == 0 ||
        (reply->had_delta && value->id >= ASKCAM_MEANS_OF_MESSAGE)) {
        return ASKCAM_OK;
    }
    if (*meaning == 0) { /* the first field with text in it */
        *meaning = (uint8_t)value->id;
    } else if (*meaning != value->id) {
        return ASKCAM_OK; /* the same text once more */
    }
    reply->content_events += !event->has_text;
    event->has_text = true;
    if (value->first) {
        drop_repeated_half(reply, is_thinking, value->text, text_bytes);
    }
    return checked(
        reply, askcam_surrogates_push(&reply->surrogates, is_thinking, value->text, text_bytes));
}

enum askcam_status askcam_chat_end_text(struct askcam_chat_reply *reply)
{
    const bool finished = reply->event.finish_reason[0] != '\0';

    return may_be_cumulative(reply) ? askcam_cumulative_event(&reply->cumulative, finished)
                                    : ASKCAM_OK;
}

enum askcam_status askcam_chat_drain_text(struct askcam_chat_reply *reply, bool whole)
{
    if (reply->callback_failed) {
        return ASKCAM_OK;
    }
    if (reply->end == ASKCAM_CHAT_OPEN && !reply->usage_ends) {
        reply->surrogates.high = 0; /* the connection cut the character */
    }
    enum askcam_status status = askcam_surrogates_finish(&reply->surrogates);
    if (status != ASKCAM_OK) {
        return status;
    }
    status = askcam_cumulative_finish(&reply->cumulative);
    return status == ASKCAM_OK ? askcam_think_split_finish(&reply->split, whole) : status;
}
