/* SPDX-License-Identifier: MIT */
/*
 * key.h - secrets from where they may be kept: the API key, and a camera's login.
 *
 * For: ask.  A key never comes from an argument, and never goes into a log or an error text.
 */
#ifndef ASKCAM_KEY_H
#define ASKCAM_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "host.h"

enum {
    KEY_BYTES = 512,
    KEY_VARIABLE_BYTES = 64,
};

/*
 * A key; text is "" if there is none.  main() owns the one of a run and wipes it once the last
 * line, in which it may have to be masked, is printed.  An end that does not come back to main()
 * (an assert, a signal that kills) leaves it to the kernel, which clears memory before another
 * process gets it; so it does with the environment's copy, which is not ours.
 */
struct key {
    char text[KEY_BYTES];
};

/* What a key is looked for with. */
struct key_request {
    const char *file;     /* --api-key-file; NULL: not given */
    const char *host;     /* that will get the key */
    const char *variable; /* the variable that belongs to this host alone; NULL: none does */
    bool needed;          /* the server does not answer without one */
};

/*
 * Takes the first that exists of: the file, $CREDENTIALS_DIRECTORY/api-key, ASKCAM_API_KEY, the
 * host's variable.  No other variable is read, so that a vendor's key goes to no other vendor.
 * One line end at the end of a file is cut; a pipe is waited for, ASKCAM_INPUT_WAIT_MS long.
 * ASKCAM_ERR_AUTH: none found though needed, or what was found is not a key; ASKCAM_ERR_INTERNAL:
 * out of descriptors or memory; ASKCAM_ERR_INTERRUPTED.  A file that others can read gives a
 * warning.
 */
enum askcam_status key_find(struct key *key, const struct key_request *request,
                            const struct askcam_host *host, struct askcam_error *err);

/*
 * Reads the key anew, if it came from a file that can be read again.  False if that file holds no
 * key any more, with the cause: the key stays as it was.
 */
bool key_refresh(struct key *key, const struct key_request *request, const struct askcam_host *host,
                 struct askcam_error *err);

/*
 * Reads the USER:PASSWORD of a camera from a file or a pipe, with the care that a key's gets.
 * ASKCAM_ERR_SOURCE: it cannot be read, or holds something else; else as key_find().
 */
enum askcam_status key_read_login(struct key *login, const char *path,
                                  const struct askcam_host *host, struct askcam_error *err);

/* Where key_find() would take it from, as text, without reading it; false if there is none. */
bool key_origin(const struct key_request *request, char *text, size_t text_bytes);

/* Leaves no byte of it, and is not optimised away. */
void key_wipe(struct key *key);

#endif
