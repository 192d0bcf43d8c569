/* SPDX-License-Identifier: MIT */
/*
 * tls.c - see tls.h.
 *
 * Every operation is a loop: try without blocking, check what has come, wait until the deadline.
 * ended is sticky until close: once the connection is known to be over, nothing is tried any more.
 */
#include "tls.h"

#include <assert.h>
#include <mbedtls/platform_util.h>
#include <stdlib.h>
#include <string.h>

#include "dial.h"
#include "route.h"
#include "session_cache.h"
#include "tcp.h"
#include "tls_connection.h"
#include "tls_text.h"
#include "trust.h"
#include "tunnel.h"

enum {
    CALLS_BETWEEN_CHECKS = 64, /* a peer that never makes us wait must be stoppable too */
    PEEKS_AT_ONCE = 64,        /* of some records each; a peer that sends more must wait */
};

struct connection {
    const struct askcam_host *host;
    struct askcam_destination to;
    struct askcam_tcp tcp;
    struct askcam_tls_connection connection; /* open for TLS only */
    struct askcam_session_cache cache;
    enum askcam_status ended; /* ASKCAM_OK while the peer is not known to have ended */
    bool has_kept_ticket;
    unsigned calls;
    char peer[ASKCAM_ERROR_WHAT_BYTES];
};

static_assert(sizeof(struct connection) <= (size_t)20 * 1024, "tls.h says 19 KB");

static void conn_close(void *ctx)
{
    struct connection *conn = ctx;

    askcam_tls_connection_close(&conn->connection);
    askcam_tcp_close(&conn->tcp);
    conn->cache = (struct askcam_session_cache){.store = NULL};
    conn->has_kept_ticket = false;
    conn->ended = ASKCAM_OK;
}

/* How one handshake is to be tried. */
struct attempt {
    bool uses_cache; /* the session and the root that are known, else the bundle and in full */
    enum askcam_mbed_offer offer;
};

/* The root that the cache names, else the bundle, of which the handshake takes what it needs. */
static enum askcam_status choose_roots(struct connection *conn, const struct attempt *attempt,
                                       const struct askcam_trust *trust, struct askcam_error *err)
{
    struct askcam_tls_connection *connection = &conn->connection;

    if (attempt->uses_cache &&
        askcam_trust_load_one(trust, conn->cache.place, &connection->trusted)) {
        return ASKCAM_OK;
    }
    connection->bundle = trust;
    return askcam_trust_check(trust, err);
}

/* One handshake on a new connection. */
static enum askcam_status try_handshake(struct connection *conn, const struct askcam_dial *dial,
                                        const struct askcam_addresses *addresses,
                                        const struct askcam_trust *trust,
                                        const struct attempt *attempt)
{
    struct askcam_tls_connection *connection = &conn->connection;
    enum askcam_status status =
        askcam_tls_connection_open(connection, &conn->tcp, dial, attempt->offer);

    status = status == ASKCAM_OK ? choose_roots(conn, attempt, trust, dial->err) : status;
    if (status == ASKCAM_OK && attempt->uses_cache) {
        askcam_session_cache_offer(&conn->cache, connection);
    }
    status = status != ASKCAM_OK ? status : askcam_route_connect(&conn->tcp, dial, addresses);
    return status != ASKCAM_OK ? status : askcam_tls_connection_handshake(connection, dial);
}

/*
 * After a handshake that failed: changes *attempt to one that may succeed, false if there is none.
 * Each reason applies once, so there are three attempts at most.
 */
static bool next_attempt(struct connection *conn, struct attempt *attempt)
{
    if (attempt->offer == ASKCAM_MBED_OFFER_ALL &&
        askcam_mbed_is_pss_defect(&conn->connection.ssl, conn->connection.failure)) {
        attempt->offer = ASKCAM_MBED_OFFER_NO_PSS;
        askcam_session_cache_note_pss(&conn->cache);
        return true;
    }
    const bool used_cache = attempt->uses_cache;
    attempt->uses_cache = false; /* the root may have changed, or the server lost the session */
    conn->cache.place.size_bytes = 0;
    return used_cache;
}

