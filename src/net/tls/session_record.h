/* SPDX-License-Identifier: MIT */
/*
 * session_record.h - one record of a session store, encoded as bytes.
 *
 * For: session_cache.c.  Must not know: where records are kept, what a session is, what time it is.
 */
#ifndef ASKCAM_SESSION_RECORD_H
#define ASKCAM_SESSION_RECORD_H

#include "mbed.h"
#include "trust.h"

/* Seconds of the wall clock since 1970. */
struct askcam_session_times {
    uint64_t saved_s;      /* when the record was written */
    uint64_t verified_s;   /* of the last full handshake, which verified the server's chain */
    uint64_t expires_s;    /* the earliest notAfter in that chain */
    uint64_t pss_failed_s; /* when a handshake failed because of RSA-PSS; 0: none did */
};

struct askcam_session_record {
    uint8_t key[ASKCAM_SHA256_BYTES]; /* of the server, so that a renamed file is not accepted */
    struct askcam_session_times times;
    struct askcam_trust_stamp stamp; /* of the bundle that the server was verified with */
    struct askcam_trust_place place; /* of the root that the chain ended at */
    const uint8_t *session;          /* borrowed; NULL if there is none */
    size_t session_bytes;
};

/* Returns the length written, 0 if it does not fit. */
size_t askcam_session_record_encode(const struct askcam_session_record *record, uint8_t *out,
                                    size_t cap_bytes);

/* False unless bytes are exactly one undamaged record; record->session then points into bytes. */
bool askcam_session_record_decode(struct askcam_session_record *record, const uint8_t *bytes,
                                  size_t bytes_len);

#endif
