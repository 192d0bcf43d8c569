/* SPDX-License-Identifier: MIT */
/* ask_lines.c - see ask_lines.h. */
#include "ask_lines.h"

#include "json_line.h"

static void begin(const struct ask_lines *lines, struct askcam_json_line *line, const char *type,
                  bool reports_time)
{
    stamp_begin(line, out_sink(lines->out), type, &lines->stamp, reports_time);
}

enum askcam_status ask_lines_request(const struct ask_lines *lines,
                                     const struct askcam_ask_request *request)
{
    struct askcam_json_line line;

    begin(lines, &line, "request", true);
    askcam_json_line_text(&line, "model", lines->model);
    askcam_json_line_text(&line, "api", lines->api);
    askcam_json_line_integer(&line, "images", request->images);
    if (request->has_lengths && request->image_bytes > 0) {
        askcam_json_line_integer(&line, "image_bytes", (int64_t)request->image_bytes);
    }
    if (request->width_px > 0) {
        askcam_json_line_integer(&line, "width", request->width_px);
        askcam_json_line_integer(&line, "height", request->height_px);
    }
    if (request->has_lengths) {
        askcam_json_line_integer(&line, "body_bytes", (int64_t)request->body_bytes);
    }
    if (request->attempt > 1) {
        askcam_json_line_integer(&line, "attempt", request->attempt);
    }
    return askcam_json_line_end(&line);
}

enum askcam_status ask_lines_text(const struct ask_lines *lines, const char *type, const char *text,
                                  size_t text_bytes)
{
    struct askcam_json_line line;

    begin(lines, &line, type, false);
    askcam_json_line_bytes(&line, "text", text, text_bytes);
    return askcam_json_line_end(&line);
}

static void add_tokens(struct askcam_json_line *line, const char *name, int64_t tokens)
{
    if (tokens >= 0) {
        askcam_json_line_integer(line, name, tokens);
    }
}

void ask_lines_usage(const struct ask_lines *lines, const struct askcam_usage *usage,
                     struct ask_cost cost)
{
    struct askcam_json_line line;

    begin(lines, &line, "usage", false);
    add_tokens(&line, "input_tokens", usage->input);
    add_tokens(&line, "output_tokens", usage->output);
    add_tokens(&line, "reasoning_tokens", usage->reasoning);
    add_tokens(&line, "image_tokens", usage->image);
    add_tokens(&line, "cached_tokens", usage->cached);
    add_tokens(&line, "total_tokens", usage->total);
    if (cost.amount >= 0) {
        askcam_json_line_number(&line, "cost", cost.amount);
        askcam_json_line_text(&line, "currency", cost.currency);
    }
    (void)askcam_json_line_end(&line); /* stays in out->status */
}

static void add_time(struct askcam_json_line *line, const char *name, uint64_t ms)
{
    if (ms != ASKCAM_NEVER) {
        askcam_json_line_integer(line, name, (int64_t)ms);
    }
}

void ask_lines_done(const struct ask_lines *lines, const struct askcam_ask_result *result,
                    const struct answer_text *answer)
{
    const struct askcam_ask_times *times = &result->times;
    struct askcam_json_line line;

    begin(lines, &line, "done", false);
    if (!answer->is_too_long) {
        askcam_json_line_bytes(&line, "answer", answer->text, answer->bytes);
    }
    askcam_json_line_text(&line, "finish_reason", result->chat.finish_reason);
    askcam_json_line_text(&line, "request_id", result->chat.request_id);
    add_time(&line, "capture_ms", times->capture_ms);
    add_time(&line, "connect_ms", times->connect_ms);
    add_time(&line, "upload_ms", times->upload_ms);
    add_time(&line, "first_thinking_ms", times->first_thinking_ms);
    add_time(&line, "first_answer_ms", times->first_answer_ms);
    add_time(&line, "total_ms", times->total_ms);
    (void)askcam_json_line_end(&line); /* stays in out->status */
}
