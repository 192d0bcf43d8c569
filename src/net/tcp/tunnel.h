/* SPDX-License-Identifier: MIT */
/*
 * tunnel.h - the way through a proxy, from the TCP connection to it up to the first byte of TLS.
 *
 * For: tls.c.  Must not know: how a tunnel is asked for, TLS.
 */
#ifndef ASKCAM_NET_TUNNEL_H
#define ASKCAM_NET_TUNNEL_H

#include "tcp.h"

/*
 * On a tcp that is connected to the proxy of dial's tunnel: sends the request and reads the reply,
 * up to dial's deadline.  ASKCAM_OK: what follows on tcp is between this device and the server,
 * and nothing of it has come yet.  ASKCAM_ERR_UNAVAILABLE with a cause that names the proxy,
 * ASKCAM_ERR_INTERRUPTED, and what the tunnel's reply() returns.
 */
enum askcam_status askcam_tunnel_open(struct askcam_tcp *tcp, const struct askcam_dial *dial);

/*
 * After a handshake through a tunnel that failed: the cause, if what came is not TLS, and so not
 * the server's; else ASKCAM_OK.
 */
enum askcam_status askcam_tunnel_check(const struct askcam_tcp *tcp,
                                       const struct askcam_dial *dial);

#endif
