/* SPDX-License-Identifier: MIT */
/*
 * http_text.h - the small words of HTTP: tokens, values, numbers.
 *
 * For: the files of this module.  Knows RFC 9110 section 5.6.
 */
#ifndef ASKCAM_HTTP_TEXT_H
#define ASKCAM_HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A piece of text that lies elsewhere; not ended by '\0'. */
struct askcam_span {
    const char *text;
    size_t bytes;
};

/* An ASCII letter in lower case; any other byte as it is. */
char askcam_http_lower(char c);

/* 0..15, or -1 if it is not a hexadecimal digit. */
int askcam_http_hex_value(char c);

/* A header's name or a method: at least one of the characters that such may hold. */
bool askcam_http_is_token(const char *text, size_t bytes);

/* What a header's value may hold: no control character but the tabulator. */
bool askcam_http_is_value(const char *text);

/* Without the spaces and tabulators at both ends. */
struct askcam_span askcam_http_trim(struct askcam_span span);

/* Equal without regard to the case of ASCII letters; `word` is lower case. */
bool askcam_http_is_word(struct askcam_span span, const char *word);

/* Splits at commas: moves *list behind the first element, which is trimmed and may be empty.
 * false once the list is used up. */
bool askcam_http_next(struct askcam_span *list, struct askcam_span *element);

/* Decimal digits alone, up to UINT64_MAX. */
bool askcam_http_read_decimal(struct askcam_span span, uint64_t *value);

/* Hexadecimal digits at the start, at least one, up to UINT64_MAX; moves *span behind them. */
bool askcam_http_read_hex(struct askcam_span *span, uint64_t *value);

/* Copies a text to dst, cut to dst_bytes with '\0'; what is not printable ASCII becomes '?'. */
void askcam_http_copy(char *dst, size_t dst_bytes, struct askcam_span span);

#endif
