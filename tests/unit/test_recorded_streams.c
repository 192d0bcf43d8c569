/* SPDX-License-Identifier: MIT */
/*
 * test_recorded_streams.c - streams recorded from real services, which are not part of the
 * project: they are looked for in ../shared/sse-samples beside it, or where the environment's
 * ASKCAM_SSE_SAMPLES says.  Without them these tests are skipped, and say so.
 *
 * Lengths and hashes (FNV-1a, 64 bits) were worked out by another program with another JSON
 * parser, once.  A file without a row fails.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chat_reply.h"
#include "cuts.h"

#define NOTHING UINT64_C(0xcbf29ce484222325) /* the hash of no bytes */

static const struct recorded {
    const char *name;
    int http_status;
    uint64_t thinking_bytes;
    uint64_t thinking_hash;
    uint64_t answer_bytes;
    uint64_t answer_hash;
    const char *kind;
    const char *finish_reason;
    const char *usage; /* input/output/reasoning/image/cached/total */
} RECORDED[] = {
    {"alibaba-openai-empty-delta-tail", 200, 0, NOTHING, 0, NOTHING, "no_answer", "tool_calls",
     "-/-/-/-/-/-"},
    {"alibaba-openai-error-datainspection", 400, 0, NOTHING, 0, NOTHING, "refused", "",
     "-/-/-/-/-/-"},
    {"alibaba-openai-qvq-max-thinking", 200, 27, UINT64_C(0x6b4a6dde1dfddca0), 9,
     UINT64_C(0x2473d59197900492), "ok", "stop", "544/590/-/520/-/1134"},
    {"alibaba-openai-qwen-plus-thinking", 200, 0, NOTHING, 0, NOTHING, "no_answer", "stop",
     "10/360/-/-/-/370"},
    {"alibaba-openai-qwen-plus", 200, 0, NOTHING, 72, UINT64_C(0xcfe19291a5db92f4), "ok", "stop",
     "22/17/-/-/-/39"},
    {"alibaba-openai-qwen-vl", 200, 0, NOTHING, 360, UINT64_C(0x96daefdbfc058f04), "ok", "stop",
     "1276/79/-/-/-/1355"},
    {"alibaba-openai-qwen3-max-text", 200, 0, NOTHING, 3777, UINT64_C(0x56acda77ac234a50), "ok",
     "stop", "18/779/-/-/0/797"},
    {"alibaba-openai-qwen3-max-thinking", 200, 3301, UINT64_C(0xa47c644e88d409af), 842,
     UINT64_C(0xab428204be5ec07f), "ok", "stop", "24/1355/1084/-/0/1379"},
    {"alibaba-openai-qwen3-max-toolcall", 200, 0, NOTHING, 0, NOTHING, "no_answer", "tool_calls",
     "295/22/-/-/0/317"},
    {"azure-foundry-deepseek", 200, 3832, UINT64_C(0x46c45a1d4a4dc779), 2764,
     UINT64_C(0xdc240c42794bf317), "ok", "stop", "19/1720/0/-/-/1739"},
    {"azure-openai-prompt-filter", 200, 0, NOTHING, 19, UINT64_C(0x480d480ea48af0a0), "ok", "stop",
     "15/78/64/-/0/93"},
    {"dashscope-code-interpreter-usage", 200, 18, UINT64_C(0x6c6fc20000c587a8), 0, NOTHING,
     "protocol", "", "287/101/-/-/-/388"},
    {"dashscope-cumulative-incremental-false", 200, 0, NOTHING, 128, UINT64_C(0xd1ea61d24e4dcaac),
     "ok", "stop", "56/236/-/-/-/292"},
    {"dashscope-error-arrearage", 400, 0, NOTHING, 0, NOTHING, "refused", "", "-/-/-/-/-/-"},
    {"dashscope-error-invalidparameter", 200, 0, NOTHING, 0, NOTHING, "refused", "", "-/-/-/-/-/-"},
    {"dashscope-error-throttling", 200, 0, NOTHING, 0, NOTHING, "unavailable", "", "-/-/-/-/-/-"},
    {"dashscope-qvq-max-thinking", 200, 18, UINT64_C(0xb4284506923152d1), 9,
     UINT64_C(0x2473d59197900492), "ok", "stop", "544/590/-/520/-/1134"},
    {"dashscope-qwen-plus-incremental", 200, 0, NOTHING, 75, UINT64_C(0x35f59b7f713e5d83), "ok",
     "stop", "26/66/-/-/0/92"},
    {"dashscope-qwen-plus-thinking", 200, 18, UINT64_C(0x82b04746f2aaabe3), 33,
     UINT64_C(0x36b2b52eff6003fe), "ok", "stop", "11/367/-/-/-/378"},
    {"dashscope-workflow-event", 200, 0, NOTHING, 0, NOTHING, "protocol", "", "-/-/-/-/-/-"},
    {"deepseek-reasoner", 200, 882, UINT64_C(0xe9f5fb14c955387a), 43, UINT64_C(0xb063ffdf19b1baca),
     "ok", "stop", "6/212/198/-/0/218"},
    {"groq-qwen3-32b-reasoning", 200, 2972, UINT64_C(0xb11a623f21557fb1), 347,
     UINT64_C(0xb084df4703d0fde3), "ok", "stop", "17/1107/963/-/-/1124"},
    {"llamacpp-reasoning-excerpt", 200, 11, UINT64_C(0x92d31266b83569e9), 0, NOTHING, "protocol",
     "", "-/-/-/-/-/-"},
    {"mistral-content-array", 200, 60, UINT64_C(0xf6b61ec39b71d832), 9,
     UINT64_C(0x41e931da82c378e5), "ok", "stop", "10/46/-/-/-/56"},
    {"modelscope-delta-and-message", 200, 30, UINT64_C(0xeef6c329b11471e7), 0, NOTHING, "protocol",
     "", "-/-/-/-/-/-"},
    {"moonshot-kimi-fixture", 200, 16, UINT64_C(0x5908795d4c015c50), 6,
     UINT64_C(0x9224fce07c59fabe), "ok", "stop", "9/12/7/-/-/21"},
    {"ollama-gpt-oss-reasoning", 200, 85, UINT64_C(0x633c3d39c781b304), 43,
     UINT64_C(0xd4c7ef095073a38c), "ok", "stop", "68/41/-/-/-/109"},
    {"openrouter-comments-reasoning", 200, 51, UINT64_C(0xf60084c93ba99b36), 9,
     UINT64_C(0x41e931da82c378e5), "ok", "stop", "43/36/13/-/0/79"},
    {"openrouter-instream-error", 200, 42, UINT64_C(0xb052a904dca1c348), 0, NOTHING, "refused",
     "length", "43/10/11/-/0/53"},
    {"openrouter-reasoning-details", 200, 0, NOTHING, 454, UINT64_C(0x00f0f8b606c12e1a), "ok",
     "stop", "9/104/0/-/0/113"},
    {"sglang-reasoning-length", 200, 14, UINT64_C(0x689693bb8f3066ae), 0, NOTHING, "no_answer",
     "length", "2677/200/200/-/-/2877"},
    {"snowflake-reasoning-details", 200, 13, UINT64_C(0xe70d454a62417d48), 96,
     UINT64_C(0xa5f63865955e8a45), "ok", "", "45/73/0/-/0/118"},
    {"vllm-both-reasoning-fields", 200, 6, UINT64_C(0x835c5b78d99978bd), 15,
     UINT64_C(0xaf2de5f4a96bf3cc), "protocol", "", "-/-/-/-/-/-"},
    {"vllm-inline-think-truncated", 200, 10, UINT64_C(0xc1915670f471321c), 0, NOTHING, "protocol",
     "", "-/-/-/-/-/-"},
    {"vllm-nearai-content", 200, 0, NOTHING, 5, UINT64_C(0x90c29a2196656bc5), "ok", "stop",
     "13/3/-/-/-/16"},
    {"vllm-new-reasoning-length", 200, 15, UINT64_C(0x3daaa0a503dda151), 0, NOTHING, "no_answer",
     "length", "2674/200/-/-/-/2874"},
    {"xai-grok3mini-reasoning", 200, 1463, UINT64_C(0xcb3fe9da13471bd5), 4,
     UINT64_C(0x25da917e4545f3e6), "ok", "stop", "12/2/340/0/11/354"},
    {"zai-glm47", 200, 2173, UINT64_C(0xec960c86d25074e3), 1, UINT64_C(0xaf63a94c860195e3), "ok",
     "stop", "13/564/561/-/0/577"},
};

