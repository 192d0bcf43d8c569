/* SPDX-License-Identifier: MIT */
/*
 * paths.h - where the user's files are, by the XDG Base Directory Specification.
 *
 * For: settings, the user's models, state, caches.  A relative path in a variable is ignored, as
 * the specification says.
 */
#ifndef ASKCAM_PATHS_H
#define ASKCAM_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "store.h"

enum askcam_path_base {
    ASKCAM_PATH_CONFIG, /* $XDG_CONFIG_HOME, else ~/.config */
    ASKCAM_PATH_STATE,  /* $XDG_STATE_HOME, else ~/.local/state */
    ASKCAM_PATH_CACHE,  /* $XDG_CACHE_HOME, else ~/.cache */
};

/* base/askcam/name.  False if there is no home, or the path would be too long. */
bool askcam_path_of(enum askcam_path_base base, const char *name,
                    char path[ASKCAM_STORE_PATH_BYTES]);

#endif
