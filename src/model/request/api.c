/* SPDX-License-Identifier: MIT */
/* api.c - see chat_request.h: the path of each API's call, and its headers. */
#include <assert.h>

#include "chat_request.h"

static const char *const PATHS[ASKCAM_API_COUNT] = {
    [ASKCAM_API_OPENAI] = "/chat/completions",
    [ASKCAM_API_DASHSCOPE] = "/services/aigc/multimodal-generation/generation",
};

const char *askcam_api_path(enum askcam_api api)
{
    assert(api < ASKCAM_API_COUNT);
    return PATHS[api];
}

bool askcam_api_header(enum askcam_api api, bool no_stream, size_t i, const char **name,
                       const char **value)
{
    if (api != ASKCAM_API_DASHSCOPE || no_stream || i > 0) {
        return false;
    }
    *name = "X-DashScope-SSE";
    *value = "enable";
    return true;
}
