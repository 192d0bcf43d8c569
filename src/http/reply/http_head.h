/* SPDX-License-Identifier: MIT */
/*
 * http_head.h - what the lines of a reply's head say.
 *
 * For: http_reply.c only; http_reply.h is the interface.  A reader returns NULL, or why the line is
 * not acceptable.
 */
#ifndef ASKCAM_HTTP_HEAD_H
#define ASKCAM_HTTP_HEAD_H

#include "http_reply.h"
#include "http_text.h"

/* Whether bytes so far, of a line or of its start, may become a status line. */
bool askcam_http_may_be_status(struct askcam_span start);

/* Starts a new head with the status and version in it. */
const char *askcam_http_read_status(struct askcam_http_reply *reply, struct askcam_span line);

/*
 * Takes the header in the line, which is joined with its folded lines (RFC 9112 section 5.2).  A
 * line that is not a header says nothing.
 */
const char *askcam_http_read_header(struct askcam_http_reply *reply);

/* After the last header: what they say together. */
const char *askcam_http_end_head(struct askcam_http_reply *reply);

#endif
