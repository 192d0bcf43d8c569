/* SPDX-License-Identifier: MIT */
/*
 * fuzz_proxy.c - the URL of a proxy, a list of no_proxy, and a reply to CONNECT.
 *
 * What is accepted as a URL makes a request of one head and no more; what is shown of any text is
 * nothing before its last '@'; a list is read to its end; a reply means the same however it is cut.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "connect.h"
#include "proxy_url.h"

static const struct askcam_url URLS[] = {
    {.host = "a.example", .port = 443, .tls = true},
    {.host = "10.1.2.3", .port = 443, .tls = true},
    {.host = "2001:db8::1", .host_is_ipv6 = true, .port = 443, .tls = true},
};

static void require(int is_true)
{
    if (!is_true) {
        abort();
    }
}

static void check_url(const char *text)
{
    struct askcam_proxy proxy;
    struct askcam_connect connect;
    char shown[4096];
    const char *at = strrchr(text, '@');

    askcam_proxy_masked(text, shown, sizeof shown);
    if (at != NULL && strlen(text) < sizeof shown - 8) {
        const char *stars = strstr(shown, "****");
        require(stars != NULL && strcmp(strrchr(shown, '@'), at) == 0);
        require(memchr(shown, '@', (size_t)(stars - shown)) == NULL);
    }
    if (askcam_proxy_parse(&proxy, text) != NULL) {
        return;
    }
    require(proxy.host[0] != '\0' && proxy.port != 0);
    require(proxy.host[strcspn(proxy.host, "@/?#[] \r\n")] == '\0');
    askcam_connect_init(&connect, &URLS[0], &proxy);
    require(strlen(connect.request) == connect.request_bytes);
    const char *end = strstr(connect.request, "\r\n\r\n");
    require(end == connect.request + connect.request_bytes - 4);
    unsigned lines = 0;
    for (const char *line = connect.request; *line != '\0'; line++) {
        lines += *line == '\n';
    }
    require(lines == (proxy.basic[0] != '\0' ? 4U : 3U));
}

static void feed(struct askcam_connect *connect, const char *text, size_t bytes, size_t piece_bytes,
                 size_t *all_taken)
{
    static const struct askcam_proxy proxy = {.host = "p", .port = 1};
    enum askcam_status status = ASKCAM_OK;
    size_t at = 0;

    askcam_connect_init(connect, &URLS[0], &proxy);
    while (at < bytes && status == ASKCAM_OK) {
        size_t taken_bytes = 0;
        const size_t left_bytes = bytes - at;
        status = askcam_connect_push(
            connect, text + at, left_bytes < piece_bytes ? left_bytes : piece_bytes, &taken_bytes);
        at += taken_bytes;
    }
    *all_taken = at;
}

static void check_reply(const char *text, size_t bytes)
{
    struct askcam_connect whole;
    struct askcam_connect cut;
    size_t whole_taken = 0;
    size_t cut_taken = 0;

    feed(&whole, text, bytes, SIZE_MAX, &whole_taken);
    feed(&cut, text, bytes, 1 + bytes % 7, &cut_taken);
    require(whole_taken == cut_taken && whole.result == cut.result && whole.status == cut.status);
    require(whole_taken <= ASKCAM_CONNECT_HEAD_BYTES + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    char *text = malloc(bytes_len + 1);

    require(text != NULL);
    memcpy(text, bytes, bytes_len);
    text[bytes_len] = '\0';
    check_url(text);
    for (size_t i = 0; i < sizeof URLS / sizeof URLS[0]; i++) {
        (void)askcam_no_proxy_has(text, &URLS[i]);
    }
    check_reply(text, bytes_len);
    free(text);
    return 0;
}
