/* SPDX-License-Identifier: MIT */
/* ip_scope.c - see ip_scope.h. */
#include "ip_scope.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Addresses whose first bits are those of the prefix.  The first row that fits counts. */
struct range {
    enum askcam_ip_scope scope;
    unsigned bits;
    uint8_t prefix[ASKCAM_IPV6_BYTES];
};

static const struct range V4[] = {
    {ASKCAM_IP_LOOPBACK, 8, {127}},    {ASKCAM_IP_LOOPBACK, 32, {0}},
    {ASKCAM_IP_SHARED, 8, {0}},        {ASKCAM_IP_SHARED, 10, {100, 64}},
    {ASKCAM_IP_LOCAL, 8, {10}},        {ASKCAM_IP_LOCAL, 12, {172, 16}},
    {ASKCAM_IP_LOCAL, 16, {192, 168}}, {ASKCAM_IP_LOCAL, 16, {169, 254}},
    {ASKCAM_IP_PUBLIC, 0, {0}},
};

static const struct range V6[] = {
    {ASKCAM_IP_LOOPBACK, 128, {[15] = 1}},
    {ASKCAM_IP_LOOPBACK, 128, {0}},
    {ASKCAM_IP_LOCAL, 10, {0xFE, 0x80}},
    {ASKCAM_IP_LOCAL, 10, {0xFE, 0xC0}}, /* RFC 3879: no longer assigned, still never routed */
    {ASKCAM_IP_LOCAL, 7, {0xFC}},
    {ASKCAM_IP_PUBLIC, 0, {0}},
};

static const uint8_t MAPPED[12] = {[10] = 0xFF, [11] = 0xFF};

static bool is_within(const uint8_t *number, const struct range *range)
{
    const unsigned whole = range->bits / 8;
    const unsigned rest = range->bits % 8;

    if (memcmp(number, range->prefix, whole) != 0) {
        return false;
    }
    return rest == 0 || (unsigned)(number[whole] ^ range->prefix[whole]) >> (8 - rest) == 0;
}

/* The last row of a table fits every address. */
static enum askcam_ip_scope find(const struct range *range, const uint8_t *number)
{
    while (!is_within(number, range)) {
        range++;
    }
    return range->scope;
}

enum askcam_ip_scope askcam_ip_scope_v4(const uint8_t number[ASKCAM_IPV4_BYTES])
{
    return find(V4, number);
}

enum askcam_ip_scope askcam_ip_scope_v6(const uint8_t number[ASKCAM_IPV6_BYTES])
{
    if (memcmp(number, MAPPED, sizeof MAPPED) == 0) {
        return askcam_ip_scope_v4(number + sizeof MAPPED);
    }
    return find(V6, number);
}
