/* SPDX-License-Identifier: MIT */
/*
 * chat_state.h - what every part of a reply's reader shares: the kind of body, and how it fails.
 *
 * For: the layers of the reader, each of which calls only those below it: chat_reply.c (public),
 * chat_body.c (JSON or events), chat_event.c (one event), chat_text.c (its text), and this.
 */
#ifndef ASKCAM_CHAT_STATE_H
#define ASKCAM_CHAT_STATE_H

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

/* The end of the answer has stopped a parser: not a failure. */
static inline enum askcam_status askcam_chat_unless_done(const struct askcam_chat_reply *reply,
                                                         enum askcam_status status)
{
    const bool is_done = reply->end == ASKCAM_CHAT_DONE && reply->status == ASKCAM_OK;

    return status == ASKCAM_ERR_STOPPED && is_done && !reply->callback_failed ? ASKCAM_OK : status;
}

/* From now on the table of paths is that of errors, for an error's body. */
void askcam_chat_use_errors(struct askcam_chat_reply *reply);

/*
 * The event in progress, which is whole, has an error that the reply's own table cannot read; see
 * askcam_api_error_is_hidden().
 */
bool askcam_chat_has_hidden_error(struct askcam_chat_reply *reply);

/* Puts the request's id into the result, and with the status into the failure, if there is one. */
void askcam_chat_name_request(struct askcam_chat_reply *reply);

/*
 * Records the reply's first failure, with status, request id and the names of events that were
 * passed over.  The second is for failures of something else than "the reply".
 */
enum askcam_status askcam_chat_fail(struct askcam_chat_reply *reply, enum askcam_status kind,
                                    const char *why, const char *hint);
enum askcam_status askcam_chat_fail_what(struct askcam_chat_reply *reply, enum askcam_status kind,
                                         struct askcam_error_context context, const char *why);

/* The same for an error that the service reports. */
enum askcam_status askcam_chat_raise(struct askcam_chat_reply *reply);

#endif
