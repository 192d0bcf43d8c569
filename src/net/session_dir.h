/* SPDX-License-Identifier: MIT */
/*
 * session_dir.h - a session store in a folder that only its user can read.
 *
 * For: the program.  Knows files.  Must not know: TLS, the environment.
 */
#ifndef ASKCAM_SESSION_DIR_H
#define ASKCAM_SESSION_DIR_H

#include <stdbool.h>

#include "session_store.h"
#include "store.h"

/* In the caller's memory, which must outlive the store made from it. */
struct askcam_session_dir {
    struct askcam_store store;
    const char *path;  /* borrowed */
    bool has_reported; /* that nothing can be kept there */
};

/*
 * A store whose records are files of mode 0600 in the folder path.  The folder is created, with its
 * parents, when the first record is kept (mode 0700).  A folder or a file that is not the user's
 * own, or that others can touch, is never read nor written.  A record appears whole or not at all;
 * it is not synced: after a power cut the next handshake is a full one. That nothing can be kept
 * there is logged once, as ASKCAM_LOG_INFO.
 */
struct askcam_session_store askcam_session_dir_init(struct askcam_session_dir *dir,
                                                    const struct askcam_store *store,
                                                    const char *path);

/* What the places for such a folder are called in the environment; NULL or "" where unset. */
struct askcam_session_places {
    const char *runtime; /* $XDG_RUNTIME_DIR: in memory, gone with the log-in */
    const char *cache;   /* $XDG_CACHE_HOME, or systemd's $CACHE_DIRECTORY */
    const char *home;    /* $HOME */
};

/*
 * Writes the best folder to path: runtime/askcam, else cache/askcam, else home/.cache/askcam.
 * False if there is none or it does not fit; then pass no store.
 */
bool askcam_session_dir_choose(const struct askcam_session_places *places, char *path,
                               size_t path_bytes);

#endif
