/* SPDX-License-Identifier: MIT */
/* tls_text.c - see tls_text.h. */
#include "tls_text.h"

#include <mbedtls/error.h>
#include <mbedtls/ssl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "mbed.h"

enum { WHY_BYTES = ASKCAM_ERROR_WHY_BYTES, RECORD_ALERT = 21, RECORD_HANDSHAKE = 22 };

/* Appends to text; what does not fit is cut. */
static void add(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(char *text, const char *format, ...)
{
    const size_t at = strlen(text);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text + at, WHY_BYTES - at, format, args); /* cut is fine: text for people */
    va_end(args);
}

/* "2026-11-22", so that a clock that was never set is seen at once. */
static void today(const struct askcam_dial *dial, char text[ASKCAM_PEER_DATE_BYTES])
{
    const time_t now = (time_t)askcam_wall_s(dial->host);
    struct tm date;

    if (gmtime_r(&now, &date) == NULL || strftime(text, ASKCAM_PEER_DATE_BYTES, "%F", &date) == 0) {
        memcpy(text, "?", 2);
    }
}

static void add_future(char *why, const struct askcam_dial *dial,
                       const struct askcam_peer_check *check)
{
    char now[ASKCAM_PEER_DATE_BYTES];

    today(dial, now);
    add(why, "a certificate is not valid before %s, and this device's clock says %s",
        check->valid_from, now);
}

static void add_expired(char *why, const struct askcam_dial *dial,
                        const struct askcam_peer_check *check)
{
    char now[ASKCAM_PEER_DATE_BYTES];

    today(dial, now);
    add(why, "a certificate expired on %s, and this device's clock says %s", check->valid_until,
        now);
}

static void add_untrusted(char *why, const struct askcam_dial *dial,
                          const struct askcam_peer_check *check)
{
    (void)dial;
    if (check->is_self_signed) {
        add(why, "the certificate is self-signed and not in the trusted ones");
    } else {
        add(why, "the certificate was issued by an unknown issuer, \"%s\"", check->issuer);
    }
}

static void add_wrong_name(char *why, const struct askcam_dial *dial,
                           const struct askcam_peer_check *check)
{
    add(why, "the certificate is not for %.200s; it names %s", dial->endpoint->host,
        check->names[0] != '\0' ? check->names : "no host");
}

static void add_usage(char *why, const struct askcam_dial *dial,
                      const struct askcam_peer_check *check)
{
    (void)dial;
    (void)check;
    add(why, "the certificate may not be used by a TLS server");
}

static void add_weak(char *why, const struct askcam_dial *dial,
                     const struct askcam_peer_check *check)
{
    (void)dial;
    (void)check;
    add(why, "a certificate has a key or a signature that is too weak");
}

/* The first that applies gives the hint; the messages of all that apply are joined. */
static const struct {
    uint32_t flags;
    void (*add_text)(char *why, const struct askcam_dial *dial,
                     const struct askcam_peer_check *check);
    const char *hint;
} FLAG_TEXTS[] = {
    {MBEDTLS_X509_BADCERT_FUTURE, add_future, "set this device's clock"},
    {MBEDTLS_X509_BADCERT_EXPIRED, add_expired,
     "check this device's clock; if it is right, the server needs a new certificate"},
    {MBEDTLS_X509_BADCERT_NOT_TRUSTED, add_untrusted,
     "if you trust the server, add its issuer's certificate with --ca-file"},
    {MBEDTLS_X509_BADCERT_CN_MISMATCH, add_wrong_name,
     "use a name that the certificate is for, or have the certificate renewed for this one"},
    {MBEDTLS_X509_BADCERT_KEY_USAGE | MBEDTLS_X509_BADCERT_EXT_KEY_USAGE |
         MBEDTLS_X509_BADCERT_NS_CERT_TYPE,
     add_usage, "the server needs a certificate for TLS servers"},
    {MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK | MBEDTLS_X509_BADCERT_BAD_KEY,
     add_weak, "the server needs a certificate with a stronger key"},
};

static enum askcam_status fail_flags(const struct askcam_dial *dial,
                                     const struct askcam_tls_failure *failure)
{
    char why[WHY_BYTES] = "";
    const char *hint = NULL;

    for (size_t i = 0; i < sizeof FLAG_TEXTS / sizeof FLAG_TEXTS[0]; i++) {
        if ((failure->flags & FLAG_TEXTS[i].flags) != 0) {
            add(why, "%s", why[0] != '\0' ? "; " : "");
            FLAG_TEXTS[i].add_text(why, dial, failure->check);
            hint = hint == NULL ? FLAG_TEXTS[i].hint : hint;
        }
    }
    if (hint == NULL) {
        add(why, "the certificate was refused (flags 0x%lx)", (unsigned long)failure->flags);
        hint = "the server needs another certificate";
    }
    return askcam_dial_fail(dial, ASKCAM_ERR_TLS, hint, "%s", why);
}

