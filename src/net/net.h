/* SPDX-License-Identifier: MIT */
/*
 * net.h - the interface of a connection to a server, with a deadline for each call.
 *
 * For: a client that sends a request and reads the reply on one thread: dial, then send and recv in
 * any order, close.  The implementation for TCP and TLS is tls.h; tests use a fake.  Its state is
 * one connection at a time, and calls come from one thread. Must not know: HTTP.
 */
#ifndef ASKCAM_NET_H
#define ASKCAM_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "host.h"

struct askcam_session_store; /* session_store.h */

/*
 * A way to the server through a proxy: what is sent to the proxy first, and what its reply means.
 * Borrowed until dial returns, which may make several connections.
 */
struct askcam_tunnel {
    const char *host; /* of the proxy; as askcam_endpoint's */
    uint16_t port;
    void *ctx;

    /* Starts a connection: the request, borrowed until the next call. */
    const char *(*request)(void *ctx, size_t *request_bytes);

    /*
     * The next bytes of the reply.  ASKCAM_OK: more are wanted; ASKCAM_ERR_STOPPED: the tunnel is
     * open behind *taken_bytes; else it is not, with a cause in err.
     */
    enum askcam_status (*reply)(void *ctx, const void *bytes, size_t bytes_len, size_t *taken_bytes,
                                struct askcam_error *err);
};

/* The server, and which certificates to trust. */
struct askcam_endpoint {
    const char *host; /* a name, an IPv4 address or an IPv6 address without brackets */
    uint16_t port;
    bool tls;
    const char *ca_file; /* PEM; NULL: the system's bundle */

    /* Sessions of earlier connections, NULL: none.  Borrowed until the connection is closed. */
    const struct askcam_session_store *sessions;

    const struct askcam_tunnel *tunnel; /* NULL: none; for TLS only */

    /* Without TLS: the addresses of the local network are allowed besides the loopback's. */
    bool allows_local;
    bool allows_plain; /* likewise all addresses: what is sent is meant for that server alone */
};

/*
 * Statuses without a cause in err, because the caller knows what it waited for: ASKCAM_ERR_TIMEOUT
 * (the deadline passed), ASKCAM_ERR_CLOSED (the peer closed or reset the connection) and
 * ASKCAM_ERR_INTERRUPTED.  With a cause in err: ASKCAM_ERR_UNAVAILABLE, ASKCAM_ERR_TLS,
 * ASKCAM_ERR_CONFIG, ASKCAM_ERR_INTERNAL (out of memory or descriptors) and ASKCAM_ERR_USAGE.
 */
struct askcam_net_ops {
    /*
     * Looks the name up, connects (to the first of its addresses that answers, RFC 8305) and, with
     * TLS, makes the handshake and verifies the server.  Nothing but the handshake is sent before
     * the server is trusted.  Without TLS the peer must be this device itself, by the address that
     * was connected to, else ASKCAM_ERR_USAGE; with allows_local that, or a device of the local
     * network, and nothing is connected to unless all addresses of the name are; with allows_plain
     * it may be anyone.
     * With a tunnel the proxy's name is looked up and its addresses are connected to; the server's
     * name is the proxy's to look up.  A proxy that sends no TLS, or closes instead, is
     * ASKCAM_ERR_UNAVAILABLE with a cause that names it.
     * A stall of any step until the deadline is ASKCAM_ERR_UNAVAILABLE, with a cause that names the
     * step.
     */
    enum askcam_status (*dial)(void *ctx, const struct askcam_endpoint *endpoint,
                               uint64_t deadline_ms, struct askcam_error *err);

    /*
     * Sends some of bytes and sets *sent_bytes (> 0), or returns ASKCAM_OK with 0 when nothing
     * can be sent now but reply bytes can be read.  After 0 call again with the same bytes.
     */
    enum askcam_status (*send)(void *ctx, const void *bytes, size_t bytes_len, uint64_t deadline_ms,
                               size_t *sent_bytes, struct askcam_error *err);

    /* Waits for reply bytes and copies some to buf; *got_bytes is at least 1. */
    enum askcam_status (*recv)(void *ctx, void *buf, size_t cap_bytes, uint64_t deadline_ms,
                               size_t *got_bytes, struct askcam_error *err);

    /*
     * recv() would return at once: application data is here (also decrypted or read ahead), or the
     * end, or a failure.  Never waits.  Session tickets and other records without data are
     * processed and do not count.
     */
    bool (*readable)(void *ctx);

    /*
     * Open, and nothing has come that no request asked for, not even a part of a record: what must
     * be true before a kept connection carries another request.  Never waits.
     */
    bool (*is_quiet)(void *ctx);

    /* Connected, and the peer is not known to have closed the connection.  Never waits. */
    bool (*is_open)(void *ctx);

    /*
     * The connection was dialled to this endpoint's host and port, with TLS or without as it has
     * it, and through the same proxy or none.  Ask before a kept connection carries anything that
     * is for this endpoint alone.
     */
    bool (*is_to)(void *ctx, const struct askcam_endpoint *endpoint);

    /* Closes, with a close_notify if sending it needs no wait.  Idempotent; dial may follow. */
    void (*close)(void *ctx);
};

struct askcam_net {
    const struct askcam_net_ops *ops;
    void *ctx;
};

#endif
