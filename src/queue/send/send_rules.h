/* SPDX-License-Identifier: MIT */
/*
 * send_rules.h - what a failed ask means for its entry and for the queue.
 *
 * Pure: a table by kind of failure.
 */
#ifndef ASKCAM_SEND_RULES_H
#define ASKCAM_SEND_RULES_H

#include "error.h"

enum askcam_send_rule {
    ASKCAM_SEND_STOP,  /* of the account, the model, the key, the machine: every entry stays */
    ASKCAM_SEND_RETRY, /* time may cure it: the entry stays, and its attempt counts */
    ASKCAM_SEND_DEAD,  /* of this entry alone */
};

enum askcam_send_rule askcam_send_rule_of(enum askcam_status status,
                                          const struct askcam_error *cause);

#endif
