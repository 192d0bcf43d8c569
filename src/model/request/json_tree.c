/* SPDX-License-Identifier: MIT */
/* json_tree.c - see json_tree.h. */
#include "json_tree.h"

void askcam_tree_put(struct askcam_tree *tree, cJSON *object, const char *name, cJSON *value)
{
    if (object == NULL || value == NULL || !cJSON_AddItemToObject(object, name, value)) {
        cJSON_Delete(value);
        tree->failed = true;
    }
}

void askcam_tree_push(struct askcam_tree *tree, cJSON *array, cJSON *value)
{
    if (array == NULL || value == NULL || !cJSON_AddItemToArray(array, value)) {
        cJSON_Delete(value);
        tree->failed = true;
    }
}

cJSON *askcam_tree_open(struct askcam_tree *tree, cJSON *object, const char *name, bool is_array)
{
    cJSON *const made = is_array ? cJSON_CreateArray() : cJSON_CreateObject();

    askcam_tree_put(tree, object, name, made);
    return tree->failed ? NULL : made;
}

cJSON *askcam_tree_open_element(struct askcam_tree *tree, cJSON *array)
{
    cJSON *const made = cJSON_CreateObject();

    askcam_tree_push(tree, array, made);
    return tree->failed ? NULL : made;
}
