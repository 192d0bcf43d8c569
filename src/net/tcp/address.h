/* SPDX-License-Identifier: MIT */
/*
 * address.h - one network address, IPv4 or IPv6, with its port.
 *
 * For: distinguishing a host that is an address from one that is a name, in one place, so that the
 * look-up and the check of a certificate agree.  Must not know: names, sockets.
 */
#ifndef ASKCAM_ADDRESS_H
#define ASKCAM_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "ip_scope.h"

enum {
    ASKCAM_ADDRESSES_MAX = 8,        /* more are not tried */
    ASKCAM_ADDRESS_TEXT_BYTES = 64,  /* the longest IPv6 text with a scope, and its '\0' */
    ASKCAM_ADDRESS_NUMBER_BYTES = 16 /* of an IPv6 address */
};

/* In the caller's memory; no pointer, may be copied. */
struct askcam_address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } socket;
    socklen_t socket_bytes;
};

struct askcam_addresses {
    struct askcam_address list[ASKCAM_ADDRESSES_MAX];
    size_t count;

    /* The first address of the host, also beyond the list, that is neither of this device nor of
       its local network. */
    bool has_far;
    struct askcam_address far;
};

/* Copies a system's socket address; false if it is neither IPv4 nor IPv6. */
bool askcam_address_set(struct askcam_address *address, const struct sockaddr *from, uint16_t port);

/* True, and *address is set, if host is an address in any form that the system accepts.  No
 * look-up. */
bool askcam_address_parse(struct askcam_address *address, const char *host, uint16_t port);

/* Adds 127.0.0.1 and ::1. */
void askcam_addresses_add_loopback(struct askcam_addresses *addresses, uint16_t port);

/* The address without its port, for people.  Never fails: "?" at worst. */
void askcam_address_text(const struct askcam_address *address,
                         char text[ASKCAM_ADDRESS_TEXT_BYTES]);

/* How far it reaches.  One without a family, which the system did not know, is public. */
enum askcam_ip_scope askcam_address_scope(const struct askcam_address *address);

/* Sets has_far and far, unless they are set already. */
void askcam_addresses_note_far(struct askcam_addresses *addresses,
                               const struct askcam_address *address);

/* The 4 or 16 bytes as a certificate has them; returns how many. */
size_t askcam_address_number(const struct askcam_address *address,
                             uint8_t number[ASKCAM_ADDRESS_NUMBER_BYTES]);

#endif