enum { ROWS = sizeof RECORDED / sizeof RECORDED[0], FILE_BYTES = 1 << 20 };

static const char *samples_dir(void)
{
    const char *const given = getenv("ASKCAM_SSE_SAMPLES"); /* NOLINT(concurrency-mt-unsafe) */

    return given != NULL ? given : ASKCAM_SOURCE_DIR "/../shared/sse-samples";
}

static const struct recorded *row_of(const char *file)
{
    for (size_t i = 0; i < ROWS; i++) {
        const size_t bytes = strlen(RECORDED[i].name);
        if (strncmp(file, RECORDED[i].name, bytes) == 0 && strcmp(file + bytes, ".sse") == 0) {
            return &RECORDED[i];
        }
    }
    return NULL;
}

/* Thinking, answer. */
struct heard {
    uint64_t bytes[2];
    uint64_t hash[2];
};

static enum askcam_status hear(struct heard *heard, size_t which, const char *text,
                               size_t text_bytes)
{
    heard->bytes[which] += text_bytes;
    for (size_t i = 0; i < text_bytes; i++) {
        heard->hash[which] =
            (heard->hash[which] ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    }
    return ASKCAM_OK;
}

static enum askcam_status hear_thinking(void *ctx, const char *text, size_t text_bytes)
{
    return hear(ctx, 0, text, text_bytes);
}

static enum askcam_status hear_answer(void *ctx, const char *text, size_t text_bytes)
{
    return hear(ctx, 1, text, text_bytes);
}

static enum askcam_status push(void *ctx, const void *bytes, size_t bytes_len)
{
    return askcam_chat_reply_push(ctx, bytes, bytes_len);
}

static void count_text(int64_t count, char *text, size_t text_bytes)
{
    (void)snprintf(text, text_bytes, count < 0 ? "-" : "%lld", (long long)count);
}

static void check_usage(const struct askcam_usage *usage, const char *wanted)
{
    const int64_t counts[] = {usage->input, usage->output, usage->reasoning,
                              usage->image, usage->cached, usage->total};
    char all[128] = "";

    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        char one[24];
        count_text(counts[i], one, sizeof one);
        (void)snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i == 0 ? "" : "/", one);
    }
    assert_string_equal(all, wanted);
}

