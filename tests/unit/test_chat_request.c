/* SPDX-License-Identifier: MIT */
/*
 * test_chat_request.c - each row is a chat and the JSON that must come of it, compared as JSON
 * with every picture written as "P" and its number where base64 goes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "catalogue.h"
#include "chat_request.h"

#define PAGE_URL                                                                                   \
    "https://img.alicdn.com/imgextra/i1/"                                                          \
    "O1CN01gDEY8M1W114Hi3XcN_!!6000000002727-0-tps-1024-406.jpg"
#define URL_PART   "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" PAGE_URL "\"}}"
#define SOLVE_PART "{\"type\":\"text\",\"text\":\"Solve this problem\"}"
#define JPEG       "data:image/jpeg;base64,"
#define STREAM     "\"stream\":true,\"stream_options\":{\"include_usage\":true}"
#define WHAT       "{\"role\":\"user\",\"content\":\"What?\"}"

static uint8_t chance;

static void random_bytes(void *ctx, void *buf, size_t bytes_len)
{
    (void)ctx;
    for (size_t i = 0; i < bytes_len; i++) {
        ((uint8_t *)buf)[i] = chance++;
    }
}

static const struct askcam_host HOST = {.quick_random = random_bytes};

/* A text that grows. */
struct written {
    char text[4096];
    size_t bytes;
    uint64_t base64_bytes; /* of the text in place of pictures */
};

static void put(struct written *to, const char *text, size_t bytes)
{
    assert_true(to->bytes + bytes < sizeof to->text);
    memcpy(to->text + to->bytes, text, bytes);
    to->bytes += bytes;
    to->text[to->bytes] = '\0';
}

static void put_pictures(struct written *to, const struct askcam_chat_segment *segment)
{
    for (uint32_t n = 0; n < segment->count; n++) {
        char name[16];
        const int name_bytes = snprintf(name, sizeof name, "P%u", (unsigned)(segment->first + n));
        if (n > 0) {
            put(to, segment->between, segment->between_bytes);
        }
        put(to, segment->before, segment->before_bytes);
        put(to, name, (size_t)name_bytes);
        put(to, segment->after, segment->after_bytes);
        to->base64_bytes += (uint64_t)name_bytes;
    }
}

/* The body as it would be sent. */
static void write_body(struct written *to, const struct askcam_chat_body *body)
{
    *to = (struct written){.bytes = 0};
    for (size_t i = 0; i < body->segments_count; i++) {
        if (body->segments[i].is_pictures) {
            put_pictures(to, &body->segments[i]);
        } else {
            put(to, body->segments[i].text, body->segments[i].text_bytes);
        }
    }
}

/* Opens, writes, and compares as JSON; also the length that was foretold. */
static void assert_body(const struct askcam_chat *chat, const char *expected)
{
    struct askcam_chat_body body;
    struct askcam_error err = {.kind = ASKCAM_OK};
    struct written made_text;

    assert_int_equal(askcam_chat_body_open(&body, chat, &HOST, &err), ASKCAM_OK);
    write_body(&made_text, &body);
    assert_int_equal(askcam_chat_body_bytes(&body, made_text.base64_bytes), made_text.bytes);
    cJSON *const made = cJSON_Parse(made_text.text);
    cJSON *const wanted = cJSON_Parse(expected);
    assert_non_null(wanted);
    if (!cJSON_Compare(made, wanted, true)) {
        fail_msg("made   %s\nwanted %s", made_text.text, expected);
    }
    cJSON_Delete(made);
    cJSON_Delete(wanted);
    askcam_chat_body_close(&body);
    askcam_chat_body_close(&body); /* idempotent */
}

static const struct askcam_chat_image PAGE_IMAGE[] = {{.url = PAGE_URL}};
static const struct askcam_chat_image ONE[] = {{.count = 1}};
static const struct askcam_chat_image MIXED[] = {
    {.count = 2}, {.url = "http://h/x.jpg"}, {.count = 1}};
