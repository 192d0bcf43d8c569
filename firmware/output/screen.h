/* SPDX-License-Identifier: MIT */
/*
 * screen.h - what the terminal behind a file descriptor can do.
 *
 * For: progress, thinking and errors on stderr.  Knows TERM, and NO_COLOR as no-color.org has it.
 */
#ifndef ASKCAM_SCREEN_H
#define ASKCAM_SCREEN_H

#include <stdbool.h>

struct screen {
    int fd;
    bool is_terminal;
    bool has_escapes; /* it obeys escape sequences; false with TERM=dumb, or without TERM */
    bool has_colours; /* the user wants colours, and text that is dimmed */
};

/* What is behind fd now.  Cannot fail. */
struct screen screen_of(int fd);

/* Columns of a line; 0 if that is not known, or if it is not a terminal. */
unsigned screen_columns(const struct screen *screen);

#endif
