/* SPDX-License-Identifier: MIT */
/*
 * answer_text.h - the whole text of an answer that comes in pieces, if it is short enough.
 *
 * For: the "answer" of the line `done`.  Must not know: how it is printed.
 */
#ifndef ASKCAM_ANSWER_TEXT_H
#define ASKCAM_ANSWER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { ANSWER_TEXT_BYTES = 16384 }; /* longer ones are not kept */

/* In the caller's memory; it is large for a stack. */
struct answer_text {
    size_t bytes;
    bool is_too_long;
    char text[ANSWER_TEXT_BYTES]; /* without '\0' */
};

/* The start of an answer.  Cannot fail. */
void answer_text_clear(struct answer_text *answer);

/* The next piece, cut anywhere. */
void answer_text_add(struct answer_text *answer, const char *text, size_t text_bytes);

#endif
