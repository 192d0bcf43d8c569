/* SPDX-License-Identifier: MIT */
/*
 * tls_connection.h - one TLS connection over one TCP connection, never blocking after the
 * handshake.
 *
 * For: tls.c.  Knows mbedTLS.  Must not know: deadlines after the handshake, HTTP, session files.
 */
#ifndef ASKCAM_TLS_CONNECTION_H
#define ASKCAM_TLS_CONNECTION_H

#include <mbedtls/ssl.h>

#include "dial.h"
#include "mbed.h"
#include "peer_check.h"
#include "tcp.h"

struct askcam_trust; /* trust.h */

/* In the caller's memory, which must not move; init first.  Callers read the fields marked so. */
struct askcam_tls_connection {
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config conf;
    /* Before the handshake the caller fills trusted, or sets bundle, of which it loads a part. */
    mbedtls_x509_crt trusted;
    const struct askcam_trust
        *bundle;       /* borrowed until askcam_tls_connection_drop_trusted() or close */
    int bundle_number; /* errno, if the bundle could not be read in the handshake */
    struct askcam_peer_check check; /* read: what the certificate contains */
    const struct askcam_host *host;
    struct askcam_tcp *tcp; /* borrowed */
    const char *alpn[2];
    size_t pending_bytes; /* of the caller's bytes in a record that write() could not finish */
    size_t unsent_bytes;  /* of that record, still in mbedTLS' buffer */
    uint8_t *spill;       /* on the heap: encrypted bytes that reading made mbedTLS send */
    size_t spill_at;
    size_t spill_bytes;
    unsigned recvs;
    int failure;     /* read: mbedTLS' code that ended the handshake or broke the connection */
    bool is_open;    /* read */
    bool is_offered; /* a session was offered, so the peer may show no certificate */
    bool is_trusted; /* read: the handshake is over and the peer verified */
    bool is_reading; /* mbedTLS was called to read */
    bool has_ticket; /* read: a session worth keeping has come (TLS 1.3) */
    bool has_data;   /* the peer has sent application data */
};

void askcam_tls_connection_init(struct askcam_tls_connection *connection);

/*
 * Prepares a connection to dial's endpoint over tcp, which stays the caller's.
 * ASKCAM_ERR_INTERNAL with a cause.
 */
enum askcam_status askcam_tls_connection_open(struct askcam_tls_connection *connection,
                                              struct askcam_tcp *tcp,
                                              const struct askcam_dial *dial,
                                              enum askcam_mbed_offer offer);

/*
 * Makes the handshake and verifies the peer against connection->bundle (or, if that is NULL,
 * connection->trusted), the name or the number, and the clock.  Nothing but the handshake has been
 * sent when it returns. ASKCAM_ERR_TLS, UNAVAILABLE (a stall), INTERNAL with a cause, or
 * ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status askcam_tls_connection_handshake(struct askcam_tls_connection *connection,
                                                   const struct askcam_dial *dial);

/*
 * Sessions, in tls_connection_session.c.  offer() is for the time between open and handshake: false
 * if the bytes are not a session of this library; a server may always decline it.  export() is for
 * after the handshake: bytes written, 0 if there is nothing (more) to keep or it does not fit.  The
 * bytes hold keys.
 */
bool askcam_tls_connection_offer(struct askcam_tls_connection *connection, const uint8_t *bytes,
                                 size_t bytes_len);
size_t askcam_tls_connection_export(const struct askcam_tls_connection *connection, uint8_t *buf,
                                    size_t cap_bytes);

/* The handshake used the offered session: no certificate was shown in it. */
bool askcam_tls_connection_is_resumed(const struct askcam_tls_connection *connection);

/* The trusted certificate that the chain ended at, or NULL if it is not one of connection->trusted.
 */
const mbedtls_x509_crt *askcam_tls_connection_root(const struct askcam_tls_connection *connection);

/* The trusted certificates are not needed after the handshake. */
void askcam_tls_connection_drop_trusted(struct askcam_tls_connection *connection);

/*
 * Return > 0 bytes moved, 0 would block (or, if tcp->is_dry is false after reading, has done enough
 * for now: check the clock and call again, without waiting), ASKCAM_ERR_CLOSED once the peer has
 * closed the connection, with a close_notify or without, ASKCAM_ERR_TLS if `failure` broke it,
 * ASKCAM_ERR_INTERNAL if `failure` is a lack of memory.  After write() gave 0 the next write() must
 * begin with the same bytes.
 */
long askcam_tls_connection_write(struct askcam_tls_connection *connection, const void *bytes,
                                 size_t bytes_len);
long askcam_tls_connection_read(struct askcam_tls_connection *connection, void *buf,
                                size_t cap_bytes);

/* As read(), but leaves the bytes where they are and returns how many there are. */
long askcam_tls_connection_peek(struct askcam_tls_connection *connection);

/* Inside this module: gives mbedTLS the functions that move its bytes, in tls_connection_io.c. */
void askcam_tls_connection_attach(struct askcam_tls_connection *connection);

/*
 * Inside this module: mbedTLS' verify callback, called for each certificate, in
 * tls_connection_verify.c; ctx is the connection.
 */
int askcam_tls_connection_on_verify(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags);

/* Sends a close_notify if that needs no wait, wipes and frees.  Idempotent. */
void askcam_tls_connection_close(struct askcam_tls_connection *connection);

#endif
