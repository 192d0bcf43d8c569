/* SPDX-License-Identifier: MIT */
/*
 * connect.c - askcam_tcp_connect(): the addresses of a host as RFC 8305 section 5 tries them.
 *
 * Attempts are started in the order of the addresses, each 250 ms after the one before it, or at
 * once when one has failed; those that are under way go on.  The first that connects wins, and all
 * others are closed.  All sockets are in one epoll set, so that a single wait covers them.
 *
 * Invariants: fds[i] >= 0 exactly while attempt i is under way; pending counts these; addresses
 * below started have been tried.
 */
#include <assert.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "net_text.h"
#include "tcp.h"

enum {
    ATTEMPT_DELAY_MS = 250, /* RFC 8305 section 8: the Connection Attempt Delay */
    KEEPALIVE_IDLE_S = 60,
    KEEPALIVE_INTERVAL_S = 15,
    KEEPALIVE_COUNT = 4,
};

struct race {
    const struct askcam_dial *dial;
    const struct askcam_addresses *addresses;
    int epoll_fd;
    int fds[ASKCAM_ADDRESSES_MAX];
    size_t started;
    size_t pending;
    uint64_t next_ms; /* when the next attempt may start */
    int winner_fd;    /* -1: none yet */

    /* The failure to report: the one of the greatest weight. */
    int number; /* errno, 0: none yet */
    size_t number_of;
};

static void set_option(int fd, int level, int option, int value)
{
    (void)setsockopt(fd, level, option, &value, sizeof value); /* it works without, too */
}

static int open_socket(const struct askcam_address *to)
{
    const int fd =
        socket(to->socket.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);

    if (fd >= 0) {
        set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1); /* what is sent is already collected */
        set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1); /* NAT forgets a connection that is silent */
        set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S);
        set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S);
        set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT);
    }
    return fd;
}

/*
 * A missing route weighs least, since every device without IPv6 has one; a lack of descriptors or
 * memory weighs most, since no other server or network would help.
 */
static unsigned weight_of(int number)
{
    if (number == ENETUNREACH || number == EADDRNOTAVAIL || number == EAFNOSUPPORT) {
        return 1;
    }
    return askcam_net_text_of_errno(number)->kind == ASKCAM_ERR_INTERNAL ? 3 : 2;
}

static void note_failure(struct race *race, size_t i, int number)
{
    char text[ASKCAM_ADDRESS_TEXT_BYTES];

    askcam_address_text(&race->addresses->list[i], text);
    askcam_log(race->dial->host, ASKCAM_LOG_DEBUG, "%s: connect to %s: errno %d", race->dial->peer,
               text, number);
    if (race->number == 0 || weight_of(number) >= weight_of(race->number)) {
        race->number = number;
        race->number_of = i;
    }
}

/* Attempt i is over: takes its socket out of the race and returns it. */
static int take_out(struct race *race, size_t i)
{
    const int fd = race->fds[i];

    (void)epoll_ctl(race->epoll_fd, EPOLL_CTL_DEL, fd, NULL); /* unless it was never added */
    race->fds[i] = -1;
    race->pending--;
    return fd;
}

/* Ends attempt i, which failed: the next one may start at once. */
static void drop(struct race *race, size_t i, int number)
{
    (void)close(take_out(race, i)); /* nothing was sent on it */
    race->next_ms = 0;
    note_failure(race, i, number);
}

static bool watch(const struct race *race, size_t i)
{
    struct epoll_event event = {.events = EPOLLOUT, .data = {.u64 = i}};

    return epoll_ctl(race->epoll_fd, EPOLL_CTL_ADD, race->fds[i], &event) == 0;
}

/* Starts the next attempt, which may end at once, either way. */
static void start_next(struct race *race)
{
    const size_t i = race->started++;
    const struct askcam_address *to = &race->addresses->list[i];

    race->next_ms = askcam_now_ms(race->dial->host) + ATTEMPT_DELAY_MS;
    race->fds[i] = open_socket(to);
    if (race->fds[i] < 0) {
        race->next_ms = 0;
        note_failure(race, i, errno);
        return;
    }
    race->pending++;
    if (connect(race->fds[i], &to->socket.any, to->socket_bytes) == 0) {
        race->winner_fd = take_out(race, i);
    } else if ((errno != EINPROGRESS && errno != EINTR) || !watch(race, i)) {
        drop(race, i, errno);
    }
}

/* How a connect that had to wait ended: 0 or an errno. */
static int connect_result(int fd)
{
    int number = 0;
    socklen_t number_bytes = sizeof number;

    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &number_bytes) == 0 ? number : errno;
}

