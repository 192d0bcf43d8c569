/* SPDX-License-Identifier: MIT */
/* chat_verdict.c - see chat_reply.h: what a reply was, once it is over. */
#include <assert.h>
#include <string.h>

#include "chat_inside.h"

/* Finish reasons that are no answer's end. */
struct bad_end {
    const char *reason;
    enum askcam_status kind;
    const char *why;
    const char *hint;
};

static const struct bad_end BAD_ENDS[] = {
    {"content_filter", ASKCAM_ERR_REFUSED, "the service's content inspection ended the answer",
     "do not send this picture or question again as it is"},
    {"sensitive", ASKCAM_ERR_REFUSED, "the service's content inspection ended the answer",
     "do not send this picture or question again as it is"},
    {"error", ASKCAM_ERR_UNAVAILABLE, "the service broke the answer off", "try again later"},
    {"network_error", ASKCAM_ERR_UNAVAILABLE, "the service broke the answer off",
     "try again later"},
    {"insufficient_system_resource", ASKCAM_ERR_UNAVAILABLE, "the service broke the answer off",
     "try again later"},
};

static bool was_cut_for_length(const struct askcam_chat_reply *reply)
{
    return strcmp(reply->result.finish_reason, "length") == 0 ||
           strcmp(reply->result.finish_reason, "max_tokens") == 0;
}

static bool has_ended(const struct askcam_chat_reply *reply)
{
    return !reply->partial && (reply->end != ASKCAM_CHAT_OPEN || reply->usage_ends);
}

static enum askcam_status broke_off(struct askcam_chat_reply *reply, bool body_whole)
{
    const char *why = "the connection broke off before the answer's end";

    if (reply->partial) {
        why = "the server's time ran out, and it sent only a part of the answer";
    } else if (body_whole) {
        why =
            reply->body == ASKCAM_BODY_UNKNOWN ? "it is empty" : "it ended before the answer's end";
    }
    const enum askcam_status status = askcam_chat_fail(
        reply, ASKCAM_ERR_PROTOCOL, why,
        reply->streamed ? "try again"
                        : "leave --no-stream out, or set a smaller --thinking-budget");
    if (reply->err != NULL) {
        reply->err->retryable = true;
    }
    return status;
}

static enum askcam_status no_answer(struct askcam_chat_reply *reply)
{
    if (was_cut_for_length(reply)) {
        return askcam_chat_fail(reply, ASKCAM_ERR_NO_ANSWER,
                                "every token went into the thinking (finish reason length)",
                                "raise --max-tokens, or set a smaller --thinking-budget");
    }
    if (strcmp(reply->result.finish_reason, "tool_calls") == 0) {
        return askcam_chat_fail(reply, ASKCAM_ERR_NO_ANSWER,
                                "the model called a tool instead of answering",
                                "leave tools out of --extra");
    }
    return askcam_chat_fail(reply, ASKCAM_ERR_NO_ANSWER, "the model ended without an answer",
                            "ask again, or put the question in other words");
}

static void name_code(struct askcam_chat_reply *reply, const char *code)
{
    if (reply->err != NULL && reply->err->kind == ASKCAM_OK) {
        askcam_error_text(reply->err->code, sizeof reply->err->code, code);
    }
}

static enum askcam_status judge(struct askcam_chat_reply *reply, bool body_whole)
{
    if (!has_ended(reply)) {
        return broke_off(reply, body_whole);
    }
    if (reply->is_json_whole && !reply->had_choice) {
        return askcam_chat_fail(reply, ASKCAM_ERR_PROTOCOL, "it is JSON, but no answer is in it",
                                "check --base-url and --api");
    }
    for (size_t i = 0; i < sizeof BAD_ENDS / sizeof BAD_ENDS[0]; i++) {
        if (strcmp(BAD_ENDS[i].reason, reply->result.finish_reason) == 0) {
            name_code(reply, BAD_ENDS[i].reason);
            return askcam_chat_fail(reply, BAD_ENDS[i].kind, BAD_ENDS[i].why, BAD_ENDS[i].hint);
        }
    }
    return reply->has_answer ? ASKCAM_OK : no_answer(reply);
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
static enum askcam_status end_body(struct askcam_chat_reply *reply)
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
    const enum askcam_status status = askcam_sse_finish(&reply->sse);
    const bool is_done = reply->end == ASKCAM_CHAT_DONE && reply->status == ASKCAM_OK;
    return status == ASKCAM_ERR_STOPPED && is_done && !reply->callback_failed ? ASKCAM_OK : status;
}

static void name_request(struct askcam_chat_reply *reply)
{
    char *const id = reply->result.request_id;

    if (id[0] == '\0') {
        memcpy(id, reply->head_request_id[0] != '\0' ? reply->head_request_id : reply->chat_id,
               sizeof reply->result.request_id);
    }
}

static void complete_error(struct askcam_chat_reply *reply)
{
    struct askcam_error *const err = reply->err;

    if (err == NULL || err->kind != reply->status) {
        return;
    }
    if (err->http_status == 0) {
        err->http_status = reply->http_status;
    }
    if (err->request_id[0] == '\0') {
        memcpy(err->request_id, reply->result.request_id, sizeof err->request_id);
    }
}

enum askcam_status askcam_chat_reply_finish(struct askcam_chat_reply *reply, bool body_whole,
                                            struct askcam_chat_result *result)
{
    assert(reply->has_head);
    if (reply->status == ASKCAM_OK) {
        reply->status = end_body(reply);
    }
    const bool whole = reply->status == ASKCAM_OK && has_ended(reply) && !was_cut_for_length(reply);
    const enum askcam_status drained = askcam_chat_drain_text(reply, whole);
    if (reply->status == ASKCAM_OK && drained != ASKCAM_OK) {
        reply->status = drained;
    }
    if (reply->status == ASKCAM_OK) {
        reply->status =
            askcam_chat_is_error(reply) ? askcam_chat_raise(reply) : judge(reply, body_whole);
    }
    reply->result.complete = reply->status == ASKCAM_OK;
    name_request(reply);
    complete_error(reply);
    *result = reply->result;
    return reply->status;
}
