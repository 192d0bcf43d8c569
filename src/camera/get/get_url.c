/* SPDX-License-Identifier: MIT */
/*
 * get_url.c - see get_url.h.
 *
 * The parser of url.h takes no user info and keeps no '/' at the end of a path, which matters to
 * cameras.  So it gets scheme and authority alone, and the rest is checked here.
 */
#include "get_url.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "wipe.h"

enum { AUTHORITY_BYTES = 320, SHOWN_BYTES = 200 };

static const char SCHEME_END[] = "://";
static const char HINT[] = "use get:http://HOST/PATH or get:https://HOST/PATH";

/* The value of a hexadecimal digit, or -1. */
static int hex_value(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;

    return at != NULL ? (int)(at - digits) % 16 : -1;
}

/* Decodes %XX; false if it does not fit, is malformed, or becomes a control character. */
static bool decode(char dst[ASKCAM_GET_LOGIN_BYTES], const char *text, size_t bytes)
{
    size_t used = 0;

    for (size_t i = 0; i < bytes; i++) {
        int byte = (unsigned char)text[i];
        if (text[i] == '%') {
            const int high = i + 2 < bytes ? hex_value(text[i + 1]) : -1;
            const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
            byte = low >= 0 ? high * 16 + low : 0;
            i += 2;
        }
        if (byte < 0x20 || byte == 0x7F || used + 1 >= ASKCAM_GET_LOGIN_BYTES) {
            return false;
        }
        dst[used++] = (char)(unsigned char)byte;
    }
    dst[used] = '\0';
    return true;
}

static const char *read_login(struct askcam_get_url *url, const char *text, size_t bytes)
{
    const char *colon = memchr(text, ':', bytes);
    const size_t user_bytes = colon == NULL ? bytes : (size_t)(colon - text);
    const char *password = colon == NULL ? "" : colon + 1;
    const size_t password_bytes = colon == NULL ? 0 : bytes - user_bytes - 1;

    url->has_login = true;
    return decode(url->user, text, user_bytes) && decode(url->password, password, password_bytes)
               ? NULL
               : "its user name or password is malformed or too long";
}

/* Path and query up to a fragment, which is not sent: only characters that a request line may hold.
 */
static bool copy_target(char target[ASKCAM_GET_TARGET_BYTES], const char *text)
{
    const size_t bytes = strcspn(text, "#");
    const size_t slash_bytes = text[0] == '/' ? 0 : 1;

    if (slash_bytes + bytes >= ASKCAM_GET_TARGET_BYTES) {
        return false;
    }
    for (size_t i = 0; i < bytes; i++) {
        const unsigned char byte = (unsigned char)text[i];
        if (byte <= 0x20U || byte >= 0x7FU) {
            return false;
        }
    }
    target[0] = '/';
    memcpy(target + slash_bytes, text, bytes);
    target[slash_bytes + bytes] = '\0';
    return true;
}

/* Scheme and authority, without the user info between them, by the parser of url.h. */
static const char *read_server(struct askcam_get_url *url, const char *text, size_t scheme_bytes,
                               const char *host, size_t host_bytes)
{
    char authority[AUTHORITY_BYTES];
    struct askcam_error cause = {0};
    const int length = snprintf(authority, sizeof authority, "%.*s%.*s", (int)scheme_bytes, text,
                                (int)host_bytes, host);

    if (length < 0 || (size_t)length >= sizeof authority) {
        return "its host name is too long";
    }
    return askcam_url_parse(&url->server, authority, &cause) == ASKCAM_OK
               ? NULL
               : "its host or port is malformed";
}

static const char *read_url(struct askcam_get_url *url, const char *text)
{
    const char *scheme_end = strstr(text, SCHEME_END);
    const bool is_http =
        strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0;

    if (!is_http || scheme_end == NULL) {
        return "it is not an http or https URL";
    }
    const char *authority = scheme_end + strlen(SCHEME_END);
    const size_t bytes = strcspn(authority, "/?#");
    const char *host = authority + bytes;
    while (host > authority && host[-1] != '@') {
        host--;
    }
    const size_t login_bytes = (size_t)(host - authority); /* with its '@' */
    const char *why = login_bytes > 0 ? read_login(url, authority, login_bytes - 1) : NULL;
    if (why == NULL) {
        why = read_server(url, text, (size_t)(authority - text), host, bytes - login_bytes);
    }
    if (why == NULL && !copy_target(url->target, authority + bytes)) {
        why = "its path is too long, or holds a space or a character that is not ASCII";
    }
    return why;
}

