/* SPDX-License-Identifier: MIT */
/*
 * replies.h - a reply's body through the reader, and all that came of it as one text.
 *
 * For: tables of replies.  The text is
 *   T(thinking) A(answer) ok FINISH USAGE [id=ID] [model=NAME]
 *   T(thinking) A(answer) KIND [STATUS] [CODE] [retry[=MS]] 'WHY'
 * with USAGE input/output/reasoning/image/cached/total, '-' for what is not known.
 */
#ifndef ASKCAM_TEST_REPLIES_H
#define ASKCAM_TEST_REPLIES_H

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "chat_reply.h"
#include "cuts.h"
#include "utf8.h"

#define DATA(json) "data: " json "\n\n"
#define DELTA(text)                                                                                \
    DATA("{\"choices\":[{\"index\":0,\"delta\":{" text "},\"finish_reason\":null}]}")
#define END(why)        DATA("{\"choices\":[{\"finish_reason\":\"" why "\",\"delta\":{},\"index\":0}]}")
#define DONE            "data: [DONE]\n\n"
#define NATIVE(n, json) "id:" n "\nevent:result\n:HTTP_STATUS/200\ndata:" json "\n\n"
#define MESSAGE(n, text, why)                                                                      \
    NATIVE(n, "{\"output\":{\"choices\":[{\"message\":{" text                                      \
              ",\"role\":\"assistant\"},\"finish_reason\":\"" why "\"}]},\"request_id\":\"r1\"}")

enum reply_flags {
    DASHSCOPE = 1,
    NOT_STREAMED = 2,
    STARTS_IN_THINKING = 4,
    BROKEN = 8,   /* the connection broke off after the body */
    PARTIAL = 16, /* x-dashscope-partialresponse: true */
    SHOW_NAMES = 32,
};

struct reply_case {
    const char *name;
    unsigned flags;
    int status;       /* 0: 200 */
    const char *head; /* "type=…", "encoding=…", "location=…", "id=…", "retry=…", or NULL */
    const char *body;
    const char *all; /* the text above */
};

enum { LOG_BYTES = 16384 };

struct reply_log {
    char thinking[LOG_BYTES];
    char answer[LOG_BYTES];
    size_t thinking_bytes;
    size_t answer_bytes;
    size_t calls;
};

static inline enum askcam_status log_text(char *to, size_t *at, const char *text, size_t text_bytes)
{
    if (text_bytes >= LOG_BYTES - *at || text_bytes == 0 || !askcam_utf8_valid(text, text_bytes)) {
        return ASKCAM_ERR_INTERNAL;
    }
    memcpy(to + *at, text, text_bytes);
    *at += text_bytes;
    to[*at] = '\0';
    return ASKCAM_OK;
}

static inline enum askcam_status log_thinking(void *ctx, const char *text, size_t text_bytes)
{
    struct reply_log *const log = ctx;

    log->calls++;
    return log_text(log->thinking, &log->thinking_bytes, text, text_bytes);
}

static inline enum askcam_status log_answer(void *ctx, const char *text, size_t text_bytes)
{
    struct reply_log *const log = ctx;

    log->calls++;
    return log_text(log->answer, &log->answer_bytes, text, text_bytes);
}

static inline enum askcam_status push_reply(void *ctx, const void *bytes, size_t bytes_len)
{
    return askcam_chat_reply_push(ctx, bytes, bytes_len);
}

static inline struct askcam_http_head head_of(const struct reply_case *row)
{
    struct askcam_http_head head = {.status = row->status == 0 ? 200 : row->status};
    const char *const given = row->head == NULL ? "" : row->head;
    const struct {
        const char *name;
        char *value;
        size_t value_bytes;
    } rows[] = {
        {"type=", head.content_type, sizeof head.content_type},
        {"encoding=", head.content_encoding, sizeof head.content_encoding},
        {"location=", head.location, sizeof head.location},
        {"id=", head.request_id, sizeof head.request_id},
        {"retry=", head.retry_after, sizeof head.retry_after},
    };

    head.partial = (row->flags & PARTIAL) != 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strncmp(given, rows[i].name, strlen(rows[i].name)) == 0) {
            (void)snprintf(rows[i].value, rows[i].value_bytes, "%s", given + strlen(rows[i].name));
        }
    }
    return head;
}

