/* SPDX-License-Identifier: MIT */
/* server_text.c - see server_text.h. */
#include "server_text.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "mask.h"
#include "surrogates.h"
#include "terminal.h"
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
    size_t taken_bytes = 0;

    if (*text == '\0') {
        return (struct character){"?", 1, 1};
    }
    if (askcam_surrogates_is_half(text, text_bytes)) {
        return (struct character){replacement, sizeof replacement - 1, sizeof replacement - 1};
    }
    switch (askcam_terminal_next(text, text_bytes, &taken_bytes)) {
    case ASKCAM_TERMINAL_TEXT:
        return (struct character){text, taken_bytes, taken_bytes};
    case ASKCAM_TERMINAL_LINE:
    case ASKCAM_TERMINAL_CONTROL:
        return (struct character){" ", 1, taken_bytes};
    case ASKCAM_TERMINAL_BROKEN:
    case ASKCAM_TERMINAL_CUT:
        break;
    }
    return (struct character){replacement, sizeof replacement - 1, taken_bytes};
}

/* Where the text goes, already masked. */
struct kept {
    char *to;
    size_t to_bytes;
    size_t at;
    bool has_space; /* before the next character */
};

static enum askcam_status keep(void *ctx, const char *text, size_t text_bytes)
{
    struct kept *const kept = ctx;

    while (text_bytes > 0) {
        const struct character character = next(text, text_bytes);
        text += character.taken_bytes;
        text_bytes -= character.taken_bytes;
        if (*character.bytes == ' ') {
            kept->has_space = kept->at > 0;
            continue;
        }
        if (kept->at + kept->has_space + character.bytes_len >= kept->to_bytes) {
            return ASKCAM_ERR_STOPPED;
        }
        if (kept->has_space) {
            kept->to[kept->at++] = ' ';
            kept->has_space = false;
        }
        memcpy(kept->to + kept->at, character.bytes, character.bytes_len);
        kept->at += character.bytes_len;
    }
    return ASKCAM_OK;
}

void askcam_server_text(char *to, size_t to_bytes, const char *text, size_t text_bytes,
                        const char *secret)
{
    struct kept kept = {.to = to, .to_bytes = to_bytes};
    struct askcam_mask mask;

    assert(to_bytes > 0);
    askcam_mask_init(&mask, secret, ASKCAM_MASK_FIELD);
    if (askcam_mask_push(&mask, text, text_bytes, keep, &kept) == ASKCAM_OK) {
        (void)askcam_mask_finish(&mask, false, keep, &kept); /* it is full, or all of it is kept */
    }
    to[kept.at] = '\0';
}
