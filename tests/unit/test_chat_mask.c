/* SPDX-License-Identifier: MIT */
/* test_chat_mask.c - no text that is kept of a reply has the key, wherever it or its cut is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "chat_reply.h"

#define KEY "sk-0123456789abcdefghijkl"

static enum askcam_status ignore(void *ctx, const char *text, size_t text_bytes)
{
    (void)ctx;
    (void)text;
    (void)text_bytes;
    return ASKCAM_OK;
}

static struct mask_case {
    const char *name;
    int status;
    const char *before;
    const char *behind;
} cases[] = {
    {"finish reason", 200, "{\"choices\":[{\"message\":{\"content\":\"7\"},\"finish_reason\":\"",
     "\"}]}"},
    {"request id", 200, "{\"request_id\":\"",
     "\",\"choices\":[{\"message\":{\"content\":\"7\"},\"finish_reason\":\"stop\"}]}"},
    {"id and model of a stream", 200, "data: {\"id\":\"", "\",\"model\":\"" KEY "\"}\n\n"},
    {"name of an event", 200, "event: ", "\ndata: x\n\n"},
    {"error code", 400, "{\"error\":{\"message\":\"m\",\"code\":\"", "\"}}"},
    {"error type", 400, "{\"error\":{\"message\":\"m\",\"type\":\"", "\"}}"},
    {"error message", 401, "{\"error\":{\"message\":\"", "\"}}"},
    {"error message with escapes", 401, "{\"error\":{\"message\":\"\\u0073k-", "\"}}"},
    {"error in an upstream's text", 502, "{\"error\":{\"message\":\"m\",\"metadata\":{\"raw\":\"",
     "\"}}}"},
    {"error as JSON in a message", 400, "{\"error\":{\"message\":\"{\\\"message\\\":\\\"",
     "\\\"}\"}}"},
    {"error within a stream", 200, "data: {\"error\":{\"message\":\"", "\"}}\n\n"},
    {"request id of an error", 400, "{\"message\":\"m\",\"request_id\":\"", "\"}"},
    {"title of a page", 502, "<html><title>", "</title>"},
    {"text of a page", 502, "<html><p>", "</p>"},
    {"plain text", 503, "", ""},
    {"refusal", 200, "data: {\"choices\":[{\"delta\":{\"refusal\":\"",
     "\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"},
};

/* Nothing as long as a beginning that is masked; stars where it was. */
static bool assert_masked(const char *text)
{
    char start[13] = "";

    memcpy(start, KEY, sizeof start - 1);
    assert_null(strstr(text, start));
    return strstr(text, "************") != NULL;
}

/* Whether the key was seen to be masked; pushed cut at a place. */
static bool read_reply(const struct mask_case *row, const char *body, size_t cut)
{
    static struct askcam_chat_reply reply;
    const struct askcam_chat_callbacks callbacks = {.thinking = ignore, .answer = ignore};
    const struct askcam_http_head head = {.status = row->status};
    struct askcam_chat_result result;
    struct askcam_error err = {.kind = ASKCAM_OK};

    askcam_chat_reply_init(&reply, ASKCAM_API_OPENAI, true, &callbacks, &err);
    askcam_chat_reply_mask(&reply, KEY);
    (void)askcam_chat_reply_head(&reply, &head);
    (void)askcam_chat_reply_push(&reply, body, cut);
    (void)askcam_chat_reply_push(&reply, body + cut, strlen(body) - cut);
    (void)askcam_chat_reply_finish(&reply, true, &result);
    const int in_result = assert_masked(result.finish_reason) + assert_masked(result.request_id) +
                          assert_masked(result.model); /* each is looked at */
    const int in_error = assert_masked(err.what) + assert_masked(err.why) +
                         assert_masked(err.code) + assert_masked(err.request_id);
    (void)assert_masked(err.hint);
    return in_result + in_error > 0;
}

static void the_key_is_masked_before_any_cut(void **state)
{
    const struct mask_case *row = *state;

    for (int before = 0; before < 1100; before += before < 130 ? 1 : 37) {
        char padding[1200];
        char body[2048];
        memset(padding, 'x', sizeof padding);
        padding[before] = '\0';
        (void)snprintf(body, sizeof body, "%s%s" KEY "%s", row->before, padding, row->behind);
        (void)read_reply(row, body, strlen(body));
        if (before % 32 == 0) {
            for (size_t cut = 0; cut <= strlen(body); cut++) {
                const bool is_seen = read_reply(row, body, cut);
                assert_true(is_seen || before > 0); /* far behind, it is cut off */
            }
        }
    }
}

int main(void)
{
    enum { ROWS = sizeof cases / sizeof cases[0] };
    struct CMUnitTest tests[ROWS];

    for (size_t i = 0; i < ROWS; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = the_key_is_masked_before_any_cut,
                                       .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("chat_mask", tests, NULL, NULL);
}
