/* SPDX-License-Identifier: MIT */
/*
 * mask.c - see mask.h.
 *
 * What a stream holds back is always key[0..held_bytes), so nothing is copied.  A key is ASCII,
 * so neither end of what is held can fall inside a character.
 */
#include "mask.h"

#include <stdbool.h>
#include <string.h>

static const char STARS[] = "****************";

/* Stars over a key that the text was cut in: the longest end of text that begins key. */
static void mask_cut_end(char *text, const char *key, size_t key_bytes)
{
    const size_t text_bytes = strlen(text);

    for (size_t n = key_bytes - 1; n >= MASK_TEXT_LEAST_BYTES; n--) {
        if (n <= text_bytes && memcmp(text + text_bytes - n, key, n) == 0) {
            memset(text + text_bytes - n, '*', n);
            return;
        }
    }
}

void mask_text(char *text, const char *key)
{
    const size_t key_bytes = key != NULL ? strlen(key) : 0;

    if (key_bytes == 0) {
        return;
    }
    for (char *at = strstr(text, key); at != NULL; at = strstr(at, key)) {
        memset(at, '*', key_bytes);
    }
    mask_cut_end(text, key, key_bytes);
}

void mask_init(struct mask *mask, const char *key)
{
    const size_t key_bytes = key != NULL ? strlen(key) : 0;

    *mask = (struct mask){.key = key_bytes >= MASK_STREAM_LEAST_BYTES ? key : NULL,
                          .key_bytes = key_bytes};
}

static enum askcam_status put(const char *text, size_t text_bytes, mask_callback *take, void *ctx)
{
    return text_bytes == 0 ? ASKCAM_OK : take(ctx, text, text_bytes);
}

static enum askcam_status put_stars(size_t count, mask_callback *take, void *ctx)
{
    enum askcam_status status = ASKCAM_OK;

    while (count > 0 && status == ASKCAM_OK) {
        const size_t piece = count < sizeof STARS - 1 ? count : sizeof STARS - 1;
        status = take(ctx, STARS, piece);
        count -= piece;
    }
    return status;
}

/* The next byte does not continue the key: how much of what is held still may begin one. */
static size_t shorter(const struct mask *mask)
{
    for (size_t n = mask->held_bytes - 1; n > 0; n--) {
        if (memcmp(mask->key, mask->key + mask->held_bytes - n, n) == 0) {
            return n;
        }
    }
    return 0;
}

/* One byte, with something held; *taken tells whether it is held too, or masked. */
static enum askcam_status step(struct mask *mask, char byte, bool *taken, mask_callback *take,
                               void *ctx)
{
    const size_t held_bytes = mask->held_bytes;

    *taken = byte == mask->key[held_bytes];
    if (*taken) {
        mask->held_bytes = held_bytes + 1 < mask->key_bytes ? held_bytes + 1 : 0;
        return mask->held_bytes > 0 ? ASKCAM_OK : put_stars(mask->key_bytes, take, ctx);
    }
    mask->held_bytes = shorter(mask);
    return put(mask->key, held_bytes - mask->held_bytes, take, ctx);
}

enum askcam_status mask_push(struct mask *mask, const char *text, size_t text_bytes,
                             mask_callback *take, void *ctx)
{
    const char *const end = text + text_bytes;
    enum askcam_status status = ASKCAM_OK;

    if (mask->key == NULL) {
        return put(text, text_bytes, take, ctx);
    }
    while (text < end && status == ASKCAM_OK) {
        if (mask->held_bytes > 0) {
            bool taken = false;
            status = step(mask, *text, &taken, take, ctx);
            text += taken ? 1 : 0;
            continue;
        }
        const char *first = memchr(text, mask->key[0], (size_t)(end - text));
        status = put(text, (size_t)((first != NULL ? first : end) - text), take, ctx);
        mask->held_bytes = first != NULL ? 1 : 0;
        text = first != NULL ? first + 1 : end;
    }
    return status;
}

enum askcam_status mask_end(struct mask *mask, mask_callback *take, void *ctx)
{
    const size_t held_bytes = mask->held_bytes;

    mask->held_bytes = 0;
    /* A stream that broke off in the middle of a key must not leave most of it. */
    return held_bytes >= MASK_STREAM_LEAST_BYTES ? put_stars(held_bytes, take, ctx)
                                                 : put(mask->key, held_bytes, take, ctx);
}
