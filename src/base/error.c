/* SPDX-License-Identifier: MIT */
/* error.c - see error.h. */
#include "error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The longest prefix of text[0..bytes) that does not end inside a UTF-8 character. */
static size_t whole_characters(const char *text, size_t bytes)
{
    size_t tail = 0;

    while (tail < 3 && tail < bytes && ((unsigned char)text[bytes - 1 - tail] & 0xC0U) == 0x80U) {
        tail++;
    }
    if (tail == bytes) {
        return bytes;
    }
    const unsigned char lead = (unsigned char)text[bytes - 1 - tail];
    const size_t need = lead >= 0xF0U ? 3 : lead >= 0xE0U ? 2 : lead >= 0xC0U ? 1 : 0;
    return need > tail ? bytes - 1 - tail : bytes;
}

void askcam_error_text(char *dst, size_t dst_bytes, const char *text)
{
    assert(dst_bytes > 0);
    size_t bytes = strlen(text);
    if (bytes > dst_bytes - 1) {
        bytes = whole_characters(text, dst_bytes - 1);
    }
    for (size_t i = 0; i < bytes; i++) {
        const unsigned char byte = (unsigned char)text[i];
        dst[i] = text[i];
        if (byte < 0x20U || byte == 0x7FU) {
            dst[i] = ' ';
        }
    }
    dst[bytes] = '\0';
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
