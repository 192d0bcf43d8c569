/* SPDX-License-Identifier: MIT */
/*
 * mbed.h - what differs between mbedTLS 2.28 and 3.6, and how askcam configures both.
 *
 * For: the rest of this module, which is written as if there were one mbedTLS.
 * Must not know: sockets, files.
 */
#ifndef ASKCAM_MBED_H
#define ASKCAM_MBED_H

#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if MBEDTLS_VERSION_NUMBER < 0x021C0000 ||                                                         \
    (MBEDTLS_VERSION_NUMBER >= 0x03000000 && MBEDTLS_VERSION_NUMBER < 0x03060000) ||               \
    MBEDTLS_VERSION_NUMBER >= 0x04000000
#error "askcam needs mbedTLS 2.28 or 3.6"
#endif
#if !defined(MBEDTLS_HAVE_TIME_DATE)
#error "mbedTLS must be built with MBEDTLS_HAVE_TIME_DATE: without it nothing ever expires"
#endif

enum { ASKCAM_SHA256_BYTES = 32 };

/* Initialises what mbedTLS needs before its first use; may be called again.  0 or its code. */
int askcam_mbed_start(void);

/* Which signatures and versions a handshake offers. */
enum askcam_mbed_offer {
    ASKCAM_MBED_OFFER_ALL,
    /*
     * TLS 1.2 only, without RSA-PSS.  mbedTLS 3.6 up to 3.6.6 offers rsa_pss_rsae_* but rejects
     * it in a ServerKeyExchange of TLS 1.2 (Mbed TLS issue 10668), so a server that prefers it
     * cannot be reached in any other way.  With 2.28, which never offers it, TLS 1.2 only.
     */
    ASKCAM_MBED_OFFER_NO_PSS,
};

/*
 * Sets TLS 1.2 as the minimum; x25519 and P-256 first, which cost a third less than P-521; PKCS #1
 * before RSA-PSS, so that a server that follows the client's order never meets the defect above.
 * conf borrows constant tables only.
 */
void askcam_mbed_configure(mbedtls_ssl_config *conf, enum askcam_mbed_offer offer);

/* The handshake failed with code because of the defect above; ssl is as the failure left it. */
bool askcam_mbed_is_pss_defect(const mbedtls_ssl_context *ssl, int code);

/* The connection uses TLS 1.3. */
bool askcam_mbed_is_tls13(const mbedtls_ssl_context *ssl);

/* code says that a session ticket has come (TLS 1.3 only): keep it, then go on as before. */
bool askcam_mbed_is_ticket(int code);

/* A part of a record has come, and not the rest of it. */
bool askcam_mbed_has_part(const mbedtls_ssl_context *ssl);

/* code says that the peer and we have no TLS version in common. */
bool askcam_mbed_is_version_mismatch(int code);

/* code says that memory is short, at whatever depth. */
bool askcam_mbed_is_out_of_memory(int code);

/*
 * There is memory for far more than one step of a handshake.  Of a step that failed for lack of
 * memory mbedTLS may say that a signature or a key share is wrong, so ask this before blaming the
 * peer.
 */
bool askcam_mbed_has_memory(void);

/* SHA-256 of bytes.  0 or mbedTLS' code. */
int askcam_mbed_sha256(const void *bytes, size_t bytes_len, uint8_t digest[ASKCAM_SHA256_BYTES]);

#endif
