/* SPDX-License-Identifier: MIT */
/*
 * tls.h - the real connection: TCP, and TLS by mbedTLS on top of it.
 *
 * For: the program.  Chain and host name (or IP address) are verified, SNI is sent, TLS 1.2 is the
 * least; there is no switch to turn any of it off.  Works with mbedTLS 2.28 and 3.6.
 * Must not know: HTTP.
 */
#ifndef ASKCAM_TLS_H
#define ASKCAM_TLS_H

#include "host.h"
#include "net.h"

/*
 * Makes a connection that is not dialled yet; host is borrowed until askcam_tls_free().  The
 * state (mbedTLS contexts, about 40 KB once dialled) is on the heap.
 * ASKCAM_ERR_INTERNAL if memory is short.
 */
enum askcam_status askcam_tls_new(struct askcam_net *net, const struct askcam_host *host,
                                  struct askcam_error *err);

/* Closes and frees, wiping keys.  Idempotent, also on a zeroed net. */
void askcam_tls_free(struct askcam_net *net);

#endif
