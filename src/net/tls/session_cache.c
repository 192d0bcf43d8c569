/* SPDX-License-Identifier: MIT */
/* session_cache.c - see session_cache.h. */
#include "session_cache.h"

#include <mbedtls/platform_util.h>
#include <stdio.h>
#include <string.h>

#include "session_record.h"

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

/* The key says whom and whom we trust by name; the bundle's stamp is checked in the record. */
static bool make_key(struct askcam_session_cache *cache, const struct askcam_endpoint *endpoint,
                     const char *bundle)
{
    char input[KEY_INPUT_BYTES];
    const int len = snprintf(input, sizeof input, "askcam 1\n%s\n%u\n%s\n", endpoint->host,
                             (unsigned)endpoint->port, bundle);

    return len > 0 && (size_t)len < sizeof input &&
           askcam_mbed_sha256(input, (size_t)len, cache->key) == 0;
}

/* Reads the record and checks that it is ours; bytes is its memory. */
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
        const uint64_t now_s =
            wall_s(cache); /* a record from the future is as stale as an old one */
        const bool is_fresh =
            record.saved_s <= now_s && now_s - record.saved_s <= ASKCAM_SESSION_CACHE_SESSION_MAX_S;
        cache->place = record.place;
        cache->session_saved_s = is_fresh && record.session != NULL ? record.saved_s : 0;
    }
    mbedtls_platform_zeroize(bytes, sizeof bytes);
}

bool askcam_session_cache_is_useful(const struct askcam_session_cache *cache)
{
    return cache->place.size_bytes != 0 || cache->session_saved_s != 0;
}

void askcam_session_cache_offer(const struct askcam_session_cache *cache,
                                struct askcam_tls_connection *connection)
{
    uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES];
    struct askcam_session_record record;

    if (cache->session_saved_s != 0 && load(cache, &record, bytes) && record.session != NULL) {
        (void)askcam_tls_connection_offer(connection, record.session,
                                          record.session_bytes); /* or in full */
    }
    mbedtls_platform_zeroize(bytes, sizeof bytes);
}

static void save(struct askcam_session_cache *cache, const uint8_t *session, size_t session_bytes)
{
    char key[ASKCAM_SESSION_KEY_TEXT_BYTES];
    uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES];
    struct askcam_session_record record = {.saved_s = wall_s(cache),
                                           .stamp = cache->stamp,
                                           .place = cache->place,
                                           .session = session_bytes != 0 ? session : NULL,
                                           .session_bytes = session_bytes};

    memcpy(record.key, cache->key, sizeof record.key);
    key_text(cache->key, key);
    const size_t bytes_len = askcam_session_record_encode(&record, bytes, sizeof bytes);
    if (bytes_len != 0) {
        cache->store->save(cache->store->ctx, key, bytes, bytes_len);
        cache->session_saved_s = session_bytes != 0 ? record.saved_s : 0;
    }
    mbedtls_platform_zeroize(bytes, sizeof bytes);
}

/* Keeps the session that secure has now, with the place. */
static void save_session(struct askcam_session_cache *cache,
                         const struct askcam_tls_connection *connection)
{
    uint8_t session[ASKCAM_SESSION_RECORD_BYTES];
    const size_t session_bytes = askcam_tls_connection_export(connection, session, sizeof session);

    save(cache, session, session_bytes);
    mbedtls_platform_zeroize(session, sizeof session);
}

void askcam_session_cache_keep(struct askcam_session_cache *cache, const struct askcam_trust *trust,
                               const struct askcam_tls_connection *connection)
{
    const struct askcam_trust_place before = cache->place;

    if (cache->store == NULL) {
        return;
    }
    if (askcam_tls_connection_is_resumed(connection)) {
        const bool is_old = wall_s(cache) - cache->session_saved_s >= ASKCAM_SESSION_CACHE_RENEW_S;
        if (is_old && !askcam_mbed_is_tls13(&connection->ssl)) {
            save_session(cache, connection);
        }
        return;
    }
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
