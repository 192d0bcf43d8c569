/* SPDX-License-Identifier: MIT */
/*
 * tunnel.c - see tunnel.h.
 *
 * A server with TLS says nothing before the client does, so a byte behind the proxy's reply, or
 * one that begins no TLS record, is the proxy's own.
 */
#include "tunnel.h"

#include "net_text.h"

enum { PIECE_BYTES = 1024, RECORD_ALERT = 21, RECORD_HANDSHAKE = 22, TLS_MAJOR = 3 };

static const char CHECK_PROXY[] = "check that it is an HTTP proxy, and its port";
static const char STEP[] = "waiting for its reply to CONNECT";

static enum askcam_status send_request(struct askcam_tcp *tcp, const struct askcam_dial *proxy,
                                       const struct askcam_tunnel *tunnel)
{
    size_t left_bytes = 0;
    const char *at = tunnel->request(tunnel->ctx, &left_bytes);
    enum askcam_status status = ASKCAM_OK;

    while (status == ASKCAM_OK && left_bytes > 0) {
        const long moved = askcam_tcp_send(tcp, at, left_bytes);
        if (moved < 0) {
            return ASKCAM_OK; /* what it said before it closed is read next */
        }
        at += moved;
        left_bytes -= (size_t)moved;
        if (moved == 0) {
            status = askcam_dial_wait(proxy, tcp->fd, ASKCAM_WAIT_WRITE, STEP);
        }
    }
    return status;
}

static enum askcam_status fail_read(const struct askcam_dial *proxy, long moved)
{
    if (moved == ASKCAM_ERR_INTERNAL) {
        return askcam_dial_fail(proxy, ASKCAM_ERR_INTERNAL, "free memory on this device",
                                "out of memory on the connection");
    }
    return askcam_dial_fail(proxy, ASKCAM_ERR_UNAVAILABLE, CHECK_PROXY,
                            "it closed the connection before it replied to CONNECT");
}

/* Takes what has come; the bytes of the reply only. */
static enum askcam_status read_some(struct askcam_tcp *tcp, const struct askcam_dial *proxy,
                                    const struct askcam_tunnel *tunnel)
{
    uint8_t piece[PIECE_BYTES];
    size_t taken_bytes = 0;
    const long got = askcam_tcp_recv(tcp, piece, sizeof piece);

    if (got < 0) {
        return fail_read(proxy, got);
    }
    const enum askcam_status status =
        tunnel->reply(tunnel->ctx, piece, (size_t)got, &taken_bytes, proxy->err);
    if (status == ASKCAM_ERR_STOPPED && (taken_bytes < (size_t)got || tcp->held_bytes > 0)) {
        return askcam_dial_fail(proxy, ASKCAM_ERR_UNAVAILABLE, CHECK_PROXY,
                                "it sent data behind its reply to CONNECT");
    }
    return status;
}

enum askcam_status askcam_tunnel_open(struct askcam_tcp *tcp, const struct askcam_dial *dial)
{
    const struct askcam_tunnel *tunnel = dial->endpoint->tunnel;
    struct askcam_endpoint endpoint;
    struct askcam_dial proxy;

    askcam_dial_to_proxy(&proxy, &endpoint, dial);
    enum askcam_status status = send_request(tcp, &proxy, tunnel);
    while (status == ASKCAM_OK) {
        status = read_some(tcp, &proxy, tunnel);
        if (status == ASKCAM_OK) {
            const unsigned wanted = tcp->is_dry ? ASKCAM_WAIT_READ : 0U;
            status = askcam_dial_wait(&proxy, tcp->fd, wanted, STEP);
        }
    }
    tcp->first_bytes = 0; /* the server's first ones come next */
    return status == ASKCAM_ERR_STOPPED ? ASKCAM_OK : status;
}

enum askcam_status askcam_tunnel_check(const struct askcam_tcp *tcp, const struct askcam_dial *dial)
{
    struct askcam_endpoint endpoint;
    struct askcam_dial proxy;
    const bool is_tls = tcp->first_bytes >= 2 && tcp->first[1] == TLS_MAJOR &&
                        (tcp->first[0] == RECORD_ALERT || tcp->first[0] == RECORD_HANDSHAKE);

    if (is_tls) {
        return ASKCAM_OK;
    }
    askcam_dial_to_proxy(&proxy, &endpoint, dial);
    return askcam_dial_fail(&proxy, ASKCAM_ERR_UNAVAILABLE,
                            "check that the proxy lets connections to the server through",
                            tcp->first_bytes == 0
                                ? "it accepted the tunnel to %s, then the connection was closed"
                                : "what came through the tunnel to %s is not TLS",
                            dial->peer);
}
