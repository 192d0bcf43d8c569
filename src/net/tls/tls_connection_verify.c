/* SPDX-License-Identifier: MIT */
/*
 * tls_connection_verify.c - the verdict on a chain whose root is still in the bundle; see
 * tls_connection.h.
 *
 * mbedTLS expects all trusted certificates before the handshake, hundreds of KB of them, and Debian
 * builds it without the callback that would request one
 * (MBEDTLS_X509_TRUSTED_CERTIFICATE_CALLBACK).  So it is given none.  It then builds a chain of
 * what the peer showed, which ends untrusted, and calls us for each certificate, from the top down
 * to the peer's own at depth 0.  There the trusted certificates that are named as issuers are
 * loaded from the bundle, and the library verifies the whole chain again, with the arguments that
 * it uses itself.
 *
 * Why nothing passes that would not with the whole bundle: the handshake's verdict is the union of
 * what is left in flags at each depth.  At depth 0, which always comes last, that is the second
 * verdict on the whole chain, against a part of the bundle.
 */
#include <errno.h>

#include "tls_connection.h"
#include "trust.h"

static int verify_chain(struct askcam_tls_connection *connection, mbedtls_x509_crt *peer,
                        uint32_t *verdict)
{
    const char *name = connection->check.name[0] != '\0' ? connection->check.name : NULL;

    connection->check.root = NULL;
    connection->check.expires_s = 0;
    *verdict = 0;
    return mbedtls_x509_crt_verify_with_profile(peer, &connection->trusted, NULL,
                                                &mbedtls_x509_crt_profile_default, name, verdict,
                                                askcam_peer_check_verify, &connection->check);
}

static int verify_anew(struct askcam_tls_connection *connection, mbedtls_x509_crt *peer,
                       uint32_t *verdict)
{
    int code = askcam_trust_load_issuers(connection->bundle, peer, &connection->trusted);
    const bool has_issuer = code == 0 && connection->trusted.raw.len != 0;

    connection->bundle_number = code == MBEDTLS_ERR_X509_FILE_IO_ERROR ? errno : 0;
    code = code != 0 ? code : verify_chain(connection, peer, verdict);
    if (!has_issuer || (*verdict & MBEDTLS_X509_BADCERT_NOT_TRUSTED) == 0) {
        return code;
    }
    /* A known issuer did not fit: mbedTLS says the same if it had no memory to check a signature.
     */
    return askcam_mbed_has_memory() ? verify_chain(connection, peer, verdict)
                                    : MBEDTLS_ERR_X509_ALLOC_FAILED;
}

int askcam_tls_connection_on_verify(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
    struct askcam_tls_connection *connection = ctx;
    uint32_t verdict = 0;

    if (connection->bundle == NULL) {
        return askcam_peer_check_verify(&connection->check, crt, depth, flags);
    }
    if (depth > 0) {
        *flags = 0; /* the chain that counts may go another way, past an expired cross-signature */
        return 0;
    }
    const int code = verify_anew(connection, crt, &verdict);
    *flags = (*flags & ~(uint32_t)MBEDTLS_X509_BADCERT_NOT_TRUSTED) | verdict;
    return code == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED && verdict != 0 ? 0 : code;
}
