/* SPDX-License-Identifier: MIT */
/* queue_options.c - see queue_options.h. */
#include "queue_options.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "option_rows.h"
#include "option_setters.h"
#include "option_text.h"
#include "paths.h"

enum { VALUE_BYTES = 4096 };

static const char *const KEPT[] = {
    "model",
    "api",
    "region",
    "workspace",
    "base-url",
    "thinking",
    "thinking-budget",
    "no-stream",
    "temperature",
    "top-p",
    "seed",
    "max-tokens",
    "json",
    "thinking-effort",
    "json-schema",
    "extra",
    "system",
};

bool queue_options_path(const struct options *options, char path[ASKCAM_STORE_PATH_BYTES])
{
    if (options->queue == NULL) {
        return askcam_path_of(ASKCAM_PATH_STATE, "queue", path);
    }
    const size_t bytes = strlen(options->queue) + 1;
    if (bytes > ASKCAM_STORE_PATH_BYTES) {
        return false;
    }
    memcpy(path, options->queue, bytes);
    return true;
}

struct askcam_queue_bounds queue_options_bounds(const struct options *options)
{
    return (struct askcam_queue_bounds){
        .entries = options->max_entries,
        .bytes = options->max_bytes,
        .age_ms = options->max_age_ms == ASKCAM_NEVER ? 0 : options->max_age_ms,
        .free_bytes = options->min_free,
        .when_full = (enum askcam_queue_when_full)options->when_full,
    };
}

static bool is_kept(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof KEPT / sizeof KEPT[0]; i++) {
        if (strcmp(KEPT[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Texts as they are, since printing one may mask or cut it. */
static bool add_value(cJSON *json, const struct option_row *row, const struct options *options)
{
    char text[VALUE_BYTES];
    const char *value = text;

    if (row->take == option_text) {
        value = *(const char *const *)(const void *)((const char *)options + row->offset);
    } else {
        option_value_text(row, options, text, sizeof text);
    }
    return value == NULL || cJSON_AddStringToObject(json, row->name, value) != NULL;
}

char *queue_options_json(const struct options *options)
{
    cJSON *const json = cJSON_CreateObject();
    bool is_whole = json != NULL;

    for (int i = 0; i < OPTION_ROWS && is_whole; i++) {
        if (is_kept(OPTION_TABLE[i].name) && options->origins[i] != FROM_BUILT_IN) {
            is_whole = add_value(json, &OPTION_TABLE[i], options);
        }
    }
    char *const text = is_whole ? cJSON_PrintUnformatted(json) : NULL;
    cJSON_Delete(json);
    return text;
}

static enum askcam_status not_options(const char *why, struct askcam_error *err)
{
    const struct askcam_error_context context = {"job.json", "askcam queue drop removes the entry"};
    return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "options: %s", why);
}

/* One that is on the command line wins. */
static bool is_overridden(const struct options *options, const char *name)
{
    for (int i = 0; i < OPTION_ROWS; i++) {
        if (OPTION_TABLE[i].name != NULL && strcmp(OPTION_TABLE[i].name, name) == 0) {
            return options->origins[i] == FROM_FLAG;
        }
    }
    return false;
}

static enum askcam_status take_all(struct options *options, const cJSON *json,
                                   struct settings *texts, struct askcam_error *err)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, json)
    {
        struct askcam_error cause = {0};
        if (!is_kept(item->string) || !cJSON_IsString(item) ||
            texts->texts_count == SETTINGS_TEXTS) {
            return not_options("an unknown member", err);
        }
        if (is_overridden(options, item->string)) {
            continue;
        }
        char *const text = strdup(item->valuestring);
        if (text == NULL) {
            return askcam_fail(err, ASKCAM_ERR_INTERNAL,
                               (struct askcam_error_context){"queue", "free some memory"},
                               "out of memory");
        }
        texts->texts[texts->texts_count++] = text;
        if (options_take(options, item->string, text, FROM_ENVIRONMENT, &cause) != ASKCAM_OK) {
            return not_options(cause.why, err);
        }
    }
    return ASKCAM_OK;
}

/* The entry's picture is as it was to be sent. */
static void clear_picture(struct options *options)
{
    struct options fresh;

    options_init(&fresh);
    options->sources_count = 0;
    options->frames = 1;
    options->plan = fresh.plan;
    options->capture = fresh.capture;
    options->picture = fresh.picture;
    options->picture.keep_metadata = true;
    options->as_video = 0;
    options->reject = 0;
    options->min_sharpness = fresh.min_sharpness;
    options->controls[0] = NULL;
    options->save_picture = NULL;
    options->question_file = NULL;
}

enum askcam_status queue_options_apply(struct options *options, const char *json,
                                       struct settings *texts, struct askcam_error *err)
{
    cJSON *const tree = cJSON_Parse(json);

    *texts = (struct settings){.exists = false};
    clear_picture(options);
    const enum askcam_status status = cJSON_IsObject(tree) ? take_all(options, tree, texts, err)
                                                           : not_options("not an object", err);
    cJSON_Delete(tree);
    return status;
}
