/* SPDX-License-Identifier: MIT */
/*
 * json_tree.h - a tree of JSON built member by member, where memory may fail at any of them.
 *
 * For: chat_shape.c and chat_options.c, which look once, at the end, whether it did.
 */
#ifndef ASKCAM_JSON_TREE_H
#define ASKCAM_JSON_TREE_H

#include <stdbool.h>

#include <cjson/cJSON.h>

/* A tree under construction: its first failure (only memory can fail) stays. */
struct askcam_tree {
    bool failed;
};

/* Both delete the value if it cannot be added, and take NULL for one that could not be made. */
void askcam_tree_put(struct askcam_tree *tree, cJSON *object, const char *name, cJSON *value);
void askcam_tree_push(struct askcam_tree *tree, cJSON *array, cJSON *value);

/* An object or array that was put or pushed; NULL once the tree has failed. */
cJSON *askcam_tree_open(struct askcam_tree *tree, cJSON *object, const char *name, bool is_array);
cJSON *askcam_tree_open_element(struct askcam_tree *tree, cJSON *array);

#endif
