/* SPDX-License-Identifier: MIT */
/*
 * fake_net.h - a network that follows a script: one row a connection.
 *
 * For: testing the flow against servers that refuse early, break off, stall or come back.
 */
#ifndef ASKCAM_FAKE_NET_H
#define ASKCAM_FAKE_NET_H

#include <stdbool.h>
#include <stddef.h>

#include "fake_host.h"
#include "net.h"

enum { FAKE_NET_ROWS = 8, FAKE_NET_SENT_BYTES = 1 << 18 };

/* What one connection does. */
struct fake_connection {
    enum askcam_status dial;  /* ASKCAM_OK: connected */
    const char *reply;        /* bytes that the server sends */
    size_t reply_bytes;       /* of reply; 0: up to its '\0' */
    size_t reply_after_bytes; /* of the request; SIZE_MAX: when nothing more comes up */
    size_t piece_bytes;       /* of reply at a time; 0: all there is */
    bool stalls;              /* after the reply nothing more comes; else it is closed */
    size_t takes_bytes;       /* of the request, then it is reset; 0: all */
    uint64_t latency_ms;      /* before each piece of the reply */
    uint64_t flood_ms;        /* likewise, but it is there whatever the deadline */
    bool is_deaf;             /* reading never looks whether the user wants to end */
    const char *proxy_reply;  /* of a dial through a tunnel, byte by byte */
};

struct fake_net {
    struct fake_host *host;
    struct fake_connection rows[FAKE_NET_ROWS];
    size_t dials; /* so far; the row in force is the last one dialled */
    bool open;
    bool is_elsewhere; /* the open connection is to another endpoint */
    size_t sent_bytes; /* on this connection */
    size_t given_bytes;
    size_t all_sent_bytes;          /* on all connections */
    char connect[1024];             /* the last request for a tunnel; "": there was none */
    char sent[FAKE_NET_SENT_BYTES]; /* the last connection's, as far as it fits */
};

struct askcam_net fake_net_init(struct fake_net *fake, struct fake_host *host);

#endif
