/* SPDX-License-Identifier: MIT */
/*
 * http_auth.h - logging in to a server that asks for a user name and a password.
 *
 * For: pictures of cameras.  Knows RFC 7617 (Basic) and RFC 7616 (Digest: MD5 and SHA-256, each
 * also as a session, with qop=auth or, as RFC 2069 had it, without).
 * Must not know: connections, where a password comes from.
 */
#ifndef ASKCAM_HTTP_AUTH_H
#define ASKCAM_HTTP_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hash.h"
#include "status.h"

enum {
    ASKCAM_AUTH_TEXT_BYTES = 256,    /* of a parameter; a challenge with a longer one is not used */
    ASKCAM_AUTH_HEADER_BYTES = 8192, /* of an Authorization header's value, its '\0' included */
    ASKCAM_AUTH_CNONCE_BYTES = 17,
};

/* A better one is larger. */
enum askcam_auth_scheme {
    ASKCAM_AUTH_NONE,
    ASKCAM_AUTH_BASIC,
    ASKCAM_AUTH_DIGEST_MD5,
    ASKCAM_AUTH_DIGEST_SHA256,
};

/* How a server wants it; zeroed: it has not said. */
struct askcam_challenge {
    enum askcam_auth_scheme scheme;
    bool is_session;                    /* the algorithm's name ends with -sess */
    bool has_qop;                       /* qop=auth; else RFC 2069 */
    bool hashes_user;                   /* userhash=true */
    bool is_stale;                      /* the password was right, the nonce too old */
    bool was_seen;                      /* there was a challenge, perhaps of an unknown scheme */
    char algorithm[16];                 /* as sent; "" if it was not */
    char realm[ASKCAM_AUTH_TEXT_BYTES]; /* these without quotes and backslashes */
    char nonce[ASKCAM_AUTH_TEXT_BYTES];
    char opaque[ASKCAM_AUTH_TEXT_BYTES];
};

/*
 * Reads the value of a WWW-Authenticate header, with one challenge or several.  *best becomes the
 * best of these and itself; several headers are read into the same one.
 */
void askcam_challenge_read(struct askcam_challenge *best, const char *value, size_t value_bytes);

/* What is logged in for; all borrowed. */
struct askcam_login {
    const char *user;
    const char *password;
    const char *method;
    const char *target; /* path and query, as in the request line */
    const char *cnonce; /* random, of characters that need no quotes */
    uint32_t count;     /* of requests with this nonce, this one included */
    askcam_hash *hash;
};

/*
 * Writes the value of the Authorization header.  ASKCAM_ERR_TOO_LARGE if it does not fit;
 * ASKCAM_ERR_INTERNAL: no hash.  The caller wipes header[].
 */
enum askcam_status askcam_auth_write(const struct askcam_challenge *challenge,
                                     const struct askcam_login *login,
                                     char header[ASKCAM_AUTH_HEADER_BYTES]);

#endif