static const struct askcam_chat_image VIDEO[] = {{.count = 3, .as_video = true, .fps_milli = 2000}};
static const struct askcam_chat_image SLOW_VIDEO[] = {
    {.count = 1, .as_video = true, .fps_milli = 500}, {.count = 1}};
static const struct askcam_chat_image VIDEO_URL[] = {
    {.url = "http://h/x.mp4", .as_video = true, .fps_milli = 100}};
static const struct askcam_chat_turn TURNS[] = {{"user", "A?"}, {"assistant", "B."}};

#define PAGE .images = PAGE_IMAGE, .images_count = 1, .question = "Solve this problem"

static struct body_case {
    const char *name;
    struct askcam_chat chat;
    const char *model_rules; /* settled by the catalogue's entry of that name, or NULL */
    const char *body;
} cases[] = {
    /* The four requests of the vendor's page. */
    {"the page's first request, openai",
     {.model = "qvq-max", PAGE},
     "qvq-max",
     "{\"model\":\"qvq-max\",\"messages\":[{\"role\":\"user\",\"content\":[" URL_PART "," SOLVE_PART
     "]}]," STREAM "}"},
    {"the page's first request, dashscope",
     {.api = ASKCAM_API_DASHSCOPE, .model = "qvq-max", PAGE},
     "qvq-max",
     "{\"model\":\"qvq-max\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"image\":"
     "\"" PAGE_URL "\"},{\"text\":\"Solve this problem\"}]}]}}"},
    {"the page's request with thinking, openai",
     {.model = "qwen3.5-plus", PAGE, .thinking = ASKCAM_THINKING_ON},
     "qwen3.5-plus",
     "{\"model\":\"qwen3.5-plus\",\"messages\":[{\"role\":\"user\",\"content\":[" URL_PART
     "," SOLVE_PART "]}]," STREAM ",\"enable_thinking\":true}"},
    {"the page's request with thinking, dashscope",
     {.api = ASKCAM_API_DASHSCOPE, .model = "qwen3.5-plus", PAGE, .thinking = ASKCAM_THINKING_ON},
     "qwen3.5-plus",
     "{\"model\":\"qwen3.5-plus\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{"
     "\"image\":\"" PAGE_URL "\"},{\"text\":\"Solve this problem\"}]}]},\"parameters\":{"
     "\"enable_thinking\":true,\"incremental_output\":true}}"},
    {"the page's request with a budget, openai",
     {.model = "qwen3.5-plus",
      PAGE,
      .thinking = ASKCAM_THINKING_ON,
      .thinking_budget = {true, 81920}},
     "qwen3.5-plus",
     "{\"model\":\"qwen3.5-plus\",\"messages\":[{\"role\":\"user\",\"content\":[" URL_PART
     "," SOLVE_PART "]}]," STREAM ",\"enable_thinking\":true,\"thinking_budget\":81920}"},
    {"the page's request with a budget, dashscope",
     {.api = ASKCAM_API_DASHSCOPE,
      .model = "qwen3.5-plus",
      PAGE,
      .thinking = ASKCAM_THINKING_ON,
      .thinking_budget = {true, 81920}},
     "qwen3.5-plus",
     "{\"model\":\"qwen3.5-plus\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{"
     "\"image\":\"" PAGE_URL "\"},{\"text\":\"Solve this problem\"}]}]},\"parameters\":{"
     "\"enable_thinking\":true,\"incremental_output\":true,\"thinking_budget\":81920}}"},

    /* Pictures. */
    {"a picture's bytes, openai",
     {.model = "m", .images = ONE, .images_count = 1, .question = "What?"},
     NULL,
     "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
     "\"image_url\":{\"url\":\"" JPEG "P0\"}},{\"type\":\"text\",\"text\":\"What?\"}]}]," STREAM
     "}"},
    {"pictures and a URL keep their order, dashscope",
     {.api = ASKCAM_API_DASHSCOPE,
      .model = "m",
      .images = MIXED,
      .images_count = 3,
      .question = "What?"},
     NULL,
     "{\"model\":\"m\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"image\":\"" JPEG
     "P0\"},{\"image\":\"" JPEG "P1\"},{\"image\":\"http://h/x.jpg\"},{\"image\":\"" JPEG
     "P2\"},{\"text\":\"What?\"}]}]},\"parameters\":{\"incremental_output\":true}}"},
    {"a frame list, openai",
     {.model = "m", .images = VIDEO, .images_count = 1, .question = "What?"},
     NULL,
     "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"video\",\"video\":"
     "[\"" JPEG "P0\",\"" JPEG "P1\",\"" JPEG "P2\"],\"fps\":2},{\"type\":\"text\",\"text\":"
     "\"What?\"}]}]," STREAM "}"},
    {"a slow frame list and a picture, dashscope",
     {.api = ASKCAM_API_DASHSCOPE,
      .model = "m",
      .images = SLOW_VIDEO,
      .images_count = 2,
      .question = "What?",
      .no_stream = true},
     NULL,
     "{\"model\":\"m\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"video\":[\"" JPEG
     "P0\"],\"fps\":0.5},{\"image\":\"" JPEG "P1\"},{\"text\":\"What?\"}]}]}}"},
    {"a film by reference, openai",
     {.model = "m", .images = VIDEO_URL, .images_count = 1, .question = "What?"},
     NULL,
     "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"video_url\","
     "\"video_url\":{\"url\":\"http://h/x.mp4\"},\"fps\":0.1},{\"type\":\"text\",\"text\":"
     "\"What?\"}]}]," STREAM "}"},
    {"a film by reference, dashscope",
     {.api = ASKCAM_API_DASHSCOPE,
      .model = "m",
      .images = VIDEO_URL,
      .images_count = 1,
      .question = "What?",
      .no_stream = true},
     NULL,
     "{\"model\":\"m\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"video\":"
     "\"http://h/x.mp4\",\"fps\":0.1},{\"text\":\"What?\"}]}]}}"},

    /* Messages. */
    {"system and TURNS, openai",
     {.model = "m",
      .system = "S",
      .turns = TURNS,
      .turns_count = 2,
      .question = "What?",
      .no_stream = true},
     NULL,
     "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\","
     "\"content\":\"A?\"},{\"role\":\"assistant\",\"content\":\"B.\"}," WHAT "]}"},
    {"system and TURNS, dashscope",
     {.api = ASKCAM_API_DASHSCOPE,
      .model = "m",
      .system = "S",
      .turns = TURNS,
      .turns_count = 2,
      .question = "What?",
      .no_stream = true},
     NULL,
     "{\"model\":\"m\",\"input\":{\"messages\":[{\"role\":\"system\",\"content\":[{\"text\":\"S\"}]"
     "}"
     ",{\"role\":\"user\",\"content\":[{\"text\":\"A?\"}]},{\"role\":\"assistant\",\"content\":[{"
     "\"text\":\"B.\"}]},{\"role\":\"user\",\"content\":[{\"text\":\"What?\"}]}]}}"},
    {"text with everything that JSON escapes",
     {.model = "m", .question = "\"\\\n\t\x01\xC3\xA9 askcam:00:0", .no_stream = true},
     NULL,
     "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\\"\\\\\\n\\t\\u0001\xC3\xA9"
     " askcam:00:0\"}]}"},

    /* Options. */
    {"numbers, openai",
     {.model = "m",
      .question = "What?",
      .no_stream = true,
      .thinking = ASKCAM_THINKING_OFF,
      .max_tokens = {true, 0},
      .temperature = {true, 0.1},
      .top_p = {true, 1},
      .seed = {true, 2147483648.0}},
     NULL,
     "{\"model\":\"m\",\"messages\":[" WHAT "],\"enable_thinking\":false,\"max_tokens\":0,"
     "\"temperature\":0.1,\"top_p\":1,\"seed\":2147483648}"},
    {"json, dashscope",
     {.api = ASKCAM_API_DASHSCOPE, .model = "m", .question = "What?", .json = true},
     NULL,
     "{\"model\":\"m\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"What?"
     "\"}]"
     "}]},\"parameters\":{\"incremental_output\":true,\"response_format\":{\"type\":"
     "\"json_object\"}}}"},
    {"a bare schema is wrapped",
     {.model = "m",
      .question = "What?",
      .no_stream = true,
      .json_schema = " {\"type\" : \"object\"}\n"},
     NULL,
     "{\"model\":\"m\",\"messages\":[" WHAT "],\"response_format\":{\"type\":\"json_schema\","
     "\"json_schema\":{\"name\":\"answer\",\"schema\":{\"type\":\"object\"},\"strict\":true}}}"},
    {"the API's wrapper is taken as it is",
     {.model = "m",
      .question = "What?",
      .no_stream = true,
      .json = true,
      .json_schema = "{\"json_schema\":{\"name\":\"n\",\"schema\":{}},\"type\":\"json_schema\"}"},
     NULL,
     "{\"model\":\"m\",\"messages\":[" WHAT "],\"response_format\":{\"type\":\"json_schema\","
     "\"json_schema\":{\"name\":\"n\",\"schema\":{}}}}"},
    {"so is what is inside it",
     {.model = "m",
      .question = "What?",
      .no_stream = true,
      .json_schema = "{\"name\":\"n\",\"schema\":{}}"},
     NULL,
     "{\"model\":\"m\",\"messages\":[" WHAT "],\"response_format\":{\"type\":\"json_schema\","
     "\"json_schema\":{\"name\":\"n\",\"schema\":{}}}}"},
    {"a schema whose properties have the wrapper's names is wrapped",
     {.model = "m",
      .question = "What?",
      .no_stream = true,
      .json_schema = "{\"type\":\"object\",\"properties\":{\"name\":{},\"schema\":{}}}"},
     NULL,
     "{\"model\":\"m\",\"messages\":[" WHAT "],\"response_format\":{\"type\":\"json_schema\","
     "\"json_schema\":{\"name\":\"answer\",\"schema\":{\"type\":\"object\",\"properties\":{"
     "\"name\":{},\"schema\":{}}},\"strict\":true}}}"},
    {"extra is new, wins, and replaces objects whole",
     {.model = "m",
      .question = "What?",
      .temperature = {true, 1},
      .extra = "{\"top_k\":20,\"temperature\":0.5,\"stream_options\":{\"x\":[1,{\"y\":\"}\"}]},"
               "\"model\":\"n\",\"a\":1,\"a\":2}"},
     NULL,
     "{\"model\":\"n\",\"messages\":[" WHAT "],\"stream\":true,\"stream_options\":{\"x\":[1,{\"y\":"
     "\"}\"}]},\"temperature\":0.5,\"top_k\":20,\"a\":2}"},
    {"extra goes into parameters, dashscope",
     {.api = ASKCAM_API_DASHSCOPE,
      .model = "m",
      .question = "What?",
      .extra = " { \"top_k\" : 20 , \"incremental_output\" : false , \"messages\" : [ ] } "},
     NULL,
     "{\"model\":\"m\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"What?"
     "\"}]"
     "}]},\"parameters\":{\"top_k\":20,\"incremental_output\":false,\"messages\":[]}}"},
    {"an empty extra",
     {.model = "m", .question = "What?", .no_stream = true, .extra = "{ }"},
     NULL,
     "{\"model\":\"m\",\"messages\":[" WHAT "]}"},
    {"thinking on is not said to a model that always thinks",
     {.model = "qwen3-vl-8b-thinking",
      .question = "What?",
      .no_stream = true,
      .thinking = ASKCAM_THINKING_ON},
     "qwen3-vl-8b-thinking",
     "{\"model\":\"qwen3-vl-8b-thinking\",\"messages\":[" WHAT "]}"},
    {"an effort, openai",
     {.model = "qwen3.8-flash", .question = "What?", .no_stream = true, .thinking_effort = "low"},
     "qwen3.8-flash",
     "{\"model\":\"qwen3.8-flash\",\"messages\":[" WHAT "],\"reasoning_effort\":\"low\"}"},
    {"an effort, dashscope",
     {.api = ASKCAM_API_DASHSCOPE,
      .model = "qwen3.8-flash",
      .question = "What?",
      .no_stream = true,
      .thinking_effort = "low"},
     "qwen3.8-flash",
     "{\"model\":\"qwen3.8-flash\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{"
     "\"text\":\"What?\"}]}]},\"parameters\":{\"reasoning_effort\":\"low\"}}"},
    {"an effort is not sent with thinking off",
     {.model = "qwen3.8-flash",
      .question = "What?",
      .no_stream = true,
      .thinking = ASKCAM_THINKING_OFF,
      .thinking_effort = "low"},
     "qwen3.8-flash",
     "{\"model\":\"qwen3.8-flash\",\"messages\":[" WHAT "],\"enable_thinking\":false}"},
    {"an effort of a model that is not known is sent as it is",
     {.model = "m", .question = "What?", .no_stream = true, .thinking_effort = "most"},
     "m",
     "{\"model\":\"m\",\"messages\":[" WHAT "],\"reasoning_effort\":\"most\"}"},
    {"a limit that counts the thinking gets the budget added",
     {.model = "qwen3.8-flash",
      .question = "What?",
      .no_stream = true,
      .thinking_budget = {true, 1000},
      .max_tokens = {true, 50}},
     "qwen3.8-flash",
     "{\"model\":\"qwen3.8-flash\",\"messages\":[" WHAT "],\"thinking_budget\":1000,"
     "\"max_completion_tokens\":1050}"},
    {"without thinking the limit is the answer's",
     {.api = ASKCAM_API_DASHSCOPE,
      .model = "qwen3.8-flash",
      .question = "What?",
      .no_stream = true,
      .thinking = ASKCAM_THINKING_OFF,
      .thinking_budget = {true, 1000},
      .max_tokens = {true, 50}},
     "qwen3.8-flash",
     "{\"model\":\"qwen3.8-flash\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{"
     "\"text\":\"What?\"}]}]},\"parameters\":{\"enable_thinking\":false,"
     "\"thinking_budget\":1000,\"max_completion_tokens\":50}}"},
    {"other models keep their name of the limit",
     {.model = "qwen3.5-plus", .question = "What?", .no_stream = true, .max_tokens = {true, 50}},
     "qwen3.5-plus",
     "{\"model\":\"qwen3.5-plus\",\"messages\":[" WHAT "],\"max_tokens\":50}"},
};

