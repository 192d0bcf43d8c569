/* SPDX-License-Identifier: MIT */
/* chat_reply.c - see chat_reply.h: a reply from its head to its verdict. */
#include "chat_reply.h"

#include <assert.h>
#include <string.h>

#include "chat_body.h"
#include "chat_state.h"
#include "chat_text.h"
#include "chat_verdict.h"
#include "dialect.h"
#include "glob.h"
#include "retry_after.h"
#include "server_text.h"
#include "usage.h"

void askcam_chat_reply_init(struct askcam_chat_reply *reply, enum askcam_api api, bool streamed,
                            const struct askcam_chat_callbacks *callbacks, struct askcam_error *err)
{
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
    askcam_json_paths_init(&reply->paths, rows, rows_count);
    askcam_json_memo_clear(&reply->memo);
    askcam_chat_text_init(reply);
    askcam_chat_body_init(reply);
}

void askcam_chat_reply_mask(struct askcam_chat_reply *reply, const char *secret)
{
    reply->secret = secret;
    reply->api_error.secret = secret;
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

static void keep(const struct askcam_chat_reply *reply, char *to, size_t to_bytes, const char *text)
{
    askcam_server_text(to, to_bytes, text, strlen(text), reply->secret);
}

enum askcam_status askcam_chat_reply_head(struct askcam_chat_reply *reply,
                                          const struct askcam_http_head *head)
{
    reply->has_head = true;
    reply->http_status = head->status;
    reply->partial = head->partial;
    reply->retry_after_ms = askcam_http_retry_after_ms(head);
    keep(reply, reply->location, sizeof reply->location, head->location);
    keep(reply, reply->head_request_id, sizeof reply->head_request_id, head->request_id);
    reply->is_page = askcam_text_begins(head->content_type, "text/html");
    reply->unreadable = !is_plain_encoding(head->content_encoding);
    if (askcam_chat_is_error(reply)) {
        askcam_chat_use_errors(reply);
        askcam_chat_body_init(reply);
        reply->body = reply->unreadable ? ASKCAM_BODY_NOTHING : ASKCAM_BODY_UNKNOWN;
        return ASKCAM_OK;
    }
    if (reply->is_page) {
        return askcam_chat_fail(reply, ASKCAM_ERR_PROTOCOL, "a page of HTML instead of an answer",
                                "check --base-url; a proxy may have answered");
    }
    return !reply->unreadable
               ? ASKCAM_OK
               : askcam_chat_fail(reply, ASKCAM_ERR_PROTOCOL, "an encoding that was not asked for",
                                  "have the server or proxy send it plain");
}

enum askcam_status askcam_chat_reply_push(struct askcam_chat_reply *reply, const void *bytes,
                                          size_t bytes_len)
{
    assert(reply->has_head);
    if (askcam_chat_is_error(reply) && !reply->unreadable &&
        bytes_len > 0) { /* also behind what decides */
        askcam_api_error_take_plain(&reply->api_error, bytes, bytes_len);
    }
    if (reply->status == ASKCAM_OK && reply->end != ASKCAM_CHAT_DONE && bytes_len > 0) {
        reply->status = askcam_chat_body_push(reply, bytes, bytes_len);
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

enum askcam_status askcam_chat_reply_finish(struct askcam_chat_reply *reply, bool body_whole,
                                            struct askcam_chat_result *result)
{
    assert(reply->has_head);
    if (reply->status == ASKCAM_OK) {
        reply->status = askcam_chat_body_end(reply);
    }
    const bool whole =
        reply->status == ASKCAM_OK && askcam_chat_has_ended(reply) && !askcam_chat_was_cut(reply);
    const enum askcam_status drained = askcam_chat_drain_text(reply, whole);
    if (reply->status == ASKCAM_OK && drained != ASKCAM_OK) {
        reply->status = drained;
    }
    if (reply->status == ASKCAM_OK) {
        reply->status = askcam_chat_is_error(reply) ? askcam_chat_raise(reply)
                                                    : askcam_chat_verdict(reply, body_whole);
    }
    reply->result.complete = reply->status == ASKCAM_OK;
    askcam_chat_name_request(reply);
    *result = reply->result;
    return reply->status;
}
