/* SPDX-License-Identifier: MIT */
/*
 * session_store.h - the interface of a place where TLS sessions are kept between runs.
 *
 * For: resuming a session, which costs a hundredth of a full handshake.  The implementation is a
 * folder (session_dir.h); tests keep records in memory.  Must not know: TLS.
 */
#ifndef ASKCAM_SESSION_STORE_H
#define ASKCAM_SESSION_STORE_H

#include <stddef.h>

enum {
    ASKCAM_SESSION_KEY_TEXT_BYTES = 65, /* 64 hexadecimal digits and '\0' */
    ASKCAM_SESSION_RECORD_BYTES = 8192, /* no record is larger */
};

/*
 * Records hold keys of connections: who can read one can decrypt what it protects.
 * Neither function reports failure: without a record everything works, only slower.
 */
struct askcam_session_store {
    void *ctx;

    /* Copies the record kept under key to buf and returns its length; 0 if there is none. */
    size_t (*load)(void *ctx, const char *key, void *buf, size_t cap_bytes);

    /* Keeps the record under key, in place of what was there. */
    void (*save)(void *ctx, const char *key, const void *bytes, size_t bytes_len);
};

#endif
