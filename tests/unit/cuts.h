/* SPDX-License-Identifier: MIT */
/*
 * cuts.h - one text, pushed into a parser in every way that a wire may cut it.
 *
 * For: unit tests of push parsers.  Each piece is a heap copy of its exact size, so that a
 * sanitizer sees a read past its end.
 */
#ifndef ASKCAM_TEST_CUTS_H
#define ASKCAM_TEST_CUTS_H

#include <stdlib.h>
#include <string.h>

#include "status.h"

typedef enum askcam_status push_function(void *ctx, const void *bytes, size_t bytes_len);

static inline enum askcam_status push_copy(push_function *push, void *ctx, const char *bytes,
                                           size_t bytes_len)
{
    char *copy = malloc(bytes_len + (bytes_len == 0));

    if (copy == NULL) {
        abort();
    }
    memcpy(copy, bytes, bytes_len);
    const enum askcam_status status = push(ctx, copy, bytes_len);
    free(copy);
    return status;
}

/* The first piece has first_bytes, the others piece_bytes; returns the last status. */
static inline enum askcam_status push_cut(push_function *push, void *ctx, const char *bytes,
                                          size_t bytes_len, size_t first_bytes, size_t piece_bytes)
{
    enum askcam_status status = push_copy(push, ctx, bytes, first_bytes);

    for (size_t at = first_bytes; at < bytes_len; at += piece_bytes) {
        const size_t left_bytes = bytes_len - at;
        status =
            push_copy(push, ctx, bytes + at, piece_bytes < left_bytes ? piece_bytes : left_bytes);
    }
    return status;
}

/* Calls check(row, first_bytes, piece_bytes) for whole, byte by byte, and one cut everywhere. */
static inline void for_every_cut(void (*check)(const void *row, size_t first_bytes,
                                               size_t piece_bytes),
                                 const void *row, size_t bytes_len)
{
    check(row, 0, 1);
    for (size_t cut = 0; cut <= bytes_len; cut++) {
        check(row, cut, bytes_len + 1);
    }
}

#endif
