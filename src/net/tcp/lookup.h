/* SPDX-License-Identifier: MIT */
/*
 * lookup.h - looks up the addresses of a host name, with a deadline.
 *
 * For: the dial, and a check of the name server alone.
 * Knows getaddrinfo, which may block for any time.  Must not know: TCP, TLS.
 */
#ifndef ASKCAM_LOOKUP_H
#define ASKCAM_LOOKUP_H

#include "address.h"
#include "dial.h"

/*
 * The addresses of dial's endpoint; at least one on success.  They are in the order in which they
 * are to be tried (RFC 8305 section 4): the system's order of preference, but with IPv6 and IPv4
 * taking turns, so that a dead route of one family delays the other by one attempt only.
 *
 * Numbers, "localhost" and names below it are not looked up; the names are 127.0.0.1 and ::1 (RFC
 * 6761 section 6.3), whatever a resolver knows.  Any other name is looked up by a helper
 * thread, so that the deadline and an interruption hold while the system's resolver hangs; the
 * thread, with the few hundred bytes of heap that it owns, may outlive this call until the resolver
 * gives up.
 *
 * ASKCAM_ERR_UNAVAILABLE or ASKCAM_ERR_INTERNAL with a cause, ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status askcam_lookup(const struct askcam_dial *dial, struct askcam_addresses *found);

#endif
