/* SPDX-License-Identifier: MIT */
/* no_proxy.c - see proxy_url.h: the hosts that are reached without a proxy. */
#include <string.h>

#include "host_scope.h"
#include "http_text.h"
#include "proxy_url.h"
#include "url_host.h"

enum { NETWORK_BYTES = 64 };

/* The host of the URL, as the list is compared with it. */
struct wanted {
    const char *name;
    size_t number_bytes; /* 4 or 16; 0: it is a name */
    uint8_t number[ASKCAM_IPV6_BYTES];
};

static void put_groups(uint8_t number[ASKCAM_IPV6_BYTES], const uint16_t groups[ASKCAM_IPV6_GROUPS])
{
    for (size_t i = 0; i < ASKCAM_IPV6_GROUPS; i++) {
        number[2 * i] = (uint8_t)(groups[i] >> 8);
        number[2 * i + 1] = (uint8_t)groups[i];
    }
}

static void read_wanted(struct wanted *wanted, const struct askcam_url *url)
{
    uint16_t groups[ASKCAM_IPV6_GROUPS];

    *wanted = (struct wanted){.name = url->host};
    if (url->host_is_ipv6 && askcam_host_is_ipv6(url->host, strlen(url->host), groups)) {
        wanted->number_bytes = ASKCAM_IPV6_BYTES;
        put_groups(wanted->number, groups);
    } else if (askcam_host_read_ipv4(url->host, wanted->number)) {
        wanted->number_bytes = ASKCAM_IPV4_BYTES;
    }
}

static bool is_same(const char *a, const char *b, size_t bytes)
{
    size_t at = 0;

    while (at < bytes && askcam_http_lower(a[at]) == askcam_http_lower(b[at])) {
        at++;
    }
    return at == bytes;
}

/* "example.com" and ".example.com." are example.com and what is below it, not nonexample.com. */
static bool fits_name(const char *word, size_t word_bytes, const char *name)
{
    const size_t name_bytes = strlen(name);

    if (word[word_bytes - 1] == '.') {
        word_bytes--;
    }
    if (word_bytes > 0 && word[0] == '.') {
        word++;
        word_bytes--;
    }
    if (word_bytes > name_bytes || !is_same(word, name + name_bytes - word_bytes, word_bytes)) {
        return false;
    }
    return word_bytes == name_bytes || name[name_bytes - word_bytes - 1] == '.';
}

/*
 * The bits of a network: those of the whole address where none are given, or 0, as in curl.
 * false if there cannot be so many.
 */
static bool read_bits(const char *text, size_t number_bytes, size_t *bits)
{
    const size_t all_bits = 8 * number_bytes;

    *bits = 0;
    while (*text >= '0' && *text <= '9' && *bits <= all_bits) {
        *bits = *bits * 10 + (size_t)(*text - '0');
        text++;
    }
    if (*bits > all_bits || *text == '-') {
        return false;
    }
    *bits = *bits == 0 ? all_bits : *bits;
    return true;
}

static bool read_number(const char *text, size_t bytes, const struct wanted *wanted,
                        uint8_t number[ASKCAM_IPV6_BYTES])
{
    uint16_t groups[ASKCAM_IPV6_GROUPS];

    if (wanted->number_bytes == ASKCAM_IPV4_BYTES) {
        return askcam_host_is_ipv4(text, bytes, number);
    }
    if (!askcam_host_is_ipv6(text, bytes, groups)) {
        return false;
    }
    put_groups(number, groups);
    return true;
}

static bool fits_network(const char *word, size_t word_bytes, const struct wanted *wanted)
{
    char text[NETWORK_BYTES];
    uint8_t number[ASKCAM_IPV6_BYTES];
    size_t bits = 0;

    if (word_bytes >= sizeof text) {
        return false;
    }
    memcpy(text, word, word_bytes);
    text[word_bytes] = '\0';
    const size_t address_bytes = strcspn(text, "/");
    const char *const slash = text + address_bytes;
    if (!read_bits(*slash == '/' ? slash + 1 : slash, wanted->number_bytes, &bits) ||
        !read_number(text, address_bytes, wanted, number) ||
        memcmp(number, wanted->number, bits / 8) != 0) {
        return false;
    }
    return bits % 8 == 0 ||
           (unsigned)(number[bits / 8] ^ wanted->number[bits / 8]) >> (8 - bits % 8) == 0;
}

bool askcam_no_proxy_has(const char *list, const struct askcam_url *url)
{
    static const char separators[] = ", \t";
    struct wanted wanted;

    if (strcmp(list, "*") == 0) {
        return true;
    }
    read_wanted(&wanted, url);
    list += strspn(list, separators);
    while (*list != '\0') {
        const size_t word_bytes = strcspn(list, separators);
        if (wanted.number_bytes > 0 ? fits_network(list, word_bytes, &wanted)
                                    : fits_name(list, word_bytes, wanted.name)) {
            return true;
        }
        list += word_bytes;
        list += strspn(list, separators);
    }
    return false;
}
