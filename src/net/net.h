/* SPDX-License-Identifier: MIT */
/*
 * net.h - a connection to a server, with deadlines, behind a face.
 *
 * For: the flow, which sends a request and reads the reply on one thread.  The real one is TCP or
 * TLS (tls.h); tests put a fake here.  Must not know: HTTP.
 */
#ifndef ASKCAM_NET_H
#define ASKCAM_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "host.h"

struct askcam_session_store; /* session_store.h */

/* Whom to reach, and whom to trust. */
struct askcam_endpoint {
    const char *host; /* a name, an IPv4 address or an IPv6 address without brackets */
    uint16_t port;
    bool tls;
    const char *ca_file; /* PEM; NULL: the system's bundle */

    /* What earlier runs learned, NULL: nothing.  Borrowed until the connection is closed. */
    const struct askcam_session_store *sessions;
};

/*
 * Statuses: ASKCAM_ERR_TIMEOUT (the deadline passed; no err: the flow knows what it waited for),
 * ASKCAM_ERR_CLOSED (the peer ended or reset; no err likewise), ASKCAM_ERR_INTERRUPTED, and with a
 * cause in err ASKCAM_ERR_UNAVAILABLE, ASKCAM_ERR_TLS, ASKCAM_ERR_CONFIG, ASKCAM_ERR_INTERNAL
 * (out of memory or descriptors) and ASKCAM_ERR_USAGE.
 */
struct askcam_net_ops {
    /*
     * Looks the name up, connects (to the first of its addresses that answers, RFC 8305) and, with
     * TLS, shakes hands and verifies the server.  Nothing but the handshake is sent before the
     * server is trusted.  Without TLS the peer must be this device itself, by the address that was
     * connected to, else ASKCAM_ERR_USAGE.  A stall of any step until the deadline is
     * ASKCAM_ERR_UNAVAILABLE, with a cause that names the step.
     */
    enum askcam_status (*dial)(void *ctx, const struct askcam_endpoint *endpoint,
                               uint64_t deadline_ms, struct askcam_error *err);

    /*
     * Sends some of bytes and sets *sent_bytes (> 0), or returns ASKCAM_OK with 0 when nothing
     * can be sent now but reply bytes can be read.  After 0 call again with the same bytes.
     */
    enum askcam_status (*send)(void *ctx, const void *bytes, size_t bytes_len, uint64_t deadline_ms,
                               size_t *sent_bytes, struct askcam_error *err);

    /* Some reply bytes, at least one. */
    enum askcam_status (*recv)(void *ctx, void *buf, size_t cap_bytes, uint64_t deadline_ms,
                               size_t *got_bytes, struct askcam_error *err);

    /* recv() would give something (or an end, or a failure) at once. */
    bool (*readable)(void *ctx);

    /* The connection stands and the peer is not known to have ended it. */
    bool (*is_open)(void *ctx);

    /* Ends it, politely if that costs no waiting.  Idempotent; dial may follow. */
    void (*close)(void *ctx);
};

struct askcam_net {
    const struct askcam_net_ops *ops;
    void *ctx;
};

#endif
