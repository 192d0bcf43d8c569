/* SPDX-License-Identifier: MIT */
/* tcp.c - see tcp.h.  Invariant: at + held_bytes <= sizeof buf; held_bytes 0 implies at 0. */
#include "tcp.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "net_text.h"

enum {
    SHARE_MAX_MS = 2500, /* covers one lost SYN, which Linux repeats after 1 s */
    KEEPALIVE_IDLE_S = 60,
    KEEPALIVE_EVERY_S = 15,
    KEEPALIVE_COUNT = 4,
};

void askcam_tcp_init(struct askcam_tcp *tcp)
{
    *tcp = (struct askcam_tcp){.fd = -1};
}

void askcam_tcp_close(struct askcam_tcp *tcp)
{
    if (tcp->fd >= 0) {
        (void)close(tcp->fd); /* what was not acknowledged by now is of no use to anybody */
    }
    askcam_tcp_init(tcp);
}

static void set_option(int fd, int level, int option, int value)
{
    /* Comfort only: the connection works without, so a refusal is no failure. */
    (void)setsockopt(fd, level, option, &value, sizeof value);
}

static int open_socket(const struct askcam_address *to)
{
    const int fd =
        socket(to->socket.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);

    if (fd >= 0) {
        set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1); /* pieces are whole when they come here */
        set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1); /* NAT boxes forget a thinking model */
        set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S);
        set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_EVERY_S);
        set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT);
    }
    return fd;
}

/* How a connect that had to wait ended: 0 or an errno. */
static int connect_result(int fd)
{
    int number = 0;
    socklen_t number_bytes = sizeof number;

    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &number_bytes) == 0 ? number : errno;
}

/* One address.  ASKCAM_OK with *number 0 is success; ASKCAM_ERR_INTERRUPTED is the only failure. */
static enum askcam_status connect_one(struct askcam_tcp *tcp, const struct askcam_host *host,
                                      const struct askcam_address *to, uint64_t until_ms,
                                      int *number)
{
    enum askcam_status status = ASKCAM_OK;
    unsigned ready = 0;

    tcp->fd = open_socket(to);
    *number = tcp->fd >= 0 && connect(tcp->fd, &to->socket.any, to->socket_bytes) == 0 ? 0 : errno;
    if (tcp->fd >= 0 && (*number == EINPROGRESS || *number == EINTR)) {
        status = host->wait(host->ctx, tcp->fd, ASKCAM_WAIT_WRITE, until_ms, &ready);
        *number = status == ASKCAM_OK ? connect_result(tcp->fd) : ETIMEDOUT;
    }
    if (*number != 0) {
        askcam_tcp_close(tcp);
    }
    return status == ASKCAM_ERR_INTERRUPTED ? status : ASKCAM_OK;
}

/* Until when the next address may take, with `left` addresses to go, itself included. */
static uint64_t share_until(const struct askcam_dial *dial, size_t left)
{
    const uint64_t now_ms = askcam_now_ms(dial->host);

    if (left == 1 || dial->deadline_ms <= now_ms) {
        return dial->deadline_ms;
    }
    const uint64_t share_ms = (dial->deadline_ms - now_ms) / left;
    return now_ms + (share_ms < SHARE_MAX_MS ? share_ms : SHARE_MAX_MS);
}

static enum askcam_status fail_connect(const struct askcam_dial *dial, const char *address,
                                       size_t tried, int number)
{
    const struct askcam_net_text *words = askcam_net_text_of_errno(number);
    char what[ASKCAM_ADDRESS_TEXT_BYTES + 64];

    (void)snprintf(what, sizeof what, tried > 1 ? "%s, the best of %zu addresses" : "%s", address,
                   tried); /* it fits */
    if (number == ETIMEDOUT && askcam_now_ms(dial->host) >= dial->deadline_ms) {
        return askcam_dial_stalled(dial, "connecting", what);
    }
    if (words->why == NULL) {
        return askcam_dial_fail(dial, words->kind, words->hint, "cannot connect (%s): error %d",
                                what, number);
    }
    return askcam_dial_fail(dial, words->kind, words->hint, "%s (%s)", words->why, what);
}

/* A missing route says least: every device without IPv6 has one. */
static bool reports_more(int number, int than)
{
    return than == 0 ||
           (number != ENETUNREACH && number != EADDRNOTAVAIL && number != EAFNOSUPPORT);
}

enum askcam_status askcam_tcp_connect(struct askcam_tcp *tcp, const struct askcam_dial *dial,
                                      const struct askcam_addresses *addresses)
{
    char worst_address[ASKCAM_ADDRESS_TEXT_BYTES] = "?";
    int worst = 0;
    size_t tried = 0;

    assert(tcp->fd < 0 && addresses->count > 0);
    while (tried < addresses->count) {
        const struct askcam_address *to = &addresses->list[tried];
        char text[ASKCAM_ADDRESS_TEXT_BYTES];
        int number = 0;
        const enum askcam_status status =
            connect_one(tcp, dial->host, to, share_until(dial, addresses->count - tried), &number);

        if (status != ASKCAM_OK || number == 0) {
            return status;
        }
        tried++;
        askcam_address_text(to, text);
        askcam_log(dial->host, ASKCAM_LOG_DEBUG, "%s: connect to %s: errno %d", dial->peer, text,
                   number);
        if (reports_more(number, worst)) {
            worst = number;
            memcpy(worst_address, text, sizeof text);
        }
        if (askcam_now_ms(dial->host) >= dial->deadline_ms) {
            break;
        }
    }
    return fail_connect(dial, worst_address, tried, worst);
}

/* What a failed send() or recv() means: 0 would block, else the connection is over. */
static long over_or_later(void)
{
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
        const size_t room = sizeof tcp->first - tcp->first_bytes;
        const size_t more = (size_t)moved < room ? (size_t)moved : room;
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
