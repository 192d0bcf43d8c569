/* SPDX-License-Identifier: MIT */
/*
 * progress.h - one line on the terminal that says what is going on, and is erased again.
 *
 * For: stderr while an ask runs.  Whoever writes there erases it first.  Must not know: what goes
 * on.
 */
#ifndef ASKCAM_PROGRESS_H
#define ASKCAM_PROGRESS_H

#include <stdbool.h>

#include "screen.h"

enum { PROGRESS_BYTES = 80 }; /* of a line, with its '\0' */

/* One for all of stderr. */
struct progress {
    struct screen screen;
    unsigned shown_columns; /* 0: nothing is shown */
    unsigned step;          /* of the spinner */
};

/* Finds out about stderr.  Cannot fail. */
void progress_init(struct progress *progress);

/*
 * Shows ASCII text behind a spinner that has moved on; cut so that it does not wrap.  Nothing, if
 * stderr is not a terminal.
 */
void progress_show(struct progress *progress, const char *text);

/* The cursor is at the start of an empty line, if anything was shown.  Idempotent. */
void progress_erase(struct progress *progress);

#endif
