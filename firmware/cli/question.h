/* SPDX-License-Identifier: MIT */
/*
 * question.h - the question, from an argument, a file or standard input.
 *
 * For: ask and watch.  Knows what is likely a mistake: nothing, blanks, a picture's name.
 */
#ifndef ASKCAM_QUESTION_H
#define ASKCAM_QUESTION_H

#include "error.h"
#include "host.h"
#include "options.h"

enum { QUESTION_MOST_BYTES = 256 * 1024 }; /* of a file or standard input */

/* Zeroed is closed. */
struct question {
    const char *text; /* borrowed from the options or from owned */
    char *owned;      /* heap; NULL: none */
};

/*
 * Reads the question.  ASKCAM_ERR_USAGE: none, several, a blank one, one that looks like a picture,
 * one that is too long or is not UTF-8, a file that cannot be read; ASKCAM_ERR_INTERNAL: out of
 * memory or descriptors; ASKCAM_ERR_INTERRUPTED while standard input is waited for.
 */
enum askcam_status question_open(struct question *question, const struct options *options,
                                 const struct askcam_host *host, struct askcam_error *err);

/* Idempotent. */
void question_close(struct question *question);

#endif
