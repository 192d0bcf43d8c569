/* SPDX-License-Identifier: MIT */
/* progress.c - see progress.h. */
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "notes.h"

enum { UNKNOWN_COLUMNS = 80 };

static const char SPINNER[] = {'|', '/', '-', '\\'};
static const char ERASE_LINE[] = "\r\033[K";

void progress_init(struct progress *progress)
{
    *progress = (struct progress){.screen = screen_of(STDERR_FILENO)};
}

void progress_show(struct progress *progress, const char *text)
{
    char line[PROGRESS_BYTES];
    unsigned columns = screen_columns(&progress->screen);

    progress_erase(progress);
    if (!progress->screen.is_terminal) {
        return;
    }
    columns = columns == 0 ? UNKNOWN_COLUMNS : columns;
    (void)snprintf(line, sizeof line, "%c %s", SPINNER[progress->step++ % sizeof SPINNER], text);
    if (strlen(line) >= columns) {
        line[columns - 1] = '\0'; /* in the last column some terminals wrap */
    }
    progress->shown_columns = (unsigned)strlen(line);
    notes_line("%s", line);
}

void progress_erase(struct progress *progress)
{
    if (progress->shown_columns > 0 && progress->screen.has_escapes) {
        notes_line("%s", ERASE_LINE);
    } else if (progress->shown_columns > 0) {
        notes_line("\r%*s\r", (int)progress->shown_columns, "");
    }
    progress->shown_columns = 0;
}
