/* SPDX-License-Identifier: MIT */
/*
 * server_text.h - the one way by which a string of the server is kept.
 *
 * For: identifiers, finish reasons, names of events, words of errors, headers.  What comes out can
 * be printed: valid UTF-8 on one line, without the secret.
 */
#ifndef ASKCAM_SERVER_TEXT_H
#define ASKCAM_SERVER_TEXT_H

#include <stddef.h>

/*
 * Copies text[0..text_bytes) to `to`, which gets a '\0' at its end: the secret (NULL: none) and
 * beginnings of it become asterisks (mask.h), bytes that are not UTF-8 and lone surrogates U+FFFD,
 * a
 * '\0' becomes '?', runs of white space and of what controls a terminal (terminal.h) one space,
 * none at either end.  Then it is cut between characters to to_bytes, which is > 0.
 */
void askcam_server_text(char *to, size_t to_bytes, const char *text, size_t text_bytes,
                        const char *secret);

#endif
