/* SPDX-License-Identifier: MIT */
/* url.c - see url.h.  A reader of a part returns NULL, or why it is not valid. */
#include "url.h"

#include <string.h>

#include "http_text.h"
#include "url_host.h"

enum { SHOWN_BYTES = 160 };

static const char LOCALHOST[] = "localhost";
static const uint16_t IPV6_LOOPBACK[ASKCAM_IPV6_GROUPS] = {0, 0, 0, 0, 0, 0, 0, 1};

/* A prefix of text without regard to case; `prefix` is lower case. */
static bool begins_with(const char *text, const char *prefix)
{
    while (*prefix != '\0' && askcam_http_lower(*text) == *prefix) {
        text++;
        prefix++;
    }
    return *prefix == '\0';
}

static void copy_lower(char *dst, const char *src, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        dst[i] = askcam_http_lower(src[i]);
    }
    dst[bytes] = '\0';
}

/* RFC 3986: characters that no part of a URL may hold; some would end the request line. */
static const char *check_characters(const char *text)
{
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte <= 0x20U || byte >= 0x7FU) {
            return "it contains a space, a control character or one that is not ASCII";
        }
        if (strchr("\"<>\\^`{|}", *text) != NULL) {
            return "it contains a character that a URL must not contain (\"<>\\^`{|})";
        }
        if (*text == '#') {
            return "a part after '#' is never sent to a server";
        }
    }
    return NULL;
}

static const char *read_port(struct askcam_url *url, const char *text, size_t bytes)
{
    uint32_t port = 0;

    for (size_t i = 0; i < bytes; i++) {
        if (text[i] < '0' || text[i] > '9' || port > UINT16_MAX) {
            return "its port is not a number from 1 to 65535";
        }
        port = port * 10 + (uint32_t)(text[i] - '0');
    }
    if (bytes > 0 && (port == 0 || port > UINT16_MAX)) {
        return "its port is not a number from 1 to 65535";
    }
    if (bytes > 0) {
        url->port = (uint16_t)port;
    }
    return NULL;
}

static const char *read_ipv6(struct askcam_url *url, const char *text, size_t bytes)
{
    uint16_t address[ASKCAM_IPV6_GROUPS];
    const char *close = memchr(text, ']', bytes);

    if (close == NULL) {
        return "there is no ']' after its IPv6 address";
    }
    const size_t host_bytes = (size_t)(close - text) - 1;
    if (!askcam_host_is_ipv6(text + 1, host_bytes, address)) {
        return "there is no IPv6 address in its brackets";
    }
    url->host_is_ipv6 = true;
    copy_lower(url->host, text + 1, host_bytes); /* an address is far shorter than host[] */
    const size_t left_bytes = bytes - host_bytes - 2;
    if (left_bytes == 0) {
        return NULL;
    }
    return close[1] == ':' ? read_port(url, close + 2, left_bytes - 1)
                           : "there is something between its ']' and its port";
}

static const char *read_authority(struct askcam_url *url, const char *text, size_t bytes)
{
    if (memchr(text, '@', bytes) != NULL) {
        return "a URL must not contain a user name or password";
    }
    if (bytes > 0 && text[0] == '[') {
        return read_ipv6(url, text, bytes);
    }
    const char *colon = memchr(text, ':', bytes);
    const size_t host_bytes = colon == NULL ? bytes : (size_t)(colon - text);
    if (host_bytes == 0) {
        return "it names no host";
    }
    if (host_bytes >= sizeof url->host) {
        return "its host name is too long";
    }
    if (!askcam_host_is_name(text, host_bytes)) {
        return "its host is neither a name nor an address";
    }
    copy_lower(url->host, text, host_bytes);
    return colon == NULL ? NULL : read_port(url, colon + 1, bytes - host_bytes - 1);
}

/* What follows the authority: "", "/path", "?query" or both. */
static const char *read_path(struct askcam_url *url, const char *text)
{
    const size_t written_bytes = strcspn(text, "?");
    const char *query = text + written_bytes;
    const size_t query_bytes = strlen(query);
    size_t path_bytes = written_bytes;

    while (path_bytes > 0 && text[path_bytes - 1] == '/') {
        path_bytes--;
    }
    if (path_bytes + query_bytes >= sizeof url->path) {
        return "its path is too long";
    }
    memcpy(url->path, text, path_bytes);
    memcpy(url->path + path_bytes, query, query_bytes + 1);
    return NULL;
}

static const char *read_url(struct askcam_url *url, const char *text)
{
    url->tls = begins_with(text, "https://");
    if (!url->tls && !begins_with(text, "http://")) {
        return "it does not begin with https:// or http://";
    }
    url->port = url->tls ? 443 : 80;
    text += url->tls ? strlen("https://") : strlen("http://");
    const size_t authority_bytes = strcspn(text, "/?#");
    const char *why = read_authority(url, text, authority_bytes);
    if (why == NULL) {
        why = check_characters(text);
    }
    return why != NULL ? why : read_path(url, text + authority_bytes);
}

/* Neither a password nor a key in a query may get into an error, nor anything but ASCII. */
static void copy_shown(char shown[SHOWN_BYTES], const char *text)
{
    size_t bytes = strcspn(text, "?#");

    if (strchr(text, '@') != NULL) {
        text = "URL";
        bytes = strlen(text);
    }
    askcam_http_copy(shown, SHOWN_BYTES, (struct askcam_span){.text = text, .bytes = bytes});
}

enum askcam_status askcam_url_parse(struct askcam_url *url, const char *text,
                                    struct askcam_error *err)
{
    struct askcam_url found = {0};
    char shown[SHOWN_BYTES];
    const char *why = read_url(&found, text);

    if (why != NULL) {
        copy_shown(shown, text);
        const struct askcam_error_context context = {
            .what = shown,
            .hint = "use a URL such as https://HOST:PORT/PATH; port and path are optional"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "%s", why);
    }
    *url = found;
    return ASKCAM_OK;
}

static bool is_localhost(const char *host)
{
    const size_t name_bytes = sizeof LOCALHOST - 1;
    const size_t host_bytes = strlen(host);

    if (host_bytes < name_bytes || strcmp(host + host_bytes - name_bytes, LOCALHOST) != 0) {
        return false;
    }
    return host_bytes == name_bytes || host[host_bytes - name_bytes - 1] == '.';
}

bool askcam_url_is_loopback(const struct askcam_url *url)
{
    const size_t host_bytes = strlen(url->host);
    uint16_t groups[ASKCAM_IPV6_GROUPS];
    uint8_t octets[4];

    if (url->host_is_ipv6) {
        return askcam_host_is_ipv6(url->host, host_bytes, groups) &&
               memcmp(groups, IPV6_LOOPBACK, sizeof groups) == 0;
    }
    if (askcam_host_is_ipv4(url->host, host_bytes, octets)) {
        return octets[0] == 127;
    }
    return is_localhost(url->host);
}
