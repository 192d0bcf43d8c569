/* SPDX-License-Identifier: MIT */
/* server_text.c - see server_text.h. */
#include "server_text.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "surrogates.h"
#include "utf8.h"

/* The next character, as it is kept. */
struct character {
    const char *bytes;
    size_t bytes_len;
    size_t taken_bytes; /* of the text */
};

static struct character next(const char *text, size_t text_bytes)
{
    static const char replacement[] = ASKCAM_UTF8_REPLACEMENT;
    const unsigned char first = (unsigned char)*text;

    if (first == '\0') {
        return (struct character){"?", 1, 1};
    }
    if (first < 0x20U || first == 0x7FU || first == ' ') {
        return (struct character){" ", 1, 1};
    }
    if (askcam_surrogates_is_half(text, text_bytes)) {
        return (struct character){replacement, sizeof replacement - 1, sizeof replacement - 1};
    }
    const int step = askcam_utf8_next((const uint8_t *)text, text_bytes);
    if (step > 0) {
        return (struct character){text, (size_t)step, (size_t)step};
    }
    return (struct character){replacement, sizeof replacement - 1,
                              step == 0 ? text_bytes : (size_t)-step};
}

void askcam_server_text(char *to, size_t to_bytes, const char *text, size_t text_bytes)
{
    size_t at = 0;
    bool has_space = false; /* before the next character */

    assert(to_bytes > 0);
    while (text_bytes > 0) {
        const struct character character = next(text, text_bytes);
        text += character.taken_bytes;
        text_bytes -= character.taken_bytes;
        if (*character.bytes == ' ') {
            has_space = at > 0;
            continue;
        }
        if (at + has_space + character.bytes_len >= to_bytes) {
            break;
        }
        if (has_space) {
            to[at++] = ' ';
            has_space = false;
        }
        memcpy(to + at, character.bytes, character.bytes_len);
        at += character.bytes_len;
    }
    to[at] = '\0';
}
