/* SPDX-License-Identifier: MIT */
/*
 * chat_event.c - see chat_event.h.
 *
 * Text is handed on while the event arrives; its finish reason, usage and errors count once the
 * event is whole.
 */
#include "chat_event.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "chat_state.h"
#include "chat_text.h"
#include "chat_value.h"
#include "glob.h"
#include "server_text.h"
#include "usage.h"

enum lead { /* what an event's data begins like */
            LEAD_OPEN,
            LEAD_JSON,
            LEAD_PLAIN, /* of an event that says it is an error */
            LEAD_DONE,
            LEAD_BAD, /* it is not JSON */
};

static const char DONE[] = "[DONE]";
static const char AGAIN[] = "data:"; /* broken proxies send "data: data: {…}" */

void askcam_chat_event_init(struct askcam_chat_reply *reply)
{
    reply->event = (struct askcam_chat_event){.lead = LEAD_OPEN};
    askcam_usage_clear(&reply->event.usage);
    askcam_json_init(&reply->scan, &reply->paths, askcam_chat_on_value, reply);
    reply->scan.keeps_halves = true; /* for text; else they become U+FFFD where they are kept */
}

static void note_last(struct askcam_chat_reply *reply, const char *bytes, size_t bytes_len)
{
    for (size_t i = bytes_len; i > 0; i--) {
        if (bytes[i - 1] == '\0' || strchr(" \t\r\n", bytes[i - 1]) == NULL) {
            reply->event.last = bytes[i - 1];
            break;
        }
    }
}

enum askcam_status askcam_chat_scan(struct askcam_chat_reply *reply, const char *bytes,
                                    size_t bytes_len)
{
    note_last(reply, bytes, bytes_len);
    return askcam_json_push(&reply->scan, bytes, bytes_len);
}

/* After a bracket, the end of the text passes nothing on: finish() on a copy of the scanner has no
 * effect but its result. */
bool askcam_chat_is_whole(const struct askcam_chat_reply *reply)
{
    struct askcam_json copy;

    if (reply->event.last != '}' && reply->event.last != ']') {
        return false;
    }
    copy = reply->scan;
    return askcam_json_finish(&copy) == ASKCAM_OK;
}

/* The data is not JSON; what that means is known once the event is whole, with its name. */
static void set_bad(struct askcam_chat_reply *reply)
{
    reply->event.is_bad = true;
    reply->event.lead = LEAD_BAD;
}

static enum askcam_status not_json(struct askcam_chat_reply *reply)
{
    if (askcam_chat_is_error(reply)) { /* the status decides */
        return ASKCAM_OK;
    }
    if (reply->end == ASKCAM_CHAT_FINISHED) { /* the answer is whole: what follows cannot undo it */
        reply->end = ASKCAM_CHAT_DONE;
        return ASKCAM_ERR_STOPPED;
    }
    return askcam_chat_fail(reply, ASKCAM_ERR_PROTOCOL, "an event of the stream is not JSON",
                            "check --base-url and --api");
}

static enum askcam_status unless_bad(struct askcam_chat_reply *reply, enum askcam_status status)
{
    if (status == ASKCAM_ERR_PROTOCOL && !reply->callback_failed && reply->status == ASKCAM_OK) {
        set_bad(reply);
        return ASKCAM_OK;
    }
    return status;
}

static enum askcam_status push_json(struct askcam_chat_reply *reply, const char *bytes,
                                    size_t bytes_len)
{
    return unless_bad(reply, askcam_chat_scan(reply, bytes, bytes_len));
}

/* The same for data that begins with its JSON, and mostly is all of it. */
static enum askcam_status push_first(struct askcam_chat_reply *reply, const char *bytes,
                                     size_t bytes_len)
{
    reply->event.lead = LEAD_JSON;
    note_last(reply, bytes, bytes_len);
    return unless_bad(reply, askcam_json_push_alike(&reply->scan, &reply->memo, bytes, bytes_len));
}

/* Of an error body all bytes are taken already, where they come in. */
static void take_plain(struct askcam_chat_reply *reply, const char *bytes, size_t bytes_len)
{
    if (!askcam_chat_is_error(reply)) {
        askcam_api_error_take_plain(&reply->api_error, bytes, bytes_len);
    }
}

/* The data's first bytes are neither [DONE] nor a second "data:". */
static enum askcam_status settle_lead(struct askcam_chat_reply *reply)
{
    struct askcam_chat_event *const event = &reply->event;
    const bool is_json = event->lead_text[0] == '{' || !event->is_error;

