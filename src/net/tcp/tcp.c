/* SPDX-License-Identifier: MIT */
/* tcp.c - see tcp.h.  Invariant: at + held_bytes <= sizeof buf; held_bytes 0 implies at 0. */
#include "tcp.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

void askcam_tcp_init(struct askcam_tcp *tcp)
{
    *tcp = (struct askcam_tcp){.fd = -1};
}

void askcam_tcp_close(struct askcam_tcp *tcp)
{
    if (tcp->fd >= 0) {
        (void)close(tcp->fd); /* an error is of no use any more */
    }
    askcam_tcp_init(tcp);
}

void askcam_tcp_peer(const struct askcam_tcp *tcp, struct askcam_address *peer)
{
    *peer = (struct askcam_address){.socket_bytes = sizeof peer->socket};
    if (getpeername(tcp->fd, &peer->socket.any, &peer->socket_bytes) != 0) {
        *peer = (struct askcam_address){.socket_bytes = 0};
    }
}

/* What a failed send() or recv() means: 0 would block, else the connection is over. */
static long over_or_later(void)
{
    if (errno == ENOMEM || errno == ENOBUFS) {
        return ASKCAM_ERR_INTERNAL;
    }
    return errno == EAGAIN || errno == EINTR ? 0 : ASKCAM_ERR_CLOSED;
}

long askcam_tcp_send(struct askcam_tcp *tcp, const void *bytes, size_t bytes_len)
{
    /* A peer that has gone must not end the process with SIGPIPE. */
    const ssize_t sent =
        send(tcp->fd, bytes, bytes_len < INT_MAX ? bytes_len : INT_MAX, MSG_NOSIGNAL);

    return sent >= 0 ? sent : over_or_later();
}

static long recv_some(struct askcam_tcp *tcp, void *buf, size_t cap_bytes)
{
    const ssize_t got = recv(tcp->fd, buf, cap_bytes < INT_MAX ? cap_bytes : INT_MAX, 0);
    const long moved = got > 0 ? got : got == 0 ? ASKCAM_ERR_CLOSED : over_or_later();

    tcp->is_dry = moved == 0;
    if (moved > 0 && tcp->first_bytes < sizeof tcp->first) {
        const size_t free_bytes = sizeof tcp->first - tcp->first_bytes;
        const size_t more = (size_t)moved < free_bytes ? (size_t)moved : free_bytes;
        memcpy(tcp->first + tcp->first_bytes, buf, more);
        tcp->first_bytes += more;
    }
    return moved;
}

long askcam_tcp_peek(struct askcam_tcp *tcp)
{
    tcp->is_dry = false;
    if (tcp->held_bytes == 0) {
        const long moved = recv_some(tcp, tcp->buf, sizeof tcp->buf);
        if (moved <= 0) {
            return moved;
        }
        tcp->held_bytes = (size_t)moved;
    }
    return (long)tcp->held_bytes;
}

long askcam_tcp_recv(struct askcam_tcp *tcp, void *buf, size_t cap_bytes)
{
    if (tcp->held_bytes == 0 && cap_bytes >= sizeof tcp->buf) {
        return recv_some(tcp, buf, cap_bytes); /* large enough to go past the buffer */
    }
    const long ready = askcam_tcp_peek(tcp);
    if (ready <= 0) {
        return ready;
    }
    const size_t taken = cap_bytes < tcp->held_bytes ? cap_bytes : tcp->held_bytes;
    memcpy(buf, tcp->buf + tcp->at, taken);
    tcp->held_bytes -= taken;
    tcp->at = tcp->held_bytes == 0 ? 0 : tcp->at + taken;
    return (long)taken;
}
