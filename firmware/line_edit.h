/* SPDX-License-Identifier: MIT */
/*
 * line_edit.h - a line typed by a person, with editing and history if libedit is installed.
 *
 * For: `chat`.  On a terminal libedit does the editing; it is loaded when it is first needed, so
 * that asking a single question does not pay for it.  Without it, or without a locale in which it
 * takes UTF-8, lines are read as the terminal gives them.
 */
#ifndef ASKCAM_LINE_EDIT_H
#define ASKCAM_LINE_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "host.h"

enum { LINE_BYTES = 8192 };

struct line_edit_config {
    const struct askcam_host *host;
    const char *prompt;
    const char *const *commands; /* completed by Tab, each with its '/'; NULL ends them */
    const char *history_path;    /* where lines typed on a terminal are kept; NULL: nowhere */
};

struct line_edit {
    struct line_edit_config config;
    bool is_terminal;
    void *library;     /* libedit, or NULL */
    size_t held_bytes; /* of input behind the last line, without libedit */
    bool ended;
    char held[LINE_BYTES + 1]; /* the longest line with its end, and one byte */
};

/* What config points to is borrowed until the last call.  Cannot fail. */
void line_edit_open(struct line_edit *edit, const struct line_edit_config *config);

/*
 * The next line without its end, in line[].  ASKCAM_ERR_CLOSED at the end of input,
 * ASKCAM_ERR_INTERRUPTED (the line is dropped, and the cursor is on a new one),
 * ASKCAM_ERR_TOO_LARGE for a line of LINE_BYTES or more (which is skipped).
 */
enum askcam_status line_edit_read(struct line_edit *edit, char line[LINE_BYTES]);

#endif
