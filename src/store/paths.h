/* SPDX-License-Identifier: MIT */
/*
 * paths.h - where the user's files are, by the XDG Base Directory Specification.
 *
 * For: settings, the user's models, state.
 */
#ifndef ASKCAM_PATHS_H
#define ASKCAM_PATHS_H

#include <stdbool.h>
#include <stddef.h>

enum { PATH_TEXT_BYTES = 4096 };

enum path_base {
    PATH_CONFIG, /* $XDG_CONFIG_HOME, else ~/.config */
    PATH_STATE,  /* $XDG_STATE_HOME, else ~/.local/state */
    PATH_CACHE,  /* $XDG_CACHE_HOME, else ~/.cache */
};

/* base/askcam/name.  False if there is no home, or the path would be too long. */
bool path_of(enum path_base base, const char *name, char path[PATH_TEXT_BYTES]);

/*
 * The text of a file of at most most_bytes, with '\0' behind it, to be freed by the caller; its
 * length in *bytes.  NULL with errno set (EFBIG: longer than that).
 */
char *path_read(const char *path, size_t most_bytes, size_t *bytes);

/* Makes the folder and what is missing above it, for the user alone.  False with errno set. */
bool path_make_folder(const char *path);

#endif
