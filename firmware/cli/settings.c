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

/* The file that is read. */
static const char *path_of(const struct settings *settings)
{
    return settings->run_path != NULL ? settings->run_path : settings->path;
}

static enum askcam_status take_value(const struct settings *settings, struct options *options,
                                     const char *name, const char *text, struct askcam_error *err)
{
    if (settings->run_path == NULL) {
        return options_take(options, name, text, FROM_FILE, err);
    }
    if (strcmp(name, "question") == 0) {
        options->question = text;
        return ASKCAM_OK;
    }
    return options_take(options, name, text, FROM_RUN_FILE, err);
}

static enum askcam_status take_one(struct settings *settings, struct options *options,
                                   const char *name, const cJSON *item, struct askcam_error *err)
{
    char what[ASKCAM_ERROR_WHAT_BYTES];
    struct askcam_error cause = {0};

    (void)snprintf(what, sizeof what, "%.200s: %s", path_of(settings), name);
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
        return file_error(err, ASKCAM_ERR_CONFIG, path_of(settings), "cannot read the settings",
                          ENOMEM);
    }
    settings->texts[settings->texts_count++] = text;
    const enum askcam_status status = take_value(settings, options, name, text, &cause);
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

    (void)snprintf(what, sizeof what, "%.200s: line %u", path_of(settings), line);
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

static enum askcam_status read_file(struct settings *settings, struct options *options,
                                    bool may_be_missing, const struct askcam_host *host,
                                    struct askcam_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    const struct file_request request = {.path = path_of(settings),
                                         .most_bytes = SETTINGS_MOST_BYTES,
                                         .action = "cannot read the settings",
                                         .kind = ASKCAM_ERR_CONFIG,
                                         .may_be_missing = may_be_missing};

    enum askcam_status status = file_text(&request, host, &text, &bytes, err);
    if (status != ASKCAM_OK || text == NULL) {
        return status;
    }
    settings->exists = settings->exists || settings->run_path == NULL;
    status = settings_take_text(settings, options, text, bytes, err);
    free(text);
    return status;
}

enum askcam_status settings_open(struct settings *settings, struct options *options,
                                 const struct askcam_host *host, struct askcam_error *err)
{
    if (!askcam_path_of(ASKCAM_PATH_CONFIG, "config.json", settings->path)) {
        return ASKCAM_OK; /* a service without a home has no settings of a user */
    }
    return read_file(settings, options, true, host, err);
}

enum askcam_status settings_open_run(struct settings *settings, struct options *options,
                                     const char *path, const struct askcam_host *host,
                                     struct askcam_error *err)
{
    settings->run_path = path;
    return read_file(settings, options, false, host, err);
}

const char *settings_run_path(int argc, char **argv)
{
    static const char option[] = "--config";
    const size_t bytes = sizeof option - 1;
    const char *path = NULL;

    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], option, bytes) == 0 && argv[i][bytes] == '=') {
            path = argv[i] + bytes + 1;
        } else if (strcmp(argv[i], option) == 0) {
            path = argv[i + 1]; /* NULL at the end */
        }
    }
    return path != NULL && path[0] != '\0' ? path : NULL;
}

void settings_close(struct settings *settings)
{
    for (size_t i = 0; i < settings->texts_count; i++) {
        free(settings->texts[i]);
    }
    settings->texts_count = 0;
}
