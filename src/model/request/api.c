/* SPDX-License-Identifier: MIT */
/* api.c - see chat_request.h: where each API is called, and its headers. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "chat_request.h"

struct region {
    const char *name;
    const char *id; /* what the service itself calls it */
    const char *base_url[ASKCAM_API_COUNT];
};

static const struct region REGIONS[] = {
    {"singapore",
     "ap-southeast-1",
     {"https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
      "https://dashscope-intl.aliyuncs.com/api/v1"}},
    {"virginia",
     "us-east-1",
     {"https://dashscope-us.aliyuncs.com/compatible-mode/v1",
      "https://dashscope-us.aliyuncs.com/api/v1"}},
    {"beijing",
     "cn-beijing",
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

static bool is_label(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
                                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")] == '\0';
}

bool askcam_api_workspace_url(enum askcam_api api, const char *workspace, const char *region,
                              char *url, size_t url_bytes)
{
    static const char *const bases[ASKCAM_API_COUNT] = {
        [ASKCAM_API_OPENAI] = "compatible-mode/v1", [ASKCAM_API_DASHSCOPE] = "api/v1"};
    const char *id = region;

    for (size_t i = 0; i < sizeof REGIONS / sizeof REGIONS[0]; i++) {
        if (strcmp(REGIONS[i].name, region) == 0) {
            id = REGIONS[i].id;
        }
    }
    if (!is_label(workspace) || !is_label(id)) {
        return false;
    }
    const int length =
        snprintf(url, url_bytes, "https://%s.%s.maas.aliyuncs.com/%s", workspace, id, bases[api]);
    return length > 0 && (size_t)length < url_bytes;
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
