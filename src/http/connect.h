/* SPDX-License-Identifier: MIT */
/*
 * connect.h - the request for a tunnel through a proxy, and the head of its reply.
 *
 * For: a proxy between this device and a server with TLS.  Knows RFC 9110 section 9.3.6.
 * Must not know: sockets, what goes through the tunnel.
 */
#ifndef ASKCAM_CONNECT_H
#define ASKCAM_CONNECT_H

#include <stdint.h>

#include "proxy_url.h"
#include "status.h"

enum {
    ASKCAM_CONNECT_REQUEST_BYTES = 2 * ASKCAM_URL_HOST_BYTES + ASKCAM_PROXY_BASIC_BYTES + 128,
    ASKCAM_CONNECT_HEAD_BYTES = 16384, /* of the reply, 1xx replies included */
    ASKCAM_CONNECT_LINE_BYTES = 13,    /* kept of a line: "HTTP/1.1 200 " */
};

/* In the caller's memory; it may hold a password: wipe it.  No pointer, may be copied. */
struct askcam_connect {
    size_t request_bytes;
    char request[ASKCAM_CONNECT_REQUEST_BYTES]; /* its head, which is all of it */

    /* the reply */
    int status; /* 0: not known yet; else 200..599, or 101 */
    enum askcam_status result;
    size_t head_bytes; /* so far */
    size_t line_bytes; /* of the line in progress; CR and LF apart */
    char line[ASKCAM_CONNECT_LINE_BYTES];
};

/* Writes the request for a tunnel to the host and port of url, and starts its reply. */
void askcam_connect_init(struct askcam_connect *connect, const struct askcam_url *url,
                         const struct askcam_proxy *proxy);

/* Starts another reply to the same request. */
void askcam_connect_restart(struct askcam_connect *connect);

/*
 * Feeds the next bytes of the reply, cut anywhere.  ASKCAM_OK: more are wanted.
 * ASKCAM_ERR_STOPPED: connect->status is known; if it is 2xx the head is over, and bytes behind
 * *taken_bytes are the tunnel's, whatever length the head names; any other status is known before
 * the head's end.  ASKCAM_ERR_PROTOCOL: not HTTP/1.x, or a head of more than
 * ASKCAM_CONNECT_HEAD_BYTES.
 */
enum askcam_status askcam_connect_push(struct askcam_connect *connect, const void *bytes,
                                       size_t bytes_len, size_t *taken_bytes);

#endif
