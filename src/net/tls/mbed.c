/* SPDX-License-Identifier: MIT */
/* mbed.c - see mbed.h. */
#include "mbed.h"

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/cipher.h>
#include <mbedtls/dhm.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/pem.h>
#include <mbedtls/pk.h>
#include <stdlib.h>
#include <string.h>
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#include <psa/crypto.h>
#endif

enum { MEMORY_PROBE_BYTES = 64 * 1024 };

/* x25519, P-256, P-384, P-521. */
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
static const uint16_t GROUPS[] = {
    MBEDTLS_SSL_IANA_TLS_GROUP_X25519, MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
    MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1, MBEDTLS_SSL_IANA_TLS_GROUP_SECP521R1,
    MBEDTLS_SSL_IANA_TLS_GROUP_NONE};

/* The order is the order of preference. */
static const uint16_t SIGNATURES[] = {
    MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256, MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384,
    MBEDTLS_TLS1_3_SIG_ECDSA_SECP521R1_SHA512, MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256,
    MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384,       MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA512,
    MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA256,    MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA384,
    MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA512,    MBEDTLS_TLS1_3_SIG_NONE};
static const uint16_t SIGNATURES_NO_PSS[] = {MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256,
                                             MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384,
                                             MBEDTLS_TLS1_3_SIG_ECDSA_SECP521R1_SHA512,
                                             MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256,
                                             MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384,
                                             MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA512,
                                             MBEDTLS_TLS1_3_SIG_NONE};
#else
/* The list is also of the curves that a certificate's key may have, hence the long ones. */
static const mbedtls_ecp_group_id CURVES[] = {MBEDTLS_ECP_DP_CURVE25519, MBEDTLS_ECP_DP_SECP256R1,
                                              MBEDTLS_ECP_DP_SECP384R1, MBEDTLS_ECP_DP_SECP521R1,
                                              MBEDTLS_ECP_DP_NONE};
#endif

int askcam_mbed_start(void)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    return psa_crypto_init() == PSA_SUCCESS ? 0 : MBEDTLS_ERR_SSL_HW_ACCEL_FAILED;
#else
    return 0;
#endif
}

void askcam_mbed_configure(mbedtls_ssl_config *conf, enum askcam_mbed_offer offer)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    const bool has_pss = offer == ASKCAM_MBED_OFFER_ALL;

    mbedtls_ssl_conf_groups(conf, GROUPS);
    mbedtls_ssl_conf_sig_algs(conf, has_pss ? SIGNATURES : SIGNATURES_NO_PSS);
    mbedtls_ssl_conf_min_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_2);
    if (!has_pss) { /* TLS 1.3 knows no other RSA signature */
        mbedtls_ssl_conf_max_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_2);
    }
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
    mbedtls_ssl_conf_tls13_key_exchange_modes(conf,
                                              MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ALL);
#endif
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && defined(MBEDTLS_SSL_SESSION_TICKETS) &&                   \
    MBEDTLS_VERSION_NUMBER >= 0x03060100
    mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
        conf, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
#endif
#else
    (void)offer;
    mbedtls_ssl_conf_curves(conf, CURVES);
    mbedtls_ssl_conf_min_version(conf, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
#endif
}

bool askcam_mbed_is_pss_defect(const mbedtls_ssl_context *ssl, int code)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    return code == MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER && !askcam_mbed_is_tls13(ssl);
#else
    (void)ssl;
    (void)code;
    return false;
#endif
}

bool askcam_mbed_is_tls13(const mbedtls_ssl_context *ssl)
{
    return strcmp(mbedtls_ssl_get_version(ssl), "TLSv1.3") == 0;
}

bool askcam_mbed_is_ticket(int code)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    return code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
#else
    (void)code;
    return false;
#endif
}

bool askcam_mbed_is_version_mismatch(int code)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    return code == MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION;
#else
    return code == MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION;
#endif
}

bool askcam_mbed_has_part(const mbedtls_ssl_context *ssl)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    return ssl->MBEDTLS_PRIVATE(in_left) > 0;
#else
    return ssl->in_left > 0;
#endif
}

bool askcam_mbed_is_out_of_memory(int code)
{
    /* A code is the sum of one of a module (0x1000 to 0x7F80) and one below it (up to 0x7F). */
    static const int high[] = {MBEDTLS_ERR_SSL_ALLOC_FAILED, MBEDTLS_ERR_X509_ALLOC_FAILED,
                               MBEDTLS_ERR_PK_ALLOC_FAILED,  MBEDTLS_ERR_PEM_ALLOC_FAILED,
                               MBEDTLS_ERR_ECP_ALLOC_FAILED, MBEDTLS_ERR_MD_ALLOC_FAILED,
                               MBEDTLS_ERR_DHM_ALLOC_FAILED, MBEDTLS_ERR_CIPHER_ALLOC_FAILED};
    const int low = -(-code & 0x7F);

    if (code >= 0) {
        return false;
    }
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    if (code == PSA_ERROR_INSUFFICIENT_MEMORY) {
        return true;
    }
#endif
    for (size_t i = 0; i < sizeof high / sizeof high[0]; i++) {
        if (code - low == high[i]) {
            return true;
        }
    }
    return low == MBEDTLS_ERR_MPI_ALLOC_FAILED || low == MBEDTLS_ERR_ASN1_ALLOC_FAILED;
}

bool askcam_mbed_has_memory(void)
{
    void *probe = calloc(1, MEMORY_PROBE_BYTES);

    free(probe);
    return probe != NULL;
}

int askcam_mbed_sha256(const void *bytes, size_t bytes_len, uint8_t digest[ASKCAM_SHA256_BYTES])
{
    return mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), bytes, bytes_len, digest);
}
