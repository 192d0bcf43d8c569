/* SPDX-License-Identifier: MIT */
/* utf8.c - see utf8.h. */
#include "utf8.h"

#include <assert.h>

/* Well-formed byte sequences by their first byte: table 3-7 of the Unicode Standard. */
static const struct lead {
    uint8_t last; /* first bytes up to this one */
    uint8_t tail; /* bytes that follow; 0: no character begins so */
    uint8_t low;  /* the second byte is within low..high, any further one within 80..BF */
    uint8_t high;
} LEADS[] = {
    {0xC1, 0, 0, 0},       {0xDF, 1, 0x80, 0xBF}, {0xE0, 2, 0xA0, 0xBF}, {0xEC, 2, 0x80, 0xBF},
    {0xED, 2, 0x80, 0x9F}, {0xEF, 2, 0x80, 0xBF}, {0xF0, 3, 0x90, 0xBF}, {0xF3, 3, 0x80, 0xBF},
    {0xF4, 3, 0x80, 0x8F}, {0xFF, 0, 0, 0},
};

int askcam_utf8_next(const uint8_t *text, size_t bytes)
{
    const struct lead *lead = LEADS;

    if (text[0] < 0x80U) {
        return 1;
    }
    while (text[0] > lead->last) {
        lead++;
    }
    if (lead->tail == 0) {
        return -1;
    }
    for (size_t i = 1; i <= lead->tail; i++) {
        const uint8_t low = i == 1 ? lead->low : 0x80U;
        const uint8_t high = i == 1 ? lead->high : 0xBFU;
        if (i == bytes) {
            return 0;
        }
        if (text[i] < low || text[i] > high) {
            return -(int)i;
        }
    }
    return lead->tail + 1;
}

bool askcam_utf8_valid(const void *text, size_t bytes)
{
    const uint8_t *at = text;

    while (bytes > 0) {
        const int step = askcam_utf8_next(at, bytes);
        if (step <= 0) {
            return false;
        }
        at += step;
        bytes -= (size_t)step;
    }
    return true;
}

static char tail_byte(uint32_t scalar, unsigned shift)
{
    return (char)(0x80U | ((scalar >> shift) & 0x3FU));
}

size_t askcam_utf8_put(uint32_t scalar, char out[ASKCAM_UTF8_CHARACTER_BYTES])
{
    assert(scalar <= 0x10FFFFU && (scalar < 0xD800U || scalar > 0xDFFFU));
    if (scalar < 0x80U) {
        out[0] = (char)scalar;
        return 1;
    }
    if (scalar < 0x800U) {
        out[0] = (char)(0xC0U | (scalar >> 6));
        out[1] = tail_byte(scalar, 0);
        return 2;
    }
    if (scalar < 0x10000U) {
        out[0] = (char)(0xE0U | (scalar >> 12));
        out[1] = tail_byte(scalar, 6);
        out[2] = tail_byte(scalar, 0);
        return 3;
    }
    out[0] = (char)(0xF0U | (scalar >> 18));
    out[1] = tail_byte(scalar, 12);
    out[2] = tail_byte(scalar, 6);
    out[3] = tail_byte(scalar, 0);
    return 4;
}
