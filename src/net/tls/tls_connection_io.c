/* SPDX-License-Identifier: MIT */
/*
 * tls_connection_io.c - moving bytes over an established TLS connection; see tls_connection.h.
 *
 * Three things that mbedTLS leaves to us:
 * - It has a buffer for one outgoing record.  While a record of the caller's waits there, reading
 * may have to send too: 3.6 does not process a session ticket, or anything behind it, before the
 * record has been sent.  But a server may read nothing more before we read its reply.  So whatever
 * reading sends is accepted whole, at once: what the system does not accept goes to the spill
 * buffer, which is sent before anything else.
 * - mbedtls_ssl_write() does not know that its record was sent while reading, and would send the
 *   bytes a second time.  unsent_bytes is what mbedTLS' buffer still holds.
 * - MBEDTLS_ERR_SSL_WANT_READ does not always mean that the system has no more bytes (an ignored
 *   alert gives it too), and our own buffer may hold some.  Only tcp->is_dry shows it.
 */
#include <assert.h>
#include <mbedtls/net_sockets.h>
#include <stdlib.h>
#include <string.h>

#include "mbed.h"
#include "tls_connection.h"

enum {
    /* A whole record of the largest size with all that any cipher adds, and some alerts. */
    SPILL_CAP_BYTES = 16384 + 1024,
    /*
     * mbedTLS skips what a peer may send without end (warnings, empty records) for as long as
     * bytes are available.  So now and then they are withheld, and the caller can check the clock.
     */
    RECVS_BETWEEN_PAUSES = 512,
    READS_AT_ONCE = 8,
};

/* Sends the spill: 1 it is empty, 0 would block, ASKCAM_ERR_CLOSED. */
static long flush_spill(struct askcam_tls_connection *connection)
{
    while (connection->spill_bytes != 0) {
        const long sent = askcam_tcp_send(connection->tcp, connection->spill + connection->spill_at,
                                          connection->spill_bytes);
        if (sent <= 0) {
            return sent;
        }
        connection->spill_at += (size_t)sent;
        connection->spill_bytes -= (size_t)sent;
    }
    free(connection->spill);
    connection->spill = NULL;
    connection->spill_at = 0;
    return 1;
}

static int add_to_spill(struct askcam_tls_connection *connection, const unsigned char *bytes,
                        size_t bytes_len)
{
    if (connection->spill == NULL) {
        connection->spill = malloc(SPILL_CAP_BYTES);
    }
    const size_t end = connection->spill_at + connection->spill_bytes;
    if (connection->spill == NULL || bytes_len > SPILL_CAP_BYTES - end) {
        return MBEDTLS_ERR_SSL_ALLOC_FAILED;
    }
    memcpy(connection->spill + end, bytes, bytes_len);
    connection->spill_bytes += bytes_len;
    return 0;
}

/*
 * Accepts the rest of what reading sends.  If sending fails, write() reports it: what the peer sent
 * before can still be read.
 */
static int accept_rest(struct askcam_tls_connection *connection, const unsigned char *bytes,
                       size_t bytes_len, long sent)
{
    const size_t moved = sent > 0 ? (size_t)sent : 0;
    const int code = sent < 0 ? 0 : add_to_spill(connection, bytes + moved, bytes_len - moved);

    connection->unsent_bytes = 0;
    return code != 0 ? code : (int)bytes_len;
}

/* mbedTLS always offers all that its buffer holds. */
static int on_send(void *ctx, const unsigned char *bytes, size_t bytes_len)
{
    struct askcam_tls_connection *connection = ctx;
    long sent = flush_spill(connection);

    sent = sent <= 0 ? sent : askcam_tcp_send(connection->tcp, bytes, bytes_len);
    if (connection->is_reading) {
        return accept_rest(connection, bytes, bytes_len, sent);
    }
    connection->unsent_bytes = bytes_len - (sent > 0 ? (size_t)sent : 0);
    if (sent == 0) {
        return MBEDTLS_ERR_SSL_WANT_WRITE;
    }
    if (sent > 0) {
        return (int)sent;
    }
    return sent == ASKCAM_ERR_INTERNAL ? MBEDTLS_ERR_SSL_ALLOC_FAILED : MBEDTLS_ERR_NET_SEND_FAILED;
}

static int on_recv(void *ctx, unsigned char *buf, size_t cap_bytes)
{
    struct askcam_tls_connection *connection = ctx;

    if (++connection->recvs % RECVS_BETWEEN_PAUSES == 0) {
        return MBEDTLS_ERR_SSL_WANT_READ;
    }
    const long got = askcam_tcp_recv(connection->tcp, buf, cap_bytes);

    if (got > 0) {
        return (int)got;
    }
    return got == 0                     ? MBEDTLS_ERR_SSL_WANT_READ
           : got == ASKCAM_ERR_INTERNAL ? MBEDTLS_ERR_SSL_ALLOC_FAILED
                                        : 0; /* the end */
}

