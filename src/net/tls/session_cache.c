/* SPDX-License-Identifier: MIT */
/*
 * session_cache.c - see session_cache.h.
 *
 * Invariant: a resumed handshake verifies no certificate, so it changes neither verified_s nor
 * expires_s.  Only a full one does.
 */
#include "session_cache.h"

#include <mbedtls/platform_util.h>
#include <stdio.h>
#include <string.h>

enum { KEY_INPUT_BYTES = 4096 + 512 }; /* PATH_MAX, a host and a port */

static uint64_t wall_s(const struct askcam_session_cache *cache)
{
    return (uint64_t)askcam_wall_s(cache->host);
}

static void key_text(const uint8_t key[ASKCAM_SHA256_BYTES],
                     char text[ASKCAM_SESSION_KEY_TEXT_BYTES])
{
    for (size_t i = 0; i < ASKCAM_SHA256_BYTES; i++) {
        (void)snprintf(text + 2 * i, 3, "%02x", key[i]); /* it fits */
    }
}

/* The key names the server and the bundle; the bundle's stamp is checked in the record. */
static bool make_key(struct askcam_session_cache *cache, const struct askcam_endpoint *endpoint,
                     const char *bundle)
{
    char input[KEY_INPUT_BYTES];
    const int len = snprintf(input, sizeof input, "askcam 1\n%s\n%u\n%s\n", endpoint->host,
                             (unsigned)endpoint->port, bundle);

    return len > 0 && (size_t)len < sizeof input &&
           askcam_mbed_sha256(input, (size_t)len, cache->key) == 0;
}

/* Loads the record and checks that it is of this server and this bundle; bytes is its memory. */
static bool load(const struct askcam_session_cache *cache, struct askcam_session_record *record,
                 uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES])
{
    char key[ASKCAM_SESSION_KEY_TEXT_BYTES];

    key_text(cache->key, key);
    const size_t bytes_len =
        cache->store->load(cache->store->ctx, key, bytes, ASKCAM_SESSION_RECORD_BYTES);
    return bytes_len != 0 && askcam_session_record_decode(record, bytes, bytes_len) &&
           memcmp(record->key, cache->key, sizeof record->key) == 0 &&
           memcmp(&record->stamp, &cache->stamp, sizeof record->stamp) == 0;
}

/*
 * A clock that was set back makes the ages unknown, so times that lie ahead of it are refused, that
 * of the last writing too.
 */
static bool may_offer(const struct askcam_session_record *record, uint64_t now_s)
{
    const struct askcam_session_times *times = &record->times;

    return record->session != NULL && times->verified_s <= times->saved_s &&
           times->saved_s <= now_s && now_s - times->verified_s <= ASKCAM_SESSION_MAX_S &&
           now_s <= times->expires_s;
}

void askcam_session_cache_init(struct askcam_session_cache *cache, const struct askcam_dial *dial,
                               const struct askcam_trust *trust)
{
    uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES];
    struct askcam_session_record record;

    *cache = (struct askcam_session_cache){.host = dial->host, .stamp = trust->stamp};
    if (dial->endpoint->sessions == NULL || !make_key(cache, dial->endpoint, trust->path)) {
        return;
    }
    cache->store = dial->endpoint->sessions;
    if (load(cache, &record, bytes)) {
        cache->place = record.place;
        cache->times = record.times;
        cache->has_session = may_offer(&record, wall_s(cache));
    }
    mbedtls_platform_zeroize(bytes, sizeof bytes);
}

bool askcam_session_cache_is_useful(const struct askcam_session_cache *cache)
{
    return cache->place.size_bytes != 0 || cache->has_session;
}

bool askcam_session_cache_avoids_pss(const struct askcam_session_cache *cache)
{
    const uint64_t failed_s = cache->times.pss_failed_s;
    const uint64_t now_s = wall_s(cache);

    return failed_s != 0 && failed_s <= now_s && now_s - failed_s <= ASKCAM_SESSION_NO_PSS_S;
}

void askcam_session_cache_note_pss(struct askcam_session_cache *cache)
{
    cache->times.pss_failed_s = wall_s(cache);
}

void askcam_session_cache_offer(const struct askcam_session_cache *cache,
                                struct askcam_tls_connection *connection)
{
    uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES];
    struct askcam_session_record record;

    if (cache->has_session && load(cache, &record, bytes) && may_offer(&record, wall_s(cache))) {
        (void)askcam_tls_connection_offer(connection, record.session,
                                          record.session_bytes); /* or a full handshake */
    }
    mbedtls_platform_zeroize(bytes, sizeof bytes);
}

static void save(struct askcam_session_cache *cache, const uint8_t *session, size_t session_bytes)
{
    char key[ASKCAM_SESSION_KEY_TEXT_BYTES];
    uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES];
    struct askcam_session_record record = {.times = cache->times,
                                           .stamp = cache->stamp,
                                           .place = cache->place,
                                           .session = session_bytes != 0 ? session : NULL,
                                           .session_bytes = session_bytes};

    record.times.saved_s = wall_s(cache);
    memcpy(record.key, cache->key, sizeof record.key);
    key_text(cache->key, key);
    const size_t bytes_len = askcam_session_record_encode(&record, bytes, sizeof bytes);
    if (bytes_len != 0) {
        cache->store->save(cache->store->ctx, key, bytes, bytes_len);
    }
    mbedtls_platform_zeroize(bytes, sizeof bytes);
}

/* Keeps the session that connection has now, with the place. */
static void save_session(struct askcam_session_cache *cache,
                         const struct askcam_tls_connection *connection)
{
    uint8_t session[ASKCAM_SESSION_RECORD_BYTES];
    const size_t session_bytes = askcam_tls_connection_export(connection, session, sizeof session);

    save(cache, session, session_bytes);
    mbedtls_platform_zeroize(session, sizeof session);
}

/* A server may replace its ticket when it resumes; with TLS 1.3 that comes later, by itself. */
static void renew(struct askcam_session_cache *cache,
                  const struct askcam_tls_connection *connection)
{
    const bool is_old = wall_s(cache) - cache->times.saved_s >= ASKCAM_SESSION_RENEW_S;

    if (is_old && !askcam_mbed_is_tls13(&connection->ssl)) {
        save_session(cache, connection);
    }
}

void askcam_session_cache_keep(struct askcam_session_cache *cache, const struct askcam_trust *trust,
                               const struct askcam_tls_connection *connection)
{
    const struct askcam_trust_place before = cache->place;

    if (cache->store == NULL) {
        return;
    }
    if (askcam_tls_connection_is_resumed(connection)) {
        renew(cache, connection);
        return;
    }
    cache->times.verified_s = wall_s(cache);
    cache->times.expires_s = connection->check.expires_s;
    const mbedtls_x509_crt *root = askcam_tls_connection_root(connection);
    if (before.size_bytes == 0 && root != NULL) {
        cache->place = askcam_trust_locate(trust, &root->raw);
    }
    if (!askcam_mbed_is_tls13(&connection->ssl)) {
        save_session(cache, connection);
    } else if (before.size_bytes == 0 && cache->place.size_bytes != 0) {
        save(cache, NULL, 0); /* the ticket comes later, or never */
    }
}

void askcam_session_cache_keep_ticket(struct askcam_session_cache *cache,
                                      const struct askcam_tls_connection *connection)
{
    if (cache->store != NULL) {
        save_session(cache, connection);
    }
}
