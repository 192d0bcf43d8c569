/* SPDX-License-Identifier: MIT */
/*
 * tls.h - the connection of net.h over TCP, with TLS by mbedTLS.
 *
 * For: the program.  Chain, dates and host name (or address) are verified, SNI and ALPN http/1.1
 * are sent, TLS 1.2 is the minimum; none of this can be turned off.  Works with mbedTLS 2.28
 * and 3.6. With endpoint.sessions (session_store.h, session_dir.h) the next dial resumes the
 * session. Without TLS it connects to this device only (the loopback). Must not know: HTTP.
 */
#ifndef ASKCAM_TLS_H
#define ASKCAM_TLS_H

#include "host.h"
#include "net.h"

/*
 * Checks that the file holds a CA certificate; else ASKCAM_ERR_CONFIG, or ASKCAM_ERR_INTERNAL if
 * this device is short of memory or descriptors.  A dial with TLS makes the same check.
 */
enum askcam_status askcam_tls_check_ca_file(const char *path, struct askcam_error *err);

/*
 * Allocates a connection that is not dialled yet; host is borrowed until askcam_tls_free().
 *
 * The state is on the heap: 19 KB, and 57 KB once dialled (64 KB at the peak of a full
 * handshake with mbedTLS 2.28; 66 and 79 KB with 3.6), however many roots the bundle has.  A dial
 * that looks a name up may leave a helper thread behind (lookup.h).
 *
 * ASKCAM_ERR_INTERNAL if memory is short.
 */
enum askcam_status askcam_tls_new(struct askcam_net *net, const struct askcam_host *host,
                                  struct askcam_error *err);

/* Closes, wipes keys and frees.  Idempotent, also on a zeroed net. */
void askcam_tls_free(struct askcam_net *net);

#endif
