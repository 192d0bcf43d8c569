/* SPDX-License-Identifier: MIT */
/*
 * chat_reply_sum.h - all that came of a reply as one number, for the fuzz targets of both APIs.
 *
 * The first input byte seeds the cuts; the second says how the reply came: its low bits choose
 * the status and whether the model may begin in its thinking, the next whether the connection
 * broke off.
 */
#ifndef ASKCAM_FUZZ_CHAT_REPLY_SUM_H
#define ASKCAM_FUZZ_CHAT_REPLY_SUM_H

#include <stdlib.h>

#include "chat_reply.h"
#include "cuts.h"
#include "utf8.h"

enum { BYTE_BY_BYTE = 1 }; /* this seed: every event is scanned in full, none by its shape */

struct text_sums {
    struct seen_sum thinking;
    struct seen_sum answer;
};

static inline enum askcam_status sum_thinking(void *ctx, const char *text, size_t text_bytes)
{
    struct text_sums *sums = ctx;

    if (text_bytes == 0 || !askcam_utf8_valid(text, text_bytes)) {
        abort();
    }
    add_bytes(&sums->thinking, text, text_bytes);
    return ASKCAM_OK;
}

static inline enum askcam_status sum_answer(void *ctx, const char *text, size_t text_bytes)
{
    struct text_sums *sums = ctx;

    if (text_bytes == 0 || !askcam_utf8_valid(text, text_bytes)) {
        abort();
    }
    add_bytes(&sums->answer, text, text_bytes);
    return ASKCAM_OK;
}

static inline enum askcam_status push_reply(void *ctx, const void *bytes, size_t bytes_len)
{
    return askcam_chat_reply_push(ctx, bytes, bytes_len);
}

static inline void add_verdict(struct seen_sum *all, enum askcam_status status,
                               const struct askcam_chat_result *result,
                               const struct askcam_error *err)
{
    if ((status == ASKCAM_OK) != result->complete || err->kind != status ||
        !askcam_utf8_valid(err->why, strlen(err->why))) {
        abort();
    }
    add_number(all, (uint64_t)status);
    add_number(all, result->thinking_bytes);
    add_number(all, result->answer_bytes);
    add_number(all, (uint64_t)result->usage.total);
    add_number(all, (uint64_t)result->usage.input);
    add_number(all, result->limit.bytes);
    add_number(all, err->retryable);
    add_bytes(all, result->finish_reason, strlen(result->finish_reason) + 1);
    add_bytes(all, result->request_id, strlen(result->request_id) + 1);
    add_bytes(all, err->code, strlen(err->code) + 1);
    add_bytes(all, err->why, strlen(err->why) + 1);
}

static inline uint64_t sum_reply(enum askcam_api api, const uint8_t *body, size_t body_bytes,
                                 uint8_t how, uint8_t seed)
{
    static const int statuses[] = {200, 200, 200, 400};
    static struct askcam_chat_reply reply;
    struct text_sums sums = {{0}, {0}};
    struct askcam_error err = {.kind = ASKCAM_OK};
    struct askcam_chat_result result;
    struct seen_sum all = {0};
    const struct askcam_chat_callbacks callbacks = {&sums, sum_thinking, sum_answer};
    const struct askcam_http_head head = {.status = statuses[how & 3U]};

    askcam_chat_reply_init(&reply, api, true, &callbacks, &err);
    if ((how & 3U) == 1) {
        askcam_chat_reply_starts_in_thinking(&reply);
    }
    (void)askcam_chat_reply_head(&reply, &head);
    push_pieces(push_reply, &reply, body, body_bytes, seed);
    push_pieces(push_reply, &reply, body, body_bytes, seed); /* events like those before */
    const bool is_sound = reply.scan.status == ASKCAM_OK;
    const enum askcam_status status = askcam_chat_reply_finish(&reply, (how & 4U) == 0, &result);
    if (strstr(err.why, "repeats its text") != NULL) {
        return 1; /* found at a text's first part, or at its end */
    }
    if (!is_sound) { /* how much of a text comes before its error may depend on the cuts */
        return 0;
    }
    add_number(&all, sums.thinking.sum);
    add_number(&all, sums.answer.sum);
    add_verdict(&all, status, &result, &err);
    return all.sum;
}

static inline int fuzz_reply(enum askcam_api api, const uint8_t *bytes, size_t bytes_len)
{
    if (bytes_len < 2) {
        return 0;
    }
    const uint64_t whole = sum_reply(api, bytes + 2, bytes_len - 2, bytes[1], 0);
    if (whole != sum_reply(api, bytes + 2, bytes_len - 2, bytes[1], bytes[0]) ||
        whole != sum_reply(api, bytes + 2, bytes_len - 2, bytes[1], BYTE_BY_BYTE)) {
        abort();
    }
    return 0;
}

#endif
