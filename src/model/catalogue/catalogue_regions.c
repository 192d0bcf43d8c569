/* SPDX-License-Identifier: MIT */
/* catalogue_regions.c - see regions.h and catalogue_regions.h.  The user's rows come first. */
#include "catalogue_regions.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "catalogue_keys.h"
#include "catalogue_values.h"
#include "regions.h"

enum {
    LABEL_BYTES_MAX = 63, /* RFC 1035 section 2.3.4 */
    REGIONS_MAX = 16,     /* named in a hint */
};

static const char *const API_MEMBERS[ASKCAM_API_COUNT] = {
    [ASKCAM_API_OPENAI] = "openai",
    [ASKCAM_API_DASHSCOPE] = "dashscope",
};

static const char WORKSPACE[] = "{workspace}";
static const char REGION[] = "{region}";

/* One label of a host name, in any case. */
static bool is_label(const char *text)
{
    static const char bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    const size_t length = strlen(text);

    return length >= 1 && length <= LABEL_BYTES_MAX && strspn(text, bytes) == length &&
           text[0] != '-' && text[length - 1] != '-';
}

static bool is_api(const char *name)
{
    return strcmp(name, API_MEMBERS[ASKCAM_API_OPENAI]) == 0 ||
           strcmp(name, API_MEMBERS[ASKCAM_API_DASHSCOPE]) == 0;
}

static bool is_url(const cJSON *value)
{
    static const char scheme[] = "https://";

    return askcam_is_word(value, ASKCAM_REGION_URL_BYTES) &&
           strncmp(value->valuestring, scheme, sizeof scheme - 1) == 0;
}

const char *askcam_catalogue_region_expected(const cJSON *row)
{
    const cJSON *member = NULL;
    bool has_id = false;

    if (!cJSON_IsObject(row) || strlen(row->string) >= ASKCAM_PRICE_WORD_BYTES) {
        return "a name of at most 15 letters with an object";
    }
    cJSON_ArrayForEach(member, row)
    {
        const bool is_id = strcmp(member->string, "id") == 0;
        if (is_id ? !cJSON_IsString(member) || !is_label(member->valuestring)
                  : !is_api(member->string) || !is_url(member)) {
            return "\"id\", the service's name of the region, and base URLs as \"openai\" and "
                   "\"dashscope\"";
        }
        has_id = has_id || is_id;
    }
    return has_id ? NULL : "a member \"id\"";
}

const char *askcam_catalogue_workspace_expected(const cJSON *row)
{
    return is_api(row->string) && is_url(row) && strstr(row->valuestring, WORKSPACE) != NULL &&
                   strstr(row->valuestring, REGION) != NULL
               ? NULL
               : "\"openai\" or \"dashscope\" with an https URL that has {workspace} and {region}";
}