static void the_body_is_the_row(void **state)
{
    const struct body_case *const row = *state;
    struct askcam_chat chat = row->chat;

    if (row->model_rules != NULL) {
        struct askcam_catalogue catalogue;
        struct askcam_model model;
        assert_int_equal(askcam_catalogue_open(&catalogue, NULL, 0, NULL, NULL), ASKCAM_OK);
        askcam_catalogue_find(&catalogue, row->model_rules, &model);
        assert_int_equal(askcam_model_check(&model, &chat, NULL), ASKCAM_OK);
        askcam_model_settle(&model, &chat);
        askcam_catalogue_close(&catalogue);
    }
    assert_body(&chat, row->body);
}

static const struct refused_case {
    const char *name;
    struct askcam_chat chat;
    const char *what;
    const char *why;
} REFUSED[] = {
    {"question", {.model = "m", .question = "\xFF"}, "the question", "not valid UTF-8"},
    {"system",
     {.model = "m", .question = "q", .system = "\xC3"},
     "the system text",
     "not valid UTF-8"},
    {"model", {.model = "\x80", .question = "q"}, "the model's name", "not valid UTF-8"},
    {"extra, UTF-8",
     {.model = "m", .question = "q", .extra = "{\"a\":\"\xFF\"}"},
     "--extra",
     "not a JSON object"},
    {"extra, array",
     {.model = "m", .question = "q", .extra = "[1]"},
     "--extra",
     "not a JSON object"},
    {"extra, number",
     {.model = "m", .question = "q", .extra = "{\"a\":01}"},
     "--extra",
     "not a JSON object"},
    {"extra, cut",
     {.model = "m", .question = "q", .extra = "{\"a\":1"},
     "--extra",
     "not a JSON object"},
    {"extra, messages",
     {.model = "m",
      .question = "q",
      .extra = "{\"mess\\u0061ges\":[]}",
      .images = ONE,
      .images_count = 1},
     "--extra",
     "\"messages\" would replace the question and its pictures"},
    {"schema",
     {.model = "m", .question = "q", .json_schema = "{"},
     "--json-schema",
     "not a JSON object"},
    {"NaN",
     {.model = "m", .question = "q", .top_p = {true, __builtin_nan("")}},
     "--top-p",
     "not a finite number"},
    {"nothing", {.model = "m"}, "the question", "empty"},
    {"too many",
     {.model = "m",
      .question = "q",
      .images_count = ASKCAM_CHAT_IMAGES + 1,
      .images = (const struct askcam_chat_image[ASKCAM_CHAT_IMAGES + 1]){{.count = 1}}},
     "--source",
     "more than 64 of them"},
};

