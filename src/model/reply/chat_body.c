/* SPDX-License-Identifier: MIT */
/* chat_body.c - see chat_body.h. */
#include "chat_body.h"

#include <string.h>

#include "chat_event.h"
#include "chat_state.h"

void askcam_chat_body_init(struct askcam_chat_reply *reply)
{
    const struct askcam_sse_callbacks events = {
        .ctx = reply,
        .data = askcam_chat_on_data,
        .event = askcam_chat_on_event,
        .field = askcam_chat_on_field,
    };

    askcam_sse_init(&reply->sse, &events);
    askcam_chat_event_init(reply);
}

/* What may stand before a body of any kind: a byte order mark and white space. */
static bool is_before_body(char byte)
{
    return byte != '\0' && strchr("\xEF\xBB\xBF \t\r\n", byte) != NULL;
}

static enum askcam_status settle_body(struct askcam_chat_reply *reply, char first)
{
    if (first == '{' || first == '[') {
        reply->body = ASKCAM_BODY_JSON;
    } else if (first != '<') {
        reply->body = ASKCAM_BODY_EVENTS;
    } else if (askcam_chat_is_error(reply)) {
        reply->body = ASKCAM_BODY_NOTHING;
    } else {
        return askcam_chat_fail(reply, ASKCAM_ERR_PROTOCOL, "a page of HTML instead of an answer",
                                "check --base-url; a proxy may have answered");
    }
    return ASKCAM_OK;
}

/* Pieces end with each bracket that may be the text's last: what follows it is ignored. */
static size_t piece_bytes(const char *bytes, size_t bytes_len)
{
    size_t at = 0;

    while (at < bytes_len && bytes[at] != '}' && bytes[at] != ']') {
        at++;
    }
    return at < bytes_len ? at + 1 : bytes_len;
}

static enum askcam_status push_json_piece(struct askcam_chat_reply *reply, const char *bytes,
                                          size_t bytes_len)
{
    const enum askcam_status status = askcam_chat_scan(reply, bytes, bytes_len);

    if (status == ASKCAM_OK) {
        return askcam_chat_is_whole(reply) ? askcam_chat_on_json(reply) : ASKCAM_OK;
    }
    if (status != ASKCAM_ERR_PROTOCOL || reply->callback_failed || reply->status != ASKCAM_OK) {
        return status;
    }
    if (askcam_chat_is_error(reply)) {
        reply->body = ASKCAM_BODY_NOTHING;
        return ASKCAM_OK;
    }
    return askcam_chat_fail(reply, ASKCAM_ERR_PROTOCOL, "its body is not JSON",
                            "check --base-url and --api");
}

static enum askcam_status push_json(struct askcam_chat_reply *reply, const char *bytes,
                                    size_t bytes_len)
{
    enum askcam_status status = ASKCAM_OK;

    while (bytes_len > 0 && status == ASKCAM_OK && reply->end != ASKCAM_CHAT_DONE &&
           reply->body == ASKCAM_BODY_JSON) {
        const size_t piece = piece_bytes(bytes, bytes_len);
        status = push_json_piece(reply, bytes, piece);
        bytes += piece;
        bytes_len -= piece;
    }
    return status;
}

static enum askcam_status push_events(struct askcam_chat_reply *reply, const char *bytes,
                                      size_t bytes_len)
{
    if (askcam_chat_is_error(reply)) {
        askcam_api_error_take_plain(&reply->api_error, bytes, bytes_len);
    }
    return askcam_chat_unless_done(reply, askcam_sse_push(&reply->sse, bytes, bytes_len));
}

enum askcam_status askcam_chat_body_push(struct askcam_chat_reply *reply, const char *bytes,
                                         size_t bytes_len)
{
    enum askcam_status status = ASKCAM_OK;

    if (reply->body == ASKCAM_BODY_UNKNOWN) {
        while (bytes_len > 0 && is_before_body(*bytes)) {
            bytes++;
            bytes_len--;
        }
        if (bytes_len > 0) {
            status = settle_body(reply, *bytes);
        }
    }
    if (status != ASKCAM_OK || bytes_len == 0) {
        return status;
    }
    switch (reply->body) {
    case ASKCAM_BODY_JSON:
        return push_json(reply, bytes, bytes_len);
    case ASKCAM_BODY_EVENTS:
        return push_events(reply, bytes, bytes_len);
    default:
        return ASKCAM_OK;
    }
}

/*
 * The scanner gathers text before it hands it on; a quote makes it hand on what it has of a
 * string that the connection cut.  A JSON text that is whole is not touched.
 */
static void end_string(struct askcam_chat_reply *reply)
{
    if (!askcam_chat_is_whole(reply)) {
        (void)askcam_json_push(&reply->scan, "\"", 1);
    }
}

/* What the parsers still hold is the body's last event, or all of a JSON text. */
enum askcam_status askcam_chat_body_end(struct askcam_chat_reply *reply)
{
    reply->at_end = true;
    if (reply->end == ASKCAM_CHAT_DONE) {
        return ASKCAM_OK;
    }
    end_string(reply);
    if (askcam_chat_is_error(reply)) {
        (void)askcam_sse_finish(&reply->sse); /* the status decides, whatever this says */
        return ASKCAM_OK;
    }
    if (reply->body != ASKCAM_BODY_EVENTS || reply->callback_failed) {
        return reply->callback_failed ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
    }
    return askcam_chat_unless_done(reply, askcam_sse_finish(&reply->sse));
}
