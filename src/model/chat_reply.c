/* SPDX-License-Identifier: MIT */
/* chat_reply.c - see chat_reply.h: the head, what kind of body follows, and where its bytes go. */
#include "chat_reply.h"

#include <assert.h>
#include <string.h>

#include "chat_inside.h"
#include "dialect.h"
#include "glob.h"
#include "retry_after.h"
#include "usage.h"

enum askcam_status askcam_chat_fail(struct askcam_chat_reply *reply, enum askcam_status kind,
                                    const char *why, const char *hint)
{
    reply->status = kind;
    return askcam_fail(reply->err, kind, (struct askcam_error_context){"the reply", hint}, "%s",
                       why);
}

enum askcam_status askcam_chat_raise(struct askcam_chat_reply *reply)
{
    const struct askcam_api_error_at at = {
        .http_status = reply->http_status,
        .event_status = reply->event.status,
        .retry_after_ms = reply->retry_after_ms,
        .location = reply->location,
    };

    reply->end = ASKCAM_CHAT_DONE;
    reply->status = askcam_api_error_report(&reply->api_error, &reply->paths, &at, reply->err);
    reply->result.limit = askcam_api_error_limit_of(&reply->api_error);
    return reply->status;
}

void askcam_chat_reply_init(struct askcam_chat_reply *reply, enum askcam_api api, bool streamed,
                            const struct askcam_chat_callbacks *callbacks, struct askcam_error *err)
{
    const struct askcam_sse_callbacks events = {
        .ctx = reply,
        .data = askcam_chat_on_data,
        .event = askcam_chat_on_event,
        .field = askcam_chat_on_field,
    };
    size_t rows_count = 0;
    const struct askcam_json_path *const rows = askcam_dialect(api, &rows_count);

    assert(callbacks->thinking != NULL && callbacks->answer != NULL);
    memset(reply, 0, offsetof(struct askcam_chat_reply, sse));
    reply->api = api;
    reply->streamed = streamed;
    reply->callbacks = *callbacks;
    reply->err = err;
    askcam_usage_clear(&reply->result.usage);
    askcam_api_error_clear(&reply->api_error);
    askcam_sse_init(&reply->sse, &events);
    askcam_json_paths_init(&reply->paths, rows, rows_count);
    askcam_chat_text_init(reply);
    askcam_chat_event_init(reply);
}

void askcam_chat_reply_starts_in_thinking(struct askcam_chat_reply *reply)
{
    askcam_think_split_starts_in_thinking(&reply->split);
}

static bool is_plain_encoding(const char *encoding)
{
    return encoding[0] == '\0' ||
           (askcam_text_begins(encoding, "identity") && strlen(encoding) == strlen("identity"));
}

enum askcam_status askcam_chat_reply_head(struct askcam_chat_reply *reply,
                                          const struct askcam_http_head *head)
{
    reply->has_head = true;
    reply->http_status = head->status;
    reply->partial = head->partial;
    reply->retry_after_ms = askcam_http_retry_after_ms(head);
    askcam_error_text(reply->location, sizeof reply->location, head->location);
    askcam_error_text(reply->head_request_id, sizeof reply->head_request_id, head->request_id);
    const bool is_html = askcam_text_begins(head->content_type, "text/html");
    const bool is_plain = is_plain_encoding(head->content_encoding);
    if (is_html || !is_plain) {
        reply->body = ASKCAM_BODY_NOTHING;
    }
    if (askcam_chat_is_error(reply) || reply->body != ASKCAM_BODY_NOTHING) {
        return ASKCAM_OK;
    }
    return askcam_chat_fail(reply, ASKCAM_ERR_PROTOCOL,
                            is_html ? "a page of HTML instead of an answer"
                                    : "an encoding that was not asked for",
                            is_html ? "check --base-url; a proxy may have answered"
                                    : "have the server or proxy send it plain");
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
    const enum askcam_status status = askcam_sse_push(&reply->sse, bytes, bytes_len);
    const bool is_done = reply->end == ASKCAM_CHAT_DONE && reply->status == ASKCAM_OK;
    return status == ASKCAM_ERR_STOPPED && is_done && !reply->callback_failed ? ASKCAM_OK : status;
}

static enum askcam_status push(struct askcam_chat_reply *reply, const char *bytes, size_t bytes_len)
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

enum askcam_status askcam_chat_reply_push(struct askcam_chat_reply *reply, const void *bytes,
                                          size_t bytes_len)
{
    assert(reply->has_head);
    if (reply->status == ASKCAM_OK && reply->end != ASKCAM_CHAT_DONE && bytes_len > 0) {
        reply->status = push(reply, bytes, bytes_len);
    }
    return reply->status;
}

enum askcam_chat_end askcam_chat_reply_end(const struct askcam_chat_reply *reply)
{
    return reply->end;
}

uint64_t askcam_chat_reply_content_events(const struct askcam_chat_reply *reply)
{
    return reply->content_events;
}
