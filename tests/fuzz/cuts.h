/* SPDX-License-Identifier: MIT */
/*
 * cuts.h - a fuzzer's input, pushed whole or in pieces that the input itself chooses.
 *
 * For: fuzz targets whose oracle is that cuts change nothing.  Each piece is a heap copy of its
 * exact size, so that a sanitizer sees a read past its end.
 */
#ifndef ASKCAM_FUZZ_CUTS_H
#define ASKCAM_FUZZ_CUTS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "status.h"

/* What was seen so far; equal sums are taken for equal events. */
struct seen_sum {
    uint64_t sum;
};

static inline void add_bytes(struct seen_sum *seen, const void *bytes, size_t bytes_len)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < bytes_len; i++) {
        seen->sum = (seen->sum ^ at[i]) * UINT64_C(1099511628211);
    }
}

static inline void add_number(struct seen_sum *seen, uint64_t number)
{
    add_bytes(seen, &number, sizeof number);
}

typedef enum askcam_status push_function(void *ctx, const void *bytes, size_t bytes_len);

/* Pieces of 1, 2, 3, … bytes as seed says; seed 0 is one piece. */
static inline void push_pieces(push_function *push, void *ctx, const uint8_t *bytes,
                               size_t bytes_len, uint8_t seed)
{
    uint32_t chance = seed;
    size_t piece_bytes = 0;

    for (size_t at = 0; at < bytes_len; at += piece_bytes) {
        chance = chance * 1664525U + 1013904223U;
        piece_bytes = seed == 0 ? bytes_len : 1 + (chance >> 24) % (1U + seed / 8U);
        if (piece_bytes > bytes_len - at) {
            piece_bytes = bytes_len - at;
        }
        uint8_t *copy = malloc(piece_bytes);
        if (copy == NULL) {
            abort();
        }
        memcpy(copy, bytes + at, piece_bytes);
        (void)push(ctx, copy, piece_bytes);
        free(copy);
    }
}

#endif