static const cJSON *member_of(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const char *id_of(const cJSON *row)
{
    return member_of(row, "id")->valuestring;
}

static const cJSON *row_in(const cJSON *tree, const char *region)
{
    const cJSON *row = NULL;

    cJSON_ArrayForEach(row, member_of(tree, "regions"))
    {
        if (strcmp(row->string, region) == 0 || strcmp(id_of(row), region) == 0) {
            return row;
        }
    }
    return NULL;
}

static const cJSON *row_of(const struct askcam_catalogue *catalogue, const char *region)
{
    const cJSON *const row = row_in(catalogue->users, region);

    return row != NULL ? row : row_in(catalogue->built_in, region);
}

const char *askcam_region_name(const struct askcam_catalogue *catalogue, const char *region)
{
    const cJSON *const row = row_of(catalogue, region);

    return row == NULL ? NULL : row->string;
}

static bool has_name(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Adds the names of the regions, or of those that have a shared server only; returns the count. */
static size_t add_names(const cJSON *regions, bool shared, enum askcam_api api,
                        const char *names[REGIONS_MAX], size_t count)
{
    const cJSON *row = NULL;

    cJSON_ArrayForEach(row, regions)
    {
        const bool counts = !shared || member_of(row, API_MEMBERS[api]) != NULL;
        if (counts && count < REGIONS_MAX && !has_name(names, count, row->string)) {
            names[count++] = row->string;
        }
    }
    return count;
}

static size_t names_of(const struct askcam_catalogue *catalogue, bool shared, enum askcam_api api,
                       const char *names[REGIONS_MAX])
{
    const size_t count =
        add_names(member_of(catalogue->built_in, "regions"), shared, api, names, 0);

    return add_names(member_of(catalogue->users, "regions"), shared, api, names, count);
}

/* "use a, b or c" and what follows; cut is fine, it is text for people. */
static void make_hint(const char *const *names, size_t count, const char *more, char *hint,
                      size_t hint_bytes)
{
    size_t at = (size_t)snprintf(hint, hint_bytes, "use ");

    for (size_t i = 0; i < count && at < hint_bytes; i++) {
        const char *const between = i == 0 ? "" : i + 1 == count ? " or " : ", ";
        at += (size_t)snprintf(hint + at, hint_bytes - at, "%s%s", between, names[i]);
    }
    if (at < hint_bytes) {
        (void)snprintf(hint + at, hint_bytes - at, "%s", more);
    }
}

static enum askcam_status refuse_region(const struct askcam_catalogue *catalogue, bool shared,
                                        enum askcam_api api, const char *region,
                                        struct askcam_error *err)
{
    const char *names[REGIONS_MAX];
    const bool is_known = row_of(catalogue, region) != NULL;
    char hint[ASKCAM_ERROR_HINT_BYTES];

    const size_t count = names_of(catalogue, shared, api, names);
    make_hint(names, count,
              shared ? ", or add --workspace ID, which all other regions need"
                     : ", or the service's own name of a region, such as eu-central-1",
              hint, sizeof hint);
    const struct askcam_error_context context = {"--region", hint};
    return is_known ? askcam_fail(err, ASKCAM_ERR_USAGE, context, "%s needs --workspace", region)
                    : askcam_fail(err, ASKCAM_ERR_USAGE, context, "invalid value \"%s\"", region);
}

/* Without a workspace a region goes by our name alone: the service's belongs to its new hosts. */
enum askcam_status askcam_region_url(const struct askcam_catalogue *catalogue, enum askcam_api api,
                                     const char *region, char url[ASKCAM_REGION_URL_BYTES],
                                     struct askcam_error *err)
{
    const cJSON *const row = row_of(catalogue, region);
    const cJSON *const base = row == NULL ? NULL : member_of(row, API_MEMBERS[api]);

    if (base == NULL || strcmp(row->string, region) != 0) {
        return refuse_region(catalogue, true, api, region, err);
    }
    (void)snprintf(url, ASKCAM_REGION_URL_BYTES, "%s", base->valuestring);
    return ASKCAM_OK;
}

/* The first part of a template: a mark, or one character. */
struct template_part {
    size_t from_bytes; /* in the template */
    const char *text;  /* what takes its place */
    size_t bytes;
};

static struct template_part part_of(const char *from, const char *workspace, const char *region)
{
    if (strncmp(from, WORKSPACE, sizeof WORKSPACE - 1) == 0) {
        return (struct template_part){sizeof WORKSPACE - 1, workspace, strlen(workspace)};
    }
    if (strncmp(from, REGION, sizeof REGION - 1) == 0) {
        return (struct template_part){sizeof REGION - 1, region, strlen(region)};
    }
    return (struct template_part){1, from, 1};
}

/* The text with its marks replaced; false if it does not fit. */
static bool expand(const char *from, const char *workspace, const char *region,
                   char url[ASKCAM_REGION_URL_BYTES])
{
    size_t at = 0;

    while (*from != '\0') {
        const struct template_part part = part_of(from, workspace, region);
        if (at + part.bytes >= ASKCAM_REGION_URL_BYTES) {
            return false;
        }
        memcpy(url + at, part.text, part.bytes);
        at += part.bytes;
        from += part.from_bytes;
    }
    url[at] = '\0';
    return true;
}

static const char *template_of(const struct askcam_catalogue *catalogue, enum askcam_api api)
{
    const cJSON *const users =
        member_of(member_of(catalogue->users, "workspaces"), API_MEMBERS[api]);
    const cJSON *const built_in =
        member_of(member_of(catalogue->built_in, "workspaces"), API_MEMBERS[api]);

    return users != NULL ? users->valuestring : built_in->valuestring;
}

/* As the service writes its own names of regions, such as eu-central-1. */
static bool is_service_name(const char *region)
{
    return is_label(region) && strchr(region, '-') != NULL &&
           strpbrk(region, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL;
}

enum askcam_status askcam_workspace_url(const struct askcam_catalogue *catalogue,
                                        enum askcam_api api, const char *workspace,
                                        const char *region, char url[ASKCAM_REGION_URL_BYTES],
                                        struct askcam_error *err)
{
    const struct askcam_error_context context = {"--workspace", "use its ID, such as llm-1a2b3c"};
    const cJSON *const row = row_of(catalogue, region);

    if (row == NULL && !is_service_name(region)) {
        return refuse_region(catalogue, false, api, region, err);
    }
    if (!is_label(workspace) ||
        !expand(template_of(catalogue, api), workspace, row == NULL ? region : id_of(row), url)) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "invalid value \"%s\"", workspace);
    }
    return ASKCAM_OK;
}

/* The host of a base URL, which may be a pattern, matches. */
static bool is_at(const char *url, const char *host)
{
    char pattern[ASKCAM_REGION_URL_BYTES];
    const char *const start = strstr(url, "//") + 2;
    const size_t bytes = strcspn(start, ":/?");

    assert(bytes < sizeof pattern);
    memcpy(pattern, start, bytes);
    pattern[bytes] = '\0';
    return askcam_host_match(pattern, host);
}

static bool is_server_of(const struct askcam_catalogue *catalogue, const cJSON *row,
                         const char *host)
{
    char url[ASKCAM_REGION_URL_BYTES];

    for (size_t api = 0; api < ASKCAM_API_COUNT; api++) {
        const cJSON *const base = member_of(row, API_MEMBERS[api]);
        if ((base != NULL && is_at(base->valuestring, host)) ||
            (expand(template_of(catalogue, (enum askcam_api)api), "*", id_of(row), url) &&
             is_at(url, host))) {
            return true;
        }
    }
    return false;
}

static const char *region_in(const struct askcam_catalogue *catalogue, const cJSON *regions,
                             const char *host)
{
    const cJSON *row = NULL;

    cJSON_ArrayForEach(row, regions)
    {
        if (is_server_of(catalogue, row, host)) {
            return row->string;
        }
    }
    return NULL;
}

const char *askcam_region_of_host(const struct askcam_catalogue *catalogue, const char *host)
{
    const char *const users = region_in(catalogue, member_of(catalogue->users, "regions"), host);

    return users != NULL ? users
                         : region_in(catalogue, member_of(catalogue->built_in, "regions"), host);
}
