/* SPDX-License-Identifier: MIT */
/*
 * chat_body.h - a reply's body, of events or of one JSON text, cut into events.
 *
 * For: chat_reply.c alone.
 */
#ifndef ASKCAM_CHAT_BODY_H
#define ASKCAM_CHAT_BODY_H

#include "chat_reply.h"

/* Start a body; the tables of the reply are ready. */
void askcam_chat_body_init(struct askcam_chat_reply *reply);

/* The body's next bytes, at least one; see askcam_chat_reply_push(). */
enum askcam_status askcam_chat_body_push(struct askcam_chat_reply *reply, const char *bytes,
                                         size_t bytes_len);

/* The body is over: what the parsers still hold is its last event, or all of a JSON text. */
enum askcam_status askcam_chat_body_end(struct askcam_chat_reply *reply);

#endif
