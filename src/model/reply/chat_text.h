/* SPDX-License-Identifier: MIT */
/*
 * chat_text.h - the way of thinking and answer text, from the scanner to the callbacks.
 *
 * For: chat_event.c, which finds the text, and chat_reply.c, which starts and ends a reply.
 */
#ifndef ASKCAM_CHAT_TEXT_H
#define ASKCAM_CHAT_TEXT_H

#include "chat_reply.h"

/* Set up the stages of a new reply. */
void askcam_chat_text_init(struct askcam_chat_reply *reply);

/* A piece of thinking or answer text of the event. */
enum askcam_status askcam_chat_take_text(struct askcam_chat_reply *reply, bool is_thinking,
                                         const struct askcam_json_value *value);

/* The event's text is over. */
enum askcam_status askcam_chat_end_text(struct askcam_chat_reply *reply);

/* The reply is over: hands on what was held back.  `whole`: see think_split.h. */
enum askcam_status askcam_chat_drain_text(struct askcam_chat_reply *reply, bool whole);

#endif
