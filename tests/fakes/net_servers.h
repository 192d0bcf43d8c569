/* SPDX-License-Identifier: MIT */
/*
 * net_servers.h - starts net_servers.py and asks it what its servers saw.
 *
 * For: tests that use real sockets and real TLS.  Needs /usr/bin/python3 and the openssl program.
 */
#ifndef ASKCAM_NET_SERVERS_H
#define ASKCAM_NET_SERVERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { NET_SERVERS_MAX = 96, NET_SERVERS_TEXT_BYTES = 256 };

struct net_servers {
    pid_t pid;
    int stdin_fd; /* its end ends the servers */
    char folder[32];
    struct {
        char name[24];
        uint16_t port;
    } list[NET_SERVERS_MAX];
    size_t count;
};

struct net_seen {
    unsigned connections;
    unsigned handshakes; /* that ended well */
    unsigned reused;     /* of these, by a session from before */
    unsigned long bytes; /* of application data that arrived */
};

/* False, with a word on stderr, if they do not come up. */
bool net_servers_start(struct net_servers *servers);

/* Ends them and removes their folder. */
void net_servers_stop(struct net_servers *servers);

/* The port of a server; 0 if there is none of that name. */
uint16_t net_servers_port(const struct net_servers *servers, const char *name);

/* Writes the path of one of their files, a certificate for example. */
void net_servers_path(const struct net_servers *servers, const char *file,
                      char path[NET_SERVERS_TEXT_BYTES]);

/* What a server saw since the start, once all of its connections are over (or after 3 s). */
struct net_seen net_servers_seen(const struct net_servers *servers, const char *name);

/* What stood in the last raw ClientHello: "groups=29,23 alpn=http/1.1 sni=good.test ...". */
void net_servers_hello(const struct net_servers *servers, const char *name,
                       char text[NET_SERVERS_TEXT_BYTES]);

#endif
