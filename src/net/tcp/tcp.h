/* SPDX-License-Identifier: MIT */
/*
 * tcp.h - one TCP connection that never blocks, with a buffer that reads ahead.
 *
 * For: the bytes below TLS, or below HTTP on the loopback.  While a burst
 * comes in, one recv() fetches up to 16 KiB of it, so the many small records of a stream cost few
 * system calls.  Must not know: TLS, HTTP, deadlines after connect.
 */
#ifndef ASKCAM_TCP_H
#define ASKCAM_TCP_H

#include "address.h"
#include "dial.h"

enum { ASKCAM_TCP_BUFFER_BYTES = 16384, ASKCAM_TCP_FIRST_BYTES = 8 };

/* In the caller's memory; a zeroed one is not ready: init first. */
struct askcam_tcp {
    int fd;      /* -1: not connected */
    bool is_dry; /* the last recv() wanted more than the system has */
    size_t at;   /* index of the oldest byte in buf */
    size_t held_bytes;
    size_t first_bytes;
    uint8_t first[ASKCAM_TCP_FIRST_BYTES]; /* the peer's first bytes, which show whether it is a TLS
                                              server */
    uint8_t buf[ASKCAM_TCP_BUFFER_BYTES];
};

void askcam_tcp_init(struct askcam_tcp *tcp);

/*
 * Connects to one of the addresses, tried in the order given, 250 ms apart and then side by side
 * (RFC 8305 section 5); dial's deadline is for all of them.  In connect.c.
 * ASKCAM_ERR_UNAVAILABLE or ASKCAM_ERR_INTERNAL with a cause, ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status askcam_tcp_connect(struct askcam_tcp *tcp, const struct askcam_dial *dial,
                                      const struct askcam_addresses *addresses);

/* The address that a connected tcp has as its peer; without a family if the system does not know
 * it.
 */
void askcam_tcp_peer(const struct askcam_tcp *tcp, struct askcam_address *peer);

/*
 * > 0 bytes moved, 0 would block, ASKCAM_ERR_CLOSED once the peer has ended or reset,
 * ASKCAM_ERR_INTERNAL if the system has no memory for it.
 */
long askcam_tcp_send(struct askcam_tcp *tcp, const void *bytes, size_t bytes_len);
long askcam_tcp_recv(struct askcam_tcp *tcp, void *buf, size_t cap_bytes);

/* As askcam_tcp_recv(), but leaves the bytes in the buffer and returns how many there are. */
long askcam_tcp_peek(struct askcam_tcp *tcp);

/* Idempotent. */
void askcam_tcp_close(struct askcam_tcp *tcp);

#endif
