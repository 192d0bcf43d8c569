/* SPDX-License-Identifier: MIT */
/*
 * chat_value.h - what one JSON value of a reply means: text, usage, a finish reason, an error.
 *
 * For: chat_event.c, whose scanner calls it.  Knows the meanings of dialect.h.  Must not know:
 * where an event begins or ends.
 */
#ifndef ASKCAM_CHAT_VALUE_H
#define ASKCAM_CHAT_VALUE_H

#include "json.h"

/* A callback of the scanner; ctx is the struct askcam_chat_reply.  A callback's failure comes back.
 */
enum askcam_status askcam_chat_on_value(void *ctx, const struct askcam_json_value *value);

#endif
