/* SPDX-License-Identifier: MIT */
/* dialect.c - see dialect.h. */
#include "dialect.h"

#include <assert.h>

/* The text of a message, wherever the message is. */
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
        {at ".refusal", ASKCAM_MEANS_REFUSAL + (more)},                                            \
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

/* What makes an event an error; its other words are read by ERRORS[] then. */
#define EVENT_ERRORS                                                                               \
    {"error", ASKCAM_MEANS_ERROR}, {"error.code", ASKCAM_MEANS_ERROR_CODE},                        \
        {"error.type", ASKCAM_MEANS_ERROR_TYPE}, {"error.message", ASKCAM_MEANS_ERROR_MESSAGE},    \
        {"error.metadata.raw", ASKCAM_MEANS_ERROR_RAW},                                            \
        {"error.error", ASKCAM_MEANS_ERROR_MESSAGE},                                               \
        {"error.error.code", ASKCAM_MEANS_ERROR_CODE},                                             \
        {"error.error.message", ASKCAM_MEANS_ERROR_MESSAGE}, {"code", ASKCAM_MEANS_FLAT_CODE},     \
        {"error_code", ASKCAM_MEANS_FLAT_CODE}, {"type", ASKCAM_MEANS_FLAT_TYPE},                  \
        {"message", ASKCAM_MEANS_FLAT_MESSAGE}, {"msg", ASKCAM_MEANS_FLAT_MESSAGE},                \
        {"error_msg", ASKCAM_MEANS_FLAT_MESSAGE}, {"detail", ASKCAM_MEANS_FLAT_MESSAGE},           \
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
    EVENT_ERRORS,
};

static const struct askcam_json_path DASHSCOPE[] = {
    {"output.choices[0]", ASKCAM_MEANS_CHOICE},
    {"output.choices[0].finish_reason", ASKCAM_MEANS_FINISH},
    {"output.finish_reason", ASKCAM_MEANS_FINISH},
    {"output.text", ASKCAM_MEANS_ANSWER_TEXT},
    MESSAGE("output.choices[0].message", 0),
    USAGE,
    NAMES,
    EVENT_ERRORS,
};

/*
 * The shapes of: OpenAI and its look-alikes (error as an object, a string, twice nested),
 * OpenRouter (metadata.raw), Gemini (an array), Mistral (message as an object or a list), FastAPI
 * (detail as a string, an object or a list), OAuth (error_description), Baidu (error_code,
 * error_msg), DashScope and old vLLM (flat).
 */
