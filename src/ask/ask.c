/* SPDX-License-Identifier: MIT */
/* ask.c - see ask.h. */
#include "ask.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "exchange.h"
#include "outgoing.h"
#include "retry.h"
#include "usage.h"

static void begin(struct askcam_ask *ask, const struct askcam_ask_config *config)
{
    const uint64_t now_ms = askcam_now_ms(config->host);

    ask->config = config;
    ask->taken = false;
    ask->shrunk = false;
    ask->attempt = 1;
    ask->started_ms = now_ms;
    ask->deadline_ms = askcam_deadline(config->host, config->total_timeout_ms);
    ask->reported_ms = 0;
    ask->body = (struct askcam_chat_body){0};
    ask->set.groups_count = 0;
    ask->set.spool_bytes = 0;
    ask->set.rejected = ASKCAM_VERDICT_OK;
    ask->times = (struct askcam_ask_times){.first_thinking_ms = ASKCAM_NEVER,
                                           .first_answer_ms = ASKCAM_NEVER};
}

static uint64_t base64_limit(const struct askcam_ask *ask)
{
    return askcam_outgoing_base64_limit(ask, ask->config->max_body_bytes);
}

/* The body without the pictures must leave space for them. */
static enum askcam_status check_space(const struct askcam_ask *ask, struct askcam_error *err)
{
    const struct askcam_error_context context = {"--max-body",
                                                 "raise it, or ask a shorter question"};
    const char *const question = ask->config->chat->question;
    const uint64_t limit_bytes = ask->config->max_body_bytes;
    const uint64_t text_bytes = askcam_chat_body_bytes(&ask->body, 0);
    const uint64_t least_bytes = text_bytes + (ask->body.pictures_count > 0 ? 1 : 0);

    return least_bytes <= limit_bytes
               ? ASKCAM_OK
               : askcam_fail(err, ASKCAM_ERR_USAGE, context,
                             "the question has %zu bytes, the request without pictures %" PRIu64
                             " of at most %" PRIu64,
                             question != NULL ? strlen(question) : 0, text_bytes, limit_bytes);
}

/* Body and sources ready, files looked at; nothing dialled yet. */
static enum askcam_status prepare(struct askcam_ask *ask, struct askcam_error *err)
{
    const struct askcam_ask_config *config = ask->config;
    const struct askcam_picture_set_config set = {
        .host = config->host,
        .options = config->picture,
        .spool = config->spool,
        .filter = config->filter,
        .plan = config->plan,
        .deadline_ms = ask->deadline_ms,
        .images = config->chat->images,
        .sources = config->sources,
        .images_count = config->chat->images_count,
        .unmeasured = config->body_mode == ASKCAM_BODY_CHUNKED,
        .passes_unchanged = config->looks_first,
        .spools = config->takes_offline,
    };

