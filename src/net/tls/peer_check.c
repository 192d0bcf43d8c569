/* SPDX-License-Identifier: MIT */
/* peer_check.c - see peer_check.h. */
#include "peer_check.h"

#include <mbedtls/oid.h>
#include <stdio.h>
#include <string.h>

#include "san.h"

bool askcam_peer_check_init(struct askcam_peer_check *check, const char *host)
{
    struct askcam_address address;
    size_t host_len = strlen(host);

    *check = (struct askcam_peer_check){.is_seen = false};
    if (host_len > 0 && host[host_len - 1] == '.') {
        host_len--; /* "example.com." is the same host; certificates have no dot at the end */
    }
    if (host_len == 0 || host_len >= sizeof check->name) {
        return false;
    }
    memcpy(check->name, host, host_len);
    if (askcam_address_parse(&address, check->name, 0)) {
        check->number_bytes = askcam_address_number(&address, check->number);
        check->name[0] = '\0';
    }
    return true;
}

/* Adds ", " and bytes to text, anything that is not printable ASCII as '?'; cut when full. */
static void add_text(char *text, size_t text_bytes, const char *prefix, const uint8_t *bytes,
                     size_t bytes_len)
{
    size_t at = strlen(text);
    const int wrote = snprintf(text + at, text_bytes - at, "%s%s", at == 0 ? "" : ", ", prefix);

    at += wrote > 0 && (size_t)wrote < text_bytes - at ? (size_t)wrote : 0;
    for (size_t i = 0; i < bytes_len && at + 1 < text_bytes; i++) {
        text[at++] = (char)(bytes[i] >= 0x20 && bytes[i] < 0x7F ? bytes[i] : '?');
    }
    text[at] = '\0';
}

static void add_address(char *text, size_t text_bytes, const struct askcam_san_name *name)
{
    char number[ASKCAM_ADDRESS_TEXT_BYTES] = "?";
    struct askcam_address address = {.socket_bytes = sizeof address.socket.v4};

    if (name->bytes_len == 4) {
        address.socket.v4.sin_family = AF_INET;
        memcpy(&address.socket.v4.sin_addr, name->bytes, 4);
        askcam_address_text(&address, number);
    } else if (name->bytes_len == 16) {
        address.socket_bytes = sizeof address.socket.v6;
        address.socket.v6.sin6_family = AF_INET6;
        memcpy(&address.socket.v6.sin6_addr, name->bytes, 16);
        askcam_address_text(&address, number);
    }
    add_text(text, text_bytes, "", (const uint8_t *)number, strlen(number));
}

/* The common name of a subject or issuer, or "" where it has none. */
static void add_common_name(char *text, size_t text_bytes, const char *prefix,
                            const mbedtls_x509_name *names)
{
    for (const mbedtls_x509_name *item = names; item != NULL; item = item->next) {
        if (MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &item->oid) == 0) {
            add_text(text, text_bytes, prefix, item->val.p, item->val.len);
            return;
        }
    }
}

static void note_names(struct askcam_peer_check *check, const mbedtls_x509_crt *crt)
{
    struct askcam_san san;
    struct askcam_san_name name;

    check->names[0] = '\0';
    (void)askcam_san_init(&san, crt->v3_ext.p,
                          crt->v3_ext.len); /* without names, next() is false */
    while (askcam_san_next(&san, &name)) {
        if (name.kind == ASKCAM_SAN_DNS) {
            add_text(check->names, sizeof check->names, "", name.bytes, name.bytes_len);
        } else if (name.kind == ASKCAM_SAN_ADDRESS) {
            add_address(check->names, sizeof check->names, &name);
        }
    }
    if (check->names[0] == '\0') {
        add_common_name(check->names, sizeof check->names, "only the common name ", &crt->subject);
    }
}

static void note_date(char text[ASKCAM_PEER_DATE_BYTES], const mbedtls_x509_time *time)
{
    (void)snprintf(text, ASKCAM_PEER_DATE_BYTES, "%04d-%02d-%02d", time->year % 10000,
                   time->mon % 100, time->day % 100);
}

/* Days from 1970-01-01 to the first day of a month of the Gregorian calendar; year >= 1970. */
static int64_t days_to_month(int year, int month)
{
    /*
     * A year that starts in March has its leap day at the end, and (153 * m + 2) / 5 days lie
     * before its month m.
     */
    const int64_t march_year = month > 2 ? year : year - 1;
    const int64_t march_month = month > 2 ? month - 3 : month + 9;

    return 365 * march_year + march_year / 4 - march_year / 100 + march_year / 400 +
           (153 * march_month + 2) / 5 - 719468; /* 0000-03-01 to 1970-01-01 */
}

/* Seconds since 1970, at least 1, since 0 means that there is none. */
static uint64_t seconds_of(const mbedtls_x509_time *time)
{
    if (time->year < 1970) {
        return 1;
    }
    const int64_t days = days_to_month(time->year, time->mon) + time->day - 1;
    const int64_t seconds = ((days * 24 + time->hour) * 60 + time->min) * 60 + time->sec;
    return seconds > 0 ? (uint64_t)seconds : 1;
}

static void note_expiry(struct askcam_peer_check *check, const mbedtls_x509_time *valid_to)
{
    const uint64_t expires_s = seconds_of(valid_to);

    if (check->expires_s == 0 || expires_s < check->expires_s) {
        check->expires_s = expires_s;
    }
}

int askcam_peer_check_verify(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
    struct askcam_peer_check *check = ctx;
    const uint32_t time_flags = MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE;

    if (check->root == NULL) {
        check->root = crt; /* mbedTLS goes from the root down to the peer's own certificate */
    }
    note_expiry(check, &crt->valid_to);
    if ((*flags & time_flags) != 0) {
        note_date(check->valid_from, &crt->valid_from);
        note_date(check->valid_until, &crt->valid_to);
    }
    if (depth != 0) {
        return 0;
    }
    check->is_seen = true;
    if (check->number_bytes != 0 && !askcam_san_has_address(crt->v3_ext.p, crt->v3_ext.len,
                                                            check->number, check->number_bytes)) {
        *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
    }
    note_names(check, crt);
    check->issuer[0] = '\0';
    add_common_name(check->issuer, sizeof check->issuer, "", &crt->issuer);
    check->is_self_signed = crt->issuer_raw.len == crt->subject_raw.len &&
                            memcmp(crt->issuer_raw.p, crt->subject_raw.p, crt->issuer_raw.len) == 0;
    return 0;
}
