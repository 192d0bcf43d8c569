/* SPDX-License-Identifier: MIT */
/*
 * secure_io.c - moving bytes over a TLS connection that stands; see secure.h.
 *
 * Three things that mbedTLS leaves to us:
 * - It has room for one outgoing record.  While a record of the caller's waits there, reading may
 *   want to send too: 3.6 does not take a session ticket, and nothing behind it, before the record
 *   is gone.  But a server may well read nothing more before we take its reply.  So what reading
 *   sends is taken whole, at once: what the system does not take goes to the spill, which is sent
 *   before anything else.
 * - mbedtls_ssl_write() cannot tell that its record went out while reading, and would send the
 *   bytes a second time.  unsent_bytes tells: it is what mbedTLS' buffer still holds.
 * - MBEDTLS_ERR_SSL_WANT_READ does not always mean that the system has no more bytes (an ignored
 *   alert gives it too), and our own buffer may hold some.  Only tcp->is_dry says so.
 */
#include <assert.h>
#include <mbedtls/net_sockets.h>
#include <stdlib.h>
#include <string.h>

#include "mbed.h"
#include "secure.h"

enum {
    /* A whole record of the largest size with all that any cipher adds, and some alerts. */
    SPILL_CAP_BYTES = 16384 + 1024,
    /*
     * mbedTLS skips what a peer may send without end (warnings, empty records) for as long as
     * bytes are at hand.  So now and then they are not, and the caller can look at the clock.
     */
    RECVS_BETWEEN_PAUSES = 512,
    READS_AT_ONCE = 8,
};

/* Sends the spill: 1 it is empty, 0 would block, ASKCAM_ERR_CLOSED. */
static long flush_spill(struct askcam_secure *secure)
{
    while (secure->spill_bytes != 0) {
        const long sent =
            askcam_tcp_send(secure->tcp, secure->spill + secure->spill_at, secure->spill_bytes);
        if (sent <= 0) {
            return sent;
        }
        secure->spill_at += (size_t)sent;
        secure->spill_bytes -= (size_t)sent;
    }
    free(secure->spill);
    secure->spill = NULL;
    secure->spill_at = 0;
    return 1;
}

static int add_to_spill(struct askcam_secure *secure, const unsigned char *bytes, size_t bytes_len)
{
    if (secure->spill == NULL) {
        secure->spill = malloc(SPILL_CAP_BYTES);
    }
    const size_t end = secure->spill_at + secure->spill_bytes;
    if (secure->spill == NULL || bytes_len > SPILL_CAP_BYTES - end) {
        return MBEDTLS_ERR_SSL_ALLOC_FAILED;
    }
    memcpy(secure->spill + end, bytes, bytes_len);
    secure->spill_bytes += bytes_len;
    return 0;
}

/*
 * Takes the rest of what reading sends.  A broken way up is for write() to tell: what the peer said
 * before can still be read.
 */
static int take_rest(struct askcam_secure *secure, const unsigned char *bytes, size_t bytes_len,
                     long sent)
{
    const size_t moved = sent > 0 ? (size_t)sent : 0;
    const int code = sent < 0 ? 0 : add_to_spill(secure, bytes + moved, bytes_len - moved);

    secure->unsent_bytes = 0;
    return code != 0 ? code : (int)bytes_len;
}

/* mbedTLS always offers all that its buffer holds. */
static int on_send(void *ctx, const unsigned char *bytes, size_t bytes_len)
{
    struct askcam_secure *secure = ctx;
    long sent = flush_spill(secure);

    sent = sent <= 0 ? sent : askcam_tcp_send(secure->tcp, bytes, bytes_len);
    if (secure->is_reading) {
        return take_rest(secure, bytes, bytes_len, sent);
    }
    secure->unsent_bytes = bytes_len - (sent > 0 ? (size_t)sent : 0);
    if (sent == 0) {
        return MBEDTLS_ERR_SSL_WANT_WRITE;
    }
    return sent > 0 ? (int)sent : MBEDTLS_ERR_NET_SEND_FAILED;
}

static int on_recv(void *ctx, unsigned char *buf, size_t cap_bytes)
{
    struct askcam_secure *secure = ctx;

    if (++secure->recvs % RECVS_BETWEEN_PAUSES == 0) {
        return MBEDTLS_ERR_SSL_WANT_READ;
    }
    const long got = askcam_tcp_recv(secure->tcp, buf, cap_bytes);

    return got > 0 ? (int)got : got == 0 ? MBEDTLS_ERR_SSL_WANT_READ : 0; /* 0: the end */
}

