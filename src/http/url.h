/* SPDX-License-Identifier: MIT */
/*
 * url.h - the parts of an http or https URL.
 *
 * For: base URLs from users.  Knows RFC 3986 as far as http needs it: IPv6 in brackets, ports, no
 * user info, no fragment.  Must not know: name lookup.
 */
#ifndef ASKCAM_URL_H
#define ASKCAM_URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "status.h"

enum {
    ASKCAM_URL_HOST_BYTES = 256,
    ASKCAM_URL_PATH_BYTES = 4096,
};

struct askcam_url {
    bool tls;      /* https */
    uint16_t port; /* 80 or 443 if the URL names none */
    bool host_is_ipv6;
    char host[ASKCAM_URL_HOST_BYTES]; /* lower case, without brackets; never empty */
    char path[ASKCAM_URL_PATH_BYTES]; /* without trailing '/', then the query with its '?'; "" for
                                         the root */
};

/*
 * ASKCAM_ERR_USAGE with a cause in err if it is not such a URL, holds a user name or password, or
 * anything that a request line must not hold.  *url is written on success only.  The cause
 * shows the URL without its query, and not at all if there is a '@' in it.
 */
enum askcam_status askcam_url_parse(struct askcam_url *url, const char *text,
                                    struct askcam_error *err);

/*
 * Copies text, cut to shown_bytes, for messages and logs: if it has a URL in it, asterisks replace
 * its user name and password and its query, where cameras have passwords too.  A text before the
 * URL, such as "get:", stays.
 */
void askcam_url_shown(const char *text, char *shown, size_t shown_bytes);

/* localhost, *.localhost, 127.0.0.0/8 or ::1: the only hosts that plain http may reach. */
bool askcam_url_is_loopback(const struct askcam_url *url);

#endif
