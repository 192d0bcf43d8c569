/* SPDX-License-Identifier: MIT */
/* chat_body.c - see chat_body.h. */
#include "chat_body.h"

#include <string.h>

#include "chat_event.h"
#include "chat_state.h"
#include "html.h"

static const char BOM[] = "\xEF\xBB\xBF";
enum { BOM_BYTES = sizeof BOM - 1 };

void askcam_chat_body_init(struct askcam_chat_reply *reply)
{
    const struct askcam_sse_callbacks events = {
        .ctx = reply,
        .data = askcam_chat_on_data,
        .event = askcam_chat_on_event,
        .field = askcam_chat_on_field,
        .no_event = askcam_chat_on_no_event,
    };

    askcam_sse_init(&reply->sse, &events);
    askcam_chat_event_init(reply);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/*
 * Skips one byte order mark at the very start, and blanks; returns how many bytes.  What begins
 * like the mark and is not it is part of the body.
 */
static size_t skip_lead(struct askcam_chat_reply *reply, const char *bytes, size_t bytes_len)
{
    size_t at = 0;

    while (at < bytes_len && !reply->has_lead && reply->bom_bytes < BOM_BYTES &&
           bytes[at] == BOM[reply->bom_bytes]) {
        reply->bom_bytes++;
        at++;
    }
    if (at == bytes_len || (reply->bom_bytes > 0 && reply->bom_bytes < BOM_BYTES)) {
        return at;
    }
    while (at < bytes_len && is_blank(bytes[at])) {
        reply->has_lead = true;
        reply->has_blank = bytes[at] == ' ' || bytes[at] == '\t';
        at++;
    }
    return at;
}

/* The parser of events gets what it must know of what was skipped. */
static enum askcam_status begin_events(struct askcam_chat_reply *reply)
{
    const bool has_bom = reply->bom_bytes == BOM_BYTES;
    enum askcam_status status = ASKCAM_OK;

    reply->body = ASKCAM_BODY_EVENTS;
    if (has_bom || reply->has_lead) { /* past the start, where a mark would be dropped */
        status = askcam_sse_push(&reply->sse, "\n", 1);
    } else if (reply->bom_bytes > 0) {
        status = askcam_sse_push(&reply->sse, BOM, reply->bom_bytes);
    }
    return status == ASKCAM_OK && reply->has_blank ? askcam_sse_push(&reply->sse, " ", 1) : status;
}

static enum askcam_status settle_body(struct askcam_chat_reply *reply, char first)
{
    const bool is_text = reply->bom_bytes == 0 || reply->bom_bytes == BOM_BYTES;

    if (is_text && (first == '{' || first == '[')) {
        reply->body = ASKCAM_BODY_JSON;
        reply->is_page = false;
        return ASKCAM_OK;
    }
    if (!is_text || first != '<') {
        return begin_events(reply);
    }
    if (!askcam_chat_is_error(reply)) {
        return askcam_chat_fail(reply, ASKCAM_ERR_PROTOCOL, "a page of HTML instead of an answer",
                                "check --base-url; a proxy may have answered");
    }
    reply->body = ASKCAM_BODY_NOTHING;
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
    if (!askcam_chat_is_error(reply)) {
        askcam_api_error_take_plain(&reply->api_error, bytes, bytes_len);
    }
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
    return askcam_chat_unless_done(reply, askcam_sse_push(&reply->sse, bytes, bytes_len));
}

enum askcam_status askcam_chat_body_push(struct askcam_chat_reply *reply, const char *bytes,
                                         size_t bytes_len)
{
    enum askcam_status status = ASKCAM_OK;

    if (reply->body == ASKCAM_BODY_UNKNOWN) {
        const size_t skipped = skip_lead(reply, bytes, bytes_len);
        bytes += skipped;
        bytes_len -= skipped;
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
    const struct askcam_api_error *const api_error = &reply->api_error;

    reply->at_end = true;
    if (askcam_chat_is_error(reply) && reply->body == ASKCAM_BODY_NOTHING) {
        reply->is_page =
            reply->is_page || askcam_html_is_page(api_error->plain, api_error->plain_bytes);
    }
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
