/* SPDX-License-Identifier: MIT */
/* catalogue_members.c - see catalogue_members.h.  The user's texts were checked before reading. */
#include "catalogue_members.h"

#include <assert.h>
#include <string.h>

#include "catalogue_prices.h"
#include "catalogue_values.h"

enum member_type {
    MEMBER_TEXT,
    MEMBER_COUNT,
    MEMBER_BOOL,
    MEMBER_THINKING,
    MEMBER_JSON,
    MEMBER_PRICES,
    MEMBER_EFFORTS,
    MEMBER_SOURCES,
};

struct member {
    const char *name;
    enum member_type type;
    uint16_t at; /* in struct askcam_model */
    uint16_t bytes;
};

#define AT(field)                                                                                  \
    (uint16_t) offsetof(struct askcam_model, field),                                               \
        (uint16_t)sizeof((struct askcam_model *)0)->field

static const struct member MEMBER[] = {
    {"family", MEMBER_TEXT, AT(family)}, /* the first: find() reads it to choose the family */
    {"thinking", MEMBER_THINKING, AT(thinking)},
    {"thinking_default", MEMBER_BOOL, AT(thinking_default)},
    {"thinking_budget", MEMBER_BOOL, AT(thinking_budget)},
    {"stream_only", MEMBER_BOOL, AT(stream_only)},
    {"increments_anyway", MEMBER_BOOL, AT(increments_anyway)},
    {"json", MEMBER_JSON, AT(json)},
    {"json_schema", MEMBER_BOOL, AT(json_schema)},
    {"max_completion_tokens", MEMBER_BOOL, AT(max_completion_tokens)},
    {"thinking_efforts", MEMBER_EFFORTS, AT(thinking_efforts)},
    {"thinking_tokens_max", MEMBER_COUNT, AT(thinking_tokens_max)},
    {"answer_tokens_max", MEMBER_COUNT, AT(answer_tokens_max)},
    {"input_tokens_max", MEMBER_COUNT, AT(input_tokens_max)},
    {"frames_min", MEMBER_COUNT, AT(frames_min)},
    {"frames_max", MEMBER_COUNT, AT(frames_max)},
    {"body_max_bytes", MEMBER_COUNT, AT(body_max_bytes)},
    {"picture_max_bytes", MEMBER_COUNT, AT(picture_max_bytes)},
    {"token_side_px", MEMBER_COUNT, AT(token_side_px)},
    {"extra_tokens", MEMBER_COUNT, AT(extra_tokens)},
    {"image_min_px", MEMBER_COUNT, AT(image_min_px)},
    {"image_px", MEMBER_COUNT, AT(image_px)},
    {"image_max_px", MEMBER_COUNT, AT(image_max_px)},
    {"video_frame_px", MEMBER_COUNT, AT(video_frame_px)},
    {"video_frame_max_px", MEMBER_COUNT, AT(video_frame_max_px)},
    {"video_total_px", MEMBER_COUNT, AT(video_total_px)},
    {"retired", MEMBER_TEXT, AT(retired)},
    {"retired_note", MEMBER_TEXT, AT(retired_note)},
    {"note", MEMBER_TEXT, AT(note)},
    {"suggested_for", MEMBER_TEXT, AT(suggested_for)},
    {"sources", MEMBER_SOURCES, 0, 0}, /* not in the model: askcam_model_evidence() */
    {"prices", MEMBER_PRICES, AT(prices)},
};

enum { MEMBERS = sizeof MEMBER / sizeof MEMBER[0] };

static_assert(MEMBERS <= 32, "askcam_model.from_file has a bit for each member");
static_assert(sizeof(enum askcam_known) == sizeof(int), "members are written as int");

static const char *const THINKING_WORDS[] = {
    [ASKCAM_MODEL_UNKNOWN] = "unknown",
    [ASKCAM_MODEL_HYBRID] = "hybrid",
    [ASKCAM_MODEL_ONLY] = "only",
    [ASKCAM_MODEL_NONE] = "none",
};

static const char *const JSON_WORDS[] = {
    [ASKCAM_MODEL_JSON_UNKNOWN] = "unknown",
    [ASKCAM_MODEL_JSON_NEVER] = "never",
    [ASKCAM_MODEL_JSON_NOT_THINKING] = "not_thinking",
    [ASKCAM_MODEL_JSON_WARN_THINKING] = "warn_thinking",
    [ASKCAM_MODEL_JSON_ALWAYS] = "always",
};

const char *askcam_model_member(size_t i)
{
    return i < MEMBERS ? MEMBER[i].name : NULL;
}

