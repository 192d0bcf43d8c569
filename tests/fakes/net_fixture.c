/* SPDX-License-Identifier: MIT */
/* net_fixture.c - see net_fixture.h. */
#include "net_fixture.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tls.h"

struct net_fixture net_fixture_shared;

enum { LIFE_S = 110, RUN_TIMEOUT_MS = 10000 }; /* a test that hangs ends itself */

static void log_nothing(void *ctx, enum askcam_log_level level, const char *line)
{
    (void)ctx;
    (void)level;
    (void)line;
}

/* mbedTLS' looks at the wall clock come by here, and the host's by wall(). */
static atomic_long clock_ahead_s;
static void (*real_wall)(void *ctx, struct askcam_wall *wall);

time_t time(time_t *out)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec += atomic_load(&clock_ahead_s);
    if (out != NULL) {
        *out = now.tv_sec;
    }
    return now.tv_sec;
}

static void wall(void *ctx, struct askcam_wall *now)
{
    real_wall(ctx, now);
    now->unix_ms += (int64_t)atomic_load(&clock_ahead_s) * 1000;
}

void net_fixture_set_clock_ahead(long seconds)
{
    atomic_store(&clock_ahead_s, seconds);
}

int net_fixture_start(void **state)
{
    struct net_fixture *fixture = &net_fixture_shared;

    (void)state;
    (void)alarm(LIFE_S);
    if (!net_servers_start(&fixture->servers)) {
        return -1;
    }
    net_servers_path(&fixture->servers, "ca.pem", fixture->ca_file);
    fixture->host = askcam_host_linux_init(&fixture->linux_host);
    fixture->host.log = log_nothing;
    real_wall = fixture->host.wall;
    fixture->host.wall = wall;
    return 0;
}

int net_fixture_stop(void **state)
{
    (void)state;
    net_servers_stop(&net_fixture_shared.servers);
    return 0;
}

int net_fixture_renew(void **state)
{
    struct net_fixture *fixture = &net_fixture_shared;
    int ends[2];

    (void)state;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return -1;
    }
    fixture->linux_host.interrupt_fd = ends[0];
    fixture->interrupt_fd = ends[1];
    fixture->err = (struct askcam_error){.kind = ASKCAM_OK};
    net_fixture_set_clock_ahead(0);
    return askcam_tls_new(&fixture->net, &fixture->host, &fixture->err);
}

int net_fixture_close(void **state)
{
    struct net_fixture *fixture = &net_fixture_shared;

    (void)state;
    if (fixture->has_thread) {
        fixture->has_thread = false;
        (void)pthread_join(fixture->thread, NULL);
    }
    askcam_tls_free(&fixture->net);
    (void)close(fixture->linux_host.interrupt_fd);
    (void)close(fixture->interrupt_fd);
    return 0;
}

struct askcam_endpoint net_fixture_endpoint(const struct net_fixture *fixture, const char *server,
                                            const char *host, bool tls)
{
    return (struct askcam_endpoint){.host = host,
                                    .port = net_servers_port(&fixture->servers, server),
                                    .tls = tls,
                                    .ca_file = fixture->ca_file};
}

static void *interrupt(void *arg)
{
    const struct net_fixture *fixture = arg;
    const struct timespec pause = {.tv_sec = fixture->after_ms / 1000,
                                   .tv_nsec = (long)(fixture->after_ms % 1000) * 1000000};

    (void)nanosleep(&pause, NULL);
    const ssize_t wrote = write(fixture->interrupt_fd, "!", 1);
    return wrote == 1 ? NULL : arg;
}

void net_fixture_interrupt_after(struct net_fixture *fixture, unsigned after_ms)
{
    fixture->after_ms = after_ms;
    fixture->has_thread = pthread_create(&fixture->thread, NULL, interrupt, fixture) == 0;
    if (!fixture->has_thread) {
        abort();
    }
}

enum askcam_status net_fixture_dial(struct net_fixture *fixture,
                                    const struct askcam_endpoint *endpoint, uint64_t timeout_ms)
{
    return fixture->net.ops->dial(fixture->net.ctx, endpoint,
                                  askcam_deadline(&fixture->host, timeout_ms), &fixture->err);
}

enum askcam_status net_fixture_send(struct net_fixture *fixture, const void *bytes, size_t len,
                                    uint64_t timeout_ms, size_t *sent)
{
    return fixture->net.ops->send(fixture->net.ctx, bytes, len,
                                  askcam_deadline(&fixture->host, timeout_ms), sent, &fixture->err);
}

enum askcam_status net_fixture_recv(struct net_fixture *fixture, void *buf, size_t cap,
                                    uint64_t timeout_ms, size_t *got)
{
    return fixture->net.ops->recv(fixture->net.ctx, buf, cap,
                                  askcam_deadline(&fixture->host, timeout_ms), got, &fixture->err);
}

struct net_seen net_fixture_run(struct net_fixture *fixture, const struct askcam_endpoint *endpoint,
                                const char *server)
{
    const struct net_seen before = net_servers_seen(&fixture->servers, server);
    char buf[16];
    size_t got = 0;

    fixture->err = (struct askcam_error){.kind = ASKCAM_OK};
    const enum askcam_status status = net_fixture_dial(fixture, endpoint, RUN_TIMEOUT_MS);
    if (status != ASKCAM_OK) {
        print_message("%s: %s; %s\n", fixture->err.what, fixture->err.why, fixture->err.hint);
    }
    assert_int_equal(status, ASKCAM_OK);
    assert_int_equal(fixture->err.kind, ASKCAM_OK); /* a failed attempt leaves none */
    while (net_fixture_recv(fixture, buf, sizeof buf, RUN_TIMEOUT_MS, &got) == ASKCAM_OK) {
        assert_memory_equal(buf, "bye", got);
    }
    fixture->net.ops->close(fixture->net.ctx);
    const struct net_seen after = net_servers_seen(&fixture->servers, server);
    return (struct net_seen){.connections = after.connections - before.connections,
                             .handshakes = after.handshakes - before.handshakes,
                             .reused = after.reused - before.reused,
                             .bytes = after.bytes - before.bytes};
}