enum askcam_status askcam_get_url_parse(struct askcam_get_url *url, const char *spec,
                                        struct askcam_error *err)
{
    char shown[SHOWN_BYTES];

    *url = (struct askcam_get_url){.has_login = false};
    const char *why = read_url(url, spec + strlen(ASKCAM_GET_PREFIX));
    if (why == NULL) {
        return ASKCAM_OK;
    }
    askcam_url_shown(spec, shown, sizeof shown);
    return askcam_fail(err, ASKCAM_ERR_USAGE, (struct askcam_error_context){shown, HINT}, "%s",
                       why);
}

static bool is_same_server(const struct askcam_url *a, const struct askcam_url *b)
{
    return a->tls == b->tls && a->port == b->port && strcmp(a->host, b->host) == 0;
}

/* Where the last segment before `out` begins. */
static char *segment_before(char *target, char *out)
{
    while (out > target) {
        out--;
        if (*out == '/') {
            break;
        }
    }
    return out;
}

/* RFC 3986 section 5.2.4, in place; the query, behind '?', stays. */
static void remove_dot_segments(char *target)
{
    char *query = target + strcspn(target, "?");
    const char *in = target;
    char *out = target;

    while (in < query) { /* at a '/' */
        const char *segment = in + 1;
        const size_t bytes = strcspn(segment, "/?");
        const bool is_last = segment + bytes >= query;
        const bool is_up = bytes == 2 && segment[0] == '.' && segment[1] == '.';
        const bool is_dot = is_up || (bytes == 1 && segment[0] == '.');
        const size_t kept_bytes = !is_dot ? bytes + 1 : is_last ? 1 : 0; /* its '/' included */
        out = is_up ? segment_before(target, out) : out;
        memmove(out, in, kept_bytes);
        out += kept_bytes;
        in = segment + bytes;
    }
    memmove(out, query, strlen(query) + 1);
}

/* A reference without scheme and host, as RFC 3986 section 5.2.2 has it. */
static bool resolve_path(const struct askcam_get_url *url, const char *reference,
                         char target[ASKCAM_GET_TARGET_BYTES])
{
    char joined[2 * ASKCAM_GET_TARGET_BYTES];
    const size_t base_bytes = strcspn(url->target, "?");
    size_t keep_bytes = 0;

    if (reference[0] == '?') {
        keep_bytes = base_bytes;
    } else if (reference[0] != '/') {
        keep_bytes = base_bytes;
        while (keep_bytes > 0 && url->target[keep_bytes - 1] != '/') {
            keep_bytes--;
        }
    }
    const int length =
        snprintf(joined, sizeof joined, "%.*s%s", (int)keep_bytes, url->target, reference);
    if (length < 0 || (size_t)length >= sizeof joined || !copy_target(target, joined)) {
        return false;
    }
    remove_dot_segments(target);
    return true;
}

enum askcam_get_place askcam_get_url_resolve(const struct askcam_get_url *url,
                                             const char *reference,
                                             char target[ASKCAM_GET_TARGET_BYTES])
{
    struct askcam_get_url other;
    char full[ASKCAM_GET_TARGET_BYTES + 8];
    const bool is_relative = strncmp(reference, "//", 2) == 0;
    const size_t name_bytes = strcspn(reference, ":/?#");

    if (!is_relative && reference[name_bytes] != ':') {
        return resolve_path(url, reference, target) ? ASKCAM_GET_SAME_ORIGIN
                                                    : ASKCAM_GET_OTHER_ORIGIN;
    }
    const int length = snprintf(full, sizeof full, "%s%s",
                                !is_relative      ? ""
                                : url->server.tls ? "https:"
                                                  : "http:",
                                reference);
    other = (struct askcam_get_url){.has_login = false};
    if (length < 0 || (size_t)length >= sizeof full || read_url(&other, full) != NULL ||
        other.has_login || !is_same_server(&other.server, &url->server)) {
        askcam_wipe(&other, sizeof other);
        return ASKCAM_GET_OTHER_ORIGIN;
    }
    memcpy(target, other.target, sizeof other.target);
    remove_dot_segments(target);
    return ASKCAM_GET_SAME_ORIGIN;
}
