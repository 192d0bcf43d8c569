/* SPDX-License-Identifier: MIT */
/*
 * route.h - the way to a server: directly or through a proxy, and where it must not lead.
 *
 * For: tls.c.  Must not know: TLS.
 */
#ifndef ASKCAM_ROUTE_H
#define ASKCAM_ROUTE_H

#include "tcp.h"

enum { ASKCAM_DESTINATION_NAME_BYTES = 256 }; /* RFC 1035 section 2.3.4 allows 255 */

/* Where a connection leads, and which way.  No pointer, may be copied. */
struct askcam_destination {
    bool tls;
    uint16_t port;
    uint16_t proxy_port; /* 0: there is no proxy */
    char host[ASKCAM_DESTINATION_NAME_BYTES];
    char proxy[ASKCAM_DESTINATION_NAME_BYTES];
};

void askcam_destination_set(struct askcam_destination *to, const struct askcam_endpoint *endpoint);

/* A dial to this endpoint would lead there, too. */
bool askcam_destination_is(const struct askcam_destination *to,
                           const struct askcam_endpoint *endpoint);

/* The addresses to connect to: the server's, or the proxy's.  As askcam_lookup(). */
enum askcam_status askcam_route_look_up(const struct askcam_dial *dial,
                                        struct askcam_addresses *addresses);

/* Connects to one of these addresses, and through the proxy to the server.  As
 * askcam_tcp_connect() and askcam_tunnel_open(). */
enum askcam_status askcam_route_connect(struct askcam_tcp *tcp, const struct askcam_dial *dial,
                                        const struct askcam_addresses *addresses);

/*
 * Connects without TLS: to this device, or to the local network where the endpoint allows that.
 * ASKCAM_ERR_USAGE with a cause, and nothing sent, if an address is another's.
 */
enum askcam_status askcam_route_connect_plain(struct askcam_tcp *tcp,
                                              const struct askcam_dial *dial,
                                              const struct askcam_addresses *addresses);

#endif
