/* SPDX-License-Identifier: MIT */
/* send_rules.c - see send_rules.h. */
#include "send_rules.h"

enum askcam_send_rule askcam_send_rule_of(enum askcam_status status,
                                          const struct askcam_error *cause)
{
    switch (status) {
    case ASKCAM_ERR_REFUSED:
        return cause->is_of_account ? ASKCAM_SEND_STOP : ASKCAM_SEND_DEAD;
    case ASKCAM_ERR_NO_ANSWER:
    case ASKCAM_ERR_SOURCE:
        return ASKCAM_SEND_DEAD;
    case ASKCAM_ERR_UNAVAILABLE:
    case ASKCAM_ERR_PROTOCOL:
    case ASKCAM_ERR_TIMEOUT:
    case ASKCAM_ERR_CLOSED:
        return ASKCAM_SEND_RETRY;
    case ASKCAM_OK:
    case ASKCAM_ERR_USAGE: /* an option of this run, or a setting that has changed since */
    case ASKCAM_ERR_CONFIG:
    case ASKCAM_ERR_INTERNAL:
    case ASKCAM_ERR_STORAGE:
    case ASKCAM_ERR_QUEUED:
    case ASKCAM_ERR_AUTH:
    case ASKCAM_ERR_TLS:
    case ASKCAM_ERR_INTERRUPTED:
    case ASKCAM_ERR_LIMIT:
    case ASKCAM_ERR_TOO_LARGE:
    case ASKCAM_ERR_STOPPED:
    default:
        return ASKCAM_SEND_STOP;
    }
}