static enum askcam_status try_all(struct connection *conn, const struct askcam_dial *dial,
                                  const struct askcam_addresses *addresses,
                                  const struct askcam_trust *trust)
{
    struct attempt attempt = {
        .uses_cache = askcam_session_cache_is_useful(&conn->cache),
        .offer = askcam_session_cache_avoids_pss(&conn->cache) ? ASKCAM_MBED_OFFER_NO_PSS
                                                               : ASKCAM_MBED_OFFER_ALL,
    };
    struct askcam_error err = {.kind = ASKCAM_OK};
    struct askcam_dial trial = *dial; /* only the last attempt's failure is reported */

    trial.err = &err;
    enum askcam_status status = try_handshake(conn, &trial, addresses, trust, &attempt);
    while (status == ASKCAM_ERR_TLS && next_attempt(conn, &attempt)) {
        askcam_tls_connection_close(&conn->connection);
        askcam_tcp_close(&conn->tcp);
        err = (struct askcam_error){.kind = ASKCAM_OK};
        status = try_handshake(conn, &trial, addresses, trust, &attempt);
    }
    if (status == ASKCAM_ERR_TLS && dial->endpoint->tunnel != NULL) {
        const enum askcam_status of_proxy = askcam_tunnel_check(&conn->tcp, dial);
        status = of_proxy != ASKCAM_OK ? of_proxy : status; /* dial->err has its cause */
    }
    if (status != ASKCAM_OK && dial->err != NULL && dial->err->kind == ASKCAM_OK) {
        *dial->err = err;
    }
    return status;
}

/* mbedTLS would wait for the kernel's first random bytes without end, deaf to signals. */
static enum askcam_status await_randomness(const struct askcam_dial *dial)
{
    const struct askcam_host *host = dial->host;
    uint8_t byte = 0;

    const enum askcam_status status = host->random(host->ctx, &byte, 1, dial->deadline_ms);
    return status == ASKCAM_ERR_TIMEOUT
               ? askcam_dial_stalled(dial, "waiting for the system's random numbers", NULL)
               : status;
}

