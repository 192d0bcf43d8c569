/* SPDX-License-Identifier: MIT */
/*
 * catalogue.c - see catalogue.h.
 *
 * The built-in data of models is parsed entry by entry, when a name matches (catalogue_layers.h).
 */
#include "catalogue.h"

#include <assert.h>
#include <string.h>

#include "catalogue_check.h"
#include "catalogue_layers.h"
#include "catalogue_members.h"
#include "catalogue_prices.h"
#include "models_json.h"
#include "utf8.h"

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
    *catalogue = (struct askcam_catalogue){.users_path = path};
    catalogue->built_in = cJSON_Parse(ASKCAM_MODELS_REST);
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

static void read_member(const struct askcam_layers *layers, size_t i, struct askcam_model *model)
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
static void read_prices(const struct askcam_layers *layers, size_t i, struct askcam_model *model)
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
    struct askcam_layers layers = {.count = 0};

    askcam_model_clear(model, name);
    askcam_layers_open(&layers, catalogue, name);
    if (layers.count == 0) {
        return;
    }
    model->known = true;
    askcam_error_text(model->entry, sizeof model->entry, layers.rows[0].entry);
    read_member(&layers, 0, model); /* the family */
    askcam_layers_add_family(&layers, catalogue, model->family);
    for (size_t i = 1; askcam_model_member(i) != NULL; i++) {
        if (strcmp(askcam_model_member(i), "prices") == 0) {
            read_prices(&layers, i, model);
        } else {
            read_member(&layers, i, model);
        }
    }
    askcam_layers_close(&layers);
}

static bool is_built_in(const char *name)
{
    for (const struct askcam_models_row *row = ASKCAM_MODELS_ROWS; row->section != NULL; row++) {
        if (strcmp(row->section, "models") == 0 && strcmp(row->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The name of the i-th entry, or NULL. */
static const char *entry_name(const struct askcam_catalogue *catalogue, size_t i)
{
    const cJSON *entry = NULL;

    for (const struct askcam_models_row *row = ASKCAM_MODELS_ROWS; row->section != NULL; row++) {
        if (strcmp(row->section, "models") == 0 && i-- == 0) {
            return row->name;
        }
    }
    cJSON_ArrayForEach(entry, section(catalogue->users, "models"))
    {
        if (!is_built_in(entry->string) && i-- == 0) {
            return entry->string;
        }
    }
    return NULL;
}

bool askcam_catalogue_entry(const struct askcam_catalogue *catalogue, size_t i,
                            struct askcam_model *model)
{
    const char *const name = entry_name(catalogue, i);

    if (name != NULL) {
        askcam_catalogue_find(catalogue, name, model);
    }
    return name != NULL;
}

/* The highest layer that has a member; NULL: none has. */
static const struct askcam_layer *layer_of(const struct askcam_layers *layers, const char *member)
{
    for (size_t row = 0; row < layers->count; row++) {
        if (section(layers->rows[row].members, member) != NULL) {
            return &layers->rows[row];
        }
    }
    return NULL;
}

/* A member that no layer had reads as unknown: the one that clear() left. */
const char *askcam_model_source(const struct askcam_catalogue *catalogue,
                                const struct askcam_model *model, size_t i)
{
    const char *const name = askcam_model_member(i);
    struct askcam_layers layers;

    assert(name != NULL);
    if ((model->from_file & 1U << i) != 0) {
        return catalogue->users_path;
    }
    askcam_layers_open(&layers, catalogue, model->name);
    askcam_layers_add_family(&layers, catalogue, model->family);
    const bool is_found = layer_of(&layers, name) != NULL;
    askcam_layers_close(&layers);
    return is_found ? "built in" : "";
}

void askcam_model_evidence(const struct askcam_catalogue *catalogue,
                           const struct askcam_model *model, size_t i, char *text,
                           size_t text_bytes)
{
    const char *const name = askcam_model_member(i);
    struct askcam_layers layers;

    text[0] = '\0';
    askcam_layers_open(&layers, catalogue, model->name);
    askcam_layers_add_family(&layers, catalogue, model->family);
    const struct askcam_layer *const value = layer_of(&layers, name);
    for (size_t row = 0; row < layers.count; row++) { /* down to the layer of the value */
        const cJSON *const source = section(section(layers.rows[row].members, "sources"), name);
        if (source != NULL) {
            askcam_error_text(text, text_bytes, source->valuestring);
            break;
        }
        if (&layers.rows[row] == value) {
            break;
        }
    }
    askcam_layers_close(&layers);
}

bool askcam_model_member_text(const struct askcam_catalogue *catalogue,
                              const struct askcam_model *model, size_t i, char *line,
                              size_t line_bytes)
{
    const char *const name = askcam_model_member(i);
    struct askcam_layers layers;

    askcam_layers_open(&layers, catalogue, model->name);
    askcam_layers_add_family(&layers, catalogue, model->family);
    const struct askcam_layer *const layer = layer_of(&layers, name);
    char *const printed =
        layer != NULL ? cJSON_PrintUnformatted(section(layer->members, name)) : NULL;
    if (printed != NULL) {
        askcam_error_text(line, line_bytes, printed);
        cJSON_free(printed);
    }
    askcam_layers_close(&layers);
    return printed != NULL;
}