/* RFC 8446 section 6; those that a server ends a handshake with. */
static const struct {
    uint8_t number;
    const char *name;
} ALERTS[] = {
    {40, "handshake failure"},     {42, "bad certificate"},       {70, "protocol version"},
    {71, "insufficient security"}, {80, "internal error"},        {109, "missing extension"},
    {112, "unrecognized name"},    {116, "certificate required"}, {120, "no application protocol"},
};

static const char *alert_name(uint8_t number)
{
    for (size_t i = 0; i < sizeof ALERTS / sizeof ALERTS[0]; i++) {
        if (ALERTS[i].number == number) {
            return ALERTS[i].name;
        }
    }
    return "no known name";
}

/* The peer's first bytes are those of a TLS record: a type and the major version 3. */
static bool starts_as_tls(const struct askcam_tls_failure *failure)
{
    return failure->first_bytes >= 2 &&
           (failure->first[0] == RECORD_ALERT || failure->first[0] == RECORD_HANDSHAKE) &&
           failure->first[1] == 3;
}

static enum askcam_status fail_not_tls(const struct askcam_dial *dial,
                                       const struct askcam_tls_failure *failure)
{
    const bool is_http = failure->first_bytes >= 5 && memcmp(failure->first, "HTTP/", 5) == 0;

    return askcam_dial_fail(dial, ASKCAM_ERR_TLS,
                            "check the port; a server without TLS must be on this device, "
                            "with http://",
                            "the server does not use TLS on this port%s",
                            is_http ? "; it answers with plain HTTP" : "");
}

static enum askcam_status fail_alert(const struct askcam_dial *dial,
                                     const struct askcam_tls_failure *failure)
{
    /* 5 bytes of record header, the level, the number; later alerts are not kept. */
    const uint8_t number =
        failure->first_bytes >= 7 && failure->first[0] == RECORD_ALERT ? failure->first[6] : 0;

    if (number == 70) {
        return askcam_dial_fail(dial, ASKCAM_ERR_TLS, "the server must allow TLS 1.2 or newer",
                                "the server and askcam have no TLS version in common");
    }
    if (number != 0) {
        return askcam_dial_fail(dial, ASKCAM_ERR_TLS, "check the host and the port",
                                "the server refused the TLS handshake (alert %u, %s)", number,
                                alert_name(number));
    }
    return askcam_dial_fail(dial, ASKCAM_ERR_TLS, "check the host and the port",
                            "the server refused the TLS handshake");
}

void askcam_tls_text_of_code(int code, char *text, size_t text_bytes)
{
    char details[128] = "";

    mbedtls_strerror(code, details, sizeof details);
    (void)snprintf(text, text_bytes, "%s (mbedTLS -0x%04x)", details, (unsigned)-code);
}

enum askcam_status askcam_tls_text_fail(const struct askcam_dial *dial,
                                        const struct askcam_tls_failure *failure)
{
    char details[192];

    askcam_tls_text_of_code(failure->code, details, sizeof details);
    askcam_log(dial->host, ASKCAM_LOG_DEBUG, "%s: TLS handshake: %s", dial->peer, details);
    if (askcam_mbed_is_out_of_memory(failure->code) || !askcam_mbed_has_memory()) {
        return askcam_dial_fail(dial, ASKCAM_ERR_INTERNAL, "free memory on this device",
                                "out of memory in the TLS handshake");
    }
    if (failure->flags != 0) {
        return fail_flags(dial, failure);
    }
    if (failure->first_bytes != 0 && !starts_as_tls(failure)) {
        return fail_not_tls(dial, failure);
    }
    if (failure->code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) {
        return fail_alert(dial, failure);
    }
    if (failure->code == MBEDTLS_ERR_SSL_CONN_EOF) {
        return askcam_dial_fail(dial, ASKCAM_ERR_TLS,
                                "check the host and the port, and that nothing on the path "
                                "intercepts TLS",
                                "the connection was closed in the middle of the TLS handshake");
    }
    if (askcam_mbed_is_version_mismatch(failure->code)) {
        return askcam_dial_fail(dial, ASKCAM_ERR_TLS, "the server must allow TLS 1.2 or newer",
                                "the server and askcam have no TLS version in common");
    }
    return askcam_dial_fail(dial, ASKCAM_ERR_TLS, "check the host and the port",
                            "the TLS handshake failed: %s", details);
}
