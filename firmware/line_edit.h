/* SPDX-License-Identifier: MIT */
/*
 * line_edit.h - a line typed by a person, with editing and history if libedit is installed.
 *
 * For: `chat`.  On a terminal libedit does the editing; it is loaded when it is first needed, so
 * that asking a single question does not pay for it, and without it lines are read plainly.
 */
#ifndef ASKCAM_LINE_EDIT_H
#define ASKCAM_LINE_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "host.h"

enum { LINE_BYTES = 8192 };

struct line_edit {
    const struct askcam_host *host;
    const char *prompt;
    bool is_terminal;
    void *library;     /* libedit, or NULL */
    size_t held_bytes; /* read plainly, behind the last line */
    bool ended;
    char held[LINE_BYTES + 1]; /* the longest line with its end, and one byte */
};

/* host and prompt are borrowed until the last call.  Cannot fail. */
void line_edit_open(struct line_edit *edit, const struct askcam_host *host, const char *prompt);

/*
 * The next line without its end, in line[].  ASKCAM_ERR_CLOSED at the end of input,
 * ASKCAM_ERR_INTERRUPTED, ASKCAM_ERR_TOO_LARGE for a line of LINE_BYTES or more (which is
 * skipped).
 */
enum askcam_status line_edit_read(struct line_edit *edit, char line[LINE_BYTES]);

#endif
