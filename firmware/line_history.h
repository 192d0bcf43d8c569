/* SPDX-License-Identifier: MIT */
/*
 * line_history.h - the lines of earlier runs, in a file for the user alone.
 *
 * For: line_edit.c.  A history is a comfort: whatever fails here leaves it out, and nothing else.
 */
#ifndef ASKCAM_LINE_HISTORY_H
#define ASKCAM_LINE_HISTORY_H

enum { LINE_HISTORY_BYTES = 128 * 1024 }; /* beyond it the older half is dropped */

/* Calls add() for each line of the file, the oldest first. */
void line_history_load(const char *path, void (*add)(const char *line));

/* Appends a line without its end.  The file, mode 0600, and its folder are created if
 * need be; path is absolute. */
void line_history_append(const char *path, const char *line);

#endif
