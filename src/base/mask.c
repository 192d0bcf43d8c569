/* SPDX-License-Identifier: MIT */
/*
 * mask.c - see mask.h.
 *
 * A byte is masked if it belongs to an occurrence of the secret's first least_bytes or more.  What
 * is held back is always secret[0..held_bytes), so nothing is copied.  As the end of one
 * occurrence may be the beginning of the next, masked_bytes remembers how much of what is held is
 * masked whatever follows.  A secret is ASCII, so neither end of what is held is inside a
 * character.
 */
#include "mask.h"

#include <assert.h>
#include <string.h>

enum { WORD_BYTES = 7 }; /* a shorter secret may be a word of the text */

static const struct rule {
    size_t least_bytes;
    size_t secret_bytes; /* of the shortest secret that is masked */
    size_t end_bytes;    /* of a beginning at the end of the text */
} RULES[] = {
    [ASKCAM_MASK_FIELD] = {12, WORD_BYTES, 12},
    [ASKCAM_MASK_ANSWER] = {16, WORD_BYTES, 16},
    [ASKCAM_MASK_MESSAGE] = {12, 1, 4},
};

static const char STARS[] = "****************";

void askcam_mask_init(struct askcam_mask *mask, const char *secret, enum askcam_mask_kind kind)
{
    const size_t secret_bytes = secret != NULL ? strlen(secret) : 0;
    const struct rule *rule = &RULES[kind];

    *mask = (struct askcam_mask){
        .secret = secret_bytes >= rule->secret_bytes ? secret : NULL,
        .secret_bytes = secret_bytes,
        .least_bytes = secret_bytes < rule->least_bytes ? secret_bytes : rule->least_bytes,
        .end_bytes = rule->end_bytes};
}

static enum askcam_status put(const char *text, size_t text_bytes, askcam_mask_callback *callback,
                              void *ctx)
{
    return text_bytes == 0 ? ASKCAM_OK : callback(ctx, text, text_bytes);
}

static enum askcam_status put_stars(size_t count, askcam_mask_callback *callback, void *ctx)
{
    enum askcam_status status = ASKCAM_OK;

    while (count > 0 && status == ASKCAM_OK) {
        const size_t run = count < sizeof STARS - 1 ? count : sizeof STARS - 1;
        status = callback(ctx, STARS, run);
        count -= run;
    }
    return status;
}

/* The longest end of what is held, but not all of it, that is again a beginning of the secret. */
static size_t next_beginning(const struct askcam_mask *mask)
{
    for (size_t bytes = mask->held_bytes - 1; bytes > 0; bytes--) {
        if (memcmp(mask->secret, mask->secret + mask->held_bytes - bytes, bytes) == 0) {
            return bytes;
        }
    }
    return 0;
}

/* Passes on all that is held but its last kept_bytes. */
static enum askcam_status release(struct askcam_mask *mask, size_t kept_bytes,
                                  askcam_mask_callback *callback, void *ctx)
{
    if (mask->held_bytes >= mask->least_bytes) {
        mask->masked_bytes = mask->held_bytes;
    }
    const size_t bytes = mask->held_bytes - kept_bytes;
    const size_t masked_bytes = mask->masked_bytes < bytes ? mask->masked_bytes : bytes;

    mask->held_bytes = kept_bytes;
    mask->masked_bytes -= masked_bytes;
    const enum askcam_status status = put_stars(masked_bytes, callback, ctx);
    return status != ASKCAM_OK
               ? status
               : put(mask->secret + masked_bytes, bytes - masked_bytes, callback, ctx);
}

/* One byte, with something held; returns the byte count taken, 0 if it is to be tried again. */
static size_t step(struct askcam_mask *mask, char byte, askcam_mask_callback *callback, void *ctx,
                   enum askcam_status *status)
{
    assert(mask->held_bytes > 0 && mask->held_bytes < mask->secret_bytes);
    const bool continues = byte == mask->secret[mask->held_bytes];

    if (continues) {
        mask->held_bytes++;
    }
    if (!continues || mask->held_bytes == mask->secret_bytes) {
        *status = release(mask, next_beginning(mask), callback, ctx);
    }
    return continues ? 1 : 0;
}

enum askcam_status askcam_mask_push(struct askcam_mask *mask, const char *text, size_t text_bytes,
                                    askcam_mask_callback *callback, void *ctx)
{
    const char *const end = text + text_bytes;
    enum askcam_status status = ASKCAM_OK;

    if (mask->secret == NULL) {
        return put(text, text_bytes, callback, ctx);
    }
    while (text < end && status == ASKCAM_OK) {
        if (mask->held_bytes > 0) {
            text += step(mask, *text, callback, ctx, &status);
            continue;
        }
        const char *first = memchr(text, mask->secret[0], (size_t)(end - text));
        status = put(text, (size_t)((first != NULL ? first : end) - text), callback, ctx);
        mask->held_bytes = first != NULL ? 1 : 0;
        text = first != NULL ? first + 1 : end;
        if (mask->held_bytes == mask->secret_bytes && status == ASKCAM_OK) {
            status = release(mask, 0, callback, ctx); /* a secret of one byte */
        }
    }
    return status;
}

enum askcam_status askcam_mask_finish(struct askcam_mask *mask, bool is_cut,
                                      askcam_mask_callback *callback, void *ctx)
{
    if (is_cut || mask->held_bytes >= mask->end_bytes) {
        mask->masked_bytes = mask->held_bytes;
    }
    return mask->secret == NULL ? ASKCAM_OK : release(mask, 0, callback, ctx);
}

/* Masked text takes the place of the text that it was made from, never of what is still to come. */
static enum askcam_status put_back(void *ctx, const char *text, size_t text_bytes)
{
    char **at = ctx;

    memmove(*at, text, text_bytes);
    *at += text_bytes;
    return ASKCAM_OK;
}

void askcam_mask_bytes(char *text, size_t text_bytes, const char *secret,
                       enum askcam_mask_kind kind, bool is_cut)
{
    struct askcam_mask mask;
    char *at = text;

    askcam_mask_init(&mask, secret, kind);
    if (mask.secret == NULL) {
        return;
    }
    (void)askcam_mask_push(&mask, text, text_bytes, put_back, &at); /* put_back() cannot fail */
    (void)askcam_mask_finish(&mask, is_cut, put_back, &at);
}

void askcam_mask_message(char *text, const char *secret)
{
    askcam_mask_bytes(text, strlen(text), secret, ASKCAM_MASK_MESSAGE, false);
}
