/* SPDX-License-Identifier: MIT */
/* proxy_url.c - see proxy_url.h: the URL. */
#include "proxy_url.h"

#include <assert.h>
#include <string.h>

#include "b64.h"
#include "http_text.h"
#include "url_host.h"
#include "wipe.h"

static const char BASIC[] = "Basic ";

static_assert(ASKCAM_B64_TEXT_BYTES((size_t)ASKCAM_PROXY_LOGIN_BYTES) + sizeof BASIC <=
                  ASKCAM_PROXY_BASIC_BYTES,
              "the login fits");

/* The character at *at, a percent escape decoded; moves *at behind it.  As curl's, an escape
 * without two digits stands for itself. */
static char decode(const char **at, const char *end)
{
    const char *text = *at;
    const int high = end - text > 2 && text[0] == '%' ? askcam_http_hex_value(text[1]) : -1;
    const int low = high >= 0 ? askcam_http_hex_value(text[2]) : -1;

    if (low < 0) {
        (*at)++;
        return text[0];
    }
    *at += 3;
    return (char)(high << 4 | low);
}

static enum askcam_status append(void *ctx, const void *bytes, size_t bytes_len)
{
    char *text = ctx;
    const size_t used_bytes = strlen(text);

    memcpy(text + used_bytes, bytes, bytes_len); /* it fits: see the assertion above */
    text[used_bytes + bytes_len] = '\0';
    return ASKCAM_OK;
}

static const char *read_login(struct askcam_proxy *proxy, const char *text, const char *end)
{
    char login[ASKCAM_PROXY_LOGIN_BYTES];
    size_t bytes = 0;
    bool has_colon = false;
    struct askcam_b64 enc;

    while (text < end && bytes < sizeof login - 1) {
        has_colon = has_colon || *text == ':';
        login[bytes] = decode(&text, end);
        if ((unsigned char)login[bytes] < ' ' || login[bytes] == 0x7F) {
            return "there is a control character in its user name or password";
        }
        bytes++;
    }
    if (text < end) {
        return "its user name and password are too long";
    }
    if (!has_colon) {
        login[bytes++] = ':'; /* RFC 7617: always there, also without a password */
    }
    memcpy(proxy->basic, BASIC, sizeof BASIC);
    askcam_b64_init(&enc, (struct askcam_sink){.write = append, .ctx = proxy->basic});
    (void)askcam_sink_write(askcam_b64_sink(&enc), login, bytes); /* append() cannot fail */
    (void)askcam_b64_finish(&enc);
    askcam_wipe(login, sizeof login);
    askcam_wipe(&enc, sizeof enc);
    return NULL;
}

static const char *read_port(struct askcam_proxy *proxy, const char *text, const char *end)
{
    uint32_t port = 0;

    for (const char *at = text; at < end; at++) {
        if (*at < '0' || *at > '9' || port > UINT16_MAX) {
            return "its port is not a number from 1 to 65535";
        }
        port = port * 10 + (uint32_t)(*at - '0');
    }
    if (text < end && (port == 0 || port > UINT16_MAX)) {
        return "its port is not a number from 1 to 65535";
    }
    proxy->port = (uint16_t)(text < end ? port : ASKCAM_PROXY_PORT);
    return NULL;
}

static const char *copy_host(struct askcam_proxy *proxy, const char *text, size_t bytes)
{
    if (bytes == 0) {
        return "it names no host";
    }
    if (bytes >= sizeof proxy->host) {
        return "its host name is too long";
    }
    for (size_t i = 0; i < bytes; i++) {
        proxy->host[i] = askcam_http_lower(text[i]);
    }
    proxy->host[bytes] = '\0';
    return NULL;
}

/* "[ADDRESS]" or "[ADDRESS]:PORT", of which close is the second bracket. */
static const char *read_ipv6_host(struct askcam_proxy *proxy, const char *text, const char *close,
                                  const char *end)
{
    uint16_t groups[ASKCAM_IPV6_GROUPS];
    const char *const address = text + 1;
    const size_t bytes = (size_t)(close - address);
    const bool has_port = close + 1 < end;

    if (!askcam_host_is_ipv6(address, bytes, groups) || (has_port && close[1] != ':')) {
        return "there is no IPv6 address in its brackets";
    }
    proxy->host_is_ipv6 = true;
    const char *const why = copy_host(proxy, address, bytes);
    return why != NULL ? why : read_port(proxy, has_port ? close + 2 : end, end);
}

static const char *read_host(struct askcam_proxy *proxy, const char *text, const char *end)
{
    const size_t bytes = (size_t)(end - text);
    const char *close = bytes > 0 && text[0] == '[' ? memchr(text, ']', bytes) : NULL;

    if (close != NULL) {
        return read_ipv6_host(proxy, text, close, end);
    }
    const char *const colon = memchr(text, ':', bytes);
    const size_t host_bytes = colon != NULL ? (size_t)(colon - text) : bytes;
    if (host_bytes > 0 && !askcam_host_is_name(text, host_bytes)) {
        return "its host is neither a name nor an address";
    }
    const char *const why = copy_host(proxy, text, host_bytes);
    return why != NULL ? why : read_port(proxy, colon != NULL ? colon + 1 : end, end);
}

/* Behind the scheme; NULL if it has another one. */
static const char *behind_scheme(const char *text)
{
    static const char http[] = "http://";
    size_t at = 0;

    if (strstr(text, "://") == NULL) {
        return text;
    }
    while (http[at] != '\0' && askcam_http_lower(text[at]) == http[at]) {
        at++;
    }
    return http[at] == '\0' ? text + at : NULL;
}

static const char *last_at(const char *text, const char *end)
{
    while (end > text && end[-1] != '@') {
        end--;
    }
    return end > text ? end - 1 : NULL;
}

const char *askcam_proxy_parse(struct askcam_proxy *proxy, const char *text)
{
    struct askcam_proxy found = {.port = ASKCAM_PROXY_PORT};
    const char *start = behind_scheme(text);

    if (start == NULL) {
        return "only http:// proxies are supported";
    }
    const char *const end = start + strcspn(start, "/?#");
    const char *const at = last_at(start, end);
    const char *why = at != NULL && at > start ? read_login(&found, start, at) : NULL;
    if (why == NULL) {
        why = read_host(&found, at != NULL ? at + 1 : start, end);
    }
    if (why == NULL) {
        *proxy = found;
    }
    askcam_wipe(&found, sizeof found);
    return why;
}

void askcam_proxy_masked(const char *text, char *shown, size_t shown_bytes)
{
    static const char stars[] = "****";
    const size_t scheme_bytes = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                             "0123456789+-.");
    const bool has_scheme = strncmp(text + scheme_bytes, "://", 3) == 0;
    const char *const start = has_scheme ? text + scheme_bytes + 3 : text;
    const char *const at = last_at(start, start + strlen(start));
    const char *const parts[] = {text, at != NULL ? stars : "", at != NULL ? at : start};
    const size_t sizes[] = {(size_t)(start - text), strlen(parts[1]), strlen(parts[2])};
    size_t used_bytes = 0;

    for (size_t i = 0; i < 3; i++) {
        const size_t left_bytes = shown_bytes - 1 - used_bytes;
        const size_t bytes = sizes[i] < left_bytes ? sizes[i] : left_bytes;
        memcpy(shown + used_bytes, parts[i], bytes);
        used_bytes += bytes;
    }
    shown[used_bytes] = '\0';
}