static const struct askcam_json_path ERRORS[] = {
    {"error", ASKCAM_MEANS_ERROR},
    {"error.code", ASKCAM_MEANS_ERROR_CODE},
    {"error.type", ASKCAM_MEANS_ERROR_TYPE},
    {"error.status", ASKCAM_MEANS_ERROR_TYPE},
    {"error.message", ASKCAM_MEANS_ERROR_MESSAGE},
    {"error.message.message", ASKCAM_MEANS_ERROR_MESSAGE},
    {"error.message.msg", ASKCAM_MEANS_ERROR_MESSAGE},
    {"error.message[]", ASKCAM_MEANS_ERROR_ELEMENT},
    {"error.message[].msg", ASKCAM_MEANS_ERROR_ELEMENT},
    {"error.message[].message", ASKCAM_MEANS_ERROR_ELEMENT},
    {"error.msg", ASKCAM_MEANS_ERROR_MESSAGE},
    {"error.detail", ASKCAM_MEANS_ERROR_MESSAGE},
    {"error.description", ASKCAM_MEANS_ERROR_MESSAGE},
    {"error.metadata.raw", ASKCAM_MEANS_ERROR_RAW},
    {"error.metadata.raw.message", ASKCAM_MEANS_ERROR_RAW},
    {"error.metadata.raw.error.message", ASKCAM_MEANS_ERROR_RAW},
    {"error.error", ASKCAM_MEANS_ERROR_MESSAGE},
    {"error.error.code", ASKCAM_MEANS_ERROR_CODE},
    {"error.error.message", ASKCAM_MEANS_ERROR_MESSAGE},
    {"error.request_id", ASKCAM_MEANS_REQUEST_ID},
    {"[0].error", ASKCAM_MEANS_ERROR},
    {"[0].error.code", ASKCAM_MEANS_ERROR_CODE},
    {"[0].error.status", ASKCAM_MEANS_ERROR_TYPE},
    {"[0].error.message", ASKCAM_MEANS_ERROR_MESSAGE},
    {"[0].code", ASKCAM_MEANS_FLAT_CODE},
    {"[0].message", ASKCAM_MEANS_FLAT_MESSAGE},
    {"code", ASKCAM_MEANS_FLAT_CODE},
    {"error_code", ASKCAM_MEANS_FLAT_CODE},
    {"errorCode", ASKCAM_MEANS_FLAT_CODE},
    {"type", ASKCAM_MEANS_FLAT_TYPE},
    {"msg", ASKCAM_MEANS_FLAT_MESSAGE},
    {"error_msg", ASKCAM_MEANS_FLAT_MESSAGE},
    {"error_message", ASKCAM_MEANS_FLAT_MESSAGE},
    {"errorMessage", ASKCAM_MEANS_FLAT_MESSAGE},
    {"error_description", ASKCAM_MEANS_FLAT_MESSAGE},
    {"description", ASKCAM_MEANS_FLAT_MESSAGE},
    {"message", ASKCAM_MEANS_FLAT_MESSAGE},
    {"message.code", ASKCAM_MEANS_FLAT_CODE},
    {"message.error", ASKCAM_MEANS_FLAT_NAME},
    {"message.message", ASKCAM_MEANS_FLAT_MESSAGE},
    {"message.msg", ASKCAM_MEANS_FLAT_MESSAGE},
    {"message.description", ASKCAM_MEANS_FLAT_MESSAGE},
    {"message.detail", ASKCAM_MEANS_FLAT_MESSAGE},
    {"message.detail[].msg", ASKCAM_MEANS_FLAT_ELEMENT},
    {"message[]", ASKCAM_MEANS_FLAT_ELEMENT},
    {"message[].msg", ASKCAM_MEANS_FLAT_ELEMENT},
    {"message[].message", ASKCAM_MEANS_FLAT_ELEMENT},
    {"detail", ASKCAM_MEANS_FLAT_MESSAGE},
    {"detail.code", ASKCAM_MEANS_FLAT_CODE},
    {"detail.error", ASKCAM_MEANS_FLAT_NAME},
    {"detail.error.message", ASKCAM_MEANS_FLAT_MESSAGE},
    {"detail.message", ASKCAM_MEANS_FLAT_MESSAGE},
    {"detail.msg", ASKCAM_MEANS_FLAT_MESSAGE},
    {"detail.description", ASKCAM_MEANS_FLAT_MESSAGE},
    {"detail[]", ASKCAM_MEANS_FLAT_ELEMENT},
    {"detail[].msg", ASKCAM_MEANS_FLAT_ELEMENT},
    {"detail[].message", ASKCAM_MEANS_FLAT_ELEMENT},
    {"errors[]", ASKCAM_MEANS_FLAT_ELEMENT},
    {"errors[].message", ASKCAM_MEANS_FLAT_ELEMENT},
    {"object", ASKCAM_MEANS_OBJECT},
    {"model", ASKCAM_MEANS_MODEL},
    {"request_id", ASKCAM_MEANS_REQUEST_ID},
    {"requestId", ASKCAM_MEANS_REQUEST_ID},
    {"id", ASKCAM_MEANS_CHAT_ID},
};

const struct askcam_json_path *askcam_error_dialect(size_t *rows_count)
{
    *rows_count = sizeof ERRORS / sizeof ERRORS[0];
    return ERRORS;
}

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
