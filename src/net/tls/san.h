/* SPDX-License-Identifier: MIT */
/*
 * san.h - the subject alternative names in the extensions of a certificate.
 *
 * For: addresses, which mbedTLS 2.28 does not compare, and the names that an error lists.
 * Knows RFC 5280 sections 4.1 and 4.2.1.6.  Must not know: whether a certificate is trusted.
 */
#ifndef ASKCAM_SAN_H
#define ASKCAM_SAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum askcam_san_kind {
    ASKCAM_SAN_OTHER,
    ASKCAM_SAN_DNS,     /* bytes are its text, of any content */
    ASKCAM_SAN_ADDRESS, /* bytes are 4 or 16 if it is well-formed */
};

struct askcam_san_name {
    enum askcam_san_kind kind;
    const uint8_t *bytes; /* inside the extensions */
    size_t bytes_len;
};

/* A walk over the names, in the caller's memory; it borrows the extensions. */
struct askcam_san {
    uint8_t *at; /* mbedTLS' reader is not const; nothing is written */
    const uint8_t *end;
    bool is_broken;
};

/*
 * Starts at the first name.  extensions is the DER of `Extensions`, as mbedtls_x509_crt.v3_ext has
 * it, or empty.  False if there is no such extension or it is broken: then next() gives nothing.
 */
bool askcam_san_init(struct askcam_san *san, const uint8_t *extensions, size_t extensions_bytes);

/* The next name; false at the end, or for good at the first broken one. */
bool askcam_san_next(struct askcam_san *san, struct askcam_san_name *name);

/* The extensions name exactly this address of 4 or 16 bytes, and are not broken anywhere. */
bool askcam_san_has_address(const uint8_t *extensions, size_t extensions_bytes,
                            const uint8_t *address, size_t address_bytes);

#endif
