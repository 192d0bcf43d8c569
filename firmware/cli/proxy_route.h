/* SPDX-License-Identifier: MIT */
/*
 * proxy_route.h - whether a server is reached through a proxy, through which, and why.
 *
 * For: commands that ask, and `askcam config`.  Variables are read as curl reads them (its manual
 * page, ENVIRONMENT): https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, the first that is not empty,
 * and no_proxy before NO_PROXY, which wins over --proxy too.  Loopback and plain http never go
 * through a proxy.  Must not know: how a tunnel is made.
 */
#ifndef ASKCAM_PROXY_ROUTE_H
#define ASKCAM_PROXY_ROUTE_H

#include "host.h"
#include "options.h"
#include "proxy_url.h"

enum { PROXY_WHY_BYTES = 1024, PROXY_HINT_BYTES = 256 };

/* Holds a password: wipe it.  The texts show none. */
struct proxy_route {
    bool is_used;
    struct askcam_proxy proxy;
    char why[PROXY_WHY_BYTES];   /* for -v; "": no proxy is named anywhere */
    char hint[PROXY_HINT_BYTES]; /* for a connection that fails; likewise */
};

/*
 * Chooses the way to the server.  A proxy that would be used and is not an http:// URL is
 * ASKCAM_ERR_CONFIG with the variable's name (an option was checked when it was read).
 */
enum askcam_status proxy_route_choose(struct proxy_route *route, const struct options *options,
                                      const struct askcam_url *url, struct askcam_error *err);

/* The variable that names a proxy, and its value; NULL: none does. */
const char *proxy_route_variable(const char **value);

#endif
