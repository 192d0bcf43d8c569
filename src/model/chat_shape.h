/* SPDX-License-Identifier: MIT */
/*
 * chat_shape.h - a question as a tree of JSON, with place-holders where pictures go.
 *
 * For: chat_request.c alone, which prints the tree and cuts it.  Knows both APIs' requests.
 */
#ifndef ASKCAM_CHAT_SHAPE_H
#define ASKCAM_CHAT_SHAPE_H

#include <cjson/cJSON.h>

#include "chat_request.h"

enum { ASKCAM_PLACE_BYTES = 64 };

/*
 * The text of the place-holder of image i, without quotes.  Nobody who did not know the nonce can
 * have written it.
 */
void askcam_chat_place(const char *nonce, size_t i, char text[ASKCAM_PLACE_BYTES]);

/*
 * Builds the request of a chat whose texts were checked: --extra is an object, the schema too,
 * numbers are finite.  NULL: out of memory.  The caller deletes it.
 */
cJSON *askcam_chat_shape(const struct askcam_chat *chat, const char *nonce);

/*
 * Trees under construction: the first failure (only memory can fail) stays, and what could not be
 * added is deleted.
 */
struct askcam_tree {
    bool failed;
};

/* Both delete the value if it cannot be added, and take NULL for one that could not be made. */
void askcam_tree_put(struct askcam_tree *tree, cJSON *object, const char *name, cJSON *value);
void askcam_tree_push(struct askcam_tree *tree, cJSON *array, cJSON *value);

/* An object or array that was put or pushed; NULL once the tree has failed. */
cJSON *askcam_tree_open(struct askcam_tree *tree, cJSON *object, const char *name, bool is_array);
cJSON *askcam_tree_open_element(struct askcam_tree *tree, cJSON *array);

/* chat_options.c: everything beside the model and the messages. */
void askcam_chat_options(struct askcam_tree *tree, const struct askcam_chat *chat, cJSON *root);

#endif
