/* SPDX-License-Identifier: MIT */
/*
 * chat_options.h - what a request says beside the model and the messages: streaming, what the user
 * set, and --extra over it.
 *
 * For: chat_shape.c alone.
 */
#ifndef ASKCAM_CHAT_OPTIONS_H
#define ASKCAM_CHAT_OPTIONS_H

#include <cjson/cJSON.h>

#include "chat_request.h"
#include "json_tree.h"

/* Puts the options of a checked chat into the request, where its API wants them. */
void askcam_chat_options(struct askcam_tree *tree, const struct askcam_chat *chat, cJSON *root);

#endif
