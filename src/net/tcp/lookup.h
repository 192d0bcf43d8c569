/* SPDX-License-Identifier: MIT */
/*
 * lookup.h - from a host's name to its addresses, under a deadline.
 *
 * For: the dial, and a check of the name server alone.
 * Knows getaddrinfo, which blocks for as long as it likes.  Must not know: TCP, TLS.
 */
#ifndef ASKCAM_LOOKUP_H
#define ASKCAM_LOOKUP_H

#include "address.h"
#include "dial.h"

/*
 * The addresses of dial's endpoint, in the system's order of preference; at least one on success.
 * Numbers and "localhost" ask nobody.  Any other name is asked for by a helper thread, so that the
 * deadline and an interruption hold while the system's resolver hangs; the thread, with the few
 * hundred bytes of heap that it owns, may outlive this call until the resolver gives up.
 *
 * ASKCAM_ERR_UNAVAILABLE or ASKCAM_ERR_INTERNAL with a cause, ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status askcam_lookup(const struct askcam_dial *dial, struct askcam_addresses *found);

#endif
