/* SPDX-License-Identifier: MIT */
/* tls_connection.c - making, verifying and ending a TLS connection; see tls_connection.h. */
#include "tls_connection.h"

#include <assert.h>
#include <mbedtls/entropy.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/platform_util.h>
#include <stdlib.h>

#include "mbed.h"
#include "tls_text.h"
#include "trust.h"

enum { ALERT_RECORD_BYTES = 7 }; /* a header of 5, the level, the number */

void askcam_tls_connection_init(struct askcam_tls_connection *connection)
{
    *connection = (struct askcam_tls_connection){.is_open = false};
    mbedtls_ssl_init(&connection->ssl);
    mbedtls_ssl_config_init(&connection->conf);
    mbedtls_x509_crt_init(&connection->trusted);
}

static int on_random(void *ctx, unsigned char *buf, size_t bytes_len)
{
    const struct askcam_host *host = ctx;

    return host->random(host->ctx, buf, bytes_len, ASKCAM_NEVER) == ASKCAM_OK
               ? 0
               : MBEDTLS_ERR_ENTROPY_SOURCE_FAILED; /* the user ended it */
}

static int configure(struct askcam_tls_connection *connection, enum askcam_mbed_offer offer)
{
    union {
        const struct askcam_host *in;
        void *out;
    } host = {.in = connection->host}; /* mbedTLS' context is not const; on_random() is */
    const int code =
        mbedtls_ssl_config_defaults(&connection->conf, MBEDTLS_SSL_IS_CLIENT,
                                    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);

    if (code != 0) {
        return code;
    }
    mbedtls_ssl_conf_rng(&connection->conf, on_random, host.out);
    mbedtls_ssl_conf_authmode(&connection->conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_cert_profile(&connection->conf, &mbedtls_x509_crt_profile_default);
    mbedtls_ssl_conf_verify(&connection->conf, askcam_tls_connection_on_verify, connection);
    mbedtls_ssl_conf_ca_chain(&connection->conf, &connection->trusted, NULL);
    askcam_mbed_configure(&connection->conf, offer);
    connection->alpn[0] = "http/1.1";
    connection->alpn[1] = NULL;
    return mbedtls_ssl_conf_alpn_protocols(&connection->conf, connection->alpn);
}

static int set_up(struct askcam_tls_connection *connection, enum askcam_mbed_offer offer)
{
    const bool is_name = connection->check.name[0] != '\0';
    int code = askcam_mbed_start();

    code = code != 0 ? code : configure(connection, offer);
    code = code != 0 ? code : mbedtls_ssl_setup(&connection->ssl, &connection->conf);
    /* A number is neither sent (RFC 6066 section 3) nor compared by mbedTLS, but by our callback.
     */
    code = code != 0 ? code
                     : mbedtls_ssl_set_hostname(&connection->ssl,
                                                is_name ? connection->check.name : NULL);
    return code;
}

enum askcam_status askcam_tls_connection_open(struct askcam_tls_connection *connection,
                                              struct askcam_tcp *tcp,
                                              const struct askcam_dial *dial,
                                              enum askcam_mbed_offer offer)
{
    char details[192];

    assert(!connection->is_open);
    connection->is_open = true;
    connection->host = dial->host;
    connection->tcp = tcp;
    if (!askcam_peer_check_init(&connection->check, dial->endpoint->host)) {
        return askcam_dial_fail(dial, ASKCAM_ERR_TLS, "check the host's name",
                                "no certificate can be for that host name");
    }
    const int code = set_up(connection, offer);
    if (code != 0) {
        askcam_tls_text_of_code(code, details, sizeof details);
        return askcam_dial_fail(dial, ASKCAM_ERR_INTERNAL, "free memory on this device",
                                "TLS cannot be set up: %s", details);
    }
    askcam_tls_connection_attach(connection);
    return ASKCAM_OK;
}

/*
 * A server that refuses sends an alert and closes; if we were just writing, that failed first, and
 * the alert has not been read yet.
 */
static void read_last_alert(const struct askcam_tls_connection *connection,
                            struct askcam_tls_failure *failure)
{
    const long ready = askcam_tcp_peek(connection->tcp);
    const uint8_t *bytes = connection->tcp->buf + connection->tcp->at;

    failure->code = MBEDTLS_ERR_SSL_CONN_EOF;
    if (ready >= ALERT_RECORD_BYTES && bytes[0] == MBEDTLS_SSL_MSG_ALERT) {
        failure->code = MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE;
        failure->first = bytes;
        failure->first_bytes = (size_t)ready;
    }
}

static enum askcam_status fail_handshake(struct askcam_tls_connection *connection,
                                         const struct askcam_dial *dial, int code)
{
    const uint32_t verdict = mbedtls_ssl_get_verify_result(&connection->ssl);
    const bool has_verdict =
        connection->check.is_seen && verdict != UINT32_MAX; /* that is "none" */
    struct askcam_tls_failure failure = {.code = code,
                                         .flags = has_verdict ? verdict : 0,
                                         .check = &connection->check,
                                         .first = connection->tcp->first,
                                         .first_bytes = connection->tcp->first_bytes};

    connection->failure = code;
    if (connection->bundle_number != 0) {
        return askcam_trust_fail(connection->bundle, connection->bundle_number, dial->err);
    }
    if (code == MBEDTLS_ERR_NET_SEND_FAILED) {
        read_last_alert(connection, &failure);
    }
    return askcam_tls_text_fail(dial, &failure);
}

/* What must hold before anything is sent, whatever the library did. */
static enum askcam_status check_verdict(struct askcam_tls_connection *connection,
                                        const struct askcam_dial *dial)
{
    const bool is_known = connection->check.is_seen || connection->is_offered;

    if (!is_known || mbedtls_ssl_get_verify_result(&connection->ssl) != 0) {
        return fail_handshake(connection, dial, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
    }
    connection->is_trusted = true;
    askcam_log(dial->host, ASKCAM_LOG_INFO, "%s: %s, %s%s", dial->peer,
               mbedtls_ssl_get_version(&connection->ssl),
               mbedtls_ssl_get_ciphersuite(&connection->ssl),
               connection->check.is_seen ? "" : ", resumed");
    return ASKCAM_OK;
}

enum askcam_status askcam_tls_connection_handshake(struct askcam_tls_connection *connection,
                                                   const struct askcam_dial *dial)
{
    for (;;) {
        const int code = mbedtls_ssl_handshake(&connection->ssl);
        const bool wants_read = code == MBEDTLS_ERR_SSL_WANT_READ;

        if (code == 0) {
            return check_verdict(connection, dial);
        }
        if (!wants_read && code != MBEDTLS_ERR_SSL_WANT_WRITE) {
            return fail_handshake(connection, dial, code);
        }
        const unsigned wanted = !wants_read               ? ASKCAM_WAIT_WRITE
                                : connection->tcp->is_dry ? ASKCAM_WAIT_READ
                                                          : 0U; /* there is more to read */
        const enum askcam_status status =
            askcam_dial_wait(dial, connection->tcp->fd, wanted, "in the TLS handshake");
        if (status != ASKCAM_OK) {
            return status;
        }
    }
}

bool askcam_tls_connection_is_resumed(const struct askcam_tls_connection *connection)
{
    return connection->is_trusted && !connection->check.is_seen;
}

const mbedtls_x509_crt *askcam_tls_connection_root(const struct askcam_tls_connection *connection)
{
    const mbedtls_x509_crt *item = &connection->trusted;

    while (item != NULL && item != connection->check.root) {
        item = item->next;
    }
    return item;
}

void askcam_tls_connection_drop_trusted(struct askcam_tls_connection *connection)
{
    mbedtls_ssl_conf_ca_chain(&connection->conf, NULL, NULL);
    mbedtls_x509_crt_free(&connection->trusted);
    mbedtls_x509_crt_init(&connection->trusted);
    connection->bundle = NULL;
    connection->check.root = NULL;
}

void askcam_tls_connection_close(struct askcam_tls_connection *connection)
{
    if (!connection->is_open) {
        return;
    }
    if (connection->is_trusted && connection->failure == 0) {
        (void)mbedtls_ssl_close_notify(
            &connection->ssl); /* never waits; lost if the buffer is full */
    }
    mbedtls_ssl_free(&connection->ssl);
    mbedtls_ssl_config_free(&connection->conf);
    mbedtls_x509_crt_free(&connection->trusted);
    free(connection->spill); /* encrypted, not secret */
    mbedtls_platform_zeroize(connection, sizeof *connection);
    askcam_tls_connection_init(connection);
}
