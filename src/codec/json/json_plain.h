/* SPDX-License-Identifier: MIT */
/*
 * json_plain.h - runs of plain text, found eight bytes at a time.
 *
 * For: the files that read strings or compare texts; see json_value.h for the layers.
 */
#ifndef ASKCAM_JSON_PLAIN_H
#define ASKCAM_JSON_PLAIN_H

#include <string.h>

#include "json.h"

/*
 * Eight bytes are tested as one word: `hits` has the top bit of each that is not plain.  A
 * borrow between bytes can set a top bit too many, but only after a hit, so the first is right.
 * Where the first byte is not the lowest, the hit is found byte by byte instead.
 */
enum { ASKCAM_JSON_FIRST_IS_LOWEST = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ };

#define ASKCAM_JSON_EVERY(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Stands for itself in a string. */
static inline bool askcam_json_is_plain(uint8_t byte)
{
    return byte != '"' && byte != '\\' && byte >= 0x20U;
}

static inline uint64_t askcam_json_load(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/*
 * Past plain bytes up to 0x7F.  With bit 1 inverted, the quote (0x22) lies next to the control
 * characters, all of which stay below 0x20, so one subtraction finds both.
 */
static inline const uint8_t *askcam_json_skip_ascii(const uint8_t *at, const uint8_t *end)
{
    for (; end - at >= 8; at += 8) {
        const uint64_t word = askcam_json_load(at);
        const uint64_t hits = (((word ^ ASKCAM_JSON_EVERY(0x02)) - ASKCAM_JSON_EVERY(0x21)) |
                               ((word ^ ASKCAM_JSON_EVERY('\\')) - ASKCAM_JSON_EVERY(1)) | word) &
                              ASKCAM_JSON_EVERY(0x80);
        if (hits != 0 && ASKCAM_JSON_FIRST_IS_LOWEST) {
            return at + __builtin_ctzll(hits) / 8;
        }
        if (hits != 0) {
            break;
        }
    }
    while (at < end && askcam_json_is_plain(*at) && *at < 0x80U) {
        at++;
    }
    return at;
}

#endif