void askcam_tls_connection_attach(struct askcam_tls_connection *connection)
{
    mbedtls_ssl_set_bio(&connection->ssl, connection, on_send, on_recv, NULL);
}

/* Notes what broke the connection and returns the status for the caller. */
static long broken(struct askcam_tls_connection *connection, int code)
{
    const bool is_end = code == 0 || code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ||
                        code == MBEDTLS_ERR_SSL_CONN_EOF || code == MBEDTLS_ERR_NET_SEND_FAILED;

    if (is_end || (code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE && connection->has_data)) {
        return ASKCAM_ERR_CLOSED; /* an alert in the middle of a reply only breaks it off */
    }
    connection->failure = code;
    return askcam_mbed_is_out_of_memory(code) ? ASKCAM_ERR_INTERNAL : ASKCAM_ERR_TLS;
}

static size_t record_bytes(const struct askcam_tls_connection *connection, size_t bytes_len)
{
    const int most = mbedtls_ssl_get_max_out_record_payload(&connection->ssl);

    return most > 0 && bytes_len > (size_t)most ? (size_t)most : bytes_len;
}

/* One call: mbedTLS' code, or how many of the caller's bytes have been sent. */
static int write_once(struct askcam_tls_connection *connection, const void *bytes, size_t bytes_len)
{
    if (connection->pending_bytes != 0 && connection->unsent_bytes == 0) {
        return (int)connection->pending_bytes; /* the record went out while reading */
    }
    const size_t offer = connection->pending_bytes != 0 ? connection->pending_bytes
                                                        : record_bytes(connection, bytes_len);
    const int code = mbedtls_ssl_write(&connection->ssl, bytes, offer);
    connection->pending_bytes = connection->unsent_bytes != 0 ? offer : connection->pending_bytes;
    return code;
}

long askcam_tls_connection_write(struct askcam_tls_connection *connection, const void *bytes,
                                 size_t bytes_len)
{
    bool is_ticket = true;
    int code = 0;

    assert(connection->is_trusted && bytes_len > 0 && bytes_len >= connection->pending_bytes);
    while (is_ticket) {
        const long flushed = flush_spill(connection);
        if (flushed <= 0) {
            return flushed;
        }
        code = write_once(connection, bytes, bytes_len);
        is_ticket = askcam_mbed_is_ticket(code);
        connection->has_ticket = connection->has_ticket || is_ticket;
    }
    if (code == MBEDTLS_ERR_SSL_WANT_WRITE || code == MBEDTLS_ERR_SSL_WANT_READ) {
        return 0;
    }
    if (code < 0) {
        return broken(connection, code);
    }
    connection->pending_bytes = 0;
    return code;
}

/* Reads once, or with cap_bytes 0 makes data ready; mbedTLS' code, with is_reading set. */
static int read_once(struct askcam_tls_connection *connection, void *buf, size_t cap_bytes)
{
    connection->is_reading = true;
    const int code = mbedtls_ssl_read(&connection->ssl, buf, cap_bytes);
    connection->is_reading = false;
    connection->has_ticket = connection->has_ticket || askcam_mbed_is_ticket(code);
    return code;
}

/* > 0 moved, 0 ready (with cap_bytes 0), would block or paused, < 0 as read() returns. */
static long read_some(struct askcam_tls_connection *connection, void *buf, size_t cap_bytes)
{
    for (unsigned i = 0; i < READS_AT_ONCE; i++) {
        const int code = read_once(connection, buf, cap_bytes);
        const bool is_dry = code == MBEDTLS_ERR_SSL_WANT_READ && connection->tcp->is_dry;
        const bool goes_on = code == MBEDTLS_ERR_SSL_WANT_READ || askcam_mbed_is_ticket(code);

        if (code > 0) {
            return code;
        }
        if (is_dry || (code == 0 && mbedtls_ssl_get_bytes_avail(&connection->ssl) > 0)) {
            return 0;
        }
        if (!goes_on) {
            return broken(connection, code);
        }
    }
    return 0; /* with tcp->is_dry false: call again, after checking the clock */
}

long askcam_tls_connection_read(struct askcam_tls_connection *connection, void *buf,
                                size_t cap_bytes)
{
    assert(connection->is_trusted && cap_bytes > 0);
    const long moved = read_some(connection, buf, cap_bytes);
    connection->has_data = connection->has_data || moved > 0;
    return moved;
}

long askcam_tls_connection_peek(struct askcam_tls_connection *connection)
{
    assert(connection->is_trusted);
    if (mbedtls_ssl_get_bytes_avail(&connection->ssl) == 0) {
        const long status = read_some(connection, NULL, 0);
        if (status < 0) {
            return status;
        }
    }
    return (long)mbedtls_ssl_get_bytes_avail(&connection->ssl);
}