static enum askcam_status dial_tls(struct connection *conn, const struct askcam_dial *dial,
                                   const struct askcam_addresses *addresses)
{
    struct askcam_trust trust;
    enum askcam_status status = askcam_trust_find(&trust, dial->endpoint->ca_file, dial->err);

    if (status == ASKCAM_OK) {
        status = await_randomness(dial);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    askcam_session_cache_init(&conn->cache, dial, &trust);
    status = try_all(conn, dial, addresses, &trust);
    if (status == ASKCAM_OK) {
        askcam_session_cache_keep(&conn->cache, &trust, &conn->connection);
        askcam_tls_connection_drop_trusted(&conn->connection);
    }
    return status;
}

static bool conn_is_to(void *ctx, const struct askcam_endpoint *endpoint)
{
    const struct connection *conn = ctx;
    return askcam_destination_is(&conn->to, endpoint);
}

static enum askcam_status conn_dial(void *ctx, const struct askcam_endpoint *endpoint,
                                    uint64_t deadline_ms, struct askcam_error *err)
{
    struct connection *conn = ctx;
    struct askcam_addresses addresses;
    struct askcam_dial dial;

    assert(endpoint->tls || endpoint->tunnel == NULL); /* a proxy must not read what is sent */
    conn_close(conn);
    askcam_dial_init(&dial, conn->host, endpoint, deadline_ms, err);
    memcpy(conn->peer, dial.peer, sizeof conn->peer);
    askcam_destination_set(&conn->to, endpoint);
    enum askcam_status status = askcam_route_look_up(&dial, &addresses);
    if (status == ASKCAM_OK) {
        status = endpoint->tls ? dial_tls(conn, &dial, &addresses)
                               : askcam_route_connect_plain(&conn->tcp, &dial, &addresses);
    }
    if (status != ASKCAM_OK) {
        conn_close(conn);
    }
    return status;
}

static void keep_ticket(struct connection *conn)
{
    if (conn->connection.has_ticket && !conn->has_kept_ticket) {
        conn->has_kept_ticket = true; /* servers send two or more; one is enough for next time */
        askcam_session_cache_keep_ticket(&conn->cache, &conn->connection);
    }
}

/* Read, write and peek of the upper layer, TLS or TCP; an end is noted. */
static long note_end(struct connection *conn, long moved)
{
    if (moved < 0) {
        conn->ended = (enum askcam_status)moved;
    }
    keep_ticket(conn);
    return moved;
}

static long top_write(struct connection *conn, const void *bytes, size_t bytes_len)
{
    /* A failed write is not the end yet: what the peer sent before it closed can still be read. */
    return conn->connection.is_open
               ? askcam_tls_connection_write(&conn->connection, bytes, bytes_len)
               : askcam_tcp_send(&conn->tcp, bytes, bytes_len);
}

static long top_read(struct connection *conn, void *buf, size_t cap_bytes)
{
    return note_end(conn, conn->connection.is_open
                              ? askcam_tls_connection_read(&conn->connection, buf, cap_bytes)
                              : askcam_tcp_recv(&conn->tcp, buf, cap_bytes));
}

static long peek_once(struct connection *conn)
{
    return note_end(conn, conn->connection.is_open ? askcam_tls_connection_peek(&conn->connection)
                                                   : askcam_tcp_peek(&conn->tcp));
}

/* Looks behind the records without data that have come, a server's tickets for example. */
static long top_peek(struct connection *conn)
{
    long ready = peek_once(conn);

    for (unsigned i = 1; i < PEEKS_AT_ONCE && ready == 0 && !conn->tcp.is_dry; i++) {
        ready = peek_once(conn);
    }
    return ready;
}

/* The status and the cause of a connection that is over, the same at every call. */
static enum askcam_status report_end(const struct connection *conn, struct askcam_error *err)
{
    char text[192];

    if (conn->ended == ASKCAM_ERR_INTERNAL) {
        return askcam_fail(err, ASKCAM_ERR_INTERNAL,
                           (struct askcam_error_context){conn->peer, "free memory on this device"},
                           "out of memory on the connection");
    }
    if (conn->ended != ASKCAM_ERR_TLS) {
        return ASKCAM_ERR_CLOSED;
    }
    askcam_tls_text_of_code(conn->connection.failure, text, sizeof text);
    return askcam_fail(
        err, ASKCAM_ERR_TLS,
        (struct askcam_error_context){conn->peer, "check the network between here and there"},
        "the TLS connection broke: %s", text);
}

/* Before each operation: an interruption must be seen though the peer never makes us wait. */
static enum askcam_status check_interrupted(struct connection *conn)
{
    conn->calls++;
    return conn->calls % CALLS_BETWEEN_CHECKS == 0 ? askcam_interrupted(conn->host) : ASKCAM_OK;
}

/*
 * Waits for more; *waits counts.  Bytes that carry no data (half a record, a ticket) may keep
 * coming, and then the host's wait never times out: so the clock is read after the first wait.
 */
static enum askcam_status wait_more(struct connection *conn, unsigned wanted, uint64_t deadline_ms,
                                    unsigned *waits)
{
    unsigned ready = 0;

    if (*waits > 0 && askcam_now_ms(conn->host) >= deadline_ms) {
        return ASKCAM_ERR_TIMEOUT;
    }
    (*waits)++;
    if (!conn->tcp.is_dry) {
        return askcam_interrupted(conn->host); /* there is more to read */
    }
    return conn->host->wait(conn->host->ctx, conn->tcp.fd, wanted, deadline_ms, &ready);
}

static enum askcam_status conn_send(void *ctx, const void *bytes, size_t bytes_len,
                                    uint64_t deadline_ms, size_t *sent_bytes,
                                    struct askcam_error *err)
{
    struct connection *conn = ctx;
    enum askcam_status status = check_interrupted(conn);
    unsigned waits = 0;

    assert(bytes_len > 0);
    while (status == ASKCAM_OK) {
        if (conn->tcp.fd < 0 || conn->ended != ASKCAM_OK) {
            return report_end(conn, err);
        }
        const long moved = top_write(conn, bytes, bytes_len);
        const long ready = moved > 0 ? 0 : top_peek(conn);
        if (moved > 0 || ready > 0) {
            *sent_bytes = moved > 0 ? (size_t)moved : 0;
            return ASKCAM_OK;
        }
        if (moved < 0) {
            conn->ended = (enum askcam_status)moved;
            continue;
        }
        status = wait_more(conn, ASKCAM_WAIT_READ | ASKCAM_WAIT_WRITE, deadline_ms, &waits);
    }
    return status;
}

static enum askcam_status conn_recv(void *ctx, void *buf, size_t cap_bytes, uint64_t deadline_ms,
                                    size_t *got_bytes, struct askcam_error *err)
{
    struct connection *conn = ctx;
    enum askcam_status status = check_interrupted(conn);
    unsigned waits = 0;

    assert(cap_bytes > 0);
    while (status == ASKCAM_OK) {
        if (conn->tcp.fd < 0 || conn->ended != ASKCAM_OK) {
            return report_end(conn, err);
        }
        const long moved = top_read(conn, buf, cap_bytes);
        if (moved > 0) {
            *got_bytes = (size_t)moved;
            return ASKCAM_OK;
        }
        if (moved == 0) {
            status = wait_more(conn, ASKCAM_WAIT_READ, deadline_ms, &waits);
        }
    }
    return status;
}

static bool conn_readable(void *ctx)
{
    struct connection *conn = ctx;

    return conn->tcp.fd < 0 || conn->ended != ASKCAM_OK || top_peek(conn) != 0;
}

/* A part of a record may be the start of a reply; one of a ticket costs a new connection. */
static bool conn_is_quiet(void *ctx)
{
    struct connection *conn = ctx;

    if (conn->tcp.fd < 0 || conn->ended != ASKCAM_OK || top_peek(conn) != 0) {
        return false;
    }
    return !conn->connection.is_open ||
           (conn->tcp.is_dry && !askcam_mbed_has_part(&conn->connection.ssl));
}

static bool conn_is_open(void *ctx)
{
    struct connection *conn = ctx;

    return conn->tcp.fd >= 0 && conn->ended == ASKCAM_OK && top_peek(conn) >= 0;
}

static const struct askcam_net_ops OPS = {.dial = conn_dial,
                                          .send = conn_send,
                                          .recv = conn_recv,
                                          .readable = conn_readable,
                                          .is_quiet = conn_is_quiet,
                                          .is_open = conn_is_open,
                                          .is_to = conn_is_to,
                                          .close = conn_close};

enum askcam_status askcam_tls_check_ca_file(const char *path, struct askcam_error *err)
{
    struct askcam_trust trust;

    const enum askcam_status status = askcam_trust_find(&trust, path, err);
    return status == ASKCAM_OK ? askcam_trust_check(&trust, err) : status;
}

enum askcam_status askcam_tls_new(struct askcam_net *net, const struct askcam_host *host,
                                  struct askcam_error *err)
{
    struct connection *conn = calloc(1, sizeof *conn);

    if (conn == NULL) {
        return askcam_fail(err, ASKCAM_ERR_INTERNAL,
                           (struct askcam_error_context){"TLS", "free memory on this device"},
                           "out of memory");
    }
    conn->host = host;
    askcam_tcp_init(&conn->tcp);
    askcam_tls_connection_init(&conn->connection);
    *net = (struct askcam_net){.ops = &OPS, .ctx = conn};
    return ASKCAM_OK;
}

void askcam_tls_free(struct askcam_net *net)
{
    if (net->ctx != NULL) {
        conn_close(net->ctx);
        mbedtls_platform_zeroize(net->ctx, sizeof(struct connection)); /* of a loopback's bytes */
        free(net->ctx);
    }
    *net = (struct askcam_net){.ops = NULL};
}
