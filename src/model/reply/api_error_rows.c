/* SPDX-License-Identifier: MIT */
/*
 * api_error_rows.c - see api_error.h: the meanings, as rows.
 *
 * Facts: the vendor's error-code page (17 Feb 2026) lists PascalCase and snake_case names as
 * aliases, so codes are compared without case and punctuation.  429 has three meanings there: too
 * fast, too many tokens a minute (AllocationQuota, insufficient_quota), and no money or no free
 * quota left; only the message tells the last two apart.  Messages of llama.cpp: its server's
 * source and its issues 13566 and 15377; of Ollama: its issues 11297 and 13113; of vLLM: its issue
 * 15080.
 */
#include <stdio.h>
#include <string.h>

#include "api_error.h"
#include "glob.h"

enum { NO = 0, YES = 1, ACCOUNT = 1 };

static const char KEY[] =
    "check the key, and that it is of this region and plan (--region, --base-url)";
static const char ACCESS[] = "ask for access to this model or workspace, or use another key";
static const char PAY[] = "pay the bill or turn on billing in the console, or choose another model";
static const char SLOW[] = "wait a minute, ask less often, or request a higher quota";
static const char SMOOTH[] = "spread the requests evenly over time";
static const char MODEL[] = "choose another model; askcam models lists those known";
static const char SMALLER[] = "send a smaller picture: --max-side, --quality, --max-body";
static const char LARGER[] = "send a larger picture: --size, or a larger --crop or --max-side";
static const char VISION[] = "choose a model that takes pictures, or start the server with one";
static const char INSPECTED[] = "do not send this picture or question again as it is";
static const char HINT_REQUEST[] = "change what the message names; --dry-run shows the request";
static const char LATER[] = "try again later";
static const char ADDRESS[] = "check --base-url, --api and the model's name";
static const char REDIRECT[] = "use the new address with --base-url if you trust it";

