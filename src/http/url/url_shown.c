/* SPDX-License-Identifier: MIT */
/* url_shown.c - a URL without its secrets; see url.h. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "url.h"

static const char SCHEME_END[] = "://";

/* The last `byte` of text[0..bytes), or NULL. */
static const char *find_last(const char *text, size_t bytes, char byte)
{
    while (bytes > 0 && text[bytes - 1] != byte) {
        bytes--;
    }
    return bytes > 0 ? text + bytes - 1 : NULL;
}

/* What is behind the first ':' is not a port, so it may be a password with a '/' in it. */
static bool has_odd_port(const char *authority, size_t bytes)
{
    const char *colon = authority[0] != '[' ? memchr(authority, ':', bytes) : NULL;

    return colon != NULL && colon + 1 + strspn(colon + 1, "0123456789") != authority + bytes;
}

/* Where the host starts: behind the user name and password. */
static const char *find_host(const char *authority)
{
    const size_t bytes = strcspn(authority, "/?#");
    const char *at = find_last(authority, bytes, '@');

    if (at == NULL && has_odd_port(authority, bytes)) {
        at = strrchr(authority, '@');
    }
    return at != NULL ? at + 1 : authority;
}

void askcam_url_shown(const char *text, char *shown, size_t shown_bytes)
{
    const char *scheme_end = strstr(text, SCHEME_END);

    if (scheme_end == NULL) {
        (void)snprintf(shown, shown_bytes, "%s", text); /* cut is fine; so it is below */
        return;
    }
    const char *authority = scheme_end + strlen(SCHEME_END);
    const char *host = find_host(authority);
    const size_t bytes = strcspn(host, "?#");
    (void)snprintf(shown, shown_bytes, "%.*s%s%.*s%s", (int)(authority - text), text,
                   host != authority ? "***@" : "", (int)bytes, host,
                   host[bytes] != '\0' ? "?***" : "");
}
