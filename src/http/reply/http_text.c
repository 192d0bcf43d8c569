/* SPDX-License-Identifier: MIT */
/* http_text.c - see http_text.h. */
#include "http_text.h"

#include <assert.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

char askcam_http_lower(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c + ('a' - 'A'));
    }
    return c;
}

int askcam_http_hex_value(char c)
{
    const char lower = askcam_http_lower(c);

    if (is_digit(c)) {
        return c - '0';
    }
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool is_token_character(char c)
{
    const char lower = askcam_http_lower(c);
    return is_digit(c) || (lower >= 'a' && lower <= 'z') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

bool askcam_http_is_token(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (!is_token_character(text[i])) {
            return false;
        }
    }
    return bytes > 0;
}

bool askcam_http_is_value(const char *text)
{
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        if ((byte < 0x20U && byte != '\t') || byte == 0x7FU) {
            return false;
        }
    }
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct askcam_span askcam_http_trim(struct askcam_span span)
{
    while (span.bytes > 0 && is_blank(span.text[0])) {
        span.text++;
        span.bytes--;
    }
    while (span.bytes > 0 && is_blank(span.text[span.bytes - 1])) {
        span.bytes--;
    }
    return span;
}

bool askcam_http_is_word(struct askcam_span span, const char *word)
{
    if (strlen(word) != span.bytes) {
        return false;
    }
    for (size_t i = 0; i < span.bytes; i++) {
        if (askcam_http_lower(span.text[i]) != word[i]) {
            return false;
        }
    }
    return true;
}

bool askcam_http_next(struct askcam_span *list, struct askcam_span *element)
{
    if (list->text == NULL) {
        return false;
    }
    const char *comma = memchr(list->text, ',', list->bytes);
    const size_t bytes = comma == NULL ? list->bytes : (size_t)(comma - list->text);
    *element = askcam_http_trim((struct askcam_span){.text = list->text, .bytes = bytes});
    list->text = comma == NULL ? NULL : comma + 1;
    list->bytes = comma == NULL ? 0 : list->bytes - bytes - 1;
    return true;
}

bool askcam_http_read_decimal(struct askcam_span span, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < span.bytes; i++) {
        if (!is_digit(span.text[i])) {
            return false;
        }
        const uint64_t digit = (uint64_t)(span.text[i] - '0');
        if (*value > (UINT64_MAX - digit) / 10) {
            return false;
        }
        *value = *value * 10 + digit;
    }
    return span.bytes > 0;
}

bool askcam_http_read_hex(struct askcam_span *span, uint64_t *value)
{
    const char *start = span->text;

    *value = 0;
    while (span->bytes > 0 && askcam_http_hex_value(span->text[0]) >= 0) {
        if (*value > UINT64_MAX >> 4) {
            return false;
        }
        *value = *value << 4 | (uint64_t)askcam_http_hex_value(span->text[0]);
        span->text++;
        span->bytes--;
    }
    return span->text != start;
}

void askcam_http_copy(char *dst, size_t dst_bytes, struct askcam_span span)
{
    assert(dst_bytes > 0);
    const size_t bytes = span.bytes < dst_bytes ? span.bytes : dst_bytes - 1;
    for (size_t i = 0; i < bytes; i++) {
        const char c = span.text[i];
        dst[i] = '?';
        if (c >= 0x20 && c < 0x7F) {
            dst[i] = c;
        }
    }
    dst[bytes] = '\0';
}