static void what_cannot_be_sent_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REFUSED / sizeof REFUSED[0]; i++) {
        struct askcam_chat_body body;
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(askcam_chat_body_open(&body, &REFUSED[i].chat, &HOST, &err),
                         ASKCAM_ERR_USAGE);
        assert_int_equal(err.kind, ASKCAM_ERR_USAGE);
        assert_string_equal(err.what, REFUSED[i].what);
        assert_string_equal(err.why, REFUSED[i].why);
        assert_true(err.hint[0] != '\0');
        askcam_chat_body_close(&body);
    }
}

/* cJSON would read these as doubles; compared as text. */
static void numbers_keep_their_text(void **state)
{
    static const struct {
        struct askcam_chat chat;
        const char *text;
    } rows[] = {
        {{.model = "m", .question = "q", .extra = "{\"seed\":9223372036854775807}"},
         "\"seed\":9223372036854775807}"},
        {{.model = "m", .question = "q", .extra = "{\"x\":0.10,\"y\":1E+2}"},
         "\"x\":0.10,\"y\":1E+2}"},
        {{.model = "m", .question = "q", .seed = {true, 1e15}}, "\"seed\":1000000000000000}"},
        {{.model = "m", .question = "q", .seed = {true, -7}}, "\"seed\":-7}"},
        {{.model = "m", .question = "q", .temperature = {true, 0.7}}, "\"temperature\":0.7}"},
        {{.model = "m", .question = "q", .temperature = {true, 1.0 / 3.0}},
         "\"temperature\":0.3333333333333333}"},
        {{.model = "m", .question = "q", .temperature = {true, 1e300}}, "\"temperature\":1e+300}"},
        {{.model = "m", .question = "q", .temperature = {true, 1.9999999999999998}},
         "\"temperature\":1.9999999999999998}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct askcam_chat_body body;
        struct written made;
        assert_int_equal(askcam_chat_body_open(&body, &rows[i].chat, &HOST, NULL), ASKCAM_OK);
        write_body(&made, &body);
        assert_true(made.bytes > strlen(rows[i].text));
        assert_string_equal(made.text + made.bytes - strlen(rows[i].text), rows[i].text);
        askcam_chat_body_close(&body);
    }
}

/* A user who writes a place-holder (here even with the right nonce's form) sends it as text. */
static void place_holders_of_users_are_text(void **state)
{
    (void)state;
    chance = 0x10;
    assert_body(&(struct askcam_chat){.model = "m",
                                      .system = "askcam:000102030405060708090a0b0c0d0e0f:0",
                                      .images = ONE,
                                      .images_count = 1,
                                      .question = "askcam:000102030405060708090a0b0c0d0e0f:0",
                                      .no_stream = true},
                "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":"
                "\"askcam:000102030405060708090a0b0c0d0e0f:0\"},{\"role\":\"user\",\"content\":[{"
                "\"type\":\"image_url\",\"image_url\":{\"url\":\"" JPEG "P0\"}},{\"type\":\"text\","
                "\"text\":\"askcam:000102030405060708090a0b0c0d0e0f:0\"}]}]}");
}

static void a_thousand_frames_make_no_longer_text(void **state)
{
    const struct askcam_chat_image frames[] = {{.count = 1000, .as_video = true}};
    const struct askcam_chat chat = {
        .model = "m", .images = frames, .images_count = 1, .question = "q"};
    struct askcam_chat_body body;

    (void)state;
    assert_int_equal(askcam_chat_body_open(&body, &chat, &HOST, NULL), ASKCAM_OK);
    assert_int_equal(body.pictures_count, 1000);
    assert_int_equal(body.segments_count, 3);
    assert_true(strlen(body.owned) < 300);
    askcam_chat_body_close(&body);
}

static size_t allocations_left;

static void *scarce_malloc(size_t bytes)
{
    return allocations_left-- > 0 ? malloc(bytes) : NULL;
}

/* Out of memory at every allocation in turn: said, with nothing left behind. */
static void a_request_survives_the_lack_of_memory(void **state)
{
    const struct askcam_chat chat = {
        .api = ASKCAM_API_DASHSCOPE,
        .model = "m",
        .system = "S",
        .images = SLOW_VIDEO,
        .images_count = 2,
        .question = "What?",
        .thinking = ASKCAM_THINKING_ON,
        .json_schema = "{}",
        .extra = "{\"enable_thinking\":false,\"a\\u0062\":[1]}",
    };
    struct askcam_chat_body body;
    enum askcam_status status = ASKCAM_ERR_INTERNAL;
    size_t count = 0;

    (void)state;
    for (; status != ASKCAM_OK; count++) {
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_true(count < 1000);
        allocations_left = count;
        cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = scarce_malloc, .free_fn = free});
        status = askcam_chat_body_open(&body, &chat, &HOST, &err);
        assert_true(status == ASKCAM_OK || status == ASKCAM_ERR_INTERNAL);
        assert_int_equal(err.kind, status);
        assert_int_equal(body.owned != NULL, status == ASKCAM_OK);
        askcam_chat_body_close(&body);
    }
    cJSON_InitHooks(NULL);
    assert_true(count > 50);
}