static inline void add(char *all, size_t cap_bytes, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static inline void add(char *all, size_t cap_bytes, const char *format, ...)
{
    const size_t at = strlen(all);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(all + at, cap_bytes - at, format, args);
    va_end(args);
}

static inline void add_usage(char *all, size_t cap_bytes, const struct askcam_usage *usage)
{
    const int64_t counts[] = {usage->input, usage->output, usage->reasoning,
                              usage->image, usage->cached, usage->total};

    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        add(all, cap_bytes, i == 0 ? " " : "/");
        if (counts[i] < 0) {
            add(all, cap_bytes, "-");
        } else {
            add(all, cap_bytes, "%" PRId64, counts[i]);
        }
    }
}

static inline void add_error(char *all, size_t cap_bytes, const struct askcam_error *err)
{
    add(all, cap_bytes, "%s", askcam_status_text(err->kind));
    if (err->http_status != 200) {
        add(all, cap_bytes, " %d", err->http_status);
    }
    add(all, cap_bytes, "%s%s%s", err->code[0] == '\0' ? "" : " ", err->code,
        err->retryable ? " retry" : "");
    if (err->retry_after_ms != 0) {
        add(all, cap_bytes, "=%" PRIu64, err->retry_after_ms);
    }
    add(all, cap_bytes, " '%s'", err->why);
}

/* Runs the row with the given cuts; all[] gets the text, *result and *log what they are. */
static inline void run_reply(const struct reply_case *row, size_t body_bytes, size_t first_bytes,
                             size_t piece_bytes, char *all, size_t cap_bytes)
{
    static struct askcam_chat_reply reply;
    static struct reply_log log;
    struct askcam_error err = {.kind = ASKCAM_OK};
    struct askcam_chat_result result;
    const struct askcam_chat_callbacks callbacks = {&log, log_thinking, log_answer};
    const struct askcam_http_head head = head_of(row);

    memset(&reply, 0xA5, sizeof reply); /* init must not rely on zeros */
    log = (struct reply_log){.calls = 0};
    askcam_chat_reply_init(&reply,
                           (row->flags & DASHSCOPE) != 0 ? ASKCAM_API_DASHSCOPE : ASKCAM_API_OPENAI,
                           (row->flags & NOT_STREAMED) == 0, &callbacks, &err);
    if ((row->flags & STARTS_IN_THINKING) != 0) {
        askcam_chat_reply_starts_in_thinking(&reply);
    }
    (void)askcam_chat_reply_head(&reply, &head); /* finish() returns it, too */
    (void)push_cut(push_reply, &reply, row->body, body_bytes, first_bytes, piece_bytes);
    const enum askcam_status status =
        askcam_chat_reply_finish(&reply, (row->flags & BROKEN) == 0, &result);
    all[0] = '\0';
    add(all, cap_bytes, "T(%s) A(%s) ", log.thinking, log.answer);
    if (status != ASKCAM_OK) {
        add_error(all, cap_bytes, &err);
        if (err.kind != status || result.complete || err.hint[0] == '\0' ||
            strcmp(err.request_id, result.request_id) != 0) {
            add(all, cap_bytes, " [status, error and result differ]");
        }
    } else {
        add(all, cap_bytes, "ok %s", result.finish_reason[0] == '\0' ? "-" : result.finish_reason);
        add_usage(all, cap_bytes, &result.usage);
        if (!result.complete || result.answer_bytes != log.answer_bytes ||
            result.thinking_bytes != log.thinking_bytes || err.kind != ASKCAM_OK) {
            add(all, cap_bytes, " [result and text differ]");
        }
    }
    if ((row->flags & SHOW_NAMES) != 0) {
        add(all, cap_bytes, " id=%s model=%s", result.request_id, result.model);
    }
}

#endif
