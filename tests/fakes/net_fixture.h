/* SPDX-License-Identifier: MIT */
/*
 * net_fixture.h - what the tests of the module net share: servers, a host, one connection.
 *
 * The host is the real one; its log goes nowhere, and a test can interrupt it and set its wall
 * clock.
 */
#ifndef ASKCAM_NET_FIXTURE_H
#define ASKCAM_NET_FIXTURE_H

#include <pthread.h>

#include "error.h"
#include "host_linux.h"
#include "net.h"
#include "net_servers.h"

struct net_fixture {
    struct net_servers servers;
    struct askcam_host_linux linux_host;
    struct askcam_host host;
    int interrupt_fd; /* what is written here interrupts every wait */
    struct askcam_net net;
    struct askcam_error err;
    char ca_file[NET_SERVERS_TEXT_BYTES]; /* of the tests' own CA */
    pthread_t thread;                     /* that interrupts */
    unsigned after_ms;
    bool has_thread;
};

/* The one of this process, since cmocka gives each test a state of its own. */
extern struct net_fixture net_fixture_shared;

/* For cmocka's group set-up and tear-down; they do not use *state. */
int net_fixture_start(void **state);
int net_fixture_stop(void **state);

/* Likewise for each test: a new connection, no error, nothing interrupted. */
int net_fixture_renew(void **state);
int net_fixture_close(void **state);

/* An endpoint of a server by its name in net_servers.py, trusted through the tests' own CA. */
struct askcam_endpoint net_fixture_endpoint(const struct net_fixture *fixture, const char *server,
                                            const char *host, bool tls);

/*
 * Sets the wall clock ahead of the true one, for the host and for mbedTLS, which asks libc; the
 * servers keep the true time.  Until the next renew.
 */
void net_fixture_set_clock_ahead(long seconds);

/* Interrupts after some milliseconds, from another thread. */
void net_fixture_interrupt_after(struct net_fixture *fixture, unsigned after_ms);

/* dial, send and recv of the fixture's connection, with a time-out in milliseconds. */
enum askcam_status net_fixture_dial(struct net_fixture *fixture,
                                    const struct askcam_endpoint *endpoint, uint64_t timeout_ms);
enum askcam_status net_fixture_send(struct net_fixture *fixture, const void *bytes, size_t len,
                                    uint64_t timeout_ms, size_t *sent);
enum askcam_status net_fixture_recv(struct net_fixture *fixture, void *buf, size_t cap,
                                    uint64_t timeout_ms, size_t *got);

/*
 * One run, which must succeed: dials, reads "bye" to the end, closes.  Returns what the server saw
 * of it.
 */
struct net_seen net_fixture_run(struct net_fixture *fixture, const struct askcam_endpoint *endpoint,
                                const char *server);

#endif
