/* SPDX-License-Identifier: MIT */
/* test_catalogue.c - what the built-in models say, what a user's file changes, tokens and cost. */
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
#include "glob.h"
#include "models_json.h"

static struct askcam_model built_in(const char *name)
{
    struct askcam_catalogue catalogue;
    struct askcam_model model;

    assert_int_equal(askcam_catalogue_open(&catalogue, NULL, 0, NULL, NULL), ASKCAM_OK);
    askcam_catalogue_find(&catalogue, name, &model);
    askcam_catalogue_close(&catalogue);
    return model;
}

enum { HYBRID = ASKCAM_MODEL_HYBRID, ONLY = ASKCAM_MODEL_ONLY };

/* Every model of the vendor's page, what it says of it, and what its newer pages add. */
static void the_vendors_models_are_known(void **state)
{
    static const struct {
        const char *name;
        int thinking;
        enum askcam_known by_default, budget, stream_only;
        int64_t side, frames_max;
    } rows[] = {
        {"qwen3.5-plus", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.5-plus-2026-02-15", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.5-flash", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.5-flash-2026-02-23", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.5-397b-a17b", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.5-122b-a10b", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.5-27b", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.5-35b-a3b", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3-vl-plus", HYBRID, ASKCAM_NO, ASKCAM_YES, ASKCAM_NO, 32, 2000},
        {"qwen3-vl-plus-2025-12-19", HYBRID, ASKCAM_NO, ASKCAM_YES, ASKCAM_NO, 32, 2000},
        {"qwen3-vl-plus-2025-09-23", HYBRID, ASKCAM_NO, ASKCAM_YES, ASKCAM_NO, 32, 2000},
        {"qwen3-vl-flash", HYBRID, ASKCAM_NO, ASKCAM_YES, ASKCAM_NO, 32, 2000},
        {"qwen3-vl-flash-2025-10-15", HYBRID, ASKCAM_NO, ASKCAM_YES, ASKCAM_NO, 32, 2000},
        {"qwen3-vl-235b-a22b-thinking", ONLY, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 2000},
        {"qwen3-vl-32b-thinking", ONLY, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 512},
        {"qwen3-vl-30b-a3b-thinking", ONLY, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 512},
        {"qwen3-vl-8b-thinking", ONLY, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 512},
        {"qvq-max", ONLY, ASKCAM_YES, ASKCAM_NO, ASKCAM_YES, 28, 512},
        {"qvq-max-latest", ONLY, ASKCAM_YES, ASKCAM_NO, ASKCAM_YES, 28, 512},
        {"qvq-plus", ONLY, ASKCAM_YES, ASKCAM_NO, ASKCAM_YES, 28, 512},
        {"qvq-plus-2025-05-15", ONLY, ASKCAM_YES, ASKCAM_NO, ASKCAM_YES, 28, 512},
        {"kimi-k2.5", HYBRID, ASKCAM_NO, ASKCAM_YES, ASKCAM_NO, -1, 2000},
        {"qwen3.6-plus", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.6-flash", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.6-27b", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.6-35b-a3b", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.7-plus", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.7-plus-2026-05-26", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.7-flash-2026-07-15", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.7-max-2026-06-08", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.8-max", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.8-max-0902", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.8-flash", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.8-omni-flash", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"qwen3.8-27b", HYBRID, ASKCAM_YES, ASKCAM_YES, ASKCAM_NO, 32, 8000},
        {"kimi-k2.6", HYBRID, ASKCAM_YES, ASKCAM_UNKNOWN, ASKCAM_NO, -1, -1},
        {"kimi-k3", HYBRID, ASKCAM_YES, ASKCAM_NO, ASKCAM_NO, -1, -1},
        {"Qwen/Qwen3-VL-30B-A3B-Thinking-FP8", ONLY, ASKCAM_YES, ASKCAM_UNKNOWN, ASKCAM_UNKNOWN, 32,
         -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct askcam_model model = built_in(rows[i].name);
        print_message("%s\n", rows[i].name);
        assert_true(model.known);
        assert_string_equal(model.name, rows[i].name);
        assert_int_equal(model.thinking, rows[i].thinking);
        assert_int_equal(model.thinking_default, rows[i].by_default);
        assert_int_equal(model.thinking_budget, rows[i].budget);
        assert_int_equal(model.stream_only, rows[i].stream_only);
        assert_int_equal(model.token_side_px, rows[i].side);
        assert_int_equal(model.frames_max, rows[i].frames_max);
        assert_int_equal(askcam_model_starts_in_thinking(&model), rows[i].thinking == ONLY);
    }
}

/* One of its family that is not retired, by its own name; never a pattern. */
static void a_retired_model_has_a_successor_of_its_family(void **state)
{
    static const struct {
        const char *name;
        const char *successor; /* NULL: the whole family is retired, or it has none */
    } rows[] = {{"qwen3-vl-plus-2025-09-23", "qwen3-vl-plus"},
                {"qvq-max", NULL},
                {"qwen-vl-max", NULL},
                {"gpt-oss", NULL}};
    struct askcam_catalogue catalogue;

    (void)state;
    assert_int_equal(askcam_catalogue_open(&catalogue, NULL, 0, NULL, NULL), ASKCAM_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct askcam_model model;
        char name[ASKCAM_MODEL_NAME_BYTES] = "";
        askcam_catalogue_find(&catalogue, rows[i].name, &model);
        assert_int_equal(askcam_model_successor(&catalogue, &model, name),
                         rows[i].successor != NULL);
        assert_string_equal(name, rows[i].successor != NULL ? rows[i].successor : "");
    }
    askcam_catalogue_close(&catalogue);
}

static void an_exact_entry_is_not_retired_with_another(void **state)
{
    (void)state;
    assert_string_equal(built_in("qwen3-vl-plus").retired, "");
    assert_string_equal(built_in("qwen3-vl-plus-2025-09-23").retired, "2026-10-10");
    assert_string_equal(built_in("qvq-max").retired, "2026-10-10");
    assert_string_equal(built_in("qwen-vl-max").retired, "2026-10-10");
    assert_string_equal(built_in("qwen3.7-flash").retired, "");
}

static void an_unknown_model_is_not_checked(void **state)
{
    const struct askcam_model model = built_in("gpt-oss");
    const struct askcam_chat chat = {.model = "gpt-oss",
                                     .no_stream = true,
                                     .thinking = ASKCAM_THINKING_OFF,
                                     .thinking_budget = {true, 1},
                                     .json = true};
    struct askcam_cost cost;

    (void)state;
    assert_false(model.known);
    assert_string_equal(model.entry, "");
    assert_int_equal(askcam_model_check(&model, &chat, NULL), ASKCAM_OK);
    assert_int_equal(askcam_model_image_tokens(&model, 640, 480), -1);
    assert_int_equal(askcam_model_video_tokens(&model, 640, 480, 4), -1);
    assert_false(askcam_model_cost(&model, "singapore", 1, 1, &cost));
    assert_false(askcam_model_starts_in_thinking(&model));
}

/* models.json, as it is in the source. */
static size_t read_models(char *text, size_t cap)
{
    FILE *file = fopen(ASKCAM_SOURCE_DIR "/src/model/models.json", "re");

    assert_non_null(file);
    const size_t bytes = fread(text, 1, cap, file);
    assert_true(bytes < cap);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static void the_built_in_text_is_held_to_the_users_rules(void **state)
{
    static char text[256 * 1024];
    struct askcam_catalogue catalogue;
    struct askcam_error err = {.kind = ASKCAM_OK};
    const size_t text_bytes = read_models(text, sizeof text);

    (void)state;
    if (askcam_catalogue_open(&catalogue, text, text_bytes, "models.json", &err) != ASKCAM_OK) {
        fail_msg("%s", err.why);
    }
    askcam_catalogue_close(&catalogue);
}

static void all_of_models_json_is_built_in(void **state)
{
    static char text[256 * 1024];
    cJSON *const file = cJSON_ParseWithLength(text, read_models(text, sizeof text));
    size_t rows = 0;

    (void)state;
    assert_non_null(file);
    for (const struct askcam_models_row *row = ASKCAM_MODELS_ROWS; row->section != NULL; row++) {
        const cJSON *const theirs = cJSON_GetObjectItemCaseSensitive(
            cJSON_GetObjectItemCaseSensitive(file, row->section), row->name);
        cJSON *const ours = cJSON_Parse(row->json);
        assert_true(cJSON_Compare(ours, theirs, true));
        cJSON_Delete(ours);
        rows++;
    }
    assert_int_equal(rows,
                     cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(file, "models")) +
                         cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(file, "families")));
    cJSON_DeleteItemFromObjectCaseSensitive(file, "models");
    cJSON_DeleteItemFromObjectCaseSensitive(file, "families");
    cJSON *const rest = cJSON_Parse(ASKCAM_MODELS_REST);
    assert_true(cJSON_Compare(rest, file, true));
    cJSON_Delete(rest);
    cJSON_Delete(file);
}

static size_t member(const char *name)
{
    size_t i = 0;

    while (askcam_model_member(i) != NULL && strcmp(askcam_model_member(i), name) != 0) {
        i++;
    }
    assert_non_null(askcam_model_member(i));
    return i;
}

#define FILE_TEXT                                                                                  \
    "{\"models\":{"                                                                                \
    "\"qwen3.5-plus\":{\"stream_only\":true,\"note\":\"mine\"},"                                   \
    "\"qwen3.5-plus-2*\":{\"thinking_default\":false},"                                            \
    "\"house-model\":{\"family\":\"house\",\"json\":\"always\"},"                                  \
    "\"qvq-max\":{\"prices\":[{\"regions\":[\"singapore\"],\"currency\":\"USD\",\"tiers\":["       \
    "{\"up_to\":1000,\"input\":1,\"output\":2},{\"up_to\":2000,\"input\":2,\"output\":4}]}]}},"    \
    "\"families\":{\"house\":{\"thinking\":\"none\"},\"qvq\":{\"frames_max\":7}}}"

/* What the built-in catalogue does not say of qwen3.5-plus. */
static bool is_unknown(const char *name)
{
    static const char *const names[] = {
        "retired",       "retired_note", "increments_anyway",
        "suggested_for", "json_schema",  "max_completion_tokens",
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void a_users_file_lies_over_the_built_in(void **state)
{
    static const char path[] = "/etc/askcam/models.json";
    struct askcam_catalogue catalogue;
    struct askcam_model model;
    struct askcam_cost cost;

    (void)state;
    assert_int_equal(askcam_catalogue_open(&catalogue, FILE_TEXT, sizeof FILE_TEXT - 1, path, NULL),
                     ASKCAM_OK);

    askcam_catalogue_find(&catalogue, "qwen3.5-plus", &model);
    assert_int_equal(model.stream_only, ASKCAM_YES);
    assert_string_equal(model.note, "mine");
    assert_int_equal(model.frames_max, 8000); /* what the file does not say stays */
    for (size_t i = 0; askcam_model_member(i) != NULL; i++) {
        const char *const name = askcam_model_member(i);
        const char *const source = askcam_model_source(&catalogue, &model, i);
        const bool users = strcmp(name, "stream_only") == 0 || strcmp(name, "note") == 0;
        const bool unknown = is_unknown(name);
        assert_string_equal(source, users ? path : unknown ? "" : "built in");
    }

    char line[64];
    assert_true(askcam_model_member_text(&catalogue, &model, 0, line, sizeof line));
    assert_string_equal(line, "\"qwen3.5\"");

    askcam_catalogue_find(&catalogue, "qwen3.5-plus-2026-02-15", &model);
    assert_int_equal(model.thinking_default, ASKCAM_NO); /* a pattern, over the built-in family */
    assert_string_equal(model.entry, "qwen3.5-plus-2026-02-15");

    askcam_catalogue_find(&catalogue, "house-model", &model);
    assert_int_equal(model.thinking, ASKCAM_MODEL_NONE);
    assert_int_equal(model.json, ASKCAM_MODEL_JSON_ALWAYS);

    askcam_catalogue_find(&catalogue, "qvq-max", &model);
    assert_int_equal(model.frames_max, 7);
    assert_int_equal(model.prices_count, 1); /* an array is replaced whole */
    assert_true(askcam_model_cost(&model, "singapore", 1000, 500000, &cost));
    assert_true(cost.amount > 1.0009 && cost.amount < 1.0011);
    assert_string_equal(cost.currency, "USD");
    assert_true(askcam_model_cost(&model, "singapore", 1001, 500000, &cost));
    assert_true(cost.amount > 2.0019 && cost.amount < 2.0021);
    assert_false(askcam_model_cost(&model, "singapore", 2001, 1, &cost)); /* past the last tier */
    assert_false(askcam_model_cost(&model, "beijing", 1, 1, &cost));
    askcam_catalogue_close(&catalogue);
    askcam_catalogue_close(&catalogue); /* idempotent */
}

static size_t allocations_left;

static void *scarce_malloc(size_t bytes)
{
    return allocations_left-- > 0 ? malloc(bytes) : NULL;
}

static void a_catalogue_survives_the_lack_of_memory(void **state)
{
    struct askcam_catalogue catalogue;
    struct askcam_error err = {.kind = ASKCAM_OK};

    (void)state;
    for (size_t count = 0; count < 100; count += 10) {
        allocations_left = count;
        cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = scarce_malloc, .free_fn = free});
        assert_int_equal(askcam_catalogue_open(&catalogue, NULL, 0, NULL, &err),
                         ASKCAM_ERR_INTERNAL);
        askcam_catalogue_close(&catalogue);
    }
    cJSON_InitHooks(NULL);
    assert_int_equal(err.kind, ASKCAM_ERR_INTERNAL);
}

/* More entries that match one name than are looked at: the most telling ones count. */
static void the_most_telling_entries_count(void **state)
{
    static const char text[] =
        "{\"models\":{\"a*\":{\"frames_min\":1},\"ab*\":{},\"abc*\":{},\"abcd*\":{},"
        "\"abcde*\":{},\"abcdef*\":{},\"abcdefg*\":{},\"abcdefgh*\":{},\"abcdefghi*\":{},"
        "\"abcdefghij*\":{},\"abcdefghijk*\":{},\"abcdefghijkl*\":{},\"abcdefghijklm*\":{},"
        "\"abcdefghijklmn*\":{},\"abcdefghijklmno*\":{},\"abcdefghijklmnop*\":{},"
        "\"*abcdefghijklmnopq*\":{\"frames_max\":9},\"*\":{\"frames_max\":2}}}";
    struct askcam_catalogue catalogue;
    struct askcam_model model;

    (void)state;
    assert_int_equal(askcam_catalogue_open(&catalogue, text, sizeof text - 1, "f", NULL),
                     ASKCAM_OK);
    askcam_catalogue_find(&catalogue, "abcdefghijklmnopqr", &model);
    assert_string_equal(model.entry, "*abcdefghijklmnopq*");
    assert_int_equal(model.frames_max, 9);
    assert_int_equal(model.frames_min, -1);
    askcam_catalogue_close(&catalogue);
}

static void every_entry_is_listed_once(void **state)
{
    struct askcam_catalogue catalogue;
    struct askcam_model model;
    size_t count = 0;
    size_t houses = 0;
    size_t plus = 0;

    (void)state;
    assert_int_equal(askcam_catalogue_open(&catalogue, FILE_TEXT, sizeof FILE_TEXT - 1, "f", NULL),
                     ASKCAM_OK);
    for (; askcam_catalogue_entry(&catalogue, count, &model); count++) {
        houses += strcmp(model.name, "house-model") == 0;
        plus += strcmp(model.name, "qwen3.5-plus") == 0;
    }
    assert_true(count > 25);
    assert_int_equal(houses, 1);
    assert_int_equal(plus, 1);
    askcam_catalogue_close(&catalogue);
}

static void a_key_belongs_to_its_vendors_hosts(void **state)
{
    static const struct {
        const char *host;
        const char *variable;
    } rows[] = {
        {"dashscope.aliyuncs.com", "DASHSCOPE_API_KEY"},
        {"dashscope-intl.aliyuncs.com", "DASHSCOPE_API_KEY"},
        {"DashScope-US.aliyuncs.com", "DASHSCOPE_API_KEY"},
        {"cn-hongkong.dashscope.aliyuncs.com", "DASHSCOPE_API_KEY"},
        {"batch.dashscope.aliyuncs.com", "DASHSCOPE_API_KEY"},
        {"ws-1.ap-southeast-1.maas.aliyuncs.com", "DASHSCOPE_API_KEY"},
        {"token-plan.cn-beijing.maas.aliyuncs.com", "DASHSCOPE_API_KEY"},
        {"api.openai.com", "OPENAI_API_KEY"},
        {"eu.api.openai.com", "OPENAI_API_KEY"},
        {"house.openai.azure.com", "AZURE_OPENAI_API_KEY"},
        {"openrouter.ai", "OPENROUTER_API_KEY"},
        {"api.mistral.ai", "MISTRAL_API_KEY"},
        {"api.moonshot.cn", "MOONSHOT_API_KEY"},
        {"api.deepseek.com", "DEEPSEEK_API_KEY"},
        {"api.groq.com", "GROQ_API_KEY"},
        {"generativelanguage.googleapis.com", "GEMINI_API_KEY"},
        {"api.x.ai", "XAI_API_KEY"},
        {"api.z.ai", "ZAI_API_KEY"},
        {"api.together.xyz", "TOGETHER_API_KEY"},
        {"api.fireworks.ai", "FIREWORKS_API_KEY"},

        {"dashscope.evil.aliyuncs.com", NULL}, /* the star stays within its label */
        {"evildashscope.aliyuncs.com", NULL},
        {"dashscope.aliyuncs.com.example.org", NULL},
        {"dashscope.aliyuncs.com.", NULL},
        {"maas.aliyuncs.com", NULL},
        {".maas.aliyuncs.com", NULL},
        {"maas.aliyuncs.com.example.org", NULL},
        {"notmaas.aliyuncs.com", NULL},
        {"oss.aliyuncs.com", NULL},
        {"openai.com", NULL},
        {"api.openai.com.example.org", NULL},
        {"xapi.openai.com", NULL},
        {"openrouter.ai.example.org", NULL},
        {"127.0.0.1", NULL},
        {"localhost", NULL},
        {"", NULL},
    };
    struct askcam_catalogue catalogue;

    (void)state;
    assert_int_equal(askcam_catalogue_open(&catalogue, NULL, 0, NULL, NULL), ASKCAM_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *const variable = askcam_catalogue_key_variable(&catalogue, rows[i].host);
        print_message("%s\n", rows[i].host);
        if (rows[i].variable == NULL) {
            assert_null(variable);
        } else {
            assert_non_null(variable);
            assert_string_equal(variable, rows[i].variable);
        }
    }
    askcam_catalogue_close(&catalogue);
}

static void a_users_hosts_come_before_the_built_in(void **state)
{
    static const char text[] = "{\"keys\":{\"api.openai.com\":\"MY_KEY\","
                               "\"*.gate.example.org\":\"GATE_KEY_2\"}}";
    struct askcam_catalogue catalogue;
    const char *host = NULL;
    const char *variable = NULL;
    size_t count = 0;

    (void)state;
    assert_int_equal(askcam_catalogue_open(&catalogue, text, sizeof text - 1, "f", NULL),
                     ASKCAM_OK);
    assert_string_equal(askcam_catalogue_key_variable(&catalogue, "api.openai.com"), "MY_KEY");
    assert_string_equal(askcam_catalogue_key_variable(&catalogue, "a.b.gate.example.org"),
                        "GATE_KEY_2");
    assert_string_equal(askcam_catalogue_key_variable(&catalogue, "api.groq.com"), "GROQ_API_KEY");
    assert_true(askcam_catalogue_key_row(&catalogue, 1, &host, &variable));
    assert_string_equal(host, "*.gate.example.org");
    assert_string_equal(variable, "GATE_KEY_2");
    assert_true(askcam_catalogue_key_row(&catalogue, 2, &host, &variable));
    assert_string_equal(host, "dashscope*.aliyuncs.com");
    while (askcam_catalogue_key_row(&catalogue, count, &host, &variable)) {
        count++;
    }
    assert_true(count > 20);
    askcam_catalogue_close(&catalogue);
}

static void a_wrong_file_is_named_with_what_was_expected(void **state)
{
    static const struct {
        const char *text;
        const char *why;
    } rows[] = {
        {"{\"models\":\n{\"a\":{},\n}}", "line 3: expected JSON"},
        {"{} x", "line 1: expected JSON"},
        {"{\"models\":{\"a\xFF\":{}}}", "expected UTF-8"},
        {"", "line 1: expected JSON"},
        {"[]", "the file: expected an object with \"models\", \"families\" or \"keys\""},
        {"{\"model\":{}}", "model: expected only the objects \"models\", \"families\", \"keys\", "
                           "\"regions\" and \"workspaces\""},
        {"{\"models\":[]}", "models: expected only the objects \"models\", \"families\", \"keys\", "
                            "\"regions\" and \"workspaces\""},
        {"{\"models\":{\"a\":1}}", "models.a: expected an object"},
        {"{\"models\":{\"a\\u0015b\":{}}}",
         "models.a b: expected a name that is not too long, without control characters"},
        {"{\"families\":{\"\":{}}}",
         "families.: expected a name that is not too long, without control characters"},
        {"{\"keys\":[]}", "keys: expected only the objects \"models\", \"families\", \"keys\", "
                          "\"regions\" and \"workspaces\""},
        {"{\"keys\":{\"*\":\"K\"}}",
         "keys.*: expected a host in lower case; \"*\" may come before the last two labels"},
        {"{\"keys\":{\"*.com\":\"K\"}}",
         "keys.*.com: expected a host in lower case; \"*\" may come before the last two labels"},
        {"{\"keys\":{\"API.x.org\":\"K\"}}", "keys.API.x.org: expected a host in lower case; \"*\" "
                                             "may come before the last two labels"},
        {"{\"keys\":{\"a..b.org\":\"K\"}}", "keys.a..b.org: expected a host in lower case; \"*\" "
                                            "may come before the last two labels"},
        {"{\"keys\":{\"com\":\"K\"}}",
         "keys.com: expected a host in lower case; \"*\" may come before the last two labels"},
        {"{\"keys\":{\"\":\"K\"}}",
         "keys.: expected a host in lower case; \"*\" may come before the last two labels"},
        {"{\"keys\":{\"a*b*.org\":\"K\"}}", "keys.a*b*.org: expected a host in lower case; \"*\" "
                                            "may come before the last two labels"},
        {"{\"keys\":{\"a.b.org\":1}}",
         "keys.a.b.org: expected the name of an environment variable"},
        {"{\"keys\":{\"a.b.org\":\"\"}}",
         "keys.a.b.org: expected the name of an environment variable"},
        {"{\"keys\":{\"a.b.org\":\"a_key\"}}",
         "keys.a.b.org: expected the name of an environment variable"},
        {"{\"keys\":{\"a.b.org\":\"1A\"}}",
         "keys.a.b.org: expected the name of an environment variable"},
        {"{\"keys\":{\"a.b.org\":\"A-B\"}}",
         "keys.a.b.org: expected the name of an environment variable"},
        {"{\"models\":{\"a\":{\"think\":1}}}",
         "models.a.think: expected a member that askcam knows (see models.json)"},
        {"{\"models\":{\"a\":{\"stream_only\":1}}}",
         "models.a.stream_only: expected true or false"},
        {"{\"models\":{\"a\":{\"frames_min\":-1}}}",
         "models.a.frames_min: expected a whole number from 0 on"},
        {"{\"models\":{\"a\":{\"frames_min\":1.5}}}",
         "models.a.frames_min: expected a whole number from 0 on"},
        {"{\"families\":{\"f\":{\"note\":\"\"}}}",
         "families.f.note: expected a text that is not too long"},
        {"{\"models\":{\"a\":{\"thinking\":\"maybe\"}}}",
         "models.a.thinking: expected \"hybrid\", \"only\", \"none\" or \"unknown\""},
        {"{\"models\":{\"a\":{\"json\":true}}}",
         "models.a.json: expected \"never\", \"not_thinking\", \"warn_thinking\", \"always\" or "
         "\"unknown\""},
        {"{\"models\":{\"a\":{\"thinking_efforts\":\"low\"}}}",
         "models.a.thinking_efforts: expected an array of at most 6 words"},
        {"{\"models\":{\"a\":{\"thinking_efforts\":[\"\"]}}}",
         "models.a.thinking_efforts: expected words of at most 15 letters"},
        {"{\"models\":{\"a\":{\"sources\":[]}}}",
         "models.a.sources: expected an object of texts, by member"},
        {"{\"models\":{\"a\":{\"sources\":{\"none\":\"x\"}}}}",
         "models.a.sources: expected names of members, each with a text that is not too long"},
        {"{\"models\":{\"a\":{\"prices\":[{\"regions\":[\"x\"],\"currency\":\"E\",\"source\":1}]}}"
         "}",
         "models.a.prices: expected \"source\": a text that is not too long"},
        {"{\"models\":{\"a\":{\"prices\":{}}}}",
         "models.a.prices: expected an array of at most 8 price lists"},
        {"{\"models\":{\"a\":{\"prices\":[{\"regions\":[]}]}}}",
         "models.a.prices: expected \"regions\" (1 to 6 names) or \"base_url\" in each price list"},
        {"{\"models\":{\"a\":{\"prices\":[{\"base_url\":\"no url\"}]}}}",
         "models.a.prices: expected \"base_url\": the server's URL, such as "
         "\"http://127.0.0.1:8080/v1\""},
        {"{\"models\":{\"a\":{\"prices\":[{\"regions\":[1]}]}}}",
         "models.a.prices: expected \"regions\": names of at most 15 letters"},
        {"{\"models\":{\"a\":{\"prices\":[{\"regions\":[\"x\"]}]}}}",
         "models.a.prices: expected \"currency\": such as \"CNY\" or \"USD\""},
        {"{\"models\":{\"a\":{\"prices\":[{\"regions\":[\"x\"],\"currency\":\"E\",\"dated\":1}]}}}",
         "models.a.prices: expected \"dated\": the day of the price list"},
        {"{\"models\":{\"a\":{\"prices\":[{\"regions\":[\"x\"],\"currency\":\"E\"}]}}}",
         "models.a.prices: expected \"tiers\": 1 to 6 objects with \"input\" and \"output\""},
        {"{\"models\":{\"a\":{\"prices\":[{\"regions\":[\"x\"],\"currency\":\"E\",\"tiers\":[{"
         "\"input\":1}]}]}}}",
         "models.a.prices: expected \"input\" and \"output\" in each tier: a price per million "
         "tokens"},
        {"{\"models\":{\"a\":{\"prices\":[{\"regions\":[\"x\"],\"currency\":\"E\",\"tiers\":[{"
         "\"input\":1,\"output\":1,\"up_to\":\"x\"}]}]}}}",
         "models.a.prices: expected \"up_to\": a number of input tokens"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct askcam_catalogue catalogue;
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(
            askcam_catalogue_open(&catalogue, rows[i].text, strlen(rows[i].text), "my.json", &err),
            ASKCAM_ERR_CONFIG);
        assert_string_equal(err.what, "my.json");
        assert_string_equal(err.why, rows[i].why);
        assert_null(catalogue.built_in);
    }
}

static void what_a_model_cannot_take_is_refused(void **state)
{
    static const struct {
        const char *name;
        struct askcam_chat chat;
        const char *hint; /* begins with; NULL: taken */
    } rows[] = {
        {"qvq-max", {.thinking = ASKCAM_THINKING_OFF}, "remove --thinking off"},
        {"qvq-max", {.thinking = ASKCAM_THINKING_ON}, NULL},
        {"qvq-max", {.no_stream = true}, "remove --no-stream"},
        {"qvq-max", {.thinking_budget = {true, 5}}, "remove --thinking-budget"},
        {"qvq-max", {.json = true}, "choose another model"},
        {"qwen3-vl-8b-thinking", {.thinking = ASKCAM_THINKING_OFF}, "remove --thinking off"},
        {"qwen3-vl-8b-thinking", {.no_stream = true, .thinking_budget = {true, 5}}, NULL},
        {"qwen3.5-plus", {.json = true}, "add --thinking off"},
        {"qwen3.5-plus", {.json_schema = "{}"}, "add --thinking off"},
        {"qwen3.5-plus", {.json = true, .thinking = ASKCAM_THINKING_OFF}, NULL},
        {"qwen3.5-plus", {.thinking = ASKCAM_THINKING_OFF, .no_stream = true}, NULL},
        {"qwen3-vl-plus", {.json = true}, NULL},
        {"qwen3-vl-plus", {.json = true, .thinking = ASKCAM_THINKING_ON}, "add --thinking off"},
        {"kimi-k2.5", {.thinking = ASKCAM_THINKING_OFF, .thinking_budget = {true, 5}}, NULL},
        {"kimi-k3", {.thinking_budget = {true, 5}}, "remove --thinking-budget"},
        {"kimi-k3", {.thinking = ASKCAM_THINKING_OFF}, NULL},
        {"kimi-k3", {.thinking_effort = "any"}, NULL}, /* not known: sent as it is */
        {"qwen3.8-max", {.thinking_effort = "low"}, NULL},
        {"qwen3.5-plus", {.thinking_effort = "low"}, "use --thinking-budget"},
        {"qvq-max", {.thinking_effort = "low"}, "remove --thinking-effort"},
        {"qwen3.8-flash", {.json = true}, NULL},
        {"qwen3.7-plus", {.json_schema = "{}"}, NULL},
        {"qwen3.8-27b", {.json_schema = "{}"}, "use --json"},
        {"qwen3.6-plus", {.json_schema = "{}", .thinking = ASKCAM_THINKING_OFF}, "use --json"},
        {"qwen3.6-plus", {.json = true, .thinking = ASKCAM_THINKING_OFF}, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct askcam_model model = built_in(rows[i].name);
        struct askcam_error err = {.kind = ASKCAM_OK};
        const enum askcam_status status = askcam_model_check(&model, &rows[i].chat, &err);
        assert_int_equal(status, rows[i].hint == NULL ? ASKCAM_OK : ASKCAM_ERR_USAGE);
        if (rows[i].hint != NULL) {
            assert_string_equal(err.what, rows[i].name);
            assert_true(askcam_text_begins(err.hint, rows[i].hint));
        }
    }
}

static void an_effort_is_one_of_the_models_and_never_beside_a_budget(void **state)
{
    static const struct {
        const char *name;
        struct askcam_chat chat;
        const char *why;
        const char *hint;
    } rows[] = {
        {"qwen3.8-max",
         {.thinking_effort = "high"},
         "qwen3.8-max does not take \"high\"",
         "use low, medium or xhigh"},
        {"qwen3.8-flash",
         {.thinking_effort = "low", .thinking_budget = {true, 5}},
         "cannot be combined with --thinking-budget",
         "use only one of them"},
        {"not-in-the-list",
         {.thinking_effort = "low", .thinking_budget = {true, 5}},
         "cannot be combined with --thinking-budget",
         "use only one of them"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct askcam_model model = built_in(rows[i].name);
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(askcam_model_check(&model, &rows[i].chat, &err), ASKCAM_ERR_USAGE);
        assert_string_equal(err.what, "--thinking-effort");
        assert_string_equal(err.why, rows[i].why);
        assert_string_equal(err.hint, rows[i].hint);
    }
}

static void a_limit_that_counts_the_thinking_is_noted_without_a_budget(void **state)
{
    static const struct {
        const char *name;
        struct askcam_chat chat;
        bool warns;
    } rows[] = {
        {"qwen3.8-flash", {.max_tokens = {true, 50}}, true},
        {"qwen3.8-flash", {.max_tokens = {true, 50}, .thinking_effort = "low"}, true},
        {"qwen3.8-flash", {.max_tokens = {true, 50}, .thinking_budget = {true, 9}}, false},
        {"qwen3.8-flash", {.max_tokens = {true, 50}, .thinking = ASKCAM_THINKING_OFF}, false},
        {"qwen3.8-flash", {.max_tokens = {false, 0}}, false},
        {"qwen3.5-plus", {.max_tokens = {true, 50}}, false},
    };
    const struct askcam_model flash = built_in("qwen3.8-flash");
    const struct askcam_chat both = {.json = true, .max_tokens = {true, 50}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct askcam_model model = built_in(rows[i].name);
        assert_int_equal(askcam_model_warning(&model, &rows[i].chat, 0) != NULL, rows[i].warns);
        assert_null(askcam_model_warning(&model, &rows[i].chat, 1));
    }
    assert_non_null(strstr(askcam_model_warning(&flash, &both, 0), "JSON"));
    assert_non_null(strstr(askcam_model_warning(&flash, &both, 1), "--max-tokens"));
    assert_null(askcam_model_warning(&flash, &both, 2));
}

static void a_model_that_never_thinks_or_has_no_json_says_so(void **state)
{
    struct askcam_model model = built_in("qwen3.5-plus");
    const struct askcam_chat think = {.thinking = ASKCAM_THINKING_ON};
    const struct askcam_chat json = {.json = true, .thinking = ASKCAM_THINKING_OFF};

    (void)state;
    model.thinking = ASKCAM_MODEL_NONE;
    model.json = ASKCAM_MODEL_JSON_NEVER;
    assert_int_equal(askcam_model_check(&model, &think, NULL), ASKCAM_ERR_USAGE);
    assert_int_equal(askcam_model_check(&model, &json, NULL), ASKCAM_ERR_USAGE);
}

static void tokens_follow_the_vendors_rule(void **state)
{
    static const struct {
        const char *name;
        uint32_t width, height;
        int64_t tokens;
    } rows[] = {
        {"qvq-max", 1024, 406, 520}, /* the page's own sample */
        {"qwen3.5-plus", 640, 480, 302},
        {"qwen3.5-plus", 1280, 720, 882},
        {"qwen3.5-plus", 1920, 1080, 2042},
        {"qwen3.5-plus", 16, 16, 66},         /* scaled up to 256 x 256 */
        {"qwen3.5-plus", 100, 33, 72},        /* 14 x 5 */
        {"qwen3.5-plus", 3840, 2160, 2481},   /* scaled down under 2560: 67 x 37 */
        {"qvq-max", 4000, 3000, 1232},        /* 41 x 30 */
        {"qvq-max", 1, 1, 6},                 /* 56 x 56 is the floor */
        {"qwen3.5-plus", 65535, 65535, 2502}, /* 50 x 50 */
        /* As calls of 21 Sep 2026 reported them. */
        {"qwen3.7-flash", 2880, 1800, 2562},
        {"qwen3.8-flash", 3360, 2100, 2562},
        {"qwen3.8-max", 3072, 2048, 2503},
        {"qwen3.5-plus", 0, 480, -1},
        {"qwen3.5-plus", 65536, 480, -1},
        {"kimi-k2.5", 640, 480, -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct askcam_model model = built_in(rows[i].name);
        print_message("%s %ux%u\n", rows[i].name, rows[i].width, rows[i].height);
        assert_int_equal(askcam_model_image_tokens(&model, rows[i].width, rows[i].height),
                         rows[i].tokens);
    }
}

/* vl_high_resolution_images lifts the cap to the largest picture; calls of 21 Sep 2026. */
static void high_resolution_follows_the_same_rule(void **state)
{
    struct askcam_model model = built_in("qwen3.8-flash");

    (void)state;
    model.image_px = model.image_max_px;
    assert_int_equal(askcam_model_image_tokens(&model, 2880, 1800), 5042);
    assert_int_equal(askcam_model_image_tokens(&model, 3360, 2100), 6932);
    assert_int_equal(askcam_model_image_tokens(&model, 3072, 2048), 6146);
}

static void json_while_thinking_is_warned_of_where_sources_differ(void **state)
{
    const struct askcam_model flash = built_in("qwen3.8-flash");
    const struct askcam_model plus = built_in("qwen3.5-plus");
    const struct askcam_chat thinking = {.json = true};
    const struct askcam_chat off = {.json = true, .thinking = ASKCAM_THINKING_OFF};
    const struct askcam_chat text = {.json = false};

    (void)state;
    assert_non_null(askcam_model_warning(&flash, &thinking, 0));
    assert_null(askcam_model_warning(&flash, &off, 0));
    assert_null(askcam_model_warning(&flash, &text, 0));
    assert_null(askcam_model_warning(&plus, &thinking, 0)); /* refused instead */
}

static void a_number_says_where_it_is_from(void **state)
{
    static const char file[] = "{\"models\":{\"qwen3.8-flash\":{\"frames_max\":5}}}";
    struct askcam_catalogue catalogue;
    struct askcam_model model;
    char text[ASKCAM_MODEL_TEXT_BYTES];

    (void)state;
    assert_int_equal(askcam_catalogue_open(&catalogue, file, sizeof file - 1, "f", NULL),
                     ASKCAM_OK);
    askcam_catalogue_find(&catalogue, "qwen3.8-flash", &model);
    askcam_model_evidence(&catalogue, &model, member("input_tokens_max"), text, sizeof text);
    assert_true(askcam_text_holds(text, "Sep 2026"));
    askcam_model_evidence(&catalogue, &model, member("thinking_tokens_max"), text, sizeof text);
    assert_true(askcam_text_holds(text, "Aug 2026")); /* of the family */
    askcam_model_evidence(&catalogue, &model, member("frames_max"), text, sizeof text);
    assert_string_equal(text, ""); /* the user's value has the user's word alone */
    askcam_catalogue_find(&catalogue, "qwen3.8-27b", &model);
    askcam_model_evidence(&catalogue, &model, member("thinking_tokens_max"), text, sizeof text);
    assert_true(askcam_text_holds(text, "not confirmed"));
    askcam_catalogue_close(&catalogue);
}

static void efforts_are_words_of_the_model(void **state)
{
    const struct askcam_model max = built_in("qwen3.8-max");

    (void)state;
    assert_int_equal(max.thinking_efforts_count, 3);
    assert_string_equal(max.thinking_efforts[2], "xhigh");
    assert_int_equal(max.max_completion_tokens, ASKCAM_YES);
    assert_int_equal(built_in("qwen3.7-plus").thinking_efforts_count, 0);
    assert_int_equal(built_in("qwen3.7-plus").max_completion_tokens, ASKCAM_UNKNOWN);
}

static void two_frames_share_their_tokens(void **state)
{
    const struct askcam_model qwen = built_in("qwen3.5-plus");
    const struct askcam_model qvq = built_in("qvq-max");

    (void)state;
    assert_int_equal(askcam_model_video_tokens(&qwen, 640, 480, 4), 2 * 300 + 2);
    assert_int_equal(askcam_model_video_tokens(&qwen, 640, 480, 5), 3 * 300 + 2);
    assert_int_equal(askcam_model_video_tokens(&qvq, 640, 480, 1), 391 + 2); /* 23 x 17 */
    assert_int_equal(askcam_model_video_tokens(&qwen, 640, 480, 0), -1);
    /* 134217728 / 8000 = 16777 pixels a frame: 4 x 3 squares. */
    assert_int_equal(askcam_model_video_tokens(&qwen, 640, 480, 8000), 4000 * 12 + 2);
}

/* A price for "*" holds for every model, and takes nothing from the regions. */
static void a_price_may_be_that_of_a_base_url(void **state)
{
    static const char text[] =
        "{\"models\":{\"*\":{\"prices\":[{\"base_url\":\"http://127.0.0.1:8080/v1\","
        "\"currency\":\"EUR\",\"tiers\":[{\"input\":1,\"output\":2}]}]}}}";
    static const struct {
        const char *url;
        bool matches;
    } rows[] = {
        {"http://127.0.0.1:8080/v1", true},     {"http://127.0.0.1:8080/v1/below", true},
        {"http://127.0.0.1:8080/v1?a=b", true}, {"http://127.0.0.1:8080/v11", false},
        {"http://127.0.0.1:8080", false},       {"http://127.0.0.1:8081/v1", false},
        {"https://127.0.0.1:8080/v1", false},   {"http://localhost:8080/v1", false},
    };
    static const char *const names[] = {"qwen3.5-plus", "no-such-model"};
    struct askcam_catalogue catalogue;
    struct askcam_model model;
    struct askcam_url url;

    (void)state;
    assert_int_equal(askcam_catalogue_open(&catalogue, text, strlen(text), "m", NULL), ASKCAM_OK);
    for (size_t i = 0; i < 2; i++) {
        askcam_catalogue_find(&catalogue, names[i], &model);
        for (size_t j = 0; j < sizeof rows / sizeof rows[0]; j++) {
            assert_int_equal(askcam_url_parse(&url, rows[j].url, NULL), ASKCAM_OK);
            const struct askcam_price *const price = askcam_model_price_at(&model, &url);
            assert_true((price != NULL) == rows[j].matches);
            assert_true(price == NULL || strcmp(price->currency, "EUR") == 0);
        }
        assert_true((askcam_model_price_in(&model, "singapore") != NULL) == (i == 0));
    }
    askcam_catalogue_close(&catalogue);
}

static void the_built_in_prices_are_those_of_the_region(void **state)
{
    static const struct {
        const char *name, *region;
        int64_t input, output;
        double amount; /* < 0: not known */
    } rows[] = {
        {"qwen3.5-plus", "beijing", 1000000 / 8, 1000000, 0.1 + 4.8},
        {"qwen3.5-plus-2026-02-15", "singapore", 100000, 0, 0.04},
        {"qwen3.5-plus", "singapore", 256001, 0, 0.1280005},
        {"qwen3.5-plus", "virginia", 128000, 0, 0.01472},
        {"qwen3.5-plus", "frankfurt", 128001, 0, 0.036736287},
        {"qwen3.5-plus", "tokyo", 1000001, 0, -1},
        {"qwen3.8-flash", "singapore", 1000000, 1000000, 0.62},
        {"qwen3.8-max-0902", "beijing", 1000000, 1000000, 48},
        {"qwen3.7-flash", "singapore", 32000, 1000000, 0.13096},
        {"qwen3.7-flash-2026-07-15", "singapore", 32001, 0, 0.0032001},
        {"qwen3.6-plus", "virginia", 256000, 0, 0.070656},
        {"kimi-k3", "singapore", 1000000, 1000000, 18},
        {"kimi-k3", "virginia", 1, 1, -1},
        {"qwen3.5-flash", "beijing", 100000, 100000, 0.22},
        {"qwen3-vl-plus", "beijing", 32000, 0, 0.032},
        {"qwen3-vl-plus", "beijing", 32001, 0, 0.0480015},
        {"qwen3-vl-flash", "beijing", 1000, 1000, 0.00165},
        {"qvq-max", "singapore", 1000000, 1000000, 44.035},
        {"qvq-plus", "beijing", 1000000, 1000000, 7},
        {"kimi-k2.5", "beijing", 1000000, 1000000, 25},
        {"kimi-k2.5", "singapore", 1, 1, -1},
        {"kimi-k2.5", "beijing", -1, 1, -1},
        {"kimi-k2.5", "beijing", 1, -1, -1},
        {"kimi-k2.5", NULL, 1, 1, -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct askcam_model model = built_in(rows[i].name);
        struct askcam_cost cost = {.amount = -1};
        const bool known =
            askcam_model_cost(&model, rows[i].region, rows[i].input, rows[i].output, &cost);
        assert_int_equal(known, rows[i].amount >= 0);
        assert_true(cost.amount > rows[i].amount - 1e-9 && cost.amount < rows[i].amount + 1e-9);
        if (known) {
            const bool is_beijing = strcmp(rows[i].region, "beijing") == 0;
            const bool is_qvq = strncmp(rows[i].name, "qvq", 3) == 0; /* gone before dollars */
            assert_string_equal(cost.currency, is_beijing || is_qvq ? "CNY" : "USD");
        }
    }
}

static void globs_match_whole_names(void **state)
{
    static const struct {
        const char *pattern, *name;
        bool matches;
    } rows[] = {
        {"", "", true},         {"", "a", false},           {"*", "", true},
        {"a*", "abc", true},    {"a*", "ba", false},        {"*c", "abcbc", true},
        {"*c", "abcb", false},  {"a*b*c", "aXbYbZc", true}, {"a*b*c", "aXcYb", false},
        {"abc", "abcd", false}, {"abcd", "abc", false},     {"**", "x", true},
        {"A*", "abc", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(askcam_glob_match(rows[i].pattern, rows[i].name), rows[i].matches);
    }
    assert_int_equal(askcam_glob_literal_bytes("a*b*"), 2);
    assert_true(askcam_text_holds("Free Allocated", "free alloc"));
    assert_true(askcam_text_holds("x", ""));
    assert_true(askcam_text_holds("", ""));
    assert_false(askcam_text_holds("fre", "free"));
    assert_true(askcam_text_begins("Text/HTML; x", "text/html"));
    assert_false(askcam_text_begins("atext/html", "text/html"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vendors_models_are_known),
        cmocka_unit_test(a_retired_model_has_a_successor_of_its_family),
        cmocka_unit_test(an_exact_entry_is_not_retired_with_another),
        cmocka_unit_test(an_unknown_model_is_not_checked),
        cmocka_unit_test(the_built_in_text_is_held_to_the_users_rules),
        cmocka_unit_test(all_of_models_json_is_built_in),
        cmocka_unit_test(a_users_file_lies_over_the_built_in),
        cmocka_unit_test(a_catalogue_survives_the_lack_of_memory),
        cmocka_unit_test(the_most_telling_entries_count),
        cmocka_unit_test(every_entry_is_listed_once),
        cmocka_unit_test(a_key_belongs_to_its_vendors_hosts),
        cmocka_unit_test(a_users_hosts_come_before_the_built_in),
        cmocka_unit_test(a_wrong_file_is_named_with_what_was_expected),
        cmocka_unit_test(what_a_model_cannot_take_is_refused),
        cmocka_unit_test(an_effort_is_one_of_the_models_and_never_beside_a_budget),
        cmocka_unit_test(a_limit_that_counts_the_thinking_is_noted_without_a_budget),
        cmocka_unit_test(a_model_that_never_thinks_or_has_no_json_says_so),
        cmocka_unit_test(tokens_follow_the_vendors_rule),
        cmocka_unit_test(two_frames_share_their_tokens),
        cmocka_unit_test(a_price_may_be_that_of_a_base_url),
        cmocka_unit_test(the_built_in_prices_are_those_of_the_region),
        cmocka_unit_test(high_resolution_follows_the_same_rule),
        cmocka_unit_test(json_while_thinking_is_warned_of_where_sources_differ),
        cmocka_unit_test(a_number_says_where_it_is_from),
        cmocka_unit_test(efforts_are_words_of_the_model),
        cmocka_unit_test(globs_match_whole_names),
    };

    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
