/* SPDX-License-Identifier: MIT */
/*
 * usage.h - token counts out of events that repeat, correct or leave them out.
 *
 * For: chat_event.c.  The last event whose usage says anything counts as a whole: DashScope
 * repeats a growing usage in every event, ModelScope sends zeros in every one.
 */
#ifndef ASKCAM_USAGE_H
#define ASKCAM_USAGE_H

#include <stdbool.h>

#include "chat_reply.h"

/* Nothing is known. */
void askcam_usage_clear(struct askcam_usage *usage);

/* Puts one count of an event into its usage; a value that is not a count changes nothing. */
void askcam_usage_take(struct askcam_usage *usage, const struct askcam_json_value *value);

/* At least one count is above zero. */
bool askcam_usage_says_something(const struct askcam_usage *usage);

#endif
