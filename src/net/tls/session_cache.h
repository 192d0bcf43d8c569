/* SPDX-License-Identifier: MIT */
/*
 * session_cache.h - what is known about a server from earlier connections: its session, the place
 * of its root, and whether it needs a handshake without RSA-PSS.
 *
 * For: tls.c.  Nothing here makes a server trusted that would not be trusted without it: a session
 * is of a peer that was verified for the same host against the same bundle, at most
 * ASKCAM_SESSION_MAX_S ago and with a chain that is still valid; a place only says which trusted
 * certificate to try first.
 * Must not know: where records are kept.
 */
#ifndef ASKCAM_SESSION_CACHE_H
#define ASKCAM_SESSION_CACHE_H

#include "mbed.h"
#include "session_record.h"
#include "session_store.h"
#include "tls_connection.h"
#include "trust.h"

enum {
    ASKCAM_SESSION_MAX_S = 24 * 60 * 60,    /* from the full handshake, however often resumed */
    ASKCAM_SESSION_RENEW_S = 60 * 60,       /* not written again before, to spare flash memory */
    ASKCAM_SESSION_NO_PSS_S = 24 * 60 * 60, /* then RSA-PSS is tried again */
};

/* In the caller's memory; it borrows the store and the host, and holds no key. */
struct askcam_session_cache {
    const struct askcam_session_store *store; /* NULL: nothing is kept */
    const struct askcam_host *host;           /* for its wall clock */
    uint8_t key[ASKCAM_SHA256_BYTES];
    struct askcam_trust_stamp stamp;
    struct askcam_trust_place place; /* size_bytes 0: not known */
    struct askcam_session_times times;
    bool has_session; /* one that may be offered */
};

/* Prepares for dial's endpoint and the bundle, and loads the record. */
void askcam_session_cache_init(struct askcam_session_cache *cache, const struct askcam_dial *dial,
                               const struct askcam_trust *trust);

/* A session or a place is known, so that a handshake with it is worth a try. */
bool askcam_session_cache_is_useful(const struct askcam_session_cache *cache);

/* A handshake with this server failed because of RSA-PSS, less than a day ago. */
bool askcam_session_cache_avoids_pss(const struct askcam_session_cache *cache);

/* A handshake has just failed because of RSA-PSS; the next record that is kept says so. */
void askcam_session_cache_note_pss(struct askcam_session_cache *cache);

/* Offers the session, if there is one; call it between open and handshake. */
void askcam_session_cache_offer(const struct askcam_session_cache *cache,
                                struct askcam_tls_connection *connection);

/* After a handshake, while connection still has its trusted certificates: keeps what is new. */
void askcam_session_cache_keep(struct askcam_session_cache *cache, const struct askcam_trust *trust,
                               const struct askcam_tls_connection *connection);

/* When connection->has_ticket: keeps the session that came with it. */
void askcam_session_cache_keep_ticket(struct askcam_session_cache *cache,
                                      const struct askcam_tls_connection *connection);

#endif
