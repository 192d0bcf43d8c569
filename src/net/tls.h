/* SPDX-License-Identifier: MIT */
/*
 * tls.h - the real connection: TCP, and TLS by mbedTLS on top of it.
 *
 * For: the program.  Chain, dates and host name (or number) are verified, SNI and ALPN http/1.1
 * are sent, TLS 1.2 is the least; there is no switch to turn any of it off.  Works with mbedTLS
 * 2.28 and 3.6.  With endpoint.sessions (session_store.h, session_dir.h) the next run resumes.
 * Must not know: HTTP.
 */
#ifndef ASKCAM_TLS_H
#define ASKCAM_TLS_H

#include "host.h"
#include "net.h"

/*
 * The file holds a certificate that can be trusted; else ASKCAM_ERR_CONFIG.  A dial tells the same,
 * but only of a server with TLS, and only once there is something to send.
 */
enum askcam_status askcam_tls_check_ca_file(const char *path, struct askcam_error *err);

/*
 * Makes a connection that is not dialled yet; host is borrowed until askcam_tls_free().
 *
 * The state is on the heap: 7 KB, and 45 KB once dialled (52 KB at the peak of a full handshake
 * with mbedTLS 2.28; 54 and 67 KB with 3.6), however many roots the bundle has.  A dial that looks
 * a name up may leave a helper thread behind (lookup.h).
 *
 * ASKCAM_ERR_INTERNAL if memory is short.
 */
enum askcam_status askcam_tls_new(struct askcam_net *net, const struct askcam_host *host,
                                  struct askcam_error *err);

/* Closes and frees, wiping keys.  Idempotent, also on a zeroed net. */
void askcam_tls_free(struct askcam_net *net);

#endif