static void check(const struct recorded *row, const char *body, size_t body_bytes,
                  size_t piece_bytes)
{
    static struct askcam_chat_reply reply;
    struct heard heard = {.hash = {NOTHING, NOTHING}};
    const struct askcam_chat_callbacks callbacks = {&heard, hear_thinking, hear_answer};
    const struct askcam_http_head head = {.status = row->http_status,
                                          .content_type = "text/event-stream"};
    struct askcam_error err = {.kind = ASKCAM_OK};
    struct askcam_chat_result result;
    const enum askcam_api api = strncmp(row->name, "dashscope", strlen("dashscope")) == 0
                                    ? ASKCAM_API_DASHSCOPE
                                    : ASKCAM_API_OPENAI;

    askcam_chat_reply_init(&reply, api, true, &callbacks, &err);
    assert_int_equal(askcam_chat_reply_head(&reply, &head), ASKCAM_OK);
    (void)push_cut(push, &reply, body, body_bytes, 0, piece_bytes); /* finish() returns it again */
    const enum askcam_status status = askcam_chat_reply_finish(&reply, true, &result);
    assert_string_equal(askcam_status_text(status), row->kind);
    assert_true(heard.bytes[0] == row->thinking_bytes && heard.hash[0] == row->thinking_hash);
    assert_true(heard.bytes[1] == row->answer_bytes && heard.hash[1] == row->answer_hash);
    assert_string_equal(result.finish_reason, row->finish_reason);
    check_usage(&result.usage, row->usage);
}

static size_t read_file(const char *dir, const char *file, char *body)
{
    char path[1024];

    (void)snprintf(path, sizeof path, "%s/%s", dir, file);
    FILE *const in = fopen(path, "rbe");
    assert_non_null(in);
    const size_t bytes = fread(body, 1, FILE_BYTES, in);
    assert_true(feof(in));
    assert_int_equal(fclose(in), 0);
    return bytes;
}

static void every_recorded_stream_gives_what_it_gave(void **state)
{
    static const size_t pieces[] = {1, 7, 1000, FILE_BYTES};
    static char body[FILE_BYTES];
    size_t files = 0;
    DIR *const dir = opendir(samples_dir());
    const struct dirent *entry = NULL;

    (void)state;
    if (dir == NULL) {
        print_message("no recorded streams in %s: skipped\n", samples_dir());
        skip();
        return;
    }
    while ((entry = readdir(dir)) != NULL) { /* NOLINT(concurrency-mt-unsafe): one thread */
        const size_t name_bytes = strlen(entry->d_name);
        if (name_bytes < 4 || strcmp(entry->d_name + name_bytes - 4, ".sse") != 0) {
            continue;
        }
        print_message("%s\n", entry->d_name);
        const struct recorded *const row = row_of(entry->d_name);
        assert_non_null(row);
        const size_t bytes = read_file(samples_dir(), entry->d_name, body);
        for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
            check(row, body, bytes, pieces[i]);
        }
        files++;
    }
    assert_int_equal(closedir(dir), 0);
    assert_int_equal(files, ROWS);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recorded_stream_gives_what_it_gave),
    };

    return cmocka_run_group_tests_name("recorded_streams", tests, NULL, NULL);
}
