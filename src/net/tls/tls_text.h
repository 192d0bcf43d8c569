/* SPDX-License-Identifier: MIT */
/*
 * tls_text.h - messages and hints for failed TLS connections.
 *
 * For: translating mbedTLS' codes and flags in one place.  Must not know: sockets, files.
 */
#ifndef ASKCAM_TLS_TEXT_H
#define ASKCAM_TLS_TEXT_H

#include "dial.h"
#include "peer_check.h"

/* How a handshake ended. */
struct askcam_tls_failure {
    int code;                              /* mbedTLS' */
    uint32_t flags;                        /* of the verification, 0 if it did not fail */
    const struct askcam_peer_check *check; /* what the certificate contains */
    const uint8_t *first;                  /* the peer's first bytes */
    size_t first_bytes;
};

/* Records it and returns ASKCAM_ERR_TLS, or ASKCAM_ERR_INTERNAL for what is not the peer's. */
enum askcam_status askcam_tls_text_fail(const struct askcam_dial *dial,
                                        const struct askcam_tls_failure *failure);

/* One line for a failure after the handshake: "a damaged record (…)".  */
void askcam_tls_text_of_code(int code, char *text, size_t text_bytes);

#endif
