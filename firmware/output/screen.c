/* SPDX-License-Identifier: MIT */
/* screen.c - see screen.h. */
#include "screen.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool is_set(const char *value)
{
    return value != NULL && value[0] != '\0';
}

struct screen screen_of(int fd)
{
    const char *const term = getenv("TERM");
    struct screen screen = {.fd = fd, .is_terminal = isatty(fd) == 1};

    screen.has_escapes = screen.is_terminal && is_set(term) && strcmp(term, "dumb") != 0;
    screen.has_colours = screen.has_escapes && !is_set(getenv("NO_COLOR"));
    return screen;
}

unsigned screen_columns(const struct screen *screen)
{
    struct winsize size;

    return screen->is_terminal && ioctl(screen->fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
