/* SPDX-License-Identifier: MIT */
/*
 * request_head.h - an HTTP/1.1 request head, and the framing of its body.
 *
 * For: writing a request straight into the connection.  Knows RFC 9112 sections 2, 5, 6, 7.1.
 * Must not know: what the body holds, who takes the bytes.
 */
#ifndef ASKCAM_REQUEST_HEAD_H
#define ASKCAM_REQUEST_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "sink.h"
#include "status.h"
#include "url.h"

struct askcam_header {
    const char *name;
    const char *value;
};

enum askcam_framing {
    ASKCAM_FRAMING_LENGTH,  /* Content-Length: body_bytes */
    ASKCAM_FRAMING_CHUNKED, /* Transfer-Encoding: chunked */
};

struct askcam_request_head {
    const char *method;
    const struct askcam_url *url;
    const char *path;                    /* begins with '/'; goes between url's path and query */
    const struct askcam_header *headers; /* beside Host and the framing, which are made here */
    size_t headers_count;
    enum askcam_framing framing;
    uint64_t body_bytes; /* for ASKCAM_FRAMING_LENGTH */
};

/*
 * Writes the head, to its blank line, in as few pieces as fit.  A header whose value holds a
 * control character such as CR or LF, or whose name is not a token, is never written:
 * ASKCAM_ERR_USAGE, before the first byte; the cause names the header and not its value.
 * Method and path are the program's own: asserted.
 */
enum askcam_status askcam_request_head_write(const struct askcam_request_head *head,
                                             struct askcam_sink out, struct askcam_error *err);

enum { ASKCAM_BODY_PIECE_BYTES = 16384 }; /* gathered before it is passed on: one TLS record */

/*
 * Body state, in the caller's memory; fields belong to body.c.  A chunk is written with its size
 * line and its end in one piece.
 */
struct askcam_body {
    struct askcam_sink out;
    enum askcam_framing framing;
    enum askcam_status status; /* first failure; stays until init */
    uint64_t body_bytes;       /* as promised by the head */
    uint64_t taken_bytes;      /* so far */
    size_t held_bytes;
    uint8_t held[ASKCAM_BODY_PIECE_BYTES + 16]; /* with a chunk's size line, end and last chunk */
};

/* Start a body as its head promised it; body_bytes is ignored if chunked.  Cannot fail. */
void askcam_body_init(struct askcam_body *body, enum askcam_framing framing, uint64_t body_bytes,
                      struct askcam_sink out);

/*
 * The body as a sink.  More bytes than promised are never written: ASKCAM_ERR_TOO_LARGE, so that
 * a picture that grows while it is sent cannot break the framing.
 */
struct askcam_sink askcam_body_sink(struct askcam_body *body);

/* Pass on what is held now, for low latency in the middle of a body. */
enum askcam_status askcam_body_flush(struct askcam_body *body);

/* The end.  ASKCAM_ERR_INTERNAL if fewer bytes came than were promised; init before reuse. */
enum askcam_status askcam_body_finish(struct askcam_body *body);

#endif