    enum askcam_status status = askcam_chat_body_open(&ask->body, config->chat, config->host, err);
    if (status == ASKCAM_OK) {
        status = check_space(ask, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_picture_set_start(&ask->set, &set, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_picture_set_take(&ask->set, false, 0, base64_limit(ask), err);
    }
    return status;
}

/* The live pictures, fresh as of now, and everything within the body's limit. */
static enum askcam_status take_pictures(struct askcam_ask *ask)
{
    const uint64_t began_ms = askcam_now_ms(ask->config->host);

    askcam_stage(ask, ASKCAM_STAGE_CAPTURING);
    enum askcam_status status =
        askcam_picture_set_take(&ask->set, true, began_ms, base64_limit(ask), ask->err);
    if (status == ASKCAM_OK) {
        status = askcam_picture_set_fit(&ask->set, base64_limit(ask), ask->err);
    }
    ask->taken = status == ASKCAM_OK;
    ask->times.capture_ms = askcam_now_ms(ask->config->host) - began_ms;
    return status;
}

/* Times and deadlines of this ask; the connection is the one of the ask before, if it was kept. */
static void init_client(struct askcam_ask *ask)
{
    const struct askcam_ask_config *config = ask->config;
    const struct askcam_client_config client = {
        .host = config->host,
        .net = config->net,
        .url = config->url,
        .ca_file = config->ca_file,
        .sessions = config->sessions,
        .proxy = config->proxy,
        .route_hint = config->route_hint,
        .allows_local = config->allows_local,
        .secret = config->key,
        .connect_timeout_ms = config->connect_timeout_ms,
        .first_byte_timeout_ms = config->first_byte_timeout_ms,
        .idle_timeout_ms = config->idle_timeout_ms,
        .deadline_ms = ask->deadline_ms,
    };
    askcam_client_init(&ask->client, &client);
}

static enum askcam_status report_request(struct askcam_ask *ask)
{
    struct askcam_ask_request request = askcam_outgoing_describe(ask);
    struct askcam_estimate estimate;

    if (ask->config->spending != NULL) {
        estimate = askcam_spending_estimate(ask->config->spending, ask->config->chat, &ask->set);
        request.estimate = &estimate;
    }
    request.attempt = ask->attempt;
    return ask->config->callbacks.request(ask->config->callbacks.ctx, &request);
}

/* What the attempt may cost is reserved, then it is reported. */
static enum askcam_status announce(struct askcam_ask *ask)
{
    const struct askcam_ask_config *config = ask->config;
    enum askcam_status status = ASKCAM_OK;

    if (config->spending != NULL) {
        status = askcam_spending_reserve(config->spending, config->chat, &ask->set,
                                         ask->deadline_ms, ask->err);
    }
    return status == ASKCAM_OK ? report_request(ask) : status;
}

static bool delivered(const struct askcam_ask *ask)
{
    return ask->times.first_thinking_ms != ASKCAM_NEVER ||
           ask->times.first_answer_ms != ASKCAM_NEVER;
}

static enum askcam_status connect(struct askcam_ask *ask)
{
    if (!ask->config->net.ops->is_open(ask->config->net.ctx)) {
        askcam_stage(ask, ASKCAM_STAGE_CONNECTING);
    }
    return askcam_client_connect(&ask->client, ask->err);
}

/* An attempt to take the pictures.  *result is not touched. */
static enum askcam_status try_taking(struct askcam_ask *ask, struct askcam_ask_result *result)
{
    (void)result;
    const enum askcam_status status = ask->config->takes_offline ? ASKCAM_OK : connect(ask);
    return status == ASKCAM_OK ? take_pictures(ask) : status;
}

/* Books what the attempt used; one that was not sent, or that the service refused, used nothing. */
static void settle(struct askcam_ask *ask, struct askcam_ask_result *result,
                   const struct askcam_error *err)
{
    const bool is_refused =
        !ask->was_sent || (!delivered(ask) && (err->http_status >= 400 || err->code[0] != '\0'));

    if (ask->config->spending != NULL) {
        askcam_spending_settle(ask->config->spending, &result->chat.usage,
                               is_refused ? ASKCAM_ATTEMPT_REFUSED : ASKCAM_ATTEMPT_UNKNOWN,
                               &result->cost);
    }
}

/* An attempt to deliver them. */
static enum askcam_status try_delivering(struct askcam_ask *ask, struct askcam_ask_result *result)
{
    enum askcam_status status = connect(ask);
    if (status == ASKCAM_OK) {
        status = announce(ask);
    }
    if (status == ASKCAM_OK) {
        ask->was_sent = true;
        status = askcam_exchange(ask, &result->chat);
    }
    settle(ask, result, ask->err);
    return status;
}

/* Waits before the next attempt; fails with the last cause if that would take too long. */
static enum askcam_status back_off(struct askcam_ask *ask, const struct askcam_error *cause)
{
    const struct askcam_host *host = ask->config->host;
    uint32_t random = 0;

    host->quick_random(host->ctx, &random, sizeof random);
    const uint64_t wait_ms = askcam_retry_wait_ms(ask->attempt, cause->retry_after_ms, random);
    const uint64_t until_ms = askcam_deadline(host, wait_ms);
    if (until_ms >= ask->deadline_ms || wait_ms > ASKCAM_RETRY_PATIENCE_MS) {
        return cause->kind;
    }
    askcam_log(host, ASKCAM_LOG_WARNING, "%s: %s; attempt %u of %u in %u.%u s", cause->what,
               cause->why, ask->attempt + 1, ask->config->retries + 1, (unsigned)(wait_ms / 1000),
               (unsigned)(wait_ms % 1000 / 100));
    const enum askcam_status status = host->wait(host->ctx, -1, 0, until_ms, NULL);
    return status == ASKCAM_ERR_TIMEOUT ? ASKCAM_OK : status;
}

/*
 * The service named the size that it takes: the pictures are made to fit it, once, also those of a
 * chunked body without a size limit.  False if that changes nothing; then the refusal is
 * final.
 */
static bool shrink_for(struct askcam_ask *ask, const struct askcam_api_error_limit *limit)
{
    struct askcam_error cause = {0};

    if (limit->bytes == 0 || ask->shrunk || !ask->taken) {
        return false;
    }
    ask->shrunk = true;
    ask->set.unmeasured = false;
    enum askcam_status status = askcam_picture_set_fit(&ask->set, UINT64_MAX, &cause);
    const uint64_t before_bytes = ask->set.jpeg_bytes;
    if (status == ASKCAM_OK) {
        status = limit->per_picture
                     ? askcam_picture_set_fit_each(&ask->set, limit->bytes, &cause)
                     : askcam_picture_set_fit(
                           &ask->set, askcam_outgoing_base64_limit(ask, limit->bytes), &cause);
    }
    return status == ASKCAM_OK && ask->set.jpeg_bytes < before_bytes;
}

/* Only while nothing was delivered, and only what may succeed later. */
static bool may_retry(const struct askcam_ask *ask, enum askcam_status status,
                      const struct askcam_error *err)
{
    return status != ASKCAM_OK && err->retryable && !delivered(ask) &&
           ask->attempt <= ask->config->retries;
}

typedef enum askcam_status attempt_run(struct askcam_ask *ask, struct askcam_ask_result *result);

/* Attempts until one succeeds or there is no use; those of both halves count together. */
static enum askcam_status run_attempts(struct askcam_ask *ask, attempt_run *attempt,
                                       struct askcam_ask_result *result, struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;

    for (;; ask->attempt++) {
        *err = (struct askcam_error){0};
        ask->err = err;
        ask->was_sent = false;
        askcam_usage_clear(&result->chat.usage); /* nothing is known, which is not nothing used */
        status = attempt(ask, result);
        if (status == ASKCAM_OK) {
            return status;
        }
        askcam_client_close(&ask->client);
        if (status == ASKCAM_ERR_REFUSED && !delivered(ask) &&
            shrink_for(ask, &result->chat.limit)) {
            continue;
        }
        if (!may_retry(ask, status, err)) {
            return status;
        }
        const enum askcam_status waited = back_off(ask, err);
        if (waited == ASKCAM_ERR_INTERRUPTED) {
            *err = (struct askcam_error){0}; /* what failed before is not what ended it */
        }
        if (waited != ASKCAM_OK) {
            return waited;
        }
    }
}

/* The wall clock at the time when the pictures were exposed. */
static struct askcam_wall taken_at(const struct askcam_ask *ask)
{
    const struct askcam_host *host = ask->config->host;
    const uint64_t exposed_ms = askcam_picture_set_taken_ms(&ask->set);
    struct askcam_wall wall;

    host->wall(host->ctx, &wall);
    if (exposed_ms != 0 && exposed_ms <= wall.monotonic_ms) {
        wall.unix_ms -= (int64_t)(wall.monotonic_ms - exposed_ms);
        wall.monotonic_ms = exposed_ms;
    }
    return wall;
}

/* What is known so far. */
static void note(const struct askcam_ask *ask, struct askcam_ask_result *result)
{
    result->times = ask->times;
    result->times.connect_ms = ask->client.connect_ms;
    result->times.upload_ms = ask->client.upload_ms;
    result->times.total_ms = askcam_now_ms(ask->config->host) - ask->started_ms;
    result->attempts = ask->attempt;
    result->rejected = ask->set.rejected;
}

enum askcam_status askcam_ask_take(struct askcam_ask *ask, const struct askcam_ask_config *config,
                                   struct askcam_shot *shot, struct askcam_ask_result *result,
                                   struct askcam_error *err)
{
    *result = (struct askcam_ask_result){.cost = {.amount = -1}};
    askcam_usage_clear(&result->chat.usage);
    begin(ask, config);
    ask->err = err;
    init_client(ask);
    enum askcam_status status =
        config->spending != NULL ? askcam_spending_check(config->spending, err) : ASKCAM_OK;
    if (status == ASKCAM_OK) {
        status = prepare(ask, err);
    }
    if (status == ASKCAM_OK && config->looks_first) {
        askcam_stage(ask, ASKCAM_STAGE_CAPTURING);
        status = askcam_picture_set_look(&ask->set, err);
    }
    if (status == ASKCAM_OK) {
        status = run_attempts(ask, try_taking, result, err);
    }
    if (status == ASKCAM_OK) {
        *shot = (struct askcam_shot){.taken = taken_at(ask), .set = &ask->set};
    }
    note(ask, result);
    return status;
}

enum askcam_status askcam_ask_deliver(struct askcam_ask *ask, struct askcam_ask_result *result,
                                      struct askcam_error *err)
{
    assert(ask->taken);
    const enum askcam_status status = run_attempts(ask, try_delivering, result, err);

    note(ask, result);
    return status;
}

void askcam_ask_end(struct askcam_ask *ask)
{
    askcam_picture_set_close(&ask->set);
    askcam_chat_body_close(&ask->body);
    ask->taken = false;
}

enum askcam_status askcam_ask_run(struct askcam_ask *ask, const struct askcam_ask_config *config,
                                  struct askcam_ask_result *result, struct askcam_error *err)
{
    struct askcam_shot shot;

    enum askcam_status status = askcam_ask_take(ask, config, &shot, result, err);
    if (status == ASKCAM_OK) {
        status = askcam_ask_deliver(ask, result, err);
    }
    askcam_ask_end(ask);
    return status;
}

enum askcam_status askcam_ask_dry_run(struct askcam_ask *ask,
                                      const struct askcam_ask_config *config,
                                      struct askcam_sink out, struct askcam_error *err)
{
    begin(ask, config);
    ask->err = err;
    enum askcam_status status = prepare(ask, err);
    if (status == ASKCAM_OK) {
        status = take_pictures(ask);
    }
    if (status == ASKCAM_OK) {
        status = report_request(ask);
    }
    if (status == ASKCAM_OK) {
        status = askcam_outgoing_show(ask, out);
    }
    askcam_ask_end(ask);
    return status;
}
