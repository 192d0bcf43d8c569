/* SPDX-License-Identifier: MIT */
/*
 * session_record.c - see session_record.h.  Numbers are little-endian:
 *
 *   "ACS2" | key 32 | saved 8 | verified 8 | expires 8 | PSS failed 8 |
 *   device 8 | inode 8 | size 8 | modified s 8 | ns 8 | changed s 8 | ns 8 |
 *   place offset 4 | place size 4 | session bytes 4 | session ... | SHA-256 of all before 32
 *
 * A record of another version is not used: the next handshake is a full one.
 */
#include "session_record.h"

#include <assert.h>
#include <string.h>

enum { MAGIC_BYTES = 4, HEAD_BYTES = MAGIC_BYTES + ASKCAM_SHA256_BYTES + 11 * 8 + 3 * 4 };

static_assert(HEAD_BYTES == 136, "the layout above");

static const uint8_t MAGIC[MAGIC_BYTES] = {'A', 'C', 'S', '2'};

static uint8_t *put(uint8_t *at, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        *at++ = (uint8_t)(value >> (8 * i));
    }
    return at;
}

static uint64_t get(const uint8_t **at, size_t bytes)
{
    uint64_t value = 0;

    for (size_t i = 0; i < bytes; i++) {
        value |= (uint64_t) * (*at)++ << (8 * i);
    }
    return value;
}

size_t askcam_session_record_encode(const struct askcam_session_record *record, uint8_t *out,
                                    size_t cap_bytes)
{
    uint8_t *at = out;

    if (cap_bytes < HEAD_BYTES + ASKCAM_SHA256_BYTES ||
        record->session_bytes > cap_bytes - HEAD_BYTES - ASKCAM_SHA256_BYTES) {
        return 0;
    }
    memcpy(at, MAGIC, MAGIC_BYTES);
    memcpy(at + MAGIC_BYTES, record->key, ASKCAM_SHA256_BYTES);
    at = put(at + MAGIC_BYTES + ASKCAM_SHA256_BYTES, record->times.saved_s, 8);
    at = put(at, record->times.verified_s, 8);
    at = put(at, record->times.expires_s, 8);
    at = put(at, record->times.pss_failed_s, 8);
    at = put(at, record->stamp.device, 8);
    at = put(at, record->stamp.inode, 8);
    at = put(at, record->stamp.size_bytes, 8);
    at = put(at, record->stamp.modified_s, 8);
    at = put(at, record->stamp.modified_ns, 8);
    at = put(at, record->stamp.changed_s, 8);
    at = put(at, record->stamp.changed_ns, 8);
    at = put(at, record->place.offset, 4);
    at = put(at, record->place.size_bytes, 4);
    at = put(at, record->session_bytes, 4);
    assert(at == out + HEAD_BYTES);
    if (record->session_bytes != 0) {
        memcpy(at, record->session, record->session_bytes);
    }
    at += record->session_bytes;
    const size_t body_bytes = (size_t)(at - out);
    return askcam_mbed_sha256(out, body_bytes, at) == 0 ? body_bytes + ASKCAM_SHA256_BYTES : 0;
}

bool askcam_session_record_decode(struct askcam_session_record *record, const uint8_t *bytes,
                                  size_t bytes_len)
{
    uint8_t digest[ASKCAM_SHA256_BYTES];
    const uint8_t *at = bytes + MAGIC_BYTES + ASKCAM_SHA256_BYTES;

    if (bytes_len < HEAD_BYTES + ASKCAM_SHA256_BYTES || memcmp(bytes, MAGIC, MAGIC_BYTES) != 0) {
        return false;
    }
    const size_t body_bytes = bytes_len - ASKCAM_SHA256_BYTES;
    if (askcam_mbed_sha256(bytes, body_bytes, digest) != 0 ||
        memcmp(digest, bytes + body_bytes, ASKCAM_SHA256_BYTES) != 0) {
        return false;
    }
    memcpy(record->key, bytes + MAGIC_BYTES, ASKCAM_SHA256_BYTES);
    record->times.saved_s = get(&at, 8);
    record->times.verified_s = get(&at, 8);
    record->times.expires_s = get(&at, 8);
    record->times.pss_failed_s = get(&at, 8);
    record->stamp.device = get(&at, 8);
    record->stamp.inode = get(&at, 8);
    record->stamp.size_bytes = get(&at, 8);
    record->stamp.modified_s = get(&at, 8);
    record->stamp.modified_ns = get(&at, 8);
    record->stamp.changed_s = get(&at, 8);
    record->stamp.changed_ns = get(&at, 8);
    record->place.offset = (uint32_t)get(&at, 4);
    record->place.size_bytes = (uint32_t)get(&at, 4);
    record->session_bytes = (size_t)get(&at, 4);
    record->session = record->session_bytes != 0 ? at : NULL;
    return record->session_bytes == body_bytes - HEAD_BYTES;
}
