/* SPDX-License-Identifier: MIT */
/* queue_reply.c - see queue_reply.h. */
#include "queue_reply.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "json_line.h"

static void put(struct queue_reply *reply, const char *text, size_t bytes)
{
    if (reply->status == ASKCAM_OK) {
        reply->status = askcam_sink_write(askcam_atomic_file_sink(&reply->file), text, bytes);
    }
}

static void put_text(struct queue_reply *reply, const char *text)
{
    put(reply, text, strlen(text));
}

enum askcam_status queue_reply_open(struct queue_reply *reply, const struct askcam_host *host,
                                    const char *entry_path, struct askcam_error *err)
{
    char path[ASKCAM_STORE_PATH_BYTES];

    reply->store = askcam_store_init(host);
    reply->status = ASKCAM_OK;
    const int length = snprintf(path, sizeof path, "%s/reply.json", entry_path);
    if (length < 0 || length >= (int)sizeof path) {
        const struct askcam_error_context context = {entry_path, "use a shorter path"};
        return askcam_fail(err, ASKCAM_ERR_STORAGE, context, "path too long");
    }
    const enum askcam_status status =
        askcam_atomic_file_open(&reply->file, &reply->store, path, err);
    if (status == ASKCAM_OK) {
        put_text(reply, "{\"answer\":\"");
    }
    return status;
}

/* A piece of a JSON string; pieces are cut between characters. */
static void on_answer(void *ctx, const char *text, size_t bytes)
{
    struct queue_reply *const reply = ctx;
    char escaped[8];
    size_t from = 0;

    for (size_t i = 0; i < bytes; i++) {
        const unsigned char byte = (unsigned char)text[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7F) {
            continue;
        }
        put(reply, text + from, i - from);
        (void)snprintf(escaped, sizeof escaped, "\\u%04x", byte);
        put_text(reply, escaped);
        from = i + 1;
    }
    put(reply, text + from, bytes - from);
}

struct ask_run_listener queue_reply_listener(struct queue_reply *reply)
{
    return (struct ask_run_listener){.ctx = reply, .on_answer = on_answer};
}

static enum askcam_status put_members(void *ctx, const void *bytes, size_t bytes_len)
{
    put(ctx, bytes, bytes_len);
    return ASKCAM_OK;
}

enum askcam_status queue_reply_commit(struct queue_reply *reply, const struct ask_run *run)
{
    const struct askcam_ask_result *const result = &run->result;
    struct askcam_json_line line = {.out = {.write = put_members, .ctx = reply},
                                    .has_member = true};

    put_text(reply, "\"");
    askcam_json_line_text(&line, "model", run->model.name);
    askcam_json_line_text(&line, "finish_reason", result->chat.finish_reason);
    askcam_json_line_text(&line, "request_id", result->chat.request_id);
    askcam_json_line_integer(&line, "attempts", (int64_t)result->attempts);
    if (result->chat.usage.input >= 0 && result->chat.usage.output >= 0) {
        askcam_json_line_integer(&line, "input_tokens", result->chat.usage.input);
        askcam_json_line_integer(&line, "output_tokens", result->chat.usage.output);
    }
    if (result->cost.amount >= 0) {
        askcam_json_line_number(&line, "cost", result->cost.amount);
        askcam_json_line_text(&line, "currency", result->cost.currency);
    }
    askcam_json_line_integer(&line, "total_ms", (int64_t)result->times.total_ms);
    askcam_json_line_integer(&line, "answered_ms", askcam_wall_s(run->program->host) * 1000);
    put_text(reply, "}\n");
    return reply->status == ASKCAM_OK ? askcam_atomic_file_commit(&reply->file) : reply->status;
}

void queue_reply_close(struct queue_reply *reply)
{
    askcam_atomic_file_close(&reply->file);
}
