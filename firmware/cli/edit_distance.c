/* SPDX-License-Identifier: MIT */
/*
 * edit_distance.c - see edit_distance.h.
 *
 * The optimal string alignment distance, by dynamic programming: row[j] is the distance of the
 * first i letters of a from the first j of b, which needs the two rows before its own.
 */
#include "edit_distance.h"

#include <string.h>

enum { WORD_BYTES = 32 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The row of the first i letters of a, from the one above it and the one above that. */
static void fill_row(unsigned *row, const unsigned *above, const unsigned *higher, const char *a,
                     size_t i, const char *b)
{
    row[0] = (unsigned)i;
    for (size_t j = 1; b[j - 1] != '\0'; j++) {
        row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
            row[j] = least(row[j], higher[j - 2] + 1);
        }
    }
}

unsigned edit_distance(const char *a, const char *b)
{
    const size_t a_len = strlen(a);
    const size_t b_len = strlen(b);
    unsigned rows[3][WORD_BYTES + 1] = {{0}};

    if (a_len > WORD_BYTES || b_len > WORD_BYTES) {
        return EDIT_DISTANCE_MOST + 1;
    }
    for (unsigned j = 0; j <= b_len; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_len; i++) {
        fill_row(rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3], a, i, b);
    }
    return rows[a_len % 3][b_len];
}
