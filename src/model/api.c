/* SPDX-License-Identifier: MIT */
/* api.c - see chat_request.h: where each API is called, and its headers. */
#include <assert.h>
#include <string.h>

#include "chat_request.h"

struct region {
    const char *name;
    const char *base_url[ASKCAM_API_COUNT];
};

static const struct region REGIONS[] = {
    {"singapore",
     {"https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
      "https://dashscope-intl.aliyuncs.com/api/v1"}},
    {"virginia",
     {"https://dashscope-us.aliyuncs.com/compatible-mode/v1",
      "https://dashscope-us.aliyuncs.com/api/v1"}},
    {"beijing",
     {"https://dashscope.aliyuncs.com/compatible-mode/v1",
      "https://dashscope.aliyuncs.com/api/v1"}},
};

static const char *const PATHS[ASKCAM_API_COUNT] = {
    [ASKCAM_API_OPENAI] = "/chat/completions",
    [ASKCAM_API_DASHSCOPE] = "/services/aigc/multimodal-generation/generation",
};

const char *askcam_api_path(enum askcam_api api)
{
    assert(api < ASKCAM_API_COUNT);
    return PATHS[api];
}

const char *askcam_api_base_url(enum askcam_api api, const char *region)
{
    assert(api < ASKCAM_API_COUNT);
    for (size_t i = 0; i < sizeof REGIONS / sizeof REGIONS[0]; i++) {
        if (strcmp(REGIONS[i].name, region) == 0) {
            return REGIONS[i].base_url[api];
        }
    }
    return NULL;
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
