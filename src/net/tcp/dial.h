/* SPDX-License-Identifier: MIT */
/*
 * dial.h - what every step of one dial shares: the endpoint, the deadline and the error.
 *
 * For: look-up, connect and handshake, inside this module.
 * Must not know: what a step does.
 */
#ifndef ASKCAM_DIAL_H
#define ASKCAM_DIAL_H

#include "error.h"
#include "host.h"
#include "net.h"

/* Borrows everything it points to for the length of the dial. */
struct askcam_dial {
    const struct askcam_host *host;
    const struct askcam_endpoint *endpoint;
    uint64_t deadline_ms;
    struct askcam_error *err;
    char peer[ASKCAM_ERROR_WHAT_BYTES]; /* "host:port" or "[v6]:port", as errors name it;
                                           "proxy " before it for a proxy */
};

void askcam_dial_init(struct askcam_dial *dial, const struct askcam_host *host,
                      const struct askcam_endpoint *endpoint, uint64_t deadline_ms,
                      struct askcam_error *err);

/* Makes *proxy the dial to the proxy of dial's tunnel, for its first steps; *endpoint is memory for
 * it. */
void askcam_dial_to_proxy(struct askcam_dial *proxy, struct askcam_endpoint *endpoint,
                          const struct askcam_dial *dial);

/* askcam_fail() with the peer as what. */
enum askcam_status askcam_dial_fail(const struct askcam_dial *dial, enum askcam_status kind,
                                    const char *hint, const char *why_format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * Waits until fd is ready; with nothing wanted it only checks for an interruption.
 * ASKCAM_ERR_UNAVAILABLE with a cause that names the step ("looking up the host name") once the
 * deadline has passed, even if fd is ready: a peer that sends a byte now and then must not hold up
 * a dial for ever.  ASKCAM_ERR_INTERRUPTED as host.h says.
 */
enum askcam_status askcam_dial_wait(const struct askcam_dial *dial, int fd, unsigned wanted,
                                    const char *step);

/* The cause that askcam_dial_wait() gives, for a step that waits by itself; detail may be NULL. */
enum askcam_status askcam_dial_stalled(const struct askcam_dial *dial, const char *step,
                                       const char *detail);

#endif
