/* SPDX-License-Identifier: MIT */
/* catalogue_layers.c - see catalogue_layers.h. */
#include "catalogue_layers.h"

#include <stdint.h>
#include <string.h>

#include "glob.h"
#include "models_json.h"

/* Keeps rows[] in falling order of score; of equals the first put stays above. */
static void put(struct askcam_layers *layers, const struct askcam_layer *layer)
{
    size_t at = layers->count;

    while (at > 0 && layers->rows[at - 1].score < layer->score) {
        at--;
    }
    if (at == ASKCAM_LAYERS) {
        cJSON_Delete(layer->parsed);
        return;
    }
    if (layers->count == ASKCAM_LAYERS) {
        cJSON_Delete(layers->rows[--layers->count].parsed);
    }
    memmove(&layers->rows[at + 1], &layers->rows[at],
            (layers->count - at) * sizeof layers->rows[0]);
    layers->rows[at] = *layer;
    layers->count++;
}

/* Of a built-in entry; one that memory does not suffice for is left out. */
static void put_row(struct askcam_layers *layers, const struct askcam_models_row *row, size_t score)
{
    cJSON *const parsed = cJSON_Parse(row->json);

    if (parsed != NULL) {
        put(layers, &(struct askcam_layer){
                        .members = parsed, .entry = row->name, .score = score, .parsed = parsed});
    }
}

/* 0: the entry does not match the name. */
static size_t score_of(const char *entry, const char *name)
{
    if (strcmp(entry, name) == 0) {
        return SIZE_MAX;
    }
    return askcam_glob_match(entry, name) ? askcam_glob_literal_bytes(entry) + 1 : 0;
}

void askcam_layers_open(struct askcam_layers *layers, const struct askcam_catalogue *catalogue,
                        const char *name)
{
    const cJSON *entry = NULL;

    layers->count = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(catalogue->users, "models"))
    {
        const size_t score = score_of(entry->string, name);
        if (score > 0) {
            put(layers,
                &(struct askcam_layer){
                    .members = entry, .entry = entry->string, .score = score, .users = true});
        }
    }
    for (const struct askcam_models_row *row = ASKCAM_MODELS_ROWS; row->section != NULL; row++) {
        const size_t score = strcmp(row->section, "models") == 0 ? score_of(row->name, name) : 0;
        if (score > 0) {
            put_row(layers, row, score);
        }
    }
}

void askcam_layers_add_family(struct askcam_layers *layers,
                              const struct askcam_catalogue *catalogue, const char *family)
{
    const cJSON *const entry = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(catalogue->users, "families"), family);

    if (entry != NULL) {
        put(layers, &(struct askcam_layer){.members = entry, .entry = family, .users = true});
    }
    for (const struct askcam_models_row *row = ASKCAM_MODELS_ROWS; row->section != NULL; row++) {
        if (strcmp(row->section, "families") == 0 && strcmp(row->name, family) == 0) {
            put_row(layers, row, 0);
        }
    }
}

void askcam_layers_close(struct askcam_layers *layers)
{
    for (size_t i = 0; i < layers->count; i++) {
        cJSON_Delete(layers->rows[i].parsed);
    }
    layers->count = 0;
}
