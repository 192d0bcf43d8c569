/* SPDX-License-Identifier: MIT */
/*
 * host_scope.h - how far the host of a URL reaches, by its text alone.
 *
 * For: what must not go through a proxy, and pictures that the service cannot fetch.  Knows the
 * names that are kept for private networks: RFC 6761 (localhost), RFC 6762 (.local, and those of
 * its appendix G), RFC 8375 (home.arpa), and every way to write an IPv4 address that inet_aton()
 * takes.  Must not know: name look-up.
 */
#ifndef ASKCAM_HOST_SCOPE_H
#define ASKCAM_HOST_SCOPE_H

#include <stdbool.h>

#include "ip_scope.h"

/*
 * host is a name, an IPv4 address in any spelling or an IPv6 address without brackets, a zone
 * allowed.  A name of a single label is local: only a local resolver can know it.  A public name
 * may still resolve to a local address.
 */
enum askcam_ip_scope askcam_host_scope(const char *host);

/* The same of the host in an http or https URL; a user name, a password and a port may be there. */
enum askcam_ip_scope askcam_url_text_scope(const char *url);

/*
 * An IPv4 address as inet_aton() reads it: one to four numbers, decimal, octal or hexadecimal, of
 * which the last fills what is left.
 */
bool askcam_host_read_ipv4(const char *host, uint8_t number[ASKCAM_IPV4_BYTES]);

#endif
