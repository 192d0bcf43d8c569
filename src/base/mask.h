/* SPDX-License-Identifier: MIT */
/*
 * mask.h - asterisks in place of a secret, in text that comes from a server.
 *
 * For: every string of a reply, before it is cut to a field or printed: headers, error messages,
 * identifiers, thinking, answers.  Also a beginning of the secret is masked, since a server may
 * have cut what it echoes.  Must not know: whose secret it is, where the text goes, the heap.
 */
#ifndef ASKCAM_MASK_H
#define ASKCAM_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "status.h"

/*
 * What a text is decides how short a beginning of the secret is masked in it.  A secret of fewer
 * than 7 bytes is a word for a server that needs no key ("none", "ollama"), which a reply may
 * well contain: it is masked in messages only.  A message has bounds of its own, so at its end a
 * beginning of 4 bytes is enough.
 */
enum askcam_mask_kind {
    ASKCAM_MASK_FIELD,   /* a header, an identifier, an error message; 12 bytes and more */
    ASKCAM_MASK_ANSWER,  /* thinking or answer; 16 bytes and more */
    ASKCAM_MASK_MESSAGE, /* a line for the user; as a field, and also a secret of any length */
};

/* Receives masked text, borrowed for the call; text_bytes > 0. */
typedef enum askcam_status askcam_mask_callback(void *ctx, const char *text, size_t text_bytes);

/* A text that arrives in pieces.  In the caller's memory; fields belong to mask.c. */
struct askcam_mask {
    const char *secret; /* borrowed; NULL: nothing is masked */
    size_t secret_bytes;
    size_t least_bytes;  /* of a beginning that is masked */
    size_t end_bytes;    /* … at the end of the text */
    size_t held_bytes;   /* the text so far ends with so much of the secret's beginning */
    size_t masked_bytes; /* of those, the first ones, which an earlier match covers already */
};

/* secret is borrowed until the last call; NULL or "": none.  Cannot fail. */
void askcam_mask_init(struct askcam_mask *mask, const char *secret, enum askcam_mask_kind kind);

/*
 * Passes text on with the secret masked; the length does not change, and the result does not
 * depend on the cuts.  An end that may be the beginning of a secret is held back until more is
 * known.  If text is cut between characters, so is the result.  Returns callback()'s status; after
 * a failure the mask may only be initialised again.
 */
enum askcam_status askcam_mask_push(struct askcam_mask *mask, const char *text, size_t text_bytes,
                                    askcam_mask_callback *callback, void *ctx);

/*
 * The text is over: passes on what was held back, and the mask may be used for the next text.
 * is_cut: the text went on but is not known any further, so even one byte may be a beginning.
 */
enum askcam_status askcam_mask_finish(struct askcam_mask *mask, bool is_cut,
                                      askcam_mask_callback *callback, void *ctx);

/* Masks text[0..text_bytes) in place; is_cut as above. */
void askcam_mask_bytes(char *text, size_t text_bytes, const char *secret,
                       enum askcam_mask_kind kind, bool is_cut);

/* The same for a whole message that ends with '\0'. */
void askcam_mask_message(char *text, const char *secret);

#endif
