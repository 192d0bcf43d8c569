/* SPDX-License-Identifier: MIT */
/*
 * session_cache.h - what is known of a server from an earlier run: its session, and its root's
 * place.
 *
 * For: tls.c.  Nothing here can make a server trusted that would not be without it: a session is
 * of a peer that was verified for the same host against the same bundle, and a place only says
 * which trusted certificate to look at first.
 * Must not know: where records are kept.
 */
#ifndef ASKCAM_SESSION_CACHE_H
#define ASKCAM_SESSION_CACHE_H

#include "mbed.h"
#include "session_store.h"
#include "tls_connection.h"
#include "trust.h"

enum {
    ASKCAM_SESSION_CACHE_SESSION_MAX_S =
        24 * 60 * 60,                       /* a session is not offered later than that */
    ASKCAM_SESSION_CACHE_RENEW_S = 60 * 60, /* not kept anew before: it may wear out flash */
};

/* In the caller's memory; it borrows the store, and holds no key. */
struct askcam_session_cache {
    const struct askcam_session_store *store; /* NULL: nothing is remembered */
    const struct askcam_host *host;           /* its wall clock; borrowed likewise */
    uint8_t key[ASKCAM_SHA256_BYTES];
    struct askcam_trust_stamp stamp;
    struct askcam_trust_place place; /* size_bytes 0: not known */
    uint64_t session_saved_s;        /* 0: no session is kept that may be offered */
};

/* Prepares for dial's endpoint and the bundle, and looks what is kept. */
void askcam_session_cache_init(struct askcam_session_cache *cache, const struct askcam_dial *dial,
                               const struct askcam_trust *trust);

/* Something is known that is worth a try. */
bool askcam_session_cache_is_useful(const struct askcam_session_cache *cache);

/* Offers the session, if one is known; for the time between open and handshake. */
void askcam_session_cache_offer(const struct askcam_session_cache *cache,
                                struct askcam_tls_connection *connection);

/* After a handshake, while secure still has its trusted certificates: keeps what is new. */
void askcam_session_cache_keep(struct askcam_session_cache *cache, const struct askcam_trust *trust,
                               const struct askcam_tls_connection *connection);

/* When secure->has_ticket: keeps the session that came with it. */
void askcam_session_cache_keep_ticket(struct askcam_session_cache *cache,
                                      const struct askcam_tls_connection *connection);

#endif
