/* SPDX-License-Identifier: MIT */
/* glob.c - see glob.h. */
#include "glob.h"

#include <string.h>

bool askcam_glob_match(const char *pattern, const char *name)
{
    const char *star = NULL; /* the last '*' passed, and where its text ends so far */
    const char *end = NULL;

    while (*name != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            end = name;
        } else if (*pattern == *name) {
            pattern++;
            name++;
        } else if (star != NULL) { /* the '*' takes one byte more */
            pattern = star + 1;
            name = ++end;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}

size_t askcam_glob_literal_bytes(const char *pattern)
{
    size_t bytes = 0;

    for (; *pattern != '\0'; pattern++) {
        bytes += *pattern != '*';
    }
    return bytes;
}

/* ASCII only: tolower() would ask the locale. */
static char lower(char byte)
{
    if (byte >= 'A' && byte <= 'Z') {
        return (char)(byte - 'A' + 'a');
    }
    return byte;
}

bool askcam_text_begins(const char *text, const char *word)
{
    while (*word != '\0' && lower(*text) == lower(*word)) {
        text++;
        word++;
    }
    return *word == '\0';
}

bool askcam_text_holds(const char *text, const char *word)
{
    for (; *text != '\0'; text++) {
        if (askcam_text_begins(text, word)) {
            return true;
        }
    }
    return *word == '\0';
}