size_t askcam_member_number(const char *name)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        if (strcmp(MEMBER[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* The value's place in a list of words, or -1. */
static int word_number(const cJSON *value, const char *const *words, size_t words_count)
{
    for (size_t i = 0; cJSON_IsString(value) && i < words_count; i++) {
        if (strcmp(words[i], value->valuestring) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static int thinking_number(const cJSON *value)
{
    return word_number(value, THINKING_WORDS, sizeof THINKING_WORDS / sizeof THINKING_WORDS[0]);
}

static int json_number(const cJSON *value)
{
    return word_number(value, JSON_WORDS, sizeof JSON_WORDS / sizeof JSON_WORDS[0]);
}

static const char *efforts_expected(const cJSON *value)
{
    const cJSON *word = NULL;

    if (!cJSON_IsArray(value) || cJSON_GetArraySize(value) > ASKCAM_MODEL_EFFORTS) {
        return "an array of at most 6 words";
    }
    cJSON_ArrayForEach(word, value)
    {
        if (!askcam_is_word(word, ASKCAM_PRICE_WORD_BYTES)) {
            return "words of at most 15 letters";
        }
    }
    return NULL;
}

static const char *sources_expected(const cJSON *value)
{
    const cJSON *row = NULL;

    if (!cJSON_IsObject(value)) {
        return "an object of texts, by member";
    }
    cJSON_ArrayForEach(row, value)
    {
        if (askcam_member_number(row->string) == SIZE_MAX ||
            !askcam_is_word(row, ASKCAM_MODEL_TEXT_BYTES)) {
            return "names of members, each with a text that is not too long";
        }
    }
    return NULL;
}

static void read_efforts(const cJSON *value, struct askcam_model *model)
{
    const cJSON *word = NULL;

    model->thinking_efforts_known = true;
    cJSON_ArrayForEach(word, value)
    {
        askcam_error_text(model->thinking_efforts[model->thinking_efforts_count++],
                          ASKCAM_PRICE_WORD_BYTES, word->valuestring);
    }
}

const char *askcam_member_expected(size_t i, const cJSON *value)
{
    switch (MEMBER[i].type) { /* no default: a new type must be placed here */
    case MEMBER_TEXT:
        return askcam_is_word(value, MEMBER[i].bytes) ? NULL : "a text that is not too long";
    case MEMBER_COUNT:
        return askcam_is_count(value) ? NULL : "a whole number from 0 on";
    case MEMBER_BOOL:
        return cJSON_IsBool(value) ? NULL : "true or false";
    case MEMBER_THINKING:
        return thinking_number(value) >= 0 ? NULL : "\"hybrid\", \"only\", \"none\" or \"unknown\"";
    case MEMBER_JSON:
        return json_number(value) >= 0
                   ? NULL
                   : "\"never\", \"not_thinking\", \"warn_thinking\", \"always\" or \"unknown\"";
    case MEMBER_PRICES:
        return askcam_prices_expected(value);
    case MEMBER_EFFORTS:
        return efforts_expected(value);
    case MEMBER_SOURCES:
        return sources_expected(value);
    }
    return NULL;
}

void askcam_member_read(size_t i, const cJSON *value, struct askcam_model *model)
{
    void *const to = (char *)model + MEMBER[i].at;
    int number = 0;
    int64_t count = 0;

    switch (MEMBER[i].type) { /* no default: a new type must be placed here */
    case MEMBER_TEXT:
        askcam_error_text(to, MEMBER[i].bytes, value->valuestring);
        return;
    case MEMBER_COUNT:
        count = (int64_t)value->valuedouble;
        memcpy(to, &count, sizeof count);
        return;
    case MEMBER_BOOL:
        number = cJSON_IsTrue(value) ? ASKCAM_YES : ASKCAM_NO;
        memcpy(to, &number, sizeof number);
        return;
    case MEMBER_THINKING:
        number = thinking_number(value);
        memcpy(to, &number, sizeof number);
        return;
    case MEMBER_JSON:
        number = json_number(value);
        memcpy(to, &number, sizeof number);
        return;
    case MEMBER_PRICES:
        return; /* read from all layers: catalogue.c */
    case MEMBER_EFFORTS:
        read_efforts(value, model);
        return;
    case MEMBER_SOURCES:
        return;
    }
}

void askcam_model_clear(struct askcam_model *model, const char *name)
{
    static const int64_t no_count = -1;
    static const int no_bool = ASKCAM_UNKNOWN;

    *model = (struct askcam_model){.known = false};
    askcam_error_text(model->name, sizeof model->name, name);
    for (size_t i = 0; i < MEMBERS; i++) {
        if (MEMBER[i].type == MEMBER_COUNT) {
            memcpy((char *)model + MEMBER[i].at, &no_count, sizeof no_count);
        } else if (MEMBER[i].type == MEMBER_BOOL) {
            memcpy((char *)model + MEMBER[i].at, &no_bool, sizeof no_bool);
        }
    }
}
