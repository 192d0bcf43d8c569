/* SPDX-License-Identifier: MIT */
/*
 * chat_inside.h - the parts of a reply's reader, between chat_reply.c, chat_event.c and
 * chat_verdict.c.
 */
#ifndef ASKCAM_CHAT_INSIDE_H
#define ASKCAM_CHAT_INSIDE_H

#include "chat_reply.h"

enum { /* askcam_chat_reply.body */
       ASKCAM_BODY_UNKNOWN,
       ASKCAM_BODY_EVENTS,
       ASKCAM_BODY_JSON,
       ASKCAM_BODY_NOTHING, /* of no use: HTML, or what cannot be read */
};

/* Only the service's words of an error are taken from the body. */
static inline bool askcam_chat_is_error(const struct askcam_chat_reply *reply)
{
    return reply->http_status >= 300;
}

/* Records the reply's first failure; http_status and request id are added at the end. */
enum askcam_status askcam_chat_fail(struct askcam_chat_reply *reply, enum askcam_status kind,
                                    const char *why, const char *hint);

/* An error inside a reply. */
enum askcam_status askcam_chat_raise(struct askcam_chat_reply *reply);

/* chat_event.c: start a new event, or the one of a whole JSON text. */
void askcam_chat_event_init(struct askcam_chat_reply *reply);

/* The takers of sse.h; ctx is the reply. */
enum askcam_status askcam_chat_on_data(void *ctx, const char *bytes, size_t bytes_len);
enum askcam_status askcam_chat_on_event(void *ctx);
enum askcam_status askcam_chat_on_field(void *ctx, const char *name, const char *value);

/* All of a whole JSON text is there: it counts as one event. */
enum askcam_status askcam_chat_on_json(struct askcam_chat_reply *reply);

/* Feeds the event's JSON to the scanner. */
enum askcam_status askcam_chat_scan(struct askcam_chat_reply *reply, const char *bytes,
                                    size_t bytes_len);

/* The event's JSON is whole; asks without telling the scanner that it is over. */
bool askcam_chat_is_whole(const struct askcam_chat_reply *reply);

/* chat_text.c: set up the way of the text, from the scanner to the taker. */
void askcam_chat_text_init(struct askcam_chat_reply *reply);

/* A piece of thinking or answer text of the event. */
enum askcam_status askcam_chat_take_text(struct askcam_chat_reply *reply, bool is_thinking,
                                         const struct askcam_json_value *value);

/* The event's text is over. */
enum askcam_status askcam_chat_end_text(struct askcam_chat_reply *reply);

/* The reply is over: hands on what was held back.  `whole`: see think_split.h. */
enum askcam_status askcam_chat_drain_text(struct askcam_chat_reply *reply, bool whole);

#endif
