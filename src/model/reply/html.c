/* SPDX-License-Identifier: MIT */
/* html.c - see html.h. */
#include "html.h"

#include <string.h>

#include "server_text.h"

enum { TEXT_BYTES = 512 };

static char lower(char byte)
{
    if (byte >= 'A' && byte <= 'Z') {
        return (char)(byte - 'A' + 'a');
    }
    return byte;
}

/* The bytes begin with the word, which is in lower case. */
static bool begins(const char *at, size_t bytes, const char *word)
{
    size_t same = 0;

    while (same < bytes && word[same] != '\0' && lower(at[same]) == word[same]) {
        same++;
    }
    return word[same] == '\0';
}

/* Where the word is first, or NULL. */
static const char *find(const char *at, const char *end, const char *word)
{
    for (; at < end; at++) {
        if (begins(at, (size_t)(end - at), word)) {
            return at;
        }
    }
    return NULL;
}

bool askcam_html_is_page(const char *html, size_t html_bytes)
{
    size_t at = 0;

    while (at < html_bytes && html[at] != '\0' && strchr(" \t\r\n\xEF\xBB\xBF", html[at]) != NULL) {
        at++;
    }
    return begins(html + at, html_bytes - at, "<!doctype html") ||
           begins(html + at, html_bytes - at, "<html");
}

/* Behind the tag at `at`, with what belongs to it; NULL: it does not end. */
static const char *behind_tag(const char *at, const char *end)
{
    const size_t left = (size_t)(end - at);
    const char *const stop = begins(at, left, "<style")    ? "</style"
                             : begins(at, left, "<script") ? "</script"
                             : begins(at, left, "<!--")    ? "--"
                                                           : "";

    at = find(at + (*stop == '-' ? sizeof "<!--" - 1 : 1), end, stop);
    at = at == NULL ? NULL : find(at, end, ">");
    return at == NULL ? NULL : at + 1;
}

/* The text between tags; comments count as one tag, styles and scripts as text that is skipped. */
static size_t strip_tags(const char *at, const char *end, char text[TEXT_BYTES])
{
    size_t bytes = 0;

    while (at != NULL && at < end && bytes < TEXT_BYTES) {
        const bool is_tag = *at == '<';
        const char *const next = is_tag ? behind_tag(at, end) : at + 1;
        if (next != NULL) {
            text[bytes++] = *(is_tag ? " " : at);
        }
        at = next;
    }
    return bytes;
}

void askcam_html_words(const char *html, size_t html_bytes, char *to, size_t to_bytes,
                       const char *secret)
{
    char text[TEXT_BYTES];
    const char *const end = html + html_bytes;
    const char *title = find(html, end, "<title");

    title = title == NULL ? NULL : memchr(title, '>', (size_t)(end - title));
    if (title != NULL) {
        title++;
        const char *const close = find(title, end, "</title");
        askcam_server_text(to, to_bytes, title, (size_t)((close == NULL ? end : close) - title),
                           secret);
    } else {
        askcam_server_text(to, to_bytes, text, strip_tags(html, end, text), secret);
    }
}
