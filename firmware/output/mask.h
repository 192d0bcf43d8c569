/* SPDX-License-Identifier: MIT */
/*
 * mask.h - stars where a key would be shown.
 *
 * For: whatever a server sends back: error texts, log lines, thinking, answers.
 * Must not know: where the key is from, where the text goes.
 */
#ifndef ASKCAM_MASK_H
#define ASKCAM_MASK_H

#include <stddef.h>

#include "status.h"

enum {
    MASK_TEXT_LEAST_BYTES = 4, /* of a key's beginning at a cut text's end that is masked */
    /*
     * A key shorter than this is no secret but a word for a server that wants none ("none",
     * "ollama"), and an answer may well have that word in it.
     */
    MASK_STREAM_LEAST_BYTES = 7,
};

/* Stars over each occurrence of key in text, also over one that was cut at text's end.  NULL and
 * "" are no key. */
void mask_text(char *text, const char *key);

/* Takes masked text, borrowed for the call. */
typedef enum askcam_status mask_callback(void *ctx, const char *text, size_t text_bytes);

/* A text that arrives in pieces; in the caller's memory, fields belong to mask.c. */
struct mask {
    const char *key; /* NULL: nothing is masked */
    size_t key_bytes;
    size_t held_bytes; /* of the key's beginning, with which the text so far ends */
};

/* key is borrowed until the last call; NULL: none. */
void mask_init(struct mask *mask, const char *key);

/*
 * Hands text on, key masked.  An end of it that may be the beginning of a key is held back until
 * more is known.  Pieces end between characters if those of text do.  Returns take()'s status.
 */
enum askcam_status mask_push(struct mask *mask, const char *text, size_t text_bytes,
                             mask_callback *take, void *ctx);

/* The text is over: what was held back was no key.  Begins anew. */
enum askcam_status mask_end(struct mask *mask, mask_callback *take, void *ctx);

#endif
