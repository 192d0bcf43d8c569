/* SPDX-License-Identifier: MIT */
/*
 * glob.h - names against patterns in which '*' stands for any text.
 *
 * For: series of models and families of error codes, as rows of data.  Must not know: what a name
 * names.
 */
#ifndef ASKCAM_GLOB_H
#define ASKCAM_GLOB_H

#include <stdbool.h>
#include <stddef.h>

/* The whole name matches the pattern; case matters, and only '*' is special. */
bool askcam_glob_match(const char *pattern, const char *name);

/* Bytes of the pattern that are not '*': the more, the more it says. */
size_t askcam_glob_literal_bytes(const char *pattern);

/* The text begins with, or somewhere holds, the ASCII word, in any case. */
bool askcam_text_begins(const char *text, const char *word);
bool askcam_text_holds(const char *text, const char *word);

#endif
