/* SPDX-License-Identifier: MIT */
/*
 * ip_scope.h - how far an IP address reaches.
 *
 * For: distinguishing this device, its local network and the rest.  Knows the IANA registries of
 * special-purpose addresses (RFC 6890).  Must not know: names, sockets, text.
 */
#ifndef ASKCAM_IP_SCOPE_H
#define ASKCAM_IP_SCOPE_H

#include <stdint.h>

enum { ASKCAM_IPV4_BYTES = 4, ASKCAM_IPV6_BYTES = 16 };

enum askcam_ip_scope {
    ASKCAM_IP_PUBLIC,
    ASKCAM_IP_SHARED,   /* a provider's inside, and 0.0.0.0/8: not of this network, nor reachable
                           from elsewhere (RFC 6598, RFC 1122 section 3.2.1.3) */
    ASKCAM_IP_LOCAL,    /* RFC 1918, link-local (RFC 3927, RFC 4291), RFC 4193 */
    ASKCAM_IP_LOOPBACK, /* 127.0.0.0/8, ::1; 0.0.0.0 and ::, which connect to this device, too */
};

/* number is in network order. */
enum askcam_ip_scope askcam_ip_scope_v4(const uint8_t number[ASKCAM_IPV4_BYTES]);

/* Likewise; an IPv4 address in IPv6 form (RFC 4291 section 2.5.5.2) is as the IPv4 address. */
enum askcam_ip_scope askcam_ip_scope_v6(const uint8_t number[ASKCAM_IPV6_BYTES]);

#endif
