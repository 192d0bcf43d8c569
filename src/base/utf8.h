/* SPDX-License-Identifier: MIT */
/*
 * utf8.h - whether bytes are UTF-8, and where they are not.
 *
 * For: refusing a question that is not text, and replacing invalid bytes of a reply.
 * Knows RFC 3629, and the WHATWG Encoding Standard's way of replacing: one U+FFFD for the longest
 * start of a character that was broken off, one for any other byte.
 */
#ifndef ASKCAM_UTF8_H
#define ASKCAM_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* U+FFFD, and its length. */
#define ASKCAM_UTF8_REPLACEMENT "\xEF\xBF\xBD"

enum {
    ASKCAM_UTF8_REPLACEMENT_BYTES = 3,
    ASKCAM_UTF8_CHARACTER_BYTES = 4, /* of the longest character */
};

/*
 * What is at the start of text[0..bytes), bytes > 0:
 * n > 0: a character of n bytes;
 * n < 0: -n bytes that stand for one U+FFFD;
 * 0: a character whose last bytes are missing; all of bytes belong to it.
 */
int askcam_utf8_next(const uint8_t *text, size_t bytes);

/* All of it is whole, well-formed characters; so is the empty text.  U+0000 is one of them. */
bool askcam_utf8_valid(const void *text, size_t bytes);

/* Writes the character of a scalar value (no surrogate, at most 0x10FFFF); returns its bytes. */
size_t askcam_utf8_put(uint32_t scalar, char out[ASKCAM_UTF8_CHARACTER_BYTES]);

#endif
