/* SPDX-License-Identifier: MIT */
/*
 * peer_check.h - whether a certificate is for the host that was dialled, and what it contains.
 *
 * For: mbedTLS' verify callback, and the message of a failed verification.
 * Must not know: connections, files.
 */
#ifndef ASKCAM_PEER_CHECK_H
#define ASKCAM_PEER_CHECK_H

#include <mbedtls/x509_crt.h>
#include <stdbool.h>
#include <stdint.h>

#include "address.h"

enum { ASKCAM_PEER_TEXT_BYTES = 192, ASKCAM_PEER_NAME_BYTES = 256, ASKCAM_PEER_DATE_BYTES = 32 };

/* In the caller's memory; fields belong to peer_check.c, others read those marked so. */
struct askcam_peer_check {
    char name[ASKCAM_PEER_NAME_BYTES]; /* read: the host's name; "" if it is a number */
    uint8_t number[ASKCAM_ADDRESS_NUMBER_BYTES];
    size_t number_bytes;

    /* Filled while a chain is verified; read afterwards. */
    const mbedtls_x509_crt *root;            /* end of the chain; may be gone: compare, then read */
    uint64_t expires_s;                      /* earliest notAfter of the chain, since 1970 */
    bool is_seen;                            /* the peer showed a certificate */
    bool is_self_signed;                     /* its issuer is itself */
    char names[ASKCAM_PEER_TEXT_BYTES];      /* that it is for: "a.example, b.example" */
    char issuer[ASKCAM_PEER_TEXT_BYTES];     /* who signed it */
    char valid_from[ASKCAM_PEER_DATE_BYTES]; /* of a certificate out of its time, if any */
    char valid_until[ASKCAM_PEER_DATE_BYTES];
};

/* Prepares for host: a name, or a number in any form.  False if the name is too long. */
bool askcam_peer_check_init(struct askcam_peer_check *check, const char *host);

/*
 * The callback for mbedtls_ssl_conf_verify(); ctx is a struct askcam_peer_check.  mbedTLS compares
 * names by itself; for an address it is given no name, and this sets
 * MBEDTLS_X509_BADCERT_CN_MISMATCH unless the certificate's iPAddress names hold it.  A number in a
 * common name or a dNSName counts for nothing (RFC 9110 section 4.3.5).  Clears no flag, ever.
 */
int askcam_peer_check_verify(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags);

#endif