    event->lead = is_json ? LEAD_JSON : LEAD_PLAIN;
    return is_json ? push_json(reply, event->lead_text, event->lead_bytes) : ASKCAM_OK;
}

static enum askcam_status on_lead(struct askcam_chat_reply *reply, char byte)
{
    struct askcam_chat_event *const event = &reply->event;

    if (event->lead_bytes == 0 && strchr(" \t\n", byte) != NULL) {
        return ASKCAM_OK;
    }
    assert(event->lead_bytes < sizeof event->lead_text);
    event->lead_text[event->lead_bytes++] = byte;
    const size_t bytes = event->lead_bytes;
    if (memcmp(event->lead_text, DONE, bytes) == 0) {
        event->lead = bytes == sizeof DONE - 1 ? LEAD_DONE : LEAD_OPEN;
        return ASKCAM_OK;
    }
    if (memcmp(event->lead_text, AGAIN, bytes) == 0) {
        event->lead_bytes = bytes == sizeof AGAIN - 1 ? 0 : event->lead_bytes;
        return ASKCAM_OK;
    }
    return settle_lead(reply);
}

enum askcam_status askcam_chat_on_data(void *ctx, const char *bytes, size_t bytes_len)
{
    struct askcam_chat_reply *const reply = ctx;
    struct askcam_chat_event *const event = &reply->event;
    enum askcam_status status = ASKCAM_OK;

    if (event->is_other) {
        return ASKCAM_OK;
    }
    take_plain(reply, bytes, bytes_len);
    if (event->lead == LEAD_OPEN && event->lead_bytes == 0 && bytes_len > 0 && *bytes == '{') {
        return push_first(reply, bytes, bytes_len);
    }
    while (bytes_len > 0 && event->lead == LEAD_OPEN && status == ASKCAM_OK) {
        status = on_lead(reply, *bytes);
        bytes++;
        bytes_len--;
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    if (event->lead == LEAD_DONE) { /* now, even if the line's end never comes */
        if (askcam_chat_is_error(reply)) {
            return ASKCAM_OK;
        }
        reply->end = ASKCAM_CHAT_DONE;
        return ASKCAM_ERR_STOPPED;
    }
    return bytes_len > 0 && event->lead == LEAD_JSON ? push_json(reply, bytes, bytes_len)
                                                     : ASKCAM_OK;
}

static bool is_error(struct askcam_chat_reply *reply)
{
    const struct askcam_chat_event *const event = &reply->event;

    return askcam_api_error_is_named(&reply->api_error) || event->is_error ||
           event->status >= 300 || askcam_chat_has_hidden_error(reply) ||
           (!event->has_choice && !event->has_text && askcam_api_error_is_flat(&reply->api_error));
}

static void commit_usage(struct askcam_chat_reply *reply)
{
    const struct askcam_chat_event *const event = &reply->event;
    const bool says = askcam_usage_says_something(&event->usage);

    if (says) {
        reply->result.usage = event->usage;
    }
    if (event->has_text) {
        reply->usage_ends = false;
    } else if (says && !event->has_choice) {
        reply->usage_ends = true;
    }
}

/* The event is whole. */
static enum askcam_status commit(struct askcam_chat_reply *reply)
{
    struct askcam_chat_event *const event = &reply->event;

    if (askcam_chat_is_error(reply)) {
        if (!askcam_api_error_has_words(&reply->api_error)) {
            return ASKCAM_OK;
        }
        reply->end = ASKCAM_CHAT_DONE; /* it has been said; what follows may never come */
        return ASKCAM_ERR_STOPPED;
    }
    const enum askcam_status status = askcam_chat_end_text(reply);
    if (status != ASKCAM_OK) {
        return status;
    }
    commit_usage(reply);
    reply->had_choice =
        reply->had_choice || event->has_choice || event->has_text || reply->usage_ends;
    if (event->finish_reason[0] != '\0') {
        memcpy(reply->result.finish_reason, event->finish_reason, sizeof event->finish_reason);
        reply->end = ASKCAM_CHAT_FINISHED;
    }
    return is_error(reply) ? askcam_chat_raise(reply) : ASKCAM_OK;
}

enum askcam_status askcam_chat_on_json(struct askcam_chat_reply *reply)
{
    const enum askcam_status status = commit(reply);

