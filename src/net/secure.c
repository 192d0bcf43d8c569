/* SPDX-License-Identifier: MIT */
/* secure.c - making, verifying and ending a TLS connection; see secure.h. */
#include "secure.h"

#include <assert.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/platform_util.h>
#include <stdlib.h>

#include "mbed.h"
#include "tls_words.h"

enum { ALERT_RECORD_BYTES = 7 }; /* a header of 5, the level, the number */

void askcam_secure_init(struct askcam_secure *secure)
{
    *secure = (struct askcam_secure){.is_open = false};
    mbedtls_ssl_init(&secure->ssl);
    mbedtls_ssl_config_init(&secure->conf);
    mbedtls_x509_crt_init(&secure->trusted);
}

static int on_random(void *ctx, unsigned char *buf, size_t bytes_len)
{
    const struct askcam_host *host = ctx;

    host->random(host->ctx, buf, bytes_len);
    return 0;
}

static int configure(struct askcam_secure *secure)
{
    union {
        const struct askcam_host *in;
        void *out;
    } host = {.in = secure->host}; /* mbedTLS' context is not const; on_random() is */
    const int code =
        mbedtls_ssl_config_defaults(&secure->conf, MBEDTLS_SSL_IS_CLIENT,
                                    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);

    if (code != 0) {
        return code;
    }
    mbedtls_ssl_conf_rng(&secure->conf, on_random, host.out);
    mbedtls_ssl_conf_authmode(&secure->conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_cert_profile(&secure->conf, &mbedtls_x509_crt_profile_default);
    mbedtls_ssl_conf_verify(&secure->conf, askcam_secure_on_verify, secure);
    mbedtls_ssl_conf_ca_chain(&secure->conf, &secure->trusted, NULL);
    askcam_mbed_harden(&secure->conf);
    secure->alpn[0] = "http/1.1";
    secure->alpn[1] = NULL;
    return mbedtls_ssl_conf_alpn_protocols(&secure->conf, secure->alpn);
}

static int set_up(struct askcam_secure *secure)
{
    const bool is_name = secure->check.name[0] != '\0';
    int code = askcam_mbed_start();

    code = code != 0 ? code : configure(secure);
    code = code != 0 ? code : mbedtls_ssl_setup(&secure->ssl, &secure->conf);
    /* A number is neither sent (RFC 6066 section 3) nor compared by mbedTLS, but by our callback.
     */
    code = code != 0 ? code
                     : mbedtls_ssl_set_hostname(&secure->ssl, is_name ? secure->check.name : NULL);
    return code;
}

enum askcam_status askcam_secure_open(struct askcam_secure *secure, struct askcam_tcp *tcp,
                                      const struct askcam_dial *dial)
{
    char words[192];

    assert(!secure->is_open);
    secure->is_open = true;
    secure->host = dial->host;
    secure->tcp = tcp;
    if (!askcam_peer_check_init(&secure->check, dial->endpoint->host)) {
        return askcam_dial_fail(dial, ASKCAM_ERR_TLS, "check the host's name",
                                "no certificate can be for that host name");
    }
    const int code = set_up(secure);
    if (code != 0) {
        askcam_tls_words_of_code(code, words, sizeof words);
        return askcam_dial_fail(dial, ASKCAM_ERR_INTERNAL, "free memory on this device",
                                "TLS cannot be set up: %s", words);
    }
    askcam_secure_attach(secure);
    return ASKCAM_OK;
}

/*
 * A server that refuses says why and closes; if we were just writing, that failed first, and what
 * it said has not been read yet.
 */
static void hear_last_words(const struct askcam_secure *secure, struct askcam_tls_failure *failure)
{
    const long ready = askcam_tcp_peek(secure->tcp);
    const uint8_t *bytes = secure->tcp->buf + secure->tcp->at;

    failure->code = MBEDTLS_ERR_SSL_CONN_EOF;
    if (ready >= ALERT_RECORD_BYTES && bytes[0] == MBEDTLS_SSL_MSG_ALERT) {
        failure->code = MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE;
        failure->first = bytes;
        failure->first_bytes = (size_t)ready;
    }
}

static enum askcam_status fail_handshake(struct askcam_secure *secure,
                                         const struct askcam_dial *dial, int code)
{
    const uint32_t verdict = mbedtls_ssl_get_verify_result(&secure->ssl);
    const bool has_verdict = secure->check.is_seen && verdict != UINT32_MAX; /* that is "none" */
    struct askcam_tls_failure failure = {.code = code,
                                         .flags = has_verdict ? verdict : 0,
                                         .check = &secure->check,
                                         .first = secure->tcp->first,
                                         .first_bytes = secure->tcp->first_bytes};

    if (code == MBEDTLS_ERR_NET_SEND_FAILED) {
        hear_last_words(secure, &failure);
    }
    return askcam_tls_words_fail(dial, &failure);
}

/* What must hold in any case before a byte goes up, whatever the library did. */
static enum askcam_status check_verdict(struct askcam_secure *secure,
                                        const struct askcam_dial *dial)
{
    const bool is_known = secure->check.is_seen || secure->is_offered;

    if (!is_known || mbedtls_ssl_get_verify_result(&secure->ssl) != 0) {
        return fail_handshake(secure, dial, MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
    }
    secure->is_trusted = true;
    askcam_log(dial->host, ASKCAM_LOG_INFO, "%s: %s, %s%s", dial->peer,
               mbedtls_ssl_get_version(&secure->ssl), mbedtls_ssl_get_ciphersuite(&secure->ssl),
               secure->check.is_seen ? "" : ", resumed");
    return ASKCAM_OK;
}

enum askcam_status askcam_secure_handshake(struct askcam_secure *secure,
                                           const struct askcam_dial *dial)
{
    for (;;) {
        const int code = mbedtls_ssl_handshake(&secure->ssl);
        const bool wants_read = code == MBEDTLS_ERR_SSL_WANT_READ;

        if (code == 0) {
            return check_verdict(secure, dial);
        }
        if (!wants_read && code != MBEDTLS_ERR_SSL_WANT_WRITE) {
            return fail_handshake(secure, dial, code);
        }
        const unsigned wanted = !wants_read           ? ASKCAM_WAIT_WRITE
                                : secure->tcp->is_dry ? ASKCAM_WAIT_READ
                                                      : 0U; /* more is at hand: only a look */
        const enum askcam_status status =
            askcam_dial_wait(dial, secure->tcp->fd, wanted, "shaking hands (TLS)");
        if (status != ASKCAM_OK) {
            return status;
        }
    }
}

bool askcam_secure_is_resumed(const struct askcam_secure *secure)
{
    return secure->is_trusted && !secure->check.is_seen;
}

const mbedtls_x509_crt *askcam_secure_root(const struct askcam_secure *secure)
{
    const mbedtls_x509_crt *item = &secure->trusted;

    while (item != NULL && item != secure->check.root) {
        item = item->next;
    }
    return item;
}

void askcam_secure_drop_trusted(struct askcam_secure *secure)
{
    mbedtls_ssl_conf_ca_chain(&secure->conf, NULL, NULL);
    mbedtls_x509_crt_free(&secure->trusted);
    mbedtls_x509_crt_init(&secure->trusted);
    secure->bundle = NULL;
    secure->check.root = NULL;
}

void askcam_secure_close(struct askcam_secure *secure)
{
    if (!secure->is_open) {
        return;
    }
    if (secure->is_trusted && secure->failure == 0) {
        (void)mbedtls_ssl_close_notify(&secure->ssl); /* never waits; lost if there is no room */
    }
    mbedtls_ssl_free(&secure->ssl);
    mbedtls_ssl_config_free(&secure->conf);
    mbedtls_x509_crt_free(&secure->trusted);
    free(secure->spill); /* encrypted, not secret */
    mbedtls_platform_zeroize(secure, sizeof *secure);
    askcam_secure_init(secure);
}
