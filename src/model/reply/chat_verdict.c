/* SPDX-License-Identifier: MIT */
/* chat_verdict.c - see chat_verdict.h. */
#include "chat_verdict.h"

#include <string.h>

#include "chat_state.h"
#include "server_text.h"

/* Finish reasons that do not end an answer. */
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
    {"error", ASKCAM_ERR_UNAVAILABLE, "the service aborted the answer", "try again later"},
    {"network_error", ASKCAM_ERR_UNAVAILABLE, "the service aborted the answer", "try again later"},
    {"insufficient_system_resource", ASKCAM_ERR_UNAVAILABLE, "the service aborted the answer",
     "try again later"},
};

bool askcam_chat_was_cut(const struct askcam_chat_reply *reply)
{
    return strcmp(reply->result.finish_reason, "length") == 0 ||
           strcmp(reply->result.finish_reason, "max_tokens") == 0;
}

bool askcam_chat_has_ended(const struct askcam_chat_reply *reply)
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
        reply->streamed ? "try again" : "remove --no-stream, or set a smaller --thinking-budget");
    if (reply->err != NULL) {
        reply->err->retryable = true;
    }
    return status;
}

static enum askcam_status declined(struct askcam_chat_reply *reply, const char *refusal)
{
    return askcam_chat_fail_what(
        reply, ASKCAM_ERR_NO_ANSWER,
        (struct askcam_error_context){"the model declined to answer",
                                      "ask for something else, or choose another model"},
        refusal);
}

static enum askcam_status no_answer(struct askcam_chat_reply *reply)
{
    char refusal[ASKCAM_CHAT_REFUSAL_BYTES];

    askcam_server_text(refusal, sizeof refusal, reply->refusal, reply->refusal_bytes,
                       reply->secret);
    if (refusal[0] != '\0') {
        return declined(reply, refusal);
    }
    if (askcam_chat_was_cut(reply)) {
        return askcam_chat_fail(reply, ASKCAM_ERR_NO_ANSWER,
                                "every token went into the thinking (finish reason length)",
                                "raise --max-tokens, or set a smaller --thinking-budget");
    }
    if (strcmp(reply->result.finish_reason, "tool_calls") == 0) {
        return askcam_chat_fail(reply, ASKCAM_ERR_NO_ANSWER,
                                "the model called a tool instead of answering",
                                "remove the tools from --extra");
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

enum askcam_status askcam_chat_verdict(struct askcam_chat_reply *reply, bool body_whole)
{
    if (!askcam_chat_has_ended(reply)) {
        return broke_off(reply, body_whole);
    }
    if (reply->is_json_whole && !reply->had_choice) {
        return askcam_chat_fail(reply, ASKCAM_ERR_PROTOCOL, "it is JSON, but contains no answer",
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
