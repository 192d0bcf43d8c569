/* SPDX-License-Identifier: MIT */
/*
 * hash.h - the interface of a cryptographic hash.
 *
 * For: protocols that need one and do not care who computes it.
 * Must not know: which library does.
 */
#ifndef ASKCAM_HASH_H
#define ASKCAM_HASH_H

#include <stdbool.h>

enum askcam_hash_kind {
    ASKCAM_HASH_MD5,
    ASKCAM_HASH_SHA256,
};

enum { ASKCAM_HASH_HEX_BYTES = 65 }; /* of the longest one as text, its '\0' included */

/*
 * The hash of texts[0] to the one before NULL, joined by ':', in lower-case hexadecimal.  false:
 * this device lacks the hash, or memory.
 */
typedef bool askcam_hash(enum askcam_hash_kind kind, const char *const *texts,
                         char hex[ASKCAM_HASH_HEX_BYTES]);

#endif
