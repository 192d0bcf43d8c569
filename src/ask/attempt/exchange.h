/* SPDX-License-Identifier: MIT */
/*
 * exchange.h - one attempt: a request out, its reply in, on a connection that stands.
 *
 * For: ask.c, which decides whether there is another one.
 */
#ifndef ASKCAM_EXCHANGE_H
#define ASKCAM_EXCHANGE_H

#include "ask.h"

/*
 * Sends the request of ask (pictures taken and fitted) and reads the reply to its verdict, which
 * is the status; the cause is in ask->err.  *result gets what the reply told.
 */
enum askcam_status askcam_exchange(struct askcam_ask *ask, struct askcam_chat_result *result);

/* Whether the connection can carry another request: the reply was whole and the server keeps it. */
bool askcam_exchange_keeps_connection(const struct askcam_ask *ask);

/* Enters a stage and tells the taker; called again in the same stage about once a second. */
void askcam_stage(struct askcam_ask *ask, enum askcam_ask_stage stage);

#endif
