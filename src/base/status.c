/* SPDX-License-Identifier: MIT */
/* status.c - see status.h. */
#include "status.h"

const char *askcam_status_text(enum askcam_status status)
{
    switch (status) { /* no default: -Wswitch-enum names the text that is missing */
    case ASKCAM_OK:
        return "ok";
    case ASKCAM_ERR_USAGE:
        return "usage";
    case ASKCAM_ERR_REFUSED:
        return "refused";
    case ASKCAM_ERR_NO_ANSWER:
        return "no_answer";
    case ASKCAM_ERR_SOURCE:
        return "source";
    case ASKCAM_ERR_UNAVAILABLE:
        return "unavailable";
    case ASKCAM_ERR_INTERNAL:
        return "internal";
    case ASKCAM_ERR_STORAGE:
        return "storage";
    case ASKCAM_ERR_QUEUED:
        return "queued";
    case ASKCAM_ERR_PROTOCOL:
        return "protocol";
    case ASKCAM_ERR_AUTH:
        return "auth";
    case ASKCAM_ERR_CONFIG:
        return "config";
    case ASKCAM_ERR_TLS:
        return "tls";
    case ASKCAM_ERR_INTERRUPTED:
        return "interrupted";
    case ASKCAM_ERR_LIMIT:
        return "limit";
    case ASKCAM_ERR_TOO_LARGE:
        return "too_large";
    case ASKCAM_ERR_CLOSED:
        return "closed";
    case ASKCAM_ERR_TIMEOUT:
        return "timeout";
    case ASKCAM_ERR_STOPPED:
        return "stopped";
    }
    return "unknown";
}
