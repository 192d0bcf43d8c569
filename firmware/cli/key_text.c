/* SPDX-License-Identifier: MIT */
/* key_text.c - see key_text.h. */
#include "key_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text <= ' ' || *text > '~') {
            return false;
        }
    }
    return true;
}

/*
 * NAME=key, as in a shell script or an env file.  A key in base64 may end with '=', so something
 * else must follow the first one.
 */
static bool is_assignment(const char *text)
{
    const char *name = strncmp(text, "export ", 7) == 0 ? text + 7 : text;
    const size_t name_bytes = strspn(name, "abcdefghijklmnopqrstuvwxyz"
                                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    return name_bytes > 0 && name[name_bytes] == '=' && name[name_bytes + 1] != '=' &&
           name[name_bytes + 1] != '\0';
}

/* At its start or its end; the text is not empty. */
static bool is_quoted(const char *text)
{
    return strchr("\"'`", text[0]) != NULL || strchr("\"'`", text[strlen(text) - 1]) != NULL;
}

const struct key_fault *key_text_fault(const char *text)
{
    static const struct key_fault faults[] = {
        {"is empty", "put the key there, alone on one line"},
        {"contains a line break", "put the key there, alone on one line"},
        {"is in quotes", "remove the quotes"},
        {"is written as NAME=key", "put only the key there, without NAME="},
        {"contains a character that is not allowed in a key",
         "put the key there, alone on one line"},
    };
    return text[0] == '\0'                 ? &faults[0]
           : strpbrk(text, "\r\n") != NULL ? &faults[1]
           : is_quoted(text)               ? &faults[2]
           : is_assignment(text)           ? &faults[3]
           : !is_printable(text)           ? &faults[4]
                                           : NULL;
}
