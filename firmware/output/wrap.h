/* SPDX-License-Identifier: MIT */
/*
 * wrap.h - text broken into lines at words.
 *
 * For: thinking and errors on a terminal.  A word is held until its end is seen, so that no word
 * is broken that fits a line; wide characters are words of their own.  Must not know: which
 * terminal.
 */
#ifndef ASKCAM_WRAP_H
#define ASKCAM_WRAP_H

#include <stddef.h>

#include "sink.h"

enum { WRAP_WORD_BYTES = 256 }; /* a longer word is broken */

/* In the caller's memory; fields belong to wrap.c. */
struct wrap {
    struct askcam_sink out;
    enum askcam_status status; /* first failure of out */
    unsigned columns;
    unsigned column; /* of the line in progress, that are used */
    unsigned spaces; /* before the next word; dropped where a line ends */
    unsigned word_columns;
    size_t word_bytes;
    char word[WRAP_WORD_BYTES];
};

/* No line will be longer than columns; 0: as long as they come.  Cannot fail. */
void wrap_init(struct wrap *wrap, struct askcam_sink out, unsigned columns);

/* The next text: whole UTF-8 characters.  Returns out's status. */
enum askcam_status wrap_push(struct wrap *wrap, const char *text, size_t text_bytes);

/* The text is over, or waits for long: the word that is held goes out. */
enum askcam_status wrap_finish(struct wrap *wrap);

/* wrap_push() as a sink. */
struct askcam_sink wrap_sink(struct wrap *wrap);

#endif
