/* SPDX-License-Identifier: MIT */
/*
 * secure.c - see secure.h.
 *
 * Two things that mbedTLS leaves to us:
 * - It keeps one outgoing record.  Reading can flush it too (a ticket or an alert makes it do so),
 *   and mbedtls_ssl_write() cannot tell whether the rest of a record was flushed behind its back:
 *   it would send the bytes twice, or take an alert's rest for them and lose them.  So on_send()
 *   keeps count: unsent_bytes is always what is left of that record.
 * - MBEDTLS_ERR_SSL_WANT_READ does not always mean that the system has no more bytes (an ignored
 *   alert gives it too), and our buffer may hold some.  Only tcp->is_dry does.
 */
#include "secure.h"

#include <assert.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/platform_util.h>
#include <string.h>

#include "mbed.h"
#include "tls_words.h"

void askcam_secure_init(struct askcam_secure *secure)
{
    *secure = (struct askcam_secure){.is_open = false};
    mbedtls_ssl_init(&secure->ssl);
    mbedtls_ssl_config_init(&secure->conf);
    mbedtls_x509_crt_init(&secure->trusted);
}

static int on_send(void *ctx, const unsigned char *bytes, size_t bytes_len)
{
    struct askcam_secure *secure = ctx;
    const long sent = askcam_tcp_send(secure->tcp, bytes, bytes_len);

    secure->unsent_bytes = bytes_len - (sent > 0 ? (size_t)sent : 0);
    return sent > 0    ? (int)sent
           : sent == 0 ? MBEDTLS_ERR_SSL_WANT_WRITE
                       : MBEDTLS_ERR_NET_SEND_FAILED;
}

static int on_recv(void *ctx, unsigned char *buf, size_t cap_bytes)
{
    struct askcam_secure *secure = ctx;
    const long got = askcam_tcp_recv(secure->tcp, buf, cap_bytes);

    return got > 0 ? (int)got : got == 0 ? MBEDTLS_ERR_SSL_WANT_READ : 0; /* 0: the end */
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
    mbedtls_ssl_conf_verify(&secure->conf, askcam_peer_check_verify, &secure->check);
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
    mbedtls_ssl_set_bio(&secure->ssl, secure, on_send, on_recv, NULL);
    return ASKCAM_OK;
}

static enum askcam_status fail_handshake(struct askcam_secure *secure,
                                         const struct askcam_dial *dial, int code)
{
    const uint32_t verdict = mbedtls_ssl_get_verify_result(&secure->ssl);
    const bool has_verdict = secure->check.is_seen && verdict != UINT32_MAX; /* that is "none" */
    const struct askcam_tls_failure failure = {.code = code,
                                               .flags = has_verdict ? verdict : 0,
                                               .check = &secure->check,
                                               .first = secure->tcp->first,
                                               .first_bytes = secure->tcp->first_bytes};

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
        if (wants_read && !secure->tcp->is_dry) {
            continue;
        }
        const enum askcam_status status = askcam_dial_wait(
            dial, secure->tcp->fd, wants_read ? ASKCAM_WAIT_READ : ASKCAM_WAIT_WRITE,
            "shaking hands (TLS)");
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
    secure->check.root = NULL;
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

/* One try; 0 with nothing pending and nothing unsent means: try again at once. */
static int write_once(struct askcam_secure *secure, const void *bytes, size_t bytes_len)
{
    const bool was_alert = secure->pending_bytes == 0 && secure->unsent_bytes != 0;
    const size_t offer =
        secure->pending_bytes != 0 ? secure->pending_bytes : record_bytes(secure, bytes_len);
    const int code = mbedtls_ssl_write(&secure->ssl, bytes, offer);

    if (code > 0 && was_alert) {
        return 0; /* that sent the rest of an alert, whatever the number says */
    }
    if (code > 0) {
        secure->pending_bytes = 0;
        return code;
    }
    if (askcam_mbed_is_ticket(code)) {
        secure->has_ticket = true;
        return 0;
    }
    if (code == MBEDTLS_ERR_SSL_WANT_WRITE && !was_alert) {
        secure->pending_bytes = offer;
    }
    return code;
}

long askcam_secure_write(struct askcam_secure *secure, const void *bytes, size_t bytes_len)
{
    assert(secure->is_trusted && bytes_len > 0 && bytes_len >= secure->pending_bytes);
    for (;;) {
        if (secure->pending_bytes != 0 && secure->unsent_bytes == 0) {
            const long flushed = (long)secure->pending_bytes; /* by the reading side */
            secure->pending_bytes = 0;
            return flushed;
        }
        const int code = write_once(secure, bytes, bytes_len);
        if (code > 0) {
            return code;
        }
        if (code == MBEDTLS_ERR_SSL_WANT_WRITE || code == MBEDTLS_ERR_SSL_WANT_READ) {
            return 0;
        }
        if (code < 0) {
            return broken(secure, code);
        }
    }
}

/* Reads, or with cap_bytes 0 only makes data ready.  > 0 moved, 0 ready or would block, < 0. */
static long read_once(struct askcam_secure *secure, void *buf, size_t cap_bytes)
{
    for (;;) {
        const int code = mbedtls_ssl_read(&secure->ssl, buf, cap_bytes);

        secure->needs_write = code == MBEDTLS_ERR_SSL_WANT_WRITE;
        if (code > 0) {
            return code;
        }
        if (askcam_mbed_is_ticket(code)) {
            secure->has_ticket = true;
        } else if (secure->needs_write) {
            return 0;
        } else if (code == MBEDTLS_ERR_SSL_WANT_READ) {
            if (secure->tcp->is_dry) {
                return 0;
            }
        } else if (code == 0 && mbedtls_ssl_get_bytes_avail(&secure->ssl) > 0) {
            return 0; /* with cap_bytes 0 */
        } else {
            return broken(secure, code);
        }
    }
}

long askcam_secure_read(struct askcam_secure *secure, void *buf, size_t cap_bytes)
{
    assert(secure->is_trusted && cap_bytes > 0);
    const long moved = read_once(secure, buf, cap_bytes);
    secure->has_data = secure->has_data || moved > 0;
    return moved;
}

long askcam_secure_peek(struct askcam_secure *secure)
{
    assert(secure->is_trusted);
    if (mbedtls_ssl_get_bytes_avail(&secure->ssl) == 0) {
        const long status = read_once(secure, NULL, 0);
        if (status < 0) {
            return status;
        }
    }
    return (long)mbedtls_ssl_get_bytes_avail(&secure->ssl);
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
    mbedtls_platform_zeroize(secure, sizeof *secure);
    askcam_secure_init(secure);
}
