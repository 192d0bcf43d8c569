/* SPDX-License-Identifier: MIT */
/* chat_state.c - see chat_state.h. */
#include "chat_state.h"

enum askcam_status askcam_chat_fail(struct askcam_chat_reply *reply, enum askcam_status kind,
                                    const char *why, const char *hint)
{
    reply->status = kind;
    return askcam_fail(reply->err, kind, (struct askcam_error_context){"the reply", hint}, "%s",
                       why);
}

enum askcam_status askcam_chat_raise(struct askcam_chat_reply *reply)
{
    const struct askcam_api_error_at at = {
        .http_status = reply->http_status,
        .event_status = reply->event.status,
        .retry_after_ms = reply->retry_after_ms,
        .location = reply->location,
    };

    reply->end = ASKCAM_CHAT_DONE;
    reply->status = askcam_api_error_report(&reply->api_error, &reply->paths, &at, reply->err);
    reply->result.limit = askcam_api_error_limit_of(&reply->api_error);
    return reply->status;
}