/* Looks at the attempts that have ended; of several that connected the first address wins. */
static void collect(struct race *race)
{
    struct epoll_event events[ASKCAM_ADDRESSES_MAX];
    const int count = epoll_wait(race->epoll_fd, events, ASKCAM_ADDRESSES_MAX, 0);
    size_t best = ASKCAM_ADDRESSES_MAX;

    for (int at = 0; at < count; at++) {
        const size_t i = (size_t)events[at].data.u64;
        const int number = connect_result(race->fds[i]);
        if (number != 0) {
            drop(race, i, number);
        } else if (i < best) {
            best = i;
        }
    }
    if (best < ASKCAM_ADDRESSES_MAX) {
        race->winner_fd = take_out(race, best);
    }
}

static size_t first_pending(const struct race *race)
{
    size_t i = 0;

    while (race->fds[i] < 0) {
        i++;
    }
    return i;
}

/* Waits until an attempt ends, the next may start, or the time is up, which ends all. */
static enum askcam_status wait_for_one(struct race *race)
{
    const struct askcam_host *host = race->dial->host;
    const bool has_next = race->started < race->addresses->count;
    const uint64_t deadline_ms = race->dial->deadline_ms;
    const uint64_t until_ms = has_next && race->next_ms < deadline_ms ? race->next_ms : deadline_ms;
    unsigned ready = 0;
    const enum askcam_status status =
        host->wait(host->ctx, race->epoll_fd, ASKCAM_WAIT_READ, until_ms, &ready);

    if (status == ASKCAM_OK) {
        collect(race);
    } else if (status == ASKCAM_ERR_TIMEOUT && askcam_now_ms(host) >= deadline_ms) {
        drop(race, first_pending(race), ETIMEDOUT);
        return ASKCAM_ERR_TIMEOUT;
    }
    return status == ASKCAM_ERR_INTERRUPTED ? status : ASKCAM_OK;
}

static enum askcam_status fail_connect(const struct race *race)
{
    const struct askcam_dial *dial = race->dial;
    const struct askcam_net_text *text = askcam_net_text_of_errno(race->number);
    char address[ASKCAM_ADDRESS_TEXT_BYTES];
    char what[ASKCAM_ADDRESS_TEXT_BYTES + 64];

    askcam_address_text(&race->addresses->list[race->number_of], address);
    (void)snprintf(what, sizeof what, race->started > 1 ? "%s; %zu addresses tried" : "%s", address,
                   race->started); /* it fits */
    if (race->number == ETIMEDOUT && askcam_now_ms(dial->host) >= dial->deadline_ms) {
        return askcam_dial_stalled(dial, "connecting", what);
    }
    if (text->why == NULL) {
        return askcam_dial_fail(dial, text->kind, text->hint, "cannot connect (%s): error %d", what,
                                race->number);
    }
    return askcam_dial_fail(dial, text->kind, text->hint, "%s (%s)", text->why, what);
}

/* Runs until one attempt has won or none is left; the cause of a failure is in race. */
static enum askcam_status run(struct race *race)
{
    enum askcam_status status = ASKCAM_OK;

    while (status == ASKCAM_OK && race->winner_fd < 0) {
        const bool has_next = race->started < race->addresses->count;

        if (has_next && (race->pending == 0 || race->next_ms <= askcam_now_ms(race->dial->host))) {
            start_next(race);
        } else if (race->pending != 0) {
            status = wait_for_one(race);
        } else {
            status = ASKCAM_ERR_UNAVAILABLE;
        }
    }
    return status;
}

static void end(struct race *race)
{
    for (size_t i = 0; i < race->started; i++) {
        if (race->fds[i] >= 0) {
            (void)close(race->fds[i]); /* nothing was sent on it */
        }
    }
    (void)close(race->epoll_fd); /* owns nothing */
}

enum askcam_status askcam_tcp_connect(struct askcam_tcp *tcp, const struct askcam_dial *dial,
                                      const struct askcam_addresses *addresses)
{
    struct race race = {.dial = dial, .addresses = addresses, .winner_fd = -1};

    assert(tcp->fd < 0 && addresses->count > 0);
    memset(race.fds, -1, sizeof race.fds); /* every byte 0xFF is -1 */
    race.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (race.epoll_fd < 0) {
        race.number = errno;
        return fail_connect(&race);
    }
    const enum askcam_status status = run(&race);
    end(&race);
    tcp->fd = race.winner_fd;
    return status == ASKCAM_OK || status == ASKCAM_ERR_INTERRUPTED ? status : fail_connect(&race);
}
