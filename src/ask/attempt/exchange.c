/* SPDX-License-Identifier: MIT */
/*
 * exchange.c - see exchange.h.
 *
 * One thread does both directions: between the pieces of the body, and whenever the connection
 * takes no more, the reply side is looked at, so an early refusal is heard while the upload is
 * still going.  Every wait is cut into slices of a second for the sake of progress; deadlines are
 * kept apart from that:
 *   sending     last byte moved + idle
 *   waiting     request sent + first byte
 *   reading     last byte + idle, and last event with text + idle
 *   after a named end    grace
 * and the whole ask's deadline above all of them.
 */
#include "exchange.h"

#include <assert.h>
#include <inttypes.h>

#include "outgoing.h"

enum { SLICE_MS = 1000 };

static const char HINT_LATER[] = "check the network, or try again later";

void askcam_stage(struct askcam_ask *ask, enum askcam_ask_stage stage)
{
    const uint64_t now_ms = askcam_now_ms(ask->config->host);

    if (ask->stage != stage || ask->reported_ms == 0) {
        ask->stage = stage;
        ask->stage_since_ms = now_ms;
    } else if (now_ms - ask->reported_ms < SLICE_MS) {
        return;
    }
    ask->reported_ms = now_ms;
    ask->config->callbacks.progress(ask->config->callbacks.ctx, stage,
                                    now_ms - ask->stage_since_ms);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t after(uint64_t from_ms, uint64_t timeout_ms)
{
    return timeout_ms > ASKCAM_NEVER - from_ms ? ASKCAM_NEVER : from_ms + timeout_ms;
}

static enum askcam_status context_host(struct askcam_ask *ask, enum askcam_status kind,
                                       const char *hint, const char *why)
{
    const struct askcam_error_context context = {.what = ask->config->url->host, .hint = hint};
    return askcam_fail(ask->err, kind, context, "%s", why);
}

/* -- the reply's side ------------------------------------------------------------------------- */

static enum askcam_status take_head(void *ctx, const struct askcam_http_head *head)
{
    struct askcam_ask *ask = ctx;

    ask->head = *head;
    ask->has_head = true;
    ask->refused_early = head->status >= 300;
    return askcam_chat_reply_head(&ask->reply, head);
}

static enum askcam_status take_body(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_ask *ask = ctx;
    const enum askcam_status status = askcam_chat_reply_push(&ask->reply, bytes, bytes_len);
    const uint64_t events = askcam_chat_reply_content_events(&ask->reply);

    if (events != ask->content_events) {
        ask->content_events = events;
        ask->last_content_ms = askcam_now_ms(ask->config->host);
    }
    return status;
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

static void begin_reply(struct askcam_ask *ask)
{
    const struct askcam_http_callbacks http = {.ctx = ask, .head = take_head, .body = take_body};
    const struct askcam_chat_callbacks chat = {
        .ctx = ask, .thinking = take_thinking, .answer = take_answer};

    ask->has_head = false;
    ask->refused_early = false;
    ask->reply_begun = false;
    ask->content_events = 0;
    ask->looked_ms = 0;
    askcam_ring_init(&ask->ring, ask->ring_bytes, sizeof ask->ring_bytes);
    ask->http_err = (struct askcam_error){0};
    askcam_http_reply_init(&ask->http, &http, &ask->http_err);
    askcam_http_reply_mask(&ask->http, ask->config->key);
    askcam_chat_reply_init(&ask->reply, ask->config->chat->api, !ask->config->chat->no_stream,
                           &chat, ask->err);
    askcam_chat_reply_mask(&ask->reply, ask->config->key);
    if (ask->config->starts_in_thinking) {
        askcam_chat_reply_starts_in_thinking(&ask->reply);
    }
}

/* Hands what the ring holds to the parsers. */
static enum askcam_status drain(struct askcam_ask *ask)
{
    const uint8_t *piece = NULL;
    size_t held_bytes = 0;

    while ((held_bytes = askcam_ring_held(&ask->ring, &piece)) > 0 &&
           !askcam_http_reply_is_whole(&ask->http)) {
        size_t taken_bytes = 0;
        const enum askcam_status status =
            askcam_http_reply_push(&ask->http, piece, held_bytes, &taken_bytes);
        askcam_ring_took(&ask->ring, taken_bytes);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

/* Reads what there is until the deadline, and parses it. */
static enum askcam_status pump(struct askcam_ask *ask, uint64_t deadline_ms)
{
    const struct askcam_net *net = &ask->config->net;
    uint8_t *room = NULL;
    size_t got_bytes = 0;
    const size_t space_bytes = askcam_ring_free(&ask->ring, &room);

    assert(space_bytes > 0);
    enum askcam_status status = ASKCAM_OK;
    if (!net->ops->readable(net->ctx)) {
        status = ask->config->callbacks.flush(ask->config->callbacks.ctx);
    }
    if (status == ASKCAM_OK) {
        status = net->ops->recv(net->ctx, room, space_bytes, deadline_ms, &got_bytes, ask->err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    askcam_ring_wrote(&ask->ring, got_bytes);
    if (!ask->reply_begun) {
        ask->reply_begun = true;
        ask->last_content_ms = askcam_now_ms(ask->config->host);
    }
    const enum askcam_status drained = drain(ask);
    ask->last_byte_ms = askcam_now_ms(ask->config->host); /* a slow taker is not a slow server */
    return drained;
}

/* -- the request's side ----------------------------------------------------------------------- */

/* Looks at the reply side without waiting; ASKCAM_ERR_STOPPED once the rest need not be sent. */
static enum askcam_status look(struct askcam_ask *ask)
{
    const struct askcam_net *net = &ask->config->net;

    /* What comes behind a whole reply stays where it is: nobody would take it out of the ring. */
    while (!askcam_http_reply_is_whole(&ask->http) && net->ops->readable(net->ctx)) {
        const enum askcam_status status = pump(ask, 0);
        if (status == ASKCAM_ERR_TIMEOUT) {
            break; /* something of TLS's own was there, no reply byte */
        }
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ask->refused_early || askcam_http_reply_is_whole(&ask->http) ? ASKCAM_ERR_STOPPED
                                                                        : ASKCAM_OK;
}

static enum askcam_status send_some(struct askcam_ask *ask, const void *bytes, size_t bytes_len,
                                    size_t *sent_bytes)
{
    const struct askcam_net *net = &ask->config->net;
    const uint64_t idle_ms = after(ask->last_byte_ms, ask->config->idle_timeout_ms);
    const uint64_t limit_ms = earlier(idle_ms, ask->deadline_ms);
    const uint64_t slice_ms = askcam_deadline(ask->config->host, SLICE_MS);

    const enum askcam_status status = net->ops->send(
        net->ctx, bytes, bytes_len, earlier(limit_ms, slice_ms), sent_bytes, ask->err);
    askcam_stage(ask, ASKCAM_STAGE_SENDING);
    if (status != ASKCAM_ERR_TIMEOUT) {
        return status;
    }
    *sent_bytes = 0;
    if (askcam_now_ms(ask->config->host) < limit_ms) {
        return ASKCAM_OK;
    }
    return context_host(ask, ASKCAM_ERR_UNAVAILABLE, HINT_LATER,
                        "time-out: the server took no more of the request");
}

static enum askcam_status upload(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_ask *ask = ctx;
    const uint8_t *at = bytes;

    while (bytes_len > 0) {
        size_t sent_bytes = 0;
        enum askcam_status status = look(ask);
        if (status == ASKCAM_OK) {
            status = send_some(ask, at, bytes_len, &sent_bytes);
        }
        if (status != ASKCAM_OK) {
            return status;
        }
        if (sent_bytes > 0) {
            ask->last_byte_ms = askcam_now_ms(ask->config->host);
        }
        at += sent_bytes;
        bytes_len -= sent_bytes;
    }
    return ASKCAM_OK;
}

static enum askcam_status send_request(struct askcam_ask *ask)
{
    const struct askcam_sink wire = {.write = upload, .ctx = ask};
    const bool chunked = ask->config->body_mode == ASKCAM_BODY_CHUNKED;
    const uint64_t body_bytes = askcam_chat_body_bytes(&ask->body, ask->set.base64_bytes);

    enum askcam_status status = askcam_outgoing_head(ask, ask->config->key, wire, ask->err);
    if (status != ASKCAM_OK) {
        return status;
    }
    askcam_body_init(&ask->framer, chunked ? ASKCAM_FRAMING_CHUNKED : ASKCAM_FRAMING_LENGTH,
                     body_bytes, wire);
    status = askcam_outgoing_body(ask, askcam_outgoing_base64, askcam_body_sink(&ask->framer));
    if (status == ASKCAM_OK) {
        status = askcam_body_finish(&ask->framer);
    }
    if (status == ASKCAM_ERR_TOO_LARGE || status == ASKCAM_ERR_INTERNAL) {
        const struct askcam_error_context context = {"picture",
                                                     "send it from a place where nobody writes"};
        return askcam_fail(ask->err, ASKCAM_ERR_SOURCE, context, "changed while it was sent");
    }
    return status;
}

/* -- one attempt ------------------------------------------------------------------------------ */

/* Whether the reply has said what counts, so that a missing end does not matter. */
static bool decides(const struct askcam_ask *ask)
{
    return ask->refused_early || askcam_chat_reply_end(&ask->reply) != ASKCAM_CHAT_OPEN;
}

/* When the reading must have moved on, and what it means if it has not. */
static uint64_t reading_deadline(const struct askcam_ask *ask, const char **why)
{
    const struct askcam_ask_config *config = ask->config;

    if (!ask->reply_begun) {
        *why = "time-out: no reply";
        return after(ask->last_byte_ms, config->first_byte_timeout_ms);
    }
    if (decides(ask)) {
        return after(ask->last_byte_ms, earlier(config->idle_timeout_ms, ASKCAM_GRACE_MS));
    }
    const uint64_t byte_ms = after(ask->last_byte_ms, config->idle_timeout_ms);
    const uint64_t content_ms = after(ask->last_content_ms, config->idle_timeout_ms);
    *why = byte_ms <= content_ms ? "time-out: the reply has stalled"
                                 : "time-out: the reply shows life but brings no text";
    return earlier(byte_ms, content_ms);
}

/* Nothing came in time.  A known end or a known refusal is not hurt by that. */
static enum askcam_status on_silence(struct askcam_ask *ask, uint64_t limit_ms, const char *why)
{
    if (askcam_now_ms(ask->config->host) < limit_ms) {
        return ASKCAM_OK;
    }
    if (decides(ask)) {
        return ASKCAM_ERR_CLOSED;
    }
    if (limit_ms == ask->deadline_ms) {
        why = "time-out: --total-timeout is over";
    }
    return context_host(ask, ASKCAM_ERR_UNAVAILABLE, HINT_LATER, why);
}

/*
 * Bytes that never cease never let a wait run out, nor hear the user; so both are looked at here,
 * now and then.
 */
static enum askcam_status on_bytes(struct askcam_ask *ask)
{
    const struct askcam_host *host = ask->config->host;
    const uint64_t now_ms = askcam_now_ms(host);
    const char *why = "";

    if (now_ms - ask->looked_ms < SLICE_MS / 4) {
        return ASKCAM_OK;
    }
    ask->looked_ms = now_ms;
    const enum askcam_status status = askcam_interrupted(host);
    const uint64_t limit_ms = earlier(reading_deadline(ask, &why), ask->deadline_ms);
    return status != ASKCAM_OK ? status : on_silence(ask, limit_ms, why);
}

/* After [DONE] only the end of HTTP can come, which matters to the next ask alone. */
static bool wants_more(const struct askcam_ask *ask)
{
    return !askcam_http_reply_is_whole(&ask->http) &&
           (ask->config->keeps_connection ||
            askcam_chat_reply_end(&ask->reply) != ASKCAM_CHAT_DONE);
}

/* Reads until the reply is whole or cannot go on; ASKCAM_ERR_CLOSED if it broke off. */
static enum askcam_status read_reply(struct askcam_ask *ask)
{
    const struct askcam_host *host = ask->config->host;
    enum askcam_status status = drain(ask);

    while (status == ASKCAM_OK && wants_more(ask)) {
        const char *why = "";
        const uint64_t limit_ms = earlier(reading_deadline(ask, &why), ask->deadline_ms);
        askcam_stage(ask, ask->reply_begun ? ASKCAM_STAGE_READING : ASKCAM_STAGE_WAITING);
        status = pump(ask, earlier(limit_ms, askcam_deadline(host, SLICE_MS)));
        if (status == ASKCAM_ERR_TIMEOUT) {
            status = on_silence(ask, limit_ms, why);
        } else if (status == ASKCAM_OK && wants_more(ask)) {
            status = on_bytes(ask);
        }
    }
    return status;
}

/* What the text says, if there was any; result gets what it told. */
static enum askcam_status text_verdict(struct askcam_ask *ask, bool whole,
                                       struct askcam_chat_result *result)
{
    return ask->has_head ? askcam_chat_reply_finish(&ask->reply, whole, result) : ASKCAM_OK;
}

/* The bytes ended, or went wrong below the text: what the text says counts first. */
static enum askcam_status verdict(struct askcam_ask *ask, enum askcam_status read_status,
                                  struct askcam_chat_result *result)
{
    const bool is_cut = read_status == ASKCAM_ERR_CLOSED || read_status == ASKCAM_ERR_PROTOCOL;
    const bool whole = askcam_http_reply_is_whole(&ask->http) || !is_cut ||
                       askcam_http_reply_finish(&ask->http) == ASKCAM_OK;

    if (!ask->reply_begun) {
        ask->broke_early = true;
        return context_host(ask, ASKCAM_ERR_UNAVAILABLE, HINT_LATER,
                            "the connection broke before the reply began");
    }
    if (ask->http_err.kind != ASKCAM_OK && !decides(ask)) {
        *ask->err = ask->http_err;
        ask->err->retryable = true; /* it broke off or was garbled: the next one may be whole */
    }
    const enum askcam_status status = text_verdict(ask, whole, result);
    if (ask->err->kind == ASKCAM_ERR_PROTOCOL && !whole) {
        ask->err->retryable = true;
    }
    return ask->err->kind != ASKCAM_OK ? ask->err->kind : status;
}

/* Whether a status says only that no more bytes can be had, so that what came is to be judged. */
static bool is_end_of_bytes(const struct askcam_ask *ask, enum askcam_status status)
{
    return status == ASKCAM_OK || status == ASKCAM_ERR_CLOSED || status == ASKCAM_ERR_STOPPED ||
           (status == ASKCAM_ERR_PROTOCOL && ask->err->kind == ASKCAM_OK);
}

enum askcam_status askcam_exchange(struct askcam_ask *ask, struct askcam_chat_result *result)
{
    const struct askcam_host *host = ask->config->host;
    const uint64_t began_ms = askcam_now_ms(host);

    ask->last_byte_ms = began_ms;
    ask->last_content_ms = began_ms;
    begin_reply(ask);
    askcam_stage(ask, ASKCAM_STAGE_SENDING);
    enum askcam_status status = send_request(ask);
    ask->last_byte_ms = askcam_now_ms(host);
    ask->times.upload_ms += ask->last_byte_ms - began_ms;
    if (status != ASKCAM_ERR_PROTOCOL && is_end_of_bytes(ask, status)) {
        status = read_reply(ask); /* also after a broken upload: a refusal may be waiting */
    }
    if (is_end_of_bytes(ask, status)) {
        return verdict(ask, status, result);
    }
    ask->reply.err =
        &ask->unused_err; /* the cause is known already; only what was told is wanted */
    (void)text_verdict(ask, false, result);
    return status;
}

bool askcam_exchange_keeps_connection(const struct askcam_ask *ask)
{
    return askcam_http_reply_is_whole(&ask->http) && !ask->head.closes && !ask->refused_early &&
           ask->ring.held_bytes == 0;
}
