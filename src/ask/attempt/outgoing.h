/* SPDX-License-Identifier: MIT */
/*
 * outgoing.h - a request on its way out: its head, its segments, its pictures.
 *
 * For: writing the same request to a server, and to the user (--dry-run).
 * Must not know: what a reply means.
 */
#ifndef ASKCAM_OUTGOING_H
#define ASKCAM_OUTGOING_H

#include "ask.h"

/* What the request is, before it is sent.  `attempt` is left to the caller. */
struct askcam_ask_request askcam_outgoing_describe(const struct askcam_ask *ask);

/* Base64 text that the pictures may have, so that the body stays within max_body_bytes. */
uint64_t askcam_outgoing_base64_limit(const struct askcam_ask *ask, uint64_t max_body_bytes);

/*
 * Sends the request over ask->client, with the key, and hands the reply to callbacks; as
 * askcam_client_exchange(), with the cause in ask->err.
 */
enum askcam_status askcam_outgoing_exchange(struct askcam_ask *ask,
                                            const struct askcam_client_callbacks *callbacks,
                                            struct askcam_client_reply *reply);

/*
 * Writes the request as it would be sent, with the key masked and each picture's base64 cut to its
 * start and its length in words.
 */
enum askcam_status askcam_outgoing_show(struct askcam_ask *ask, struct askcam_sink out);

#endif
