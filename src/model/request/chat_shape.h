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
 * The text of the place-holder of image i, without quotes.  No one who did not know the nonce can
 * have written it.
 */
void askcam_chat_place(const char *nonce, size_t i, char text[ASKCAM_PLACE_BYTES]);

/*
 * Builds the request of a chat whose texts were checked: --extra is an object, the schema too,
 * numbers are finite.  NULL: out of memory.  The caller deletes it.
 */
cJSON *askcam_chat_shape(const struct askcam_chat *chat, const char *nonce);

#endif
