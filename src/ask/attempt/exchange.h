/* SPDX-License-Identifier: MIT */
/*
 * exchange.h - one attempt: the request of an ask out, its reply in, and what the reply means.
 *
 * For: ask.c, which decides whether there is another one.
 */
#ifndef ASKCAM_EXCHANGE_H
#define ASKCAM_EXCHANGE_H

#include "ask.h"

/*
 * Sends the request of ask (pictures taken and fitted) and reads the reply to its verdict, which
 * is the status; the cause is in ask->err.  *result gets what the reply said, also after a failure.
 */
enum askcam_status askcam_exchange(struct askcam_ask *ask, struct askcam_chat_result *result);

/* Enters a stage and reports it; called again in the same stage about once a second. */
void askcam_stage(struct askcam_ask *ask, enum askcam_ask_stage stage);

#endif
