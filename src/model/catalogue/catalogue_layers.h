/* SPDX-License-Identifier: MIT */
/*
 * catalogue_layers.h - what the catalogue's two files say of one model, as a pile of layers.
 *
 * For: catalogue.c.  Layers are objects of either file whose names match, the most telling first;
 * each member is taken from the highest layer that has it.
 */
#ifndef ASKCAM_CATALOGUE_LAYERS_H
#define ASKCAM_CATALOGUE_LAYERS_H

#include <cjson/cJSON.h>

#include "catalogue.h"

enum {
    ASKCAM_LAYERS = 16, /* entries that can match one name; the least telling ones are left out */
};

struct askcam_layer {
    const cJSON *members;
    const char *entry;
    size_t score; /* higher is more telling */
    bool users;
    cJSON *parsed; /* of the built-in data, to be freed; else NULL */
};

/* In the caller's memory; to be closed. */
struct askcam_layers {
    struct askcam_layer rows[ASKCAM_LAYERS];
    size_t count;
};

/* The entries of "models" that match a name, of both files. */
void askcam_layers_open(struct askcam_layers *layers, const struct askcam_catalogue *catalogue,
                        const char *name);

/* Puts those of its family below them. */
void askcam_layers_add_family(struct askcam_layers *layers,
                              const struct askcam_catalogue *catalogue, const char *family);

/* Idempotent. */
void askcam_layers_close(struct askcam_layers *layers);

#endif
