/* SPDX-License-Identifier: MIT */
/* recall.c - see recall.h. */
#include "recall.h"

#include <mbedtls/platform_util.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "session_record.h"

enum { KEY_INPUT_BYTES = 4096 + 512 }; /* PATH_MAX, a host and a port */

static uint64_t wall_s(void)
{
    return (uint64_t)time(NULL);
}

static void key_text(const uint8_t key[ASKCAM_SHA256_BYTES],
                     char text[ASKCAM_SESSION_KEY_TEXT_BYTES])
{
    for (size_t i = 0; i < ASKCAM_SHA256_BYTES; i++) {
        (void)snprintf(text + 2 * i, 3, "%02x", key[i]); /* it fits */
    }
}

/* The key says whom and whom we trust by name; the bundle's stamp is checked in the record. */
static bool make_key(struct askcam_recall *recall, const struct askcam_endpoint *endpoint,
                     const char *bundle)
{
    char input[KEY_INPUT_BYTES];
    const int len = snprintf(input, sizeof input, "askcam 1\n%s\n%u\n%s\n", endpoint->host,
                             (unsigned)endpoint->port, bundle);

    return len > 0 && (size_t)len < sizeof input &&
           askcam_mbed_sha256(input, (size_t)len, recall->key) == 0;
}

/* Reads the record and checks that it is ours; bytes is its memory. */
static bool load(const struct askcam_recall *recall, struct askcam_session_record *record,
                 uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES])
{
    char key[ASKCAM_SESSION_KEY_TEXT_BYTES];

    key_text(recall->key, key);
    const size_t bytes_len =
        recall->store->load(recall->store->ctx, key, bytes, ASKCAM_SESSION_RECORD_BYTES);
    return bytes_len != 0 && askcam_session_record_decode(record, bytes, bytes_len) &&
           memcmp(record->key, recall->key, sizeof record->key) == 0 &&
           memcmp(&record->stamp, &recall->stamp, sizeof record->stamp) == 0;
}

void askcam_recall_init(struct askcam_recall *recall, const struct askcam_dial *dial,
                        const struct askcam_trust *trust)
{
    uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES];
    struct askcam_session_record record;

    *recall = (struct askcam_recall){.stamp = trust->stamp};
    if (dial->endpoint->sessions == NULL || !make_key(recall, dial->endpoint, trust->path)) {
        return;
    }
    recall->store = dial->endpoint->sessions;
    if (load(recall, &record, bytes)) {
        const uint64_t now_s = wall_s(); /* a record from the future is as stale as an old one */
        const bool is_fresh =
            record.saved_s <= now_s && now_s - record.saved_s <= ASKCAM_RECALL_SESSION_MAX_S;
        recall->place = record.place;
        recall->session_saved_s = is_fresh && record.session != NULL ? record.saved_s : 0;
    }
    mbedtls_platform_zeroize(bytes, sizeof bytes);
}

bool askcam_recall_is_useful(const struct askcam_recall *recall)
{
    return recall->place.size_bytes != 0 || recall->session_saved_s != 0;
}

void askcam_recall_offer(const struct askcam_recall *recall, struct askcam_secure *secure)
{
    uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES];
    struct askcam_session_record record;

    if (recall->session_saved_s != 0 && load(recall, &record, bytes) && record.session != NULL) {
        (void)askcam_secure_offer(secure, record.session, record.session_bytes); /* or in full */
    }
    mbedtls_platform_zeroize(bytes, sizeof bytes);
}

static void save(struct askcam_recall *recall, const uint8_t *session, size_t session_bytes)
{
    char key[ASKCAM_SESSION_KEY_TEXT_BYTES];
    uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES];
    struct askcam_session_record record = {.saved_s = wall_s(),
                                           .stamp = recall->stamp,
                                           .place = recall->place,
                                           .session = session_bytes != 0 ? session : NULL,
                                           .session_bytes = session_bytes};

    memcpy(record.key, recall->key, sizeof record.key);
    key_text(recall->key, key);
    const size_t bytes_len = askcam_session_record_encode(&record, bytes, sizeof bytes);
    if (bytes_len != 0) {
        recall->store->save(recall->store->ctx, key, bytes, bytes_len);
        recall->session_saved_s = session_bytes != 0 ? record.saved_s : 0;
    }
    mbedtls_platform_zeroize(bytes, sizeof bytes);
}

/* Keeps the session that secure has now, with the place. */
static void save_session(struct askcam_recall *recall, const struct askcam_secure *secure)
{
    uint8_t session[ASKCAM_SESSION_RECORD_BYTES];
    const size_t session_bytes = askcam_secure_export(secure, session, sizeof session);

    save(recall, session, session_bytes);
    mbedtls_platform_zeroize(session, sizeof session);
}

void askcam_recall_keep(struct askcam_recall *recall, const struct askcam_trust *trust,
                        const struct askcam_secure *secure)
{
    const struct askcam_trust_place before = recall->place;

    if (recall->store == NULL) {
        return;
    }
    if (askcam_secure_is_resumed(secure)) {
        const bool is_old = wall_s() - recall->session_saved_s >= ASKCAM_RECALL_RENEW_S;
        if (is_old && !askcam_mbed_is_tls13(&secure->ssl)) {
            save_session(recall, secure);
        }
        return;
    }
    const mbedtls_x509_crt *root = askcam_secure_root(secure);
    if (before.size_bytes == 0 && root != NULL) {
        recall->place = askcam_trust_locate(trust, &root->raw);
    }
    if (!askcam_mbed_is_tls13(&secure->ssl)) {
        save_session(recall, secure);
    } else if (before.size_bytes == 0 && recall->place.size_bytes != 0) {
        save(recall, NULL, 0); /* the ticket comes later, or never */
    }
}

void askcam_recall_keep_ticket(struct askcam_recall *recall, const struct askcam_secure *secure)
{
    if (recall->store != NULL) {
        save_session(recall, secure);
    }
}
