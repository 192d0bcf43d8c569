/* SPDX-License-Identifier: MIT */
/* route.c - see route.h. */
#include "route.h"

#include <stdio.h>
#include <string.h>

#include "lookup.h"
#include "tunnel.h"

void askcam_destination_set(struct askcam_destination *to, const struct askcam_endpoint *endpoint)
{
    const struct askcam_tunnel *tunnel = endpoint->tunnel;

    *to = (struct askcam_destination){.tls = endpoint->tls,
                                      .port = endpoint->port,
                                      .proxy_port = tunnel != NULL ? tunnel->port : 0};
    (void)snprintf(to->host, sizeof to->host, "%s", endpoint->host);
    (void)snprintf(to->proxy, sizeof to->proxy, "%s", tunnel != NULL ? tunnel->host : "");
}

bool askcam_destination_is(const struct askcam_destination *to,
                           const struct askcam_endpoint *endpoint)
{
    struct askcam_destination wanted;

    askcam_destination_set(&wanted, endpoint);
    return wanted.tls == to->tls && wanted.port == to->port &&
           wanted.proxy_port == to->proxy_port && strcmp(wanted.host, to->host) == 0 &&
           strcmp(wanted.proxy, to->proxy) == 0;
}

enum askcam_status askcam_route_look_up(const struct askcam_dial *dial,
                                        struct askcam_addresses *addresses)
{
    struct askcam_endpoint endpoint;
    struct askcam_dial proxy;

    if (dial->endpoint->tunnel == NULL) {
        return askcam_lookup(dial, addresses);
    }
    askcam_dial_to_proxy(&proxy, &endpoint, dial);
    return askcam_lookup(&proxy, addresses);
}

enum askcam_status askcam_route_connect(struct askcam_tcp *tcp, const struct askcam_dial *dial,
                                        const struct askcam_addresses *addresses)
{
    struct askcam_endpoint endpoint;
    struct askcam_dial proxy;

    if (dial->endpoint->tunnel == NULL) {
        return askcam_tcp_connect(tcp, dial, addresses);
    }
    askcam_dial_to_proxy(&proxy, &endpoint, dial);
    const enum askcam_status status = askcam_tcp_connect(tcp, &proxy, addresses);
    return status != ASKCAM_OK ? status : askcam_tunnel_open(tcp, dial);
}

/* Without TLS nothing may leave this device, or the local network where that is allowed. */
static bool is_near(const struct askcam_endpoint *endpoint, const struct askcam_address *address)
{
    const enum askcam_ip_scope scope = askcam_address_scope(address);
    return scope == ASKCAM_IP_LOOPBACK || (endpoint->allows_local && scope == ASKCAM_IP_LOCAL);
}

static enum askcam_status fail_far(const struct askcam_dial *dial,
                                   const struct askcam_address *address)
{
    char text[ASKCAM_ADDRESS_TEXT_BYTES];

    askcam_address_text(address, text);
    return askcam_dial_fail(dial, ASKCAM_ERR_USAGE, "use https",
                            "the host is not %s (%s), and without TLS anyone on the network path "
                            "could read what is sent",
                            dial->endpoint->allows_local ? "in the local network" : "this device",
                            text);
}

/* The address that was connected to counts too: 0.0.0.0, say, is one of this device's. */
enum askcam_status askcam_route_connect_plain(struct askcam_tcp *tcp,
                                              const struct askcam_dial *dial,
                                              const struct askcam_addresses *addresses)
{
    const bool allows_local = dial->endpoint->allows_local;
    struct askcam_address peer;

    if (dial->endpoint->allows_plain) {
        return askcam_tcp_connect(tcp, dial, addresses);
    }
    if (allows_local && addresses->has_far) {
        return fail_far(dial, &addresses->far);
    }
    const enum askcam_status status = askcam_tcp_connect(tcp, dial, addresses);
    if (status != ASKCAM_OK) {
        return status;
    }
    askcam_tcp_peer(tcp, &peer);
    return is_near(dial->endpoint, &peer) ? ASKCAM_OK : fail_far(dial, &peer);
}
