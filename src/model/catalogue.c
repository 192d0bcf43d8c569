/* SPDX-License-Identifier: MIT */
/*
 * catalogue.c - see catalogue.h.
 *
 * A model is found as a pile of layers: objects of either tree whose names match, the most
 * telling first.  Each member is taken from the highest layer that has it.
 */
#include "catalogue.h"

#include <assert.h>
#include <string.h>

#include "catalogue_check.h"
#include "catalogue_members.h"
#include "catalogue_prices.h"
#include "glob.h"
#include "models_json.h"
#include "utf8.h"

enum {
    LAYERS = 16, /* entries that can match one name; the least telling ones are left out */
};

struct layer {
    const cJSON *members;
    const char *entry;
    size_t score; /* higher is more telling */
    bool users;
};

struct layers {
    struct layer rows[LAYERS];
    size_t count;
};

static const cJSON *section(const cJSON *tree, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(tree, name);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static enum askcam_status not_json(const char *json, const char *stop, const char *path,
                                   struct askcam_error *err)
{
    size_t line = 1;

    for (const char *at = json; at < stop; at++) {
        line += *at == '\n';
    }
    return askcam_fail(err, ASKCAM_ERR_CONFIG,
                       (struct askcam_error_context){path, ASKCAM_CATALOGUE_HINT},
                       "line %zu: expected JSON", line);
}

static enum askcam_status read_users(struct askcam_catalogue *catalogue, const char *json,
                                     size_t json_bytes, struct askcam_error *err)
{
    const char *stop = json;

    if (!askcam_utf8_valid(json, json_bytes)) {
        return askcam_fail(
            err, ASKCAM_ERR_CONFIG,
            (struct askcam_error_context){catalogue->users_path, ASKCAM_CATALOGUE_HINT},
            "expected UTF-8");
    }
    catalogue->users = cJSON_ParseWithLengthOpts(json, json_bytes, &stop, false);
    if (catalogue->users == NULL) {
        return not_json(json, stop, catalogue->users_path, err);
    }
    for (; stop < json + json_bytes; stop++) {
        if (!is_blank(*stop)) {
            return not_json(json, stop, catalogue->users_path, err);
        }
    }
    return askcam_catalogue_check(catalogue->users, catalogue->users_path, err);
}

enum askcam_status askcam_catalogue_open(struct askcam_catalogue *catalogue, const char *json,
                                         size_t json_bytes, const char *path,
                                         struct askcam_error *err)
{
    size_t text_bytes = 0;

    *catalogue = (struct askcam_catalogue){.users_path = path};
    const char *const text = askcam_models_json(&text_bytes);
    catalogue->built_in = cJSON_ParseWithLength(text, text_bytes);
    if (catalogue->built_in == NULL) {
        return askcam_fail(err, ASKCAM_ERR_INTERNAL,
                           (struct askcam_error_context){"the model catalogue", "free some memory"},
                           "out of memory");
    }
    /* A unit test holds the built-in text to askcam_catalogue_check(); here it costs only time. */
    const enum askcam_status status =
        json == NULL ? ASKCAM_OK : read_users(catalogue, json, json_bytes, err);
    if (status != ASKCAM_OK) {
        askcam_catalogue_close(catalogue);
    }
    return status;
}

void askcam_catalogue_close(struct askcam_catalogue *catalogue)
{
    cJSON_Delete(catalogue->built_in);
    cJSON_Delete(catalogue->users);
    *catalogue = (struct askcam_catalogue){.users_path = NULL};
}

/* Keeps rows[] in falling order of score; of equals the first put stays above. */
static void put(struct layers *layers, const struct layer *layer)
{
    size_t at = layers->count;

    while (at > 0 && layers->rows[at - 1].score < layer->score) {
        at--;
    }
    if (at == LAYERS) {
        return;
    }
    const size_t moved = layers->count - at - (layers->count == LAYERS);
    memmove(&layers->rows[at + 1], &layers->rows[at], moved * sizeof layers->rows[0]);
    layers->rows[at] = *layer;
    layers->count += layers->count < LAYERS;
}

static void put_matching(struct layers *layers, const cJSON *tree, bool users, const char *name)
{
    const cJSON *entry = NULL;

    cJSON_ArrayForEach(entry, section(tree, "models"))
    {
        const bool same = strcmp(entry->string, name) == 0;
        if (!same && !askcam_glob_match(entry->string, name)) {
            continue;
        }
        put(layers, &(struct layer){
                        .members = entry,
                        .entry = entry->string,
                        .score = same ? SIZE_MAX : askcam_glob_literal_bytes(entry->string),
                        .users = users,
                    });
    }
}

static void put_family(struct layers *layers, const cJSON *tree, bool users, const char *family)
{
    const cJSON *const entry = section(section(tree, "families"), family);

    if (entry != NULL) {
        put(layers, &(struct layer){.members = entry, .entry = family, .users = users});
    }
}

static void read_member(const struct layers *layers, size_t i, struct askcam_model *model)
{
    for (size_t row = 0; row < layers->count; row++) {
        const cJSON *const value =
            cJSON_GetObjectItemCaseSensitive(layers->rows[row].members, askcam_model_member(i));
        if (value != NULL) {
            askcam_member_read(i, value, model);
            model->from_file |= layers->rows[row].users ? 1U << i : 0;
            return;
        }
    }
}

/*
 * Price lists are of two kinds.  Those of a base URL count from every layer, so that one for "*"
 * holds for all models; of those of regions the highest layer's count.
 */
static void read_prices(const struct layers *layers, size_t i, struct askcam_model *model)
{
    for (size_t row = 0; row < layers->count; row++) {
        const cJSON *const value = section(layers->rows[row].members, askcam_model_member(i));
        if (value != NULL) {
            askcam_prices_read(value, true, model);
            model->from_file |= layers->rows[row].users ? 1U << i : 0;
        }
    }
    for (size_t row = 0; row < layers->count; row++) {
        const cJSON *const value = section(layers->rows[row].members, askcam_model_member(i));
        if (value != NULL && !askcam_prices_are_by_url(value)) {
            askcam_prices_read(value, false, model);
            return;
        }
    }
}

void askcam_catalogue_find(const struct askcam_catalogue *catalogue, const char *name,
                           struct askcam_model *model)
{
    struct layers layers = {.count = 0};

    askcam_model_clear(model, name);
    put_matching(&layers, catalogue->users, true, name);
    put_matching(&layers, catalogue->built_in, false, name);
    if (layers.count == 0) {
        return;
    }
    model->known = true;
    askcam_error_text(model->entry, sizeof model->entry, layers.rows[0].entry);
    read_member(&layers, 0, model); /* the family */
    put_family(&layers, catalogue->users, true, model->family);
    put_family(&layers, catalogue->built_in, false, model->family);
    for (size_t i = 1; askcam_model_member(i) != NULL; i++) {
        if (strcmp(askcam_model_member(i), "prices") == 0) {
            read_prices(&layers, i, model);
        } else {
            read_member(&layers, i, model);
        }
    }
}

bool askcam_catalogue_entry(const struct askcam_catalogue *catalogue, size_t i,
                            struct askcam_model *model)
{
    const cJSON *const built_in = section(catalogue->built_in, "models");
    const cJSON *const users = section(catalogue->users, "models");
    const cJSON *entry = NULL;
    size_t left = i;

    cJSON_ArrayForEach(entry, built_in)
    {
        if (left-- == 0) {
            askcam_catalogue_find(catalogue, entry->string, model);
            return true;
        }
    }
    cJSON_ArrayForEach(entry, users)
    {
        if (section(built_in, entry->string) == NULL && left-- == 0) {
            askcam_catalogue_find(catalogue, entry->string, model);
            return true;
        }
    }
    return false;
}

/* A member that no layer had reads as unknown: the one that clear() left. */
const char *askcam_model_source(const struct askcam_catalogue *catalogue,
                                const struct askcam_model *model, size_t i)
{
    const char *const name = askcam_model_member(i);
    struct layers layers = {.count = 0};

    assert(name != NULL);
    if ((model->from_file & 1U << i) != 0) {
        return catalogue->users_path;
    }
    put_matching(&layers, catalogue->built_in, false, model->name);
    put_family(&layers, catalogue->built_in, false, model->family);
    for (size_t row = 0; row < layers.count; row++) {
        if (section(layers.rows[row].members, name) != NULL) {
            return "built in";
        }
    }
    return "";
}

void askcam_model_evidence(const struct askcam_catalogue *catalogue,
                           const struct askcam_model *model, size_t i, char *text,
                           size_t text_bytes)
{
    const char *const name = askcam_model_member(i);
    struct layers layers = {.count = 0};

    text[0] = '\0';
    put_matching(&layers, catalogue->users, true, model->name);
    put_matching(&layers, catalogue->built_in, false, model->name);
    put_family(&layers, catalogue->users, true, model->family);
    put_family(&layers, catalogue->built_in, false, model->family);
    for (size_t row = 0; row < layers.count; row++) { /* down to the layer of the value */
        const cJSON *const source = section(section(layers.rows[row].members, "sources"), name);
        if (source != NULL) {
            askcam_error_text(text, text_bytes, source->valuestring);
            return;
        }
        if (section(layers.rows[row].members, name) != NULL) {
            return;
        }
    }
}

bool askcam_model_member_text(const struct askcam_catalogue *catalogue,
                              const struct askcam_model *model, size_t i, char *line,
                              size_t line_bytes)
{
    struct layers layers = {.count = 0};

    put_matching(&layers, catalogue->users, true, model->name);
    put_matching(&layers, catalogue->built_in, false, model->name);
    put_family(&layers, catalogue->users, true, model->family);
    put_family(&layers, catalogue->built_in, false, model->family);
    for (size_t row = 0; row < layers.count; row++) {
        const cJSON *const value =
            cJSON_GetObjectItemCaseSensitive(layers.rows[row].members, askcam_model_member(i));
        char *const printed = value != NULL ? cJSON_PrintUnformatted(value) : NULL;
        if (printed != NULL) {
            askcam_error_text(line, line_bytes, printed);
            cJSON_free(printed);
            return true;
        }
    }
    return false;
}
