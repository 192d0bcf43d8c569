/* SPDX-License-Identifier: MIT */
/*
 * http_refuse.h - how a reply ends that is not acceptable.
 *
 * For: http_reply.c only; http_reply.h is the interface.
 */
#ifndef ASKCAM_HTTP_REFUSE_H
#define ASKCAM_HTTP_REFUSE_H

#include "http_reply.h"
#include "http_text.h"

enum askcam_http_hint {
    ASKCAM_HTTP_NOT_HTTP, /* the wrong server, or the wrong scheme */
    ASKCAM_HTTP_BROKEN,   /* the right one, but something went wrong */
};

/* What is kept of the line in progress. */
static inline struct askcam_span askcam_http_line(const struct askcam_http_reply *reply)
{
    return (struct askcam_span){.text = reply->line, .bytes = reply->line_bytes};
}

/* The reply's status becomes ASKCAM_ERR_PROTOCOL, its cause goes to its error. */
void askcam_http_refuse(struct askcam_http_reply *reply, enum askcam_http_hint hint,
                        const char *why);

/* As above; the cause shows the line in which it was seen, made printable. */
void askcam_http_refuse_line(struct askcam_http_reply *reply, enum askcam_http_hint hint,
                             const char *why);

#endif
