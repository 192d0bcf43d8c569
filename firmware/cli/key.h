/* SPDX-License-Identifier: MIT */
/*
 * key.h - the API key, from where it may be kept.
 *
 * For: ask.  A key never comes from an argument, and never goes into a log or an error text.
 */
#ifndef ASKCAM_KEY_H
#define ASKCAM_KEY_H

#include <stdbool.h>

#include "error.h"
#include "host.h"

enum { KEY_BYTES = 512 };

/*
 * A key; text is "" if there is none.  main() owns the one of a run and wipes it once the last
 * line, in which it may have to be masked, is printed.  An end that does not come back to main()
 * (an assert, a signal that kills) leaves it to the kernel, which clears memory before another
 * process gets it; so it does with the environment's copy, which is not ours.
 */
struct key {
    char text[KEY_BYTES];
};

/*
 * Looks in file (NULL: not given), else $CREDENTIALS_DIRECTORY/api-key, ASKCAM_API_KEY,
 * DASHSCOPE_API_KEY; the first that exists is taken.  One line end at the end of a file is cut.
 * ASKCAM_ERR_AUTH: none found though `needed`, or what was found is empty, has several lines or
 * blanks in it.  A file that others can read gives a warning.
 */
enum askcam_status key_find(struct key *key, const char *file, bool needed,
                            const struct askcam_host *host, struct askcam_error *err);

/* Leaves no byte of it, and is not optimised away. */
void key_wipe(struct key *key);

#endif