/* The first that fits counts: what a message says goes before what a code says. */
static const struct askcam_api_error_row ROWS[] = {
    {NULL, "exceeded limit on max bytes", ASKCAM_ERR_REFUSED, NO, SMALLER, NO},
    {"badrequesttoolarge", NULL, ASKCAM_ERR_REFUSED, NO, SMALLER, NO},
    {NULL, "good standing", ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},
    {NULL, "free allocated quota", ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},
    {NULL, "free tier of the model has been exhausted", ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},
    {"*allocationquota*", "free", ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},
    {"insufficientquota", "free", ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},
    {NULL, "internalerror.algo.invalidparameter", ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {NULL, "internalerror.algo.datainspection", ASKCAM_ERR_REFUSED, NO, INSPECTED, NO},

    /* The service could not fetch or look at a URL in time. */
    {"invalidparameterdatainspection", NULL, ASKCAM_ERR_UNAVAILABLE, YES,
     "try again, or send the picture itself instead of a URL", NO},
    {"invalidparameter*", "download", ASKCAM_ERR_UNAVAILABLE, YES,
     "try again, or send the picture itself instead of a URL", NO},

    {"*datainspectionfailed", NULL, ASKCAM_ERR_REFUSED, NO, INSPECTED, NO},
    {"contentfilter*", NULL, ASKCAM_ERR_REFUSED, NO, INSPECTED, NO},
    {"contentpolicy*", NULL, ASKCAM_ERR_REFUSED, NO, INSPECTED, NO},
    {NULL, "inappropriate content", ASKCAM_ERR_REFUSED, NO, INSPECTED, NO},

    {"arrearage", NULL, ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},
    {"commoditynotpurchased", NULL, ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},
    {"prepaidbilloverdue", NULL, ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},
    {"postpaidbilloverdue", NULL, ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},
    {"budgetlimitexceeded", NULL, ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},
    {"insufficientbalance", NULL, ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},
    {"allocationquotafreetieronly", NULL, ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT},

    {"*invalidapikey", NULL, ASKCAM_ERR_AUTH, NO, KEY, NO},
    {"incorrectapikey*", NULL, ASKCAM_ERR_AUTH, NO, KEY, NO},
    {"invalidaccesstoken*", NULL, ASKCAM_ERR_AUTH, NO, KEY, NO},
    {"notauthorized", NULL, ASKCAM_ERR_AUTH, NO, KEY, NO},
    {"unauthorized", NULL, ASKCAM_ERR_AUTH, NO, KEY, NO},
    {"authentication*", NULL, ASKCAM_ERR_AUTH, NO, KEY, NO},
    {"*accessdenied*", NULL, ASKCAM_ERR_AUTH, NO, ACCESS, NO},
    {"permissiondenied*", NULL, ASKCAM_ERR_AUTH, NO, ACCESS, NO},

    {"throttlingburstrate", NULL, ASKCAM_ERR_UNAVAILABLE, YES, SMOOTH, NO},
    {"limitburstrate", NULL, ASKCAM_ERR_UNAVAILABLE, YES, SMOOTH, NO},
    {"throttling*", NULL, ASKCAM_ERR_UNAVAILABLE, YES, SLOW, NO},
    {"insufficientquota", NULL, ASKCAM_ERR_UNAVAILABLE, YES, SLOW, NO},
    {"limitrequests", NULL, ASKCAM_ERR_UNAVAILABLE, YES, SLOW, NO},
    {"ratelimit*", NULL, ASKCAM_ERR_UNAVAILABLE, YES, SLOW, NO},
    {"toomanyrequests*", NULL, ASKCAM_ERR_UNAVAILABLE, YES, SLOW, NO},

    {"modelnotfound*", NULL, ASKCAM_ERR_REFUSED, NO, MODEL, ACCOUNT},
    {"modelnotsupported", NULL, ASKCAM_ERR_REFUSED, NO, MODEL, ACCOUNT},
    {"modelnotexist", NULL, ASKCAM_ERR_REFUSED, NO, MODEL, ACCOUNT},
    {"workspacenotfound", NULL, ASKCAM_ERR_REFUSED, NO, ADDRESS, ACCOUNT},

    {"internalerroralgoinvalidparameter", NULL, ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {"invalidparameter*", NULL, ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {"invalidurl*", NULL, ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {"invalidrequest*", NULL, ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {"invalidvalue", NULL, ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {"badrequest*", NULL, ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {"contextlengthexceeded", NULL, ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {"clientdisconnect", NULL, ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},

    {"modelservicefailed", NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO},
    {"modelservingerror", NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO},
    {"modelunavailable", NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO},
    {"serviceunavailable*", NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO},
    {"requesttimeout", NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO},
    {"apiconnectionerror", NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO},
    {"overloaded*", NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO},

    /*
     * Errors of the request that come with a status of 500 and no code, or a general one, from
     * llama.cpp, Ollama, vLLM and others: only the message says what they are.
     */
    {NULL, "api key not valid", ASKCAM_ERR_REFUSED, NO, KEY, ACCOUNT},
    {NULL, "image input is not supported", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "image inputs are not supported", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "images are not supported", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "missing data required for image input", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "support image input", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "not support image", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "not support vision", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "vision is not supported", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "not support multimodal", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "not a multimodal model", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "not compiled for multimodal", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "has no vision", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "model_has_no_vision", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "mmproj", ASKCAM_ERR_REFUSED, NO, VISION, ACCOUNT},
    {NULL, "must be larger than factor", ASKCAM_ERR_REFUSED, NO, LARGER, NO},
    {NULL, "image is too small", ASKCAM_ERR_REFUSED, NO, LARGER, NO},
    {NULL, "image too small", ASKCAM_ERR_REFUSED, NO, LARGER, NO},
    {NULL, "picture is too small", ASKCAM_ERR_REFUSED, NO, LARGER, NO},
    {NULL, "picture is smaller than", ASKCAM_ERR_REFUSED, NO, LARGER, NO},
    {NULL, "image is smaller than", ASKCAM_ERR_REFUSED, NO, LARGER, NO},
    {NULL, "aspect ratio must be smaller than", ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {NULL, "failed to load image", ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {NULL, "failed to decode image", ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {NULL, "cannot identify image file", ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {NULL, "input is too large to process", ASKCAM_ERR_REFUSED, NO, SMALLER, NO},
    {NULL, "exceeds the available context size", ASKCAM_ERR_REFUSED, NO, SMALLER, NO},
    {NULL, "exceeds the context length", ASKCAM_ERR_REFUSED, NO, SMALLER, NO},
    {NULL, "exceeds context window", ASKCAM_ERR_REFUSED, NO, SMALLER, NO},
    {NULL, "list index out of range", ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},
    {NULL, "missing content-length of multimodal url", ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO},

    {"internalerror*", NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO},
    {"internalservererror", NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO},
    {"servererror", NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO},
    {"systemerror", NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO},
};

struct status_row {
    int from;
    int to;
    struct askcam_api_error_row row;
};

static const struct status_row STATUSES[] = {
    {300, 399, {NULL, NULL, ASKCAM_ERR_REFUSED, NO, REDIRECT, ACCOUNT}},
    {401, 401, {NULL, NULL, ASKCAM_ERR_AUTH, NO, KEY, NO}},
    {402, 402, {NULL, NULL, ASKCAM_ERR_REFUSED, NO, PAY, ACCOUNT}},
    {403, 403, {NULL, NULL, ASKCAM_ERR_AUTH, NO, ACCESS, NO}},
    {404, 405, {NULL, NULL, ASKCAM_ERR_REFUSED, NO, ADDRESS, ACCOUNT}},
    {408, 408, {NULL, NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO}},
    {413, 413, {NULL, NULL, ASKCAM_ERR_REFUSED, NO, SMALLER, NO}},
    {425, 425, {NULL, NULL, ASKCAM_ERR_UNAVAILABLE, YES, LATER, NO}},
    {429, 429, {NULL, NULL, ASKCAM_ERR_UNAVAILABLE, YES, SLOW, NO}},
    {400, 499, {NULL, NULL, ASKCAM_ERR_REFUSED, NO, HINT_REQUEST, NO}},
};

static const struct askcam_api_error_row WALL = {
    NULL,
    NULL,
    ASKCAM_ERR_UNAVAILABLE,
    YES,
    "check the network, its proxy and --base-url; the key was not refused",
    NO};

static const struct askcam_api_error_row ELSE = {NULL, NULL,  ASKCAM_ERR_UNAVAILABLE,
                                                 YES,  LATER, NO};

/* Lower case, letters and digits only. */
static void bare(const char *code, char text[ASKCAM_ERROR_CODE_BYTES])
{
    size_t bytes = 0;

    for (; *code != '\0' && bytes < ASKCAM_ERROR_CODE_BYTES - 1; code++) {
        if ((*code >= 'a' && *code <= 'z') || (*code >= '0' && *code <= '9')) {
            text[bytes++] = *code;
        } else if (*code >= 'A' && *code <= 'Z') {
            text[bytes++] = (char)(*code - 'A' + 'a');
        }
    }
    text[bytes] = '\0';
}

const struct askcam_api_error_row *askcam_api_error_row_of(const char *code, const char *message)
{
    char name[ASKCAM_ERROR_CODE_BYTES];

    bare(code, name);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const struct askcam_api_error_row *const row = &ROWS[i];
        if ((row->code == NULL || askcam_glob_match(row->code, name)) &&
            (row->message == NULL || askcam_text_holds(message, row->message))) {
            return row;
        }
    }
    return NULL;
}

const struct askcam_api_error_row *askcam_api_error_row_of_wall(void)
{
    return &WALL;
}

const struct askcam_api_error_row *askcam_api_error_row_of_status(int status)
{
    for (size_t i = 0; i < sizeof STATUSES / sizeof STATUSES[0]; i++) {
        if (status >= STATUSES[i].from && status <= STATUSES[i].to) {
            return &STATUSES[i].row;
        }
    }
    return &ELSE;
}
