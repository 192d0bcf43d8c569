/* SPDX-License-Identifier: MIT */
/*
 * terminal.h - text that cannot control the terminal that it is printed on.
 *
 * For: whatever comes from outside (answers, error messages, names of cameras and files) on its
 * way to a terminal or into a message.  This is the only list of what is not printed.
 * Knows the control characters of ECMA-48 (C0 and C1), UTF-8, and the bidirectional controls of
 * the Unicode Standard, which reorder the text around them.  Must not know: which file is a
 * terminal.
 */
#ifndef ASKCAM_TERMINAL_H
#define ASKCAM_TERMINAL_H

#include <stddef.h>
#include <stdint.h>

#include "sink.h"
#include "status.h"

enum askcam_terminal_class {
    ASKCAM_TERMINAL_TEXT,    /* printed as it is */
    ASKCAM_TERMINAL_LINE,    /* a line feed or a tab: printed, but not within a message */
    ASKCAM_TERMINAL_CONTROL, /* C0, DEL, C1, U+202A..U+202E, U+2066..U+2069: never printed */
    ASKCAM_TERMINAL_BROKEN,  /* not UTF-8, raw C1 bytes among them: never printed */
    ASKCAM_TERMINAL_CUT,     /* a character whose last bytes are missing; it is all of bytes */
};

/* The class of the first character of text[0..bytes), bytes > 0; *length_bytes gets its length. */
enum askcam_terminal_class askcam_terminal_next(const char *text, size_t bytes,
                                                size_t *length_bytes);

/* A stream of text for a terminal.  Zeroed is the start; fields belong to terminal.c. */
struct askcam_terminal {
    char cut[4]; /* a character that is not whole yet */
    uint8_t cut_bytes;
};

/*
 * Passes text on to out, with '?' for each character that is not printed.  The pieces may be cut
 * anywhere; the last bytes of a cut character are waited for.  Returns out's status.
 */
enum askcam_status askcam_terminal_push(struct askcam_terminal *terminal, const char *text,
                                        size_t bytes, struct askcam_sink out);

/* The text is over: '?' for a character that is still not whole.  The next text may begin. */
enum askcam_status askcam_terminal_finish(struct askcam_terminal *terminal, struct askcam_sink out);

#endif
