/* SPDX-License-Identifier: MIT */
/* settings.c - see settings.h. */
#include "settings.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file_error.h"

enum { SETTINGS_MOST_BYTES = 1 << 16 };

static bool is_value(const cJSON *item)
{
    return cJSON_IsString(item) || cJSON_IsNumber(item) || cJSON_IsBool(item);
}

/* The value as on the command line, on the heap; NULL: out of memory. */
static char *text_of(const cJSON *item)
{
    return cJSON_IsString(item) ? strdup(item->valuestring) : cJSON_PrintUnformatted(item);
}

static enum askcam_status take_one(struct settings *settings, struct options *options,
                                   const char *name, const cJSON *item, struct askcam_error *err)
{
    char what[ASKCAM_ERROR_WHAT_BYTES];
    struct askcam_error cause = {0};

    (void)snprintf(what, sizeof what, "%.200s: %s", settings->path, name);
    if (!is_value(item)) {
        const struct askcam_error_context context = {what, "use a text, a number, true or false"};
        return askcam_fail(err, ASKCAM_ERR_CONFIG, context, "not a value for an option");
    }
    if (settings->texts_count == SETTINGS_TEXTS) {
        const struct askcam_error_context context = {what, "remove some"};
        return askcam_fail(err, ASKCAM_ERR_CONFIG, context, "more than %d values",
                           (int)SETTINGS_TEXTS);
    }
    char *text = text_of(item);
    if (text == NULL) {
        return file_error(err, ASKCAM_ERR_CONFIG, settings->path, "cannot read the settings",
                          ENOMEM);
    }
    settings->texts[settings->texts_count++] = text;
    const enum askcam_status status = options_take(options, name, text, FROM_FILE, &cause);
    if (status == ASKCAM_OK) {
        return ASKCAM_OK;
    }
    const struct askcam_error_context context = {what, cause.hint};
    return askcam_fail(err, ASKCAM_ERR_CONFIG, context, "%s", cause.why);
}

static enum askcam_status take_member(struct settings *settings, struct options *options,
                                      const cJSON *member, struct askcam_error *err)
{
    const cJSON *item = NULL;

    if (!cJSON_IsArray(member)) {
        return take_one(settings, options, member->string, member, err);
    }
    cJSON_ArrayForEach(item, member)
    {
        const enum askcam_status status = take_one(settings, options, member->string, item, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

static unsigned line_of(const char *text, const char *at)
{
    unsigned line = 1;

    for (; text < at; text++) {
        line += *text == '\n';
    }
    return line;
}

static enum askcam_status not_an_object(const struct settings *settings, unsigned line,
                                        const char *why, struct askcam_error *err)
{
    char what[ASKCAM_ERROR_WHAT_BYTES];

    (void)snprintf(what, sizeof what, "%.200s: line %u", settings->path, line);
    const struct askcam_error_context context = {
        what, "use one JSON object, such as {\"model\": \"qvq-max\"}"};
    return askcam_fail(err, ASKCAM_ERR_CONFIG, context, "%s", why);
}

enum askcam_status settings_take_text(struct settings *settings, struct options *options,
                                      const char *text, size_t bytes, struct askcam_error *err)
{
    const char *end = NULL;
    const cJSON *member = NULL;
    enum askcam_status status = ASKCAM_OK;

    if (strlen(text) != bytes) { /* cJSON would not see what is behind it */
        return not_an_object(settings, line_of(text, text + strlen(text)), "a NUL byte", err);
    }
    cJSON *json = cJSON_ParseWithOpts(text, &end, true);
    if (!cJSON_IsObject(json)) {
        cJSON_Delete(json);
        return not_an_object(settings, line_of(text, end), "not a JSON object from here on", err);
    }
    cJSON_ArrayForEach(member, json)
    {
        if (status == ASKCAM_OK) {
            status = take_member(settings, options, member, err);
        }
    }
    cJSON_Delete(json);
    return status;
}

enum askcam_status settings_open(struct settings *settings, struct options *options,
                                 const struct askcam_host *host, struct askcam_error *err)
{
    char *text = NULL;
    size_t bytes = 0;

    if (!askcam_path_of(ASKCAM_PATH_CONFIG, "config.json", settings->path)) {
        return ASKCAM_OK; /* a service without a home has no settings of a user */
    }
    const struct file_request request = {.path = settings->path,
                                         .most_bytes = SETTINGS_MOST_BYTES,
                                         .action = "cannot read the settings",
                                         .kind = ASKCAM_ERR_CONFIG,
                                         .may_be_missing = true};
    enum askcam_status status = file_text(&request, host, &text, &bytes, err);
    if (status != ASKCAM_OK || text == NULL) {
        return status;
    }
    settings->exists = true;
    status = settings_take_text(settings, options, text, bytes, err);
    free(text);
    return status;
}

void settings_close(struct settings *settings)
{
    for (size_t i = 0; i < settings->texts_count; i++) {
        free(settings->texts[i]);
    }
    settings->texts_count = 0;
}
