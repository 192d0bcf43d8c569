/* SPDX-License-Identifier: MIT */
/*
 * outgoing.h - a request on its way out: its head, its segments, its pictures.
 *
 * For: writing the same request into a connection, and into a look at it (--dry-run).
 * Must not know: connections, replies.
 */
#ifndef ASKCAM_OUTGOING_H
#define ASKCAM_OUTGOING_H

#include "ask.h"

/* What the request is, before it is sent.  `attempt` is left to the caller. */
struct askcam_ask_request askcam_outgoing_describe(const struct askcam_ask *ask);

/* Base64 text that the pictures may have, so that the body stays within max_body_bytes. */
uint64_t askcam_outgoing_base64_limit(const struct askcam_ask *ask, uint64_t max_body_bytes);

/*
 * Writes the head with the header `Authorization: Bearer key` (none if key is NULL), as one piece.
 * ASKCAM_ERR_USAGE, with nothing written, if it does not fit ASKCAM_HEAD_BYTES.
 */
enum askcam_status askcam_outgoing_head(const struct askcam_ask *ask, const char *key,
                                        struct askcam_sink out, struct askcam_error *err);

/*
 * Writes the body's bytes, unframed; picture number i is written by picture().  A status of out
 * comes back as it is.
 */
typedef enum askcam_status askcam_outgoing_picture(struct askcam_ask *ask, uint32_t number,
                                                   struct askcam_sink out);
enum askcam_status askcam_outgoing_body(struct askcam_ask *ask, askcam_outgoing_picture *picture,
                                        struct askcam_sink out);

/* The picture as base64, whole; what is sent. */
enum askcam_status askcam_outgoing_base64(struct askcam_ask *ask, uint32_t number,
                                          struct askcam_sink out);

/* The beginning of the picture's base64 and its length in words; what is shown. */
enum askcam_status askcam_outgoing_shortened(struct askcam_ask *ask, uint32_t number,
                                             struct askcam_sink out);

#endif
