/* SPDX-License-Identifier: MIT */
/*
 * exchange.c - see exchange.h.
 *
 * The client moves the bytes; here is what they mean: which of them are content, when the outcome
 * is decided, and the verdict.
 */
#include "exchange.h"

#include "outgoing.h"

enum { REPORT_EVERY_MS = 1000 };

void askcam_stage(struct askcam_ask *ask, enum askcam_ask_stage stage)
{
    const uint64_t now_ms = askcam_now_ms(ask->config->host);

    if (ask->stage != stage || ask->reported_ms == 0) {
        ask->stage = stage;
        ask->stage_since_ms = now_ms;
    } else if (now_ms - ask->reported_ms < REPORT_EVERY_MS) {
        return;
    }
    ask->reported_ms = now_ms;
    const struct askcam_ask_progress progress = {.stage = stage,
                                                 .stage_ms = now_ms - ask->stage_since_ms,
                                                 .sent_bytes = ask->client.sent_bytes};
    ask->config->callbacks.progress(ask->config->callbacks.ctx, &progress);
}

static enum askcam_status on_head(void *ctx, const struct askcam_http_head *head)
{
    struct askcam_ask *ask = ctx;
    return askcam_chat_reply_head(&ask->reply, head);
}

/* After [DONE] only the end of HTTP can come, which matters to the next ask alone. */
static enum askcam_status on_body(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_ask *ask = ctx;
    const enum askcam_status status = askcam_chat_reply_push(&ask->reply, bytes, bytes_len);
    const uint64_t events = askcam_chat_reply_content_events(&ask->reply);
    const enum askcam_chat_end end = askcam_chat_reply_end(&ask->reply);

    if (events != ask->content_events) {
        ask->content_events = events;
        askcam_client_content(&ask->client);
    }
    if (end != ASKCAM_CHAT_OPEN) {
        askcam_client_decided(&ask->client);
    }
    if (end == ASKCAM_CHAT_DONE && !ask->config->keeps_connection) {
        askcam_client_enough(&ask->client);
    }
    return status;
}

static enum askcam_status on_flush(void *ctx)
{
    const struct askcam_ask *ask = ctx;
    return ask->config->callbacks.flush(ask->config->callbacks.ctx);
}

static void on_progress(void *ctx, enum askcam_client_stage stage)
{
    static const enum askcam_ask_stage stages[] = {
        [ASKCAM_CLIENT_SENDING] = ASKCAM_STAGE_SENDING,
        [ASKCAM_CLIENT_WAITING] = ASKCAM_STAGE_WAITING,
        [ASKCAM_CLIENT_READING] = ASKCAM_STAGE_READING,
    };
    askcam_stage(ctx, stages[stage]);
}

static uint64_t since_start(const struct askcam_ask *ask)
{
    return askcam_now_ms(ask->config->host) - ask->started_ms;
}

static enum askcam_status take_thinking(void *ctx, const char *text, size_t text_bytes)
{
    struct askcam_ask *ask = ctx;

    if (ask->times.first_thinking_ms == ASKCAM_NEVER) {
        ask->times.first_thinking_ms = since_start(ask);
    }
    return ask->config->callbacks.thinking(ask->config->callbacks.ctx, text, text_bytes);
}

static enum askcam_status take_answer(void *ctx, const char *text, size_t text_bytes)
{
    struct askcam_ask *ask = ctx;

    if (ask->times.first_answer_ms == ASKCAM_NEVER) {
        ask->times.first_answer_ms = since_start(ask);
    }
    return ask->config->callbacks.answer(ask->config->callbacks.ctx, text, text_bytes);
}

static void start_reply(struct askcam_ask *ask)
{
    const struct askcam_chat_callbacks chat = {
        .ctx = ask, .thinking = take_thinking, .answer = take_answer};

    ask->content_events = 0;
    askcam_chat_reply_init(&ask->reply, ask->config->chat->api, !ask->config->chat->no_stream,
                           &chat, ask->err);
    askcam_chat_reply_mask(&ask->reply, ask->config->key);
    if (ask->config->starts_in_thinking) {
        askcam_chat_reply_starts_in_thinking(&ask->reply);
    }
}

/* What the text of the reply says, which may have been the callback's failure in the end. */
static enum askcam_status verdict(struct askcam_ask *ask, const struct askcam_client_reply *reply,
                                  struct askcam_chat_result *result)
{
    const enum askcam_status status =
        askcam_chat_reply_finish(&ask->reply, reply->is_whole, result);

    if (ask->err->kind == ASKCAM_ERR_PROTOCOL && !reply->is_whole) {
        ask->err->retryable = true; /* it broke off: the next one may be whole */
    }
    return ask->err->kind != ASKCAM_OK ? ask->err->kind : status;
}

static enum askcam_status fail_changed(struct askcam_ask *ask)
{
    const struct askcam_error_context context = {"picture",
                                                 "use a file that nothing writes to meanwhile"};
    return askcam_fail(ask->err, ASKCAM_ERR_SOURCE, context, "changed while it was sent");
}

enum askcam_status askcam_exchange(struct askcam_ask *ask, struct askcam_chat_result *result)
{
    const struct askcam_client_callbacks callbacks = {.ctx = ask,
                                                      .head = on_head,
                                                      .body = on_body,
                                                      .flush = on_flush,
                                                      .progress = on_progress,
                                                      .marks_content = true};
    struct askcam_client_reply reply = {.has_head = false};

    start_reply(ask);
    askcam_stage(ask, ASKCAM_STAGE_SENDING);
    const enum askcam_status status = askcam_outgoing_exchange(ask, &callbacks, &reply);
    if (status == ASKCAM_OK) {
        return verdict(ask, &reply, result);
    }
    if (reply.has_head) { /* the cause is known already; only what the reply said is wanted */
        ask->reply.err = &ask->unused_err;
        (void)askcam_chat_reply_finish(&ask->reply, reply.is_whole, result);
    }
    return status == ASKCAM_ERR_TOO_LARGE ? fail_changed(ask) : status;
}
