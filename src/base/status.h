/* SPDX-License-Identifier: MIT */
/*
 * status.h - the one list of outcomes, which every module returns.
 *
 * For: what happened, as a number and as a word.
 * Must not know: errno, mbedTLS, V4L2; each I/O module translates the codes that it meets.
 */
#ifndef ASKCAM_STATUS_H
#define ASKCAM_STATUS_H

enum askcam_status {
    ASKCAM_OK = 0,

    /* What an ask can end with; each is a "kind" of the JSON output and has one exit code. */
    ASKCAM_ERR_USAGE = -1,        /* wrong options or a setting that the model cannot take */
    ASKCAM_ERR_REFUSED = -2,      /* the service refused this request */
    ASKCAM_ERR_NO_ANSWER = -3,    /* the model stopped before it answered */
    ASKCAM_ERR_SOURCE = -4,       /* no camera, no file, no usable picture */
    ASKCAM_ERR_UNAVAILABLE = -5,  /* the service cannot be reached or is not able */
    ASKCAM_ERR_INTERNAL = -6,     /* a fault of askcam's own, out of memory included */
    ASKCAM_ERR_STORAGE = -7,      /* the queue or the output cannot be written */
    ASKCAM_ERR_QUEUED = -8,       /* kept in the queue, to be sent later */
    ASKCAM_ERR_PROTOCOL = -9,     /* the reply was not what its protocol allows, or broke off */
    ASKCAM_ERR_AUTH = -10,        /* key missing or refused */
    ASKCAM_ERR_CONFIG = -11,      /* a configuration, recipe or CA file is wrong */
    ASKCAM_ERR_TLS = -12,         /* certificate or name not trusted, or the handshake failed */
    ASKCAM_ERR_INTERRUPTED = -13, /* the user ended it */
    ASKCAM_ERR_LIMIT = -14,       /* the money limit of the day or month is used up */

    /* What modules say to each other; the flow turns each into one of the above. */
    ASKCAM_ERR_TOO_LARGE = -20, /* does not fit the buffer or the limit that the caller gave */
    ASKCAM_ERR_CLOSED = -21,    /* the peer ended the conversation; never reported as 0 bytes */
    ASKCAM_ERR_TIMEOUT = -22,   /* the deadline passed */
    ASKCAM_ERR_STOPPED = -23,   /* the receiver wants no more bytes; not a failure */
};

/*
 * One lower-case word; for the outcomes of an ask it is the "kind" of the JSON output.
 * Never NULL, also for a value outside the list.
 */
const char *askcam_status_text(enum askcam_status status);

#endif
