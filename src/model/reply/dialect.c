/* SPDX-License-Identifier: MIT */
/* dialect.c - see dialect.h. */
#include "dialect.h"

#include <assert.h>

/* The text of a message, wherever the message stands. */
#define MESSAGE(at, more)                                                                          \
    {at ".reasoning_content", ASKCAM_MEANS_THINKING_CONTENT + (more)},                             \
        {at ".reasoning", ASKCAM_MEANS_THINKING_PLAIN + (more)},                                   \
        {at ".reasoning_details[].text", ASKCAM_MEANS_THINKING_DETAILS + (more)},                  \
        {at ".reasoning_details[].summary", ASKCAM_MEANS_THINKING_DETAILS + (more)},               \
        {at ".content", ASKCAM_MEANS_ANSWER + (more)},                                             \
        {at ".content[]", ASKCAM_MEANS_PART + (more)},                                             \
        {at ".content[].type", ASKCAM_MEANS_PART_TYPE + (more)},                                   \
        {at ".content[].text", ASKCAM_MEANS_ANSWER_PART + (more)},                                 \
        {at ".content[].thinking", ASKCAM_MEANS_THINKING_PART + (more)},                           \
    {                                                                                              \
        at ".content[].thinking[].text", ASKCAM_MEANS_THINKING_PART + (more)                       \
    }

/* text_tokens is left out: QVQ counts its thinking there. */
#define USAGE                                                                                      \
    {"usage.prompt_tokens", ASKCAM_MEANS_INPUT}, {"usage.input_tokens", ASKCAM_MEANS_INPUT},       \
        {"usage.completion_tokens", ASKCAM_MEANS_OUTPUT},                                          \
        {"usage.output_tokens", ASKCAM_MEANS_OUTPUT}, {"usage.total_tokens", ASKCAM_MEANS_TOTAL},  \
        {"usage.reasoning_tokens", ASKCAM_MEANS_REASONING},                                        \
        {"usage.completion_tokens_details.reasoning_tokens", ASKCAM_MEANS_REASONING},              \
        {"usage.output_tokens_details.reasoning_tokens", ASKCAM_MEANS_REASONING},                  \
        {"usage.image_tokens", ASKCAM_MEANS_IMAGE},                                                \
        {"usage.prompt_tokens_details.image_tokens", ASKCAM_MEANS_IMAGE},                          \
        {"usage.input_tokens_details.image_tokens", ASKCAM_MEANS_IMAGE},                           \
        {"usage.prompt_cache_hit_tokens", ASKCAM_MEANS_CACHED},                                    \
        {"usage.prompt_tokens_details.cached_tokens", ASKCAM_MEANS_CACHED},                        \
    {                                                                                              \
        "usage.input_tokens_details.cached_tokens", ASKCAM_MEANS_CACHED                            \
    }

#define NAMES                                                                                      \
    {"model", ASKCAM_MEANS_MODEL}, {"request_id", ASKCAM_MEANS_REQUEST_ID},                        \
        {"requestId", ASKCAM_MEANS_REQUEST_ID},                                                    \
    {                                                                                              \
        "id", ASKCAM_MEANS_CHAT_ID                                                                 \
    }

#define ERRORS                                                                                     \
    {"error", ASKCAM_MEANS_ERROR}, {"error.code", ASKCAM_MEANS_ERROR_CODE},                        \
        {"error.type", ASKCAM_MEANS_ERROR_TYPE}, {"error.message", ASKCAM_MEANS_ERROR_MESSAGE},    \
        {"error.metadata.raw", ASKCAM_MEANS_ERROR_RAW},                                            \
        {"error.error", ASKCAM_MEANS_ERROR_MESSAGE},                                               \
        {"error.error.code", ASKCAM_MEANS_ERROR_CODE},                                             \
        {"error.error.message", ASKCAM_MEANS_ERROR_MESSAGE}, {"code", ASKCAM_MEANS_FLAT_CODE},     \
        {"type", ASKCAM_MEANS_FLAT_TYPE}, {"message", ASKCAM_MEANS_FLAT_MESSAGE},                  \
        {"msg", ASKCAM_MEANS_FLAT_MESSAGE}, {"detail", ASKCAM_MEANS_FLAT_MESSAGE},                 \
        {"detail[].msg", ASKCAM_MEANS_FLAT_MESSAGE},                                               \
    {                                                                                              \
        "object", ASKCAM_MEANS_OBJECT                                                              \
    }

static const struct askcam_json_path OPENAI[] = {
    {"choices[0]", ASKCAM_MEANS_CHOICE},
    {"choices[0].finish_reason", ASKCAM_MEANS_FINISH},
    {"choices[0].delta", ASKCAM_MEANS_DELTA},
    {"choices[0].error.code", ASKCAM_MEANS_ERROR_CODE},
    {"choices[0].error.message", ASKCAM_MEANS_ERROR_MESSAGE},
    MESSAGE("choices[0].delta", 0),
    MESSAGE("choices[0].message", ASKCAM_MEANS_OF_MESSAGE),
    USAGE,
    NAMES,
    ERRORS,
};

static const struct askcam_json_path DASHSCOPE[] = {
    {"output.choices[0]", ASKCAM_MEANS_CHOICE},
    {"output.choices[0].finish_reason", ASKCAM_MEANS_FINISH},
    {"output.finish_reason", ASKCAM_MEANS_FINISH},
    {"output.text", ASKCAM_MEANS_ANSWER_TEXT},
    MESSAGE("output.choices[0].message", 0),
    USAGE,
    NAMES,
    ERRORS,
};

const struct askcam_json_path *askcam_dialect(enum askcam_api api, size_t *rows_count)
{
    assert(api < ASKCAM_API_COUNT);
    if (api == ASKCAM_API_DASHSCOPE) {
        *rows_count = sizeof DASHSCOPE / sizeof DASHSCOPE[0];
        return DASHSCOPE;
    }
    *rows_count = sizeof OPENAI / sizeof OPENAI[0];
    return OPENAI;
}