void askcam_secure_attach(struct askcam_secure *secure)
{
    mbedtls_ssl_set_bio(&secure->ssl, secure, on_send, on_recv, NULL);
}

/* Notes what broke the connection and says how the world should see it. */
static long broken(struct askcam_secure *secure, int code)
{
    const bool is_end = code == 0 || code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ||
                        code == MBEDTLS_ERR_SSL_CONN_EOF || code == MBEDTLS_ERR_NET_SEND_FAILED;

    if (is_end || (code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE && secure->has_data)) {
        return ASKCAM_ERR_CLOSED; /* an alert in the middle of a reply only breaks it off */
    }
    secure->failure = code;
    return ASKCAM_ERR_TLS;
}

static size_t record_bytes(const struct askcam_secure *secure, size_t bytes_len)
{
    const int most = mbedtls_ssl_get_max_out_record_payload(&secure->ssl);

    return most > 0 && bytes_len > (size_t)most ? (size_t)most : bytes_len;
}

/* One try: mbedTLS' code, or how many of the caller's bytes are gone. */
static int write_once(struct askcam_secure *secure, const void *bytes, size_t bytes_len)
{
    if (secure->pending_bytes != 0 && secure->unsent_bytes == 0) {
        return (int)secure->pending_bytes; /* the record went out while reading */
    }
    const size_t offer =
        secure->pending_bytes != 0 ? secure->pending_bytes : record_bytes(secure, bytes_len);
    const int code = mbedtls_ssl_write(&secure->ssl, bytes, offer);
    secure->pending_bytes = secure->unsent_bytes != 0 ? offer : secure->pending_bytes;
    return code;
}

long askcam_secure_write(struct askcam_secure *secure, const void *bytes, size_t bytes_len)
{
    bool is_ticket = true;
    int code = 0;

    assert(secure->is_trusted && bytes_len > 0 && bytes_len >= secure->pending_bytes);
    while (is_ticket) {
        const long flushed = flush_spill(secure);
        if (flushed <= 0) {
            return flushed;
        }
        code = write_once(secure, bytes, bytes_len);
        is_ticket = askcam_mbed_is_ticket(code);
        secure->has_ticket = secure->has_ticket || is_ticket;
    }
    if (code == MBEDTLS_ERR_SSL_WANT_WRITE || code == MBEDTLS_ERR_SSL_WANT_READ) {
        return 0;
    }
    if (code < 0) {
        return broken(secure, code);
    }
    secure->pending_bytes = 0;
    return code;
}

/* Reads once, or with cap_bytes 0 makes data ready; what mbedTLS says, with is_reading around. */
static int read_once(struct askcam_secure *secure, void *buf, size_t cap_bytes)
{
    secure->is_reading = true;
    const int code = mbedtls_ssl_read(&secure->ssl, buf, cap_bytes);
    secure->is_reading = false;
    secure->has_ticket = secure->has_ticket || askcam_mbed_is_ticket(code);
    return code;
}

/* > 0 moved, 0 ready (with cap_bytes 0), would block or paused, < 0 as the ports say. */
static long read_some(struct askcam_secure *secure, void *buf, size_t cap_bytes)
{
    for (unsigned i = 0; i < READS_AT_ONCE; i++) {
        const int code = read_once(secure, buf, cap_bytes);
        const bool is_dry = code == MBEDTLS_ERR_SSL_WANT_READ && secure->tcp->is_dry;
        const bool goes_on = code == MBEDTLS_ERR_SSL_WANT_READ || askcam_mbed_is_ticket(code);

        if (code > 0) {
            return code;
        }
        if (is_dry || (code == 0 && mbedtls_ssl_get_bytes_avail(&secure->ssl) > 0)) {
            return 0;
        }
        if (!goes_on) {
            return broken(secure, code);
        }
    }
    return 0; /* with tcp->is_dry false: call again, after a look at the clock */
}

long askcam_secure_read(struct askcam_secure *secure, void *buf, size_t cap_bytes)
{
    assert(secure->is_trusted && cap_bytes > 0);
    const long moved = read_some(secure, buf, cap_bytes);
    secure->has_data = secure->has_data || moved > 0;
    return moved;
}

long askcam_secure_peek(struct askcam_secure *secure)
{
    assert(secure->is_trusted);
    if (mbedtls_ssl_get_bytes_avail(&secure->ssl) == 0) {
        const long status = read_some(secure, NULL, 0);
        if (status < 0) {
            return status;
        }
    }
    return (long)mbedtls_ssl_get_bytes_avail(&secure->ssl);
}
