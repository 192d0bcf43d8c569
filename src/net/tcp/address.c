/* SPDX-License-Identifier: MIT */
/* address.c - see address.h. */
#include "address.h"

#include <netdb.h>
#include <string.h>

bool askcam_address_set(struct askcam_address *address, const struct sockaddr *from, uint16_t port)
{
    *address = (struct askcam_address){.socket_bytes = 0};
    if (from->sa_family == AF_INET) {
        memcpy(&address->socket.v4, from, sizeof address->socket.v4);
        address->socket.v4.sin_port = htons(port);
        address->socket_bytes = sizeof address->socket.v4;
    } else if (from->sa_family == AF_INET6) {
        memcpy(&address->socket.v6, from, sizeof address->socket.v6);
        address->socket.v6.sin6_port = htons(port);
        address->socket_bytes = sizeof address->socket.v6;
    }
    return address->socket_bytes != 0;
}

bool askcam_address_parse(struct askcam_address *address, const char *host, uint16_t port)
{
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;

    /* The system's own parser, since it accepts "127.1" and "fe80::1%eth0" too. */
    if (getaddrinfo(host, NULL, &hints, &found) != 0) {
        return false;
    }
    const bool is_set = found != NULL && askcam_address_set(address, found->ai_addr, port);
    freeaddrinfo(found);
    return is_set;
}

void askcam_addresses_add_loopback(struct askcam_addresses *addresses, uint16_t port)
{
    const struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    const struct sockaddr *const both[] = {(const struct sockaddr *)&v4,
                                           (const struct sockaddr *)&v6};

    for (size_t i = 0; i < 2 && addresses->count < ASKCAM_ADDRESSES_MAX; i++) {
        (void)askcam_address_set(&addresses->list[addresses->count++], both[i], port);
    }
}

void askcam_address_text(const struct askcam_address *address, char text[ASKCAM_ADDRESS_TEXT_BYTES])
{
    if (getnameinfo(&address->socket.any, address->socket_bytes, text, ASKCAM_ADDRESS_TEXT_BYTES,
                    NULL, 0, NI_NUMERICHOST) != 0) {
        memcpy(text, "?", 2);
    }
}

size_t askcam_address_number(const struct askcam_address *address,
                             uint8_t number[ASKCAM_ADDRESS_NUMBER_BYTES])
{
    if (address->socket.any.sa_family == AF_INET) {
        memcpy(number, &address->socket.v4.sin_addr, 4);
        return 4;
    }
    memcpy(number, &address->socket.v6.sin6_addr, 16);
    return 16;
}

enum askcam_ip_scope askcam_address_scope(const struct askcam_address *address)
{
    uint8_t number[ASKCAM_ADDRESS_NUMBER_BYTES];

    if (address->socket.any.sa_family != AF_INET && address->socket.any.sa_family != AF_INET6) {
        return ASKCAM_IP_PUBLIC;
    }
    return askcam_address_number(address, number) == ASKCAM_IPV4_BYTES ? askcam_ip_scope_v4(number)
                                                                       : askcam_ip_scope_v6(number);
}

void askcam_addresses_note_far(struct askcam_addresses *addresses,
                               const struct askcam_address *address)
{
    const enum askcam_ip_scope scope = askcam_address_scope(address);

    if (!addresses->has_far && scope != ASKCAM_IP_LOOPBACK && scope != ASKCAM_IP_LOCAL) {
        addresses->has_far = true;
        addresses->far = *address;
    }
}