static void each_api_has_its_path(void **state)
{
    (void)state;
    assert_string_equal(askcam_api_path(ASKCAM_API_OPENAI), "/chat/completions");
    assert_string_equal(askcam_api_path(ASKCAM_API_DASHSCOPE),
                        "/services/aigc/multimodal-generation/generation");
}

static void only_a_dashscope_stream_has_a_header(void **state)
{
    const char *name = NULL;
    const char *value = NULL;

    (void)state;
    assert_false(askcam_api_header(ASKCAM_API_OPENAI, false, 0, &name, &value));
    assert_false(askcam_api_header(ASKCAM_API_DASHSCOPE, true, 0, &name, &value));
    assert_true(askcam_api_header(ASKCAM_API_DASHSCOPE, false, 0, &name, &value));
    assert_string_equal(name, "X-DashScope-SSE");
    assert_string_equal(value, "enable");
    assert_false(askcam_api_header(ASKCAM_API_DASHSCOPE, false, 1, &name, &value));
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(what_cannot_be_sent_is_refused),
        cmocka_unit_test(numbers_keep_their_text),
        cmocka_unit_test(place_holders_of_users_are_text),
        cmocka_unit_test(a_thousand_frames_make_no_longer_text),
        cmocka_unit_test(a_request_survives_the_lack_of_memory),
        cmocka_unit_test(each_api_has_its_path),
        cmocka_unit_test(only_a_dashscope_stream_has_a_header),
    };
    enum { CASES = sizeof cases / sizeof cases[0], OTHERS = sizeof others / sizeof others[0] };
    struct CMUnitTest tests[CASES + OTHERS];

    memcpy(tests + CASES, others, sizeof others);
    for (size_t i = 0; i < CASES; i++) {
        tests[i] = (struct CMUnitTest){
            .name = cases[i].name, .test_func = the_body_is_the_row, .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("chat_request", tests, NULL, NULL);
}
