/* SPDX-License-Identifier: MIT */
/* error.c - see error.h. */
#include "error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "terminal.h"
#include "utf8.h"

/* What a message has in place of a character that would break its line or control a terminal. */
static const char *replacement_of(enum askcam_terminal_class class)
{
    switch (class) {
    case ASKCAM_TERMINAL_LINE:
    case ASKCAM_TERMINAL_CONTROL:
        return " ";
    case ASKCAM_TERMINAL_BROKEN:
    case ASKCAM_TERMINAL_CUT:
        return ASKCAM_UTF8_REPLACEMENT;
    case ASKCAM_TERMINAL_TEXT:
        break;
    }
    return NULL;
}

void askcam_error_text(char *dst, size_t dst_bytes, const char *text)
{
    size_t left_bytes = strlen(text);
    size_t at = 0;

    assert(dst_bytes > 0);
    while (left_bytes > 0) {
        size_t taken_bytes = 0;
        const char *shown = replacement_of(askcam_terminal_next(text, left_bytes, &taken_bytes));
        const size_t shown_bytes = shown != NULL ? strlen(shown) : taken_bytes;
        if (shown_bytes > dst_bytes - 1 - at) {
            break;
        }
        memcpy(dst + at, shown != NULL ? shown : text, shown_bytes);
        at += shown_bytes;
        text += taken_bytes;
        left_bytes -= taken_bytes;
    }
    dst[at] = '\0';
}

enum askcam_status askcam_fail(struct askcam_error *err, enum askcam_status kind,
                               struct askcam_error_context context, const char *why_format, ...)
{
    char why[ASKCAM_ERROR_WHY_BYTES * 2];
    va_list args;

    assert(kind != ASKCAM_OK && context.what != NULL && context.hint != NULL);
    if (err == NULL || err->kind != ASKCAM_OK) {
        return kind;
    }
    va_start(args, why_format);
    (void)vsnprintf(why, sizeof why, why_format, args); /* cut is fine: it is text for people */
    va_end(args);
    err->kind = kind;
    err->retryable = kind == ASKCAM_ERR_UNAVAILABLE;
    askcam_error_text(err->what, sizeof err->what, context.what);
    askcam_error_text(err->why, sizeof err->why, why);
    askcam_error_text(err->hint, sizeof err->hint, context.hint);
    return kind;
}
