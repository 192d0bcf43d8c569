/* SPDX-License-Identifier: MIT */
/*
 * tls_connection_verify.c - the verdict on a chain whose root is still in the bundle; see
 * tls_connection.h.
 *
 * mbedTLS wants all trusted certificates before the handshake, hundreds of KB of them, and Debian
 * builds it without the function that would ask for one
 * (MBEDTLS_X509_TRUSTED_CERTIFICATE_CALLBACK). So it is given none.  It then builds a chain of what
 * the peer showed, which ends untrusted, and asks us about each certificate, from the top down to
 * the peer's own at depth 0.  There the trusted certificates that the shown ones name are taken out
 * of the bundle, and the library judges all anew, with the arguments that it uses itself.
 *
 * Why nothing passes that would not with the whole bundle: the handshake's verdict is the union of
 * what is left in flags at each depth.  At depth 0, which always comes last, that is the second
 * verdict on the whole chain, against a part of the bundle.
 */
#include "tls_connection.h"
#include "trust.h"

static int judge(struct askcam_tls_connection *connection, mbedtls_x509_crt *peer,
                 uint32_t *verdict)
{
    const char *name = connection->check.name[0] != '\0' ? connection->check.name : NULL;
    const int code = askcam_trust_load_issuers(connection->bundle, peer, &connection->trusted);

    return code != 0 ? code
                     : mbedtls_x509_crt_verify_with_profile(
                           peer, &connection->trusted, NULL, &mbedtls_x509_crt_profile_default,
                           name, verdict, askcam_peer_check_verify, &connection->check);
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
    const int code = judge(connection, crt, &verdict);
    *flags = (*flags & ~(uint32_t)MBEDTLS_X509_BADCERT_NOT_TRUSTED) | verdict;
    return code == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED && verdict != 0 ? 0 : code;
}
