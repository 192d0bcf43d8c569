/* SPDX-License-Identifier: MIT */
/*
 * mbed.h - the places where mbedTLS 2.28 and 3.6 differ, each once.
 *
 * For: writing the rest of this module as if there were one mbedTLS.
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

/* What mbedTLS wants before its first use, any number of times; 0 or its code. */
int askcam_mbed_start(void);

/* TLS 1.2 at least; x25519 and P-256 first, which cost a third less than P-521; forward secrecy. */
void askcam_mbed_harden(mbedtls_ssl_config *conf);

/* The peer and we agree on TLS 1.3. */
bool askcam_mbed_is_tls13(const mbedtls_ssl_context *ssl);

/* code says that a session ticket has come (1.3 only): take it, then go on as before. */
bool askcam_mbed_is_ticket(int code);

/* code says that the peer speaks no version that we do. */
bool askcam_mbed_is_version_clash(int code);

/* SHA-256 of bytes.  0 or mbedTLS' code. */
int askcam_mbed_sha256(const void *bytes, size_t bytes_len, uint8_t digest[ASKCAM_SHA256_BYTES]);

#endif
