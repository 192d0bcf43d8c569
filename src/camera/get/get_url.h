/* SPDX-License-Identifier: MIT */
/*
 * get_url.h - the URL of a picture to fetch, taken apart.
 *
 * For: sources `get:http://…`.  Knows RFC 3986: user info with percent-encoding, and references of
 * redirects, with their dot segments.  Must not know: connections.
 */
#ifndef ASKCAM_GET_URL_H
#define ASKCAM_GET_URL_H

#include <stdbool.h>

#include "error.h"
#include "url.h"

/* What a --source of this kind begins with. */
#define ASKCAM_GET_PREFIX "get:"

enum {
    ASKCAM_GET_TARGET_BYTES = 2048,
    ASKCAM_GET_LOGIN_BYTES = 256,
};

/* In the caller's memory; holds no pointer.  It has a password in it: wipe it. */
struct askcam_get_url {
    struct askcam_url server;             /* without path */
    char target[ASKCAM_GET_TARGET_BYTES]; /* path and query, with a '/' first */
    bool has_login;
    char user[ASKCAM_GET_LOGIN_BYTES]; /* decoded */
    char password[ASKCAM_GET_LOGIN_BYTES];
};

/*
 * spec is ASKCAM_GET_PREFIX and a URL.  ASKCAM_ERR_USAGE with a cause that shows nothing of a
 * password; *url is to be wiped then, too.
 */
enum askcam_status askcam_get_url_parse(struct askcam_get_url *url, const char *spec,
                                        struct askcam_error *err);

enum askcam_get_place {
    ASKCAM_GET_SAME_ORIGIN,  /* target[] has been set to it */
    ASKCAM_GET_OTHER_ORIGIN, /* or a part of it is malformed */
};

/* Where the reference of a Location header leads from url. */
enum askcam_get_place askcam_get_url_resolve(const struct askcam_get_url *url,
                                             const char *reference,
                                             char target[ASKCAM_GET_TARGET_BYTES]);

#endif
