/* SPDX-License-Identifier: MIT */
/*
 * chat_event.h - what one event says.
 *
 * For: chat_body.c, which finds events, or takes a whole JSON text as one.
 */
#ifndef ASKCAM_CHAT_EVENT_H
#define ASKCAM_CHAT_EVENT_H

#include "chat_reply.h"

/* Start a new event, or the one of a whole JSON text. */
void askcam_chat_event_init(struct askcam_chat_reply *reply);

/* The callbacks of sse.h; ctx is the reply. */
enum askcam_status askcam_chat_on_data(void *ctx, const char *bytes, size_t bytes_len);
enum askcam_status askcam_chat_on_event(void *ctx);
enum askcam_status askcam_chat_on_field(void *ctx, const char *name, const char *value);
void askcam_chat_on_no_event(void *ctx);

/* All of a whole JSON text is there: it counts as one event. */
enum askcam_status askcam_chat_on_json(struct askcam_chat_reply *reply);

/* Feeds the event's JSON to the scanner. */
enum askcam_status askcam_chat_scan(struct askcam_chat_reply *reply, const char *bytes,
                                    size_t bytes_len);

/* The event's JSON is whole; asks without telling the scanner that it is over. */
bool askcam_chat_is_whole(const struct askcam_chat_reply *reply);

#endif
