/* SPDX-License-Identifier: MIT */
/* proxy_tunnel.h - a client's way through its proxy, as net.h wants it. */
#ifndef ASKCAM_PROXY_TUNNEL_H
#define ASKCAM_PROXY_TUNNEL_H

#include "client.h"

/*
 * Makes the request in client->connect, which the caller wipes once the dial is over.  All zero
 * without a proxy.  A refusal of the proxy is ASKCAM_ERR_UNAVAILABLE, 407 ASKCAM_ERR_AUTH, and what
 * is not HTTP ASKCAM_ERR_UNAVAILABLE; no cause repeats what the proxy sent but its status.
 */
struct askcam_tunnel askcam_client_tunnel(struct askcam_client *client);

#endif
