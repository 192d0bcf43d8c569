/* SPDX-License-Identifier: MIT */
/*
 * session_record.h - one record of a session store, as bytes.
 *
 * For: session_cache.c.  Must not know: where records are kept, what a session is, what time it is.
 */
#ifndef ASKCAM_SESSION_RECORD_H
#define ASKCAM_SESSION_RECORD_H

#include "mbed.h"
#include "trust.h"

struct askcam_session_record {
    uint8_t key[ASKCAM_SHA256_BYTES]; /* whom it is for; so a renamed file opens nothing */
    uint64_t saved_s;                 /* wall clock */
    struct askcam_trust_stamp stamp;  /* of the bundle that the server was verified with */
    struct askcam_trust_place place;  /* of the certificate in it that sufficed */
    const uint8_t *session;           /* borrowed; NULL if there is none */
    size_t session_bytes;
};

/* The length written, 0 if it does not fit. */
size_t askcam_session_record_encode(const struct askcam_session_record *record, uint8_t *out,
                                    size_t cap_bytes);

/* False unless bytes are exactly one undamaged record; record->session then points into bytes. */
bool askcam_session_record_decode(struct askcam_session_record *record, const uint8_t *bytes,
                                  size_t bytes_len);

#endif