    reply->is_json_whole = true;
    reply->end = ASKCAM_CHAT_DONE;
    return status == ASKCAM_ERR_STOPPED && !reply->callback_failed ? ASKCAM_OK : status;
}

/* The event's data ends where it should not. */
static bool is_cut(struct askcam_chat_reply *reply)
{
    const struct askcam_chat_event *const event = &reply->event;

    return event->lead == LEAD_OPEN
               ? event->lead_bytes > 0
               : event->lead == LEAD_JSON && askcam_json_finish(&reply->scan) != ASKCAM_OK;
}

/* The list of names, split by ", ", has the name. */
static bool has_name(const char *names, const char *name)
{
    const size_t bytes = strlen(name);

    while (names[0] != '\0') {
        const size_t element = strcspn(names, ",");
        if (element == bytes && memcmp(names, name, bytes) == 0) {
            return true;
        }
        names += element;
        names += strspn(names, ", ");
    }
    return false;
}

/* Names the event, once, for the error if no answer comes. */
static void pass_over(struct askcam_chat_reply *reply)
{
    char *const names = reply->passed_over;
    const size_t at = strlen(names);
    const char *const comma = at == 0 ? "" : ", ";

    if (!has_name(names, reply->event_name) &&
        at + strlen(comma) + strlen(reply->event_name) < sizeof reply->passed_over) {
        (void)snprintf(names + at, sizeof reply->passed_over - at, "%s%s", comma,
                       reply->event_name);
    }
}

static enum askcam_status end_event(struct askcam_chat_reply *reply)
{
    struct askcam_chat_event *const event = &reply->event;
    enum askcam_status status = ASKCAM_OK;

    if (event->is_other) {
        pass_over(reply);
        return ASKCAM_OK;
    }
    if (event->lead == LEAD_OPEN && event->lead_bytes > 0) {
        status = settle_lead(reply);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    if (event->is_bad ||
        (event->lead == LEAD_JSON && askcam_json_finish(&reply->scan) != ASKCAM_OK)) {
        return not_json(reply);
    }
    /* Without data it is not an event; a status that was named decides all the same. */
    return event->lead != LEAD_OPEN || event->status >= 300 ? commit(reply) : ASKCAM_OK;
}

enum askcam_status askcam_chat_on_event(void *ctx)
{
    struct askcam_chat_reply *const reply = ctx;

    if (reply->event.lead == LEAD_JSON && !reply->at_end) {
        askcam_json_drain(&reply->scan); /* of an event that is whole, nothing */
    }
    if (reply->at_end && is_cut(reply)) {
        return ASKCAM_OK; /* cut by the connection: it does not count */
    }
    const enum askcam_status status = end_event(reply);
    if (status == ASKCAM_OK) {
        askcam_chat_on_no_event(reply);
    }
    return status;
}

void askcam_chat_on_no_event(void *ctx)
{
    struct askcam_chat_reply *const reply = ctx;

    askcam_chat_event_init(reply);
    if (!askcam_chat_is_error(reply)) {
        askcam_api_error_clear(&reply->api_error);
    }
}

/* The number at the end of a text such as HTTP_STATUS/429, or 0. */
static int status_in(const char *text)
{
    int status = 0;

    for (; *text >= '0' && *text <= '9' && status < 1000; text++) {
        status = status * 10 + (*text - '0');
    }
    return *text == '\0' && status >= 100 && status <= 599 ? status : 0;
}

/* An answer comes in events without a name or of these; any other is of something else. */
static void take_name(struct askcam_chat_reply *reply, const char *value)
{
    struct askcam_chat_event *const event = &reply->event;

    event->is_error = strcmp(value, "error") == 0;
    event->is_other = !event->is_error && value[0] != '\0' && strcmp(value, "message") != 0 &&
                      strcmp(value, "result") != 0;
    askcam_server_text(reply->event_name, sizeof reply->event_name, value, strlen(value),
                       reply->secret);
}

enum askcam_status askcam_chat_on_field(void *ctx, const char *name, const char *value)
{
    static const char comment[] = "HTTP_STATUS/";
    struct askcam_chat_reply *const reply = ctx;
    struct askcam_chat_event *const event = &reply->event;

    if (name[0] == '\0' && askcam_text_begins(value, comment)) {
        event->status = status_in(value + sizeof comment - 1);
    } else if (strcmp(name, "status") == 0) {
        event->status = status_in(value);
    } else if (strcmp(name, "event") == 0) {
        take_name(reply, value);
    } else if (strcmp(name, "error") == 0) { /* llama.cpp's: what follows is the error */
        event->is_error = true;
    }
    return ASKCAM_OK;
}
