/* SPDX-License-Identifier: MIT */
/*
 * trust.h - the certificates that a server's chain may end at.
 *
 * For: the TLS handshake.  The system's bundle has some 140 roots, which would cost 400 KB of heap
 * at once, so one is parsed at a time, and kept only if it may be needed.  That takes milliseconds;
 * a root that is known to suffice can be loaded alone, by its place in the file.
 * Must not know: which server it is for.
 */
#ifndef ASKCAM_TRUST_H
#define ASKCAM_TRUST_H

#include <mbedtls/x509_crt.h>
#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "host.h"

/* What changes when the file does; ctime cannot be set back, as the time of change can. */
struct askcam_trust_stamp {
    uint64_t device;
    uint64_t inode;
    uint64_t size_bytes;
    uint64_t modified_s;
    uint64_t modified_ns;
    uint64_t changed_s; /* ctime */
    uint64_t changed_ns;
};

/* A bundle as it was when it was found. */
struct askcam_trust {
    const char *path; /* borrowed */
    struct askcam_trust_stamp stamp;
};

/* Where one certificate is in a bundle; 0 bytes: nowhere. */
struct askcam_trust_place {
    uint32_t offset;
    uint32_t size_bytes;
};

/*
 * Finds the bundle: ca_file, or if that is NULL the first of the system's usual files.
 * ASKCAM_ERR_CONFIG with a cause.
 */
enum askcam_status askcam_trust_find(struct askcam_trust *trust, const char *ca_file,
                                     struct askcam_error *err);

/*
 * The bundle can be read and holds at least one certificate; else ASKCAM_ERR_CONFIG, or
 * ASKCAM_ERR_INTERNAL as askcam_trust_fail() says.
 */
enum askcam_status askcam_trust_check(const struct askcam_trust *trust, struct askcam_error *err);

/*
 * Records why reading the bundle failed, by errno: ASKCAM_ERR_INTERNAL if this device is short of
 * memory or descriptors, else ASKCAM_ERR_CONFIG.
 */
enum askcam_status askcam_trust_fail(const struct askcam_trust *trust, int number,
                                     struct askcam_error *err);

/*
 * Adds to chain every certificate of the bundle whose subject one of the shown ones may mean by its
 * issuer: all that a chain made of these can end at, self-signed ones included.  Certificates
 * that cannot be parsed are passed over.  0; MBEDTLS_ERR_X509_FILE_IO_ERROR, with errno; or the
 * code of a lack of memory.
 */
int askcam_trust_load_issuers(const struct askcam_trust *trust, const mbedtls_x509_crt *shown,
                              mbedtls_x509_crt *chain);

/* Parses the one certificate at place; false if there is none. */
bool askcam_trust_load_one(const struct askcam_trust *trust, struct askcam_trust_place place,
                           mbedtls_x509_crt *chain);

/* Where the certificate with these DER bytes is; size_bytes 0 if it is not there. */
struct askcam_trust_place askcam_trust_locate(const struct askcam_trust *trust,
                                              const mbedtls_x509_buf *der);

#endif
