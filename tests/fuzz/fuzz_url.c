/* SPDX-License-Identifier: MIT */
/*
 * fuzz_url.c - any text: what is accepted holds nothing that could end a request line or a host,
 * and means the same when it is written out and read again.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "url.h"

static void check_characters(const char *text, const char *forbidden)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at <= ' ' || *at > 0x7E || strchr(forbidden, *at) != NULL) {
            abort();
        }
    }
}

static void check_again(const struct askcam_url *url)
{
    char text[ASKCAM_URL_HOST_BYTES + ASKCAM_URL_PATH_BYTES + 64];
    struct askcam_url again;

    (void)snprintf(text, sizeof text, "%s://%s%s%s:%u%s", url->tls ? "https" : "http",
                   url->host_is_ipv6 ? "[" : "", url->host, url->host_is_ipv6 ? "]" : "",
                   (unsigned)url->port, url->path);
    if (askcam_url_parse(&again, text, NULL) != ASKCAM_OK || again.tls != url->tls ||
        again.port != url->port || again.host_is_ipv6 != url->host_is_ipv6 ||
        strcmp(again.host, url->host) != 0 || strcmp(again.path, url->path) != 0 ||
        askcam_url_is_loopback(&again) != askcam_url_is_loopback(url)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    struct askcam_url url;
    struct askcam_error err = {.kind = ASKCAM_OK};
    char *text = malloc(bytes_len + 1);

    if (text == NULL) {
        abort();
    }
    memcpy(text, bytes, bytes_len);
    text[bytes_len] = '\0';
    const enum askcam_status status = askcam_url_parse(&url, text, &err);
    if (status == ASKCAM_OK) {
        check_characters(url.host, "/?#@[]\\");
        check_characters(url.path, "#\\");
        if (url.host[0] == '\0' || url.port == 0) {
            abort();
        }
        check_again(&url);
    } else if (status != ASKCAM_ERR_USAGE || err.kind != ASKCAM_ERR_USAGE) {
        abort();
    }
    free(text);
    return 0;
}
