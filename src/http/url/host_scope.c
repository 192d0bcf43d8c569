/* SPDX-License-Identifier: MIT */
/* host_scope.c - see host_scope.h. */
#include "host_scope.h"

#include <stddef.h>
#include <string.h>

#include "http_text.h"
#include "url_host.h"

enum { HOST_BYTES = 256, NUMBERS = 4 };

/* Names below which only this device, or only its network, answers. */
static const struct {
    const char *name;
    enum askcam_ip_scope scope;
} PRIVATE[] = {
    {"localhost", ASKCAM_IP_LOOPBACK}, {"local", ASKCAM_IP_LOCAL},
    {"home.arpa", ASKCAM_IP_LOCAL},    {"internal", ASKCAM_IP_LOCAL},
    {"intranet", ASKCAM_IP_LOCAL},     {"private", ASKCAM_IP_LOCAL},
    {"corp", ASKCAM_IP_LOCAL},         {"home", ASKCAM_IP_LOCAL},
    {"lan", ASKCAM_IP_LOCAL},          {"localdomain", ASKCAM_IP_LOCAL},
};

/* "0x1f", "017" or "15" at *at, up to 32 bits; moves *at behind it. */
static bool read_number(const char **at, uint64_t *value)
{
    const bool is_hex = (*at)[0] == '0' && askcam_http_lower((*at)[1]) == 'x';
    const bool is_octal = !is_hex && (*at)[0] == '0';
    const int base = is_hex ? 16 : is_octal ? 8 : 10;
    const char *text = *at + (is_hex ? 2 : 0);
    const char *const start = text;
    int digit = askcam_http_hex_value(*text);

    for (*value = 0; digit >= 0; digit = askcam_http_hex_value(*text)) {
        if (digit >= base || *value > UINT32_MAX) {
            return false;
        }
        *value = *value * (unsigned)base + (unsigned)digit;
        text++;
    }
    *at = text;
    return text > start || is_hex; /* some readers take "0x" as 0 */
}

/* The last of the numbers fills the bits that are left. */
static bool end_address(uint64_t address, uint64_t last, unsigned left_bits,
                        uint8_t number[ASKCAM_IPV4_BYTES])
{
    address = address << left_bits | last;
    for (unsigned i = 0; i < ASKCAM_IPV4_BYTES; i++) {
        number[i] = (uint8_t)(address >> (24 - 8 * i));
    }
    return last >> left_bits == 0;
}

bool askcam_host_read_ipv4(const char *host, uint8_t number[ASKCAM_IPV4_BYTES])
{
    uint64_t address = 0;

    for (unsigned i = 0; i < NUMBERS; i++) {
        uint64_t value = 0;
        if (!read_number(&host, &value)) {
            return false;
        }
        if (*host == '\0') {
            return end_address(address, value, 8 * (NUMBERS - i), number);
        }
        if (*host != '.' || value > UINT8_MAX) {
            return false;
        }
        host++;
        address = address << 8 | value;
    }
    return false;
}

/* The host in lower case, without the dot at its end; false if there is nothing left. */
static bool copy_host(char dst[HOST_BYTES], const char *host, size_t bytes)
{
    while (bytes > 0 && host[bytes - 1] == '.') {
        bytes--;
    }
    if (bytes == 0 || bytes >= HOST_BYTES) {
        return false;
    }
    for (size_t i = 0; i < bytes; i++) {
        dst[i] = askcam_http_lower(host[i]);
    }
    dst[bytes] = '\0';
    return true;
}

/* host is the name, or ends with it behind a dot. */
static bool is_below(const char *host, const char *name)
{
    const size_t host_bytes = strlen(host);
    const size_t name_bytes = strlen(name);

    return host_bytes >= name_bytes && strcmp(host + host_bytes - name_bytes, name) == 0 &&
           (host_bytes == name_bytes || host[host_bytes - name_bytes - 1] == '.');
}

static enum askcam_ip_scope name_scope(const char *host)
{
    for (size_t i = 0; i < sizeof PRIVATE / sizeof PRIVATE[0]; i++) {
        if (is_below(host, PRIVATE[i].name)) {
            return PRIVATE[i].scope;
        }
    }
    return strchr(host, '.') == NULL ? ASKCAM_IP_LOCAL : ASKCAM_IP_PUBLIC;
}

static enum askcam_ip_scope ipv6_scope(const char *host)
{
    uint16_t groups[ASKCAM_IPV6_GROUPS];
    uint8_t number[ASKCAM_IPV6_BYTES];

    if (!askcam_host_is_ipv6(host, strcspn(host, "%"), groups)) {
        return ASKCAM_IP_PUBLIC; /* whoever fetches it may know better */
    }
    for (size_t i = 0; i < ASKCAM_IPV6_GROUPS; i++) {
        number[2 * i] = (uint8_t)(groups[i] >> 8);
        number[2 * i + 1] = (uint8_t)groups[i];
    }
    return askcam_ip_scope_v6(number);
}

static enum askcam_ip_scope scope_of(const char *host, size_t bytes)
{
    char copy[HOST_BYTES] = {0};
    uint8_t number[ASKCAM_IPV4_BYTES];

    if (!copy_host(copy, host, bytes)) {
        return ASKCAM_IP_PUBLIC;
    }
    if (strchr(copy, ':') != NULL) {
        return ipv6_scope(copy);
    }
    return askcam_host_read_ipv4(copy, number) ? askcam_ip_scope_v4(number) : name_scope(copy);
}

enum askcam_ip_scope askcam_host_scope(const char *host)
{
    return scope_of(host, strlen(host));
}

enum askcam_ip_scope askcam_url_text_scope(const char *url)
{
    const char *const scheme_end = strstr(url, "://");
    const char *host = scheme_end != NULL ? scheme_end + 3 : url;
    const char *const end = host + strcspn(host, "/?#\\");

    for (const char *at = host; at < end; at++) {
        host = *at == '@' ? at + 1 : host; /* a password may hold one that is not encoded */
    }
    const size_t bytes = (size_t)(end - host);
    const char *const close = host[0] == '[' ? memchr(host, ']', bytes) : NULL;
    if (close != NULL) {
        return scope_of(host + 1, (size_t)(close - host) - 1);
    }
    const char *const colon = memchr(host, ':', bytes);
    return scope_of(host, colon != NULL ? (size_t)(colon - host) : bytes);
}
