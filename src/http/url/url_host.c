/* SPDX-License-Identifier: MIT */
/* url_host.c - see url_host.h. */
#include "url_host.h"

#include <string.h>

#include "http_text.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool askcam_host_is_name(const char *text, size_t bytes)
{
    size_t label_bytes = 0;

    for (size_t i = 0; i < bytes; i++) {
        if (text[i] == '.' && label_bytes > 0) {
            label_bytes = 0;
        } else if (is_digit(text[i]) || is_letter(text[i]) || text[i] == '-' || text[i] == '_') {
            label_bytes++;
        } else {
            return false;
        }
    }
    return label_bytes > 0;
}

/* A decimal number up to 255 at text[*at..bytes); moves *at behind it. */
static bool read_octet(const char *text, size_t bytes, size_t *at, uint8_t *octet)
{
    const size_t start = *at;
    unsigned value = 0;

    while (*at < bytes && *at - start < 3 && is_digit(text[*at])) {
        value = value * 10 + (unsigned)(text[*at] - '0');
        (*at)++;
    }
    const size_t digits = *at - start;
    *octet = (uint8_t)value;
    return digits > 0 && value <= 255 && (digits == 1 || text[start] != '0');
}

bool askcam_host_is_ipv4(const char *text, size_t bytes, uint8_t address[4])
{
    size_t at = 0;

    for (size_t i = 0; i < 4; i++) {
        if (i > 0 && (at == bytes || text[at++] != '.')) {
            return false;
        }
        if (!read_octet(text, bytes, &at, &address[i])) {
            return false;
        }
    }
    return at == bytes;
}

/* One to four hexadecimal digits at the start of text; returns how many, 0 if there are no digits.
 */
static size_t read_group(const char *text, size_t bytes, uint16_t *group)
{
    size_t at = 0;

    *group = 0;
    while (at < bytes && at < 4 && askcam_http_hex_value(text[at]) >= 0) {
        *group = (uint16_t)(*group << 4 | askcam_http_hex_value(text[at]));
        at++;
    }
    return at;
}

/* The groups on one side of "::", or all of them; -1 if it is not an address. */
static int read_groups(const char *text, size_t bytes, uint16_t groups[ASKCAM_IPV6_GROUPS])
{
    int count = 0;
    size_t at = 0;

    while (at < bytes) {
        uint8_t last[4];
        if (count == ASKCAM_IPV6_GROUPS || (count > 0 && text[at++] != ':')) {
            return -1;
        }
        if (count <= ASKCAM_IPV6_GROUPS - 2 && askcam_host_is_ipv4(text + at, bytes - at, last)) {
            groups[count++] = (uint16_t)(last[0] << 8 | last[1]);
            groups[count++] = (uint16_t)(last[2] << 8 | last[3]);
            return count;
        }
        const size_t digits = read_group(text + at, bytes - at, &groups[count]);
        if (digits == 0) {
            return -1;
        }
        at += digits;
        count++;
    }
    return count;
}

static const char *find_gap(const char *text, size_t bytes)
{
    for (size_t i = 1; i < bytes; i++) {
        if (text[i - 1] == ':' && text[i] == ':') {
            return text + i - 1;
        }
    }
    return NULL;
}

bool askcam_host_is_ipv6(const char *text, size_t bytes, uint16_t address[ASKCAM_IPV6_GROUPS])
{
    uint16_t tail[ASKCAM_IPV6_GROUPS];
    const char *gap = find_gap(text, bytes);

    memset(address, 0, ASKCAM_IPV6_GROUPS * sizeof address[0]);
    if (gap == NULL) {
        return read_groups(text, bytes, address) == ASKCAM_IPV6_GROUPS;
    }
    const size_t head_bytes = (size_t)(gap - text);
    if (memchr(text, '.', head_bytes) != NULL) {
        return false; /* an IPv4 address comes last */
    }
    const int head_count = read_groups(text, head_bytes, address);
    const int tail_count = read_groups(gap + 2, bytes - head_bytes - 2, tail);
    if (head_count < 0 || tail_count < 0 || head_count + tail_count >= ASKCAM_IPV6_GROUPS) {
        return false;
    }
    for (int i = 0; i < tail_count; i++) {
        address[ASKCAM_IPV6_GROUPS - tail_count + i] = tail[i];
    }
    return true;
}
