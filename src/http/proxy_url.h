/* SPDX-License-Identifier: MIT */
/*
 * proxy_url.h - the URL of a proxy, and the hosts that are reached without one.
 *
 * For: settings and variables as curl reads them (curl's manual page, --proxy and ENVIRONMENT; its
 * lib/noproxy.c).  Must not know: the environment, sockets.
 */
#ifndef ASKCAM_PROXY_URL_H
#define ASKCAM_PROXY_URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "url.h"

enum {
    ASKCAM_PROXY_PORT = 1080,       /* curl's default */
    ASKCAM_PROXY_LOGIN_BYTES = 512, /* user name, ':' and password, decoded */
    ASKCAM_PROXY_BASIC_BYTES = 704, /* "Basic " and these as base64, with '\0' */
};

/* Holds a password: wipe it. */
struct askcam_proxy {
    uint16_t port;
    bool host_is_ipv6;
    char host[ASKCAM_URL_HOST_BYTES];     /* lower case, without brackets */
    char basic[ASKCAM_PROXY_BASIC_BYTES]; /* for Proxy-Authorization; "": no credentials */
};

/*
 * [http://][USER[:PASSWORD]@]HOST[:PORT][/...]: user name and password are percent-decoded, what
 * follows the host is ignored.  NULL, or why it is not such a URL, without any part of it; *proxy
 * is written on success only.
 */
const char *askcam_proxy_parse(struct askcam_proxy *proxy, const char *text);

/* The text of a proxy's URL, right or wrong, with asterisks for all before its last '@'. */
void askcam_proxy_masked(const char *text, char *shown, size_t shown_bytes);

/*
 * Whether the list, as in the variable no_proxy, excludes the host of url.  "*" alone excludes all.
 * Else names with commas or blanks between them: each is the host itself or a domain above it, with
 * or without a dot at its start or end, whatever the case; or an IP address, or a network as
 * ADDRESS/BITS, for a host that is an address.  A port in the list fits nothing.
 */
bool askcam_no_proxy_has(const char *list, const struct askcam_url *url);

#endif
