/* SPDX-License-Identifier: MIT */
/*
 * chat_verdict.h - what a reply was, once it is over.
 *
 * For: chat_reply.c alone.
 */
#ifndef ASKCAM_CHAT_VERDICT_H
#define ASKCAM_CHAT_VERDICT_H

#include "chat_reply.h"

/* The answer was cut off at the token limit. */
bool askcam_chat_was_cut(const struct askcam_chat_reply *reply);

/* The service has ended the answer; else it broke off. */
bool askcam_chat_has_ended(const struct askcam_chat_reply *reply);

/* The verdict on a 2xx reply that has not failed: ASKCAM_OK, or a failure that is recorded. */
enum askcam_status askcam_chat_verdict(struct askcam_chat_reply *reply, bool body_whole);

#endif
