/* SPDX-License-Identifier: MIT */
/* paths.c - see paths.h. */
#include "paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *variable;
    const char *below_home;
} BASES[] = {
    [ASKCAM_PATH_CONFIG] = {"XDG_CONFIG_HOME", ".config"},
    [ASKCAM_PATH_STATE] = {"XDG_STATE_HOME", ".local/state"},
    [ASKCAM_PATH_CACHE] = {"XDG_CACHE_HOME", ".cache"},
};

bool askcam_path_of(enum askcam_path_base base, const char *name,
                    char path[ASKCAM_STORE_PATH_BYTES])
{
    const char *folder = getenv(BASES[base].variable); // NOLINT(concurrency-mt-unsafe)
    const char *home = getenv("HOME"); // NOLINT(concurrency-mt-unsafe): nothing sets variables
    int length = -1;

    if (folder != NULL && folder[0] == '/') { /* a relative one is to be ignored */
        length = snprintf(path, ASKCAM_STORE_PATH_BYTES, "%s/askcam/%s", folder, name);
    } else if (home != NULL && home[0] != '\0') {
        length = snprintf(path, ASKCAM_STORE_PATH_BYTES, "%s/%s/askcam/%s", home,
                          BASES[base].below_home, name);
    }
    return length > 0 && length < ASKCAM_STORE_PATH_BYTES;
}
