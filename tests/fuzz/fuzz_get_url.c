/* SPDX-License-Identifier: MIT */
/*
 * fuzz_get_url.c - any text behind get:, and any redirect from it: what is accepted fits a request
 * line, and nothing of a password is in what is shown.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "get_url.h"

static void check_target(const char *target)
{
    if (target[0] != '/') {
        abort();
    }
    for (; *target != '\0'; target++) {
        if (*target <= ' ' || *target > '~' || *target == '#') {
            abort();
        }
    }
}

static void check_shown(const struct askcam_get_url *url, const char *spec)
{
    char shown[512];

    askcam_url_shown(spec, shown, sizeof shown);
    if (url->has_login && strstr(shown, "://***@") == NULL) {
        abort();
    }
    if (shown[strcspn(shown, "?#")] != '\0' && strcmp(shown + strcspn(shown, "?#"), "?***") != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

/* The first line is the URL, the rest the redirect. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    static struct askcam_get_url url;
    struct askcam_error err = {.kind = ASKCAM_OK};
    char target[ASKCAM_GET_TARGET_BYTES];
    char *text = malloc(sizeof ASKCAM_GET_PREFIX + bytes_len);

    if (text == NULL) {
        abort();
    }
    memcpy(text, ASKCAM_GET_PREFIX, sizeof ASKCAM_GET_PREFIX - 1);
    memcpy(text + sizeof ASKCAM_GET_PREFIX - 1, bytes, bytes_len);
    text[sizeof ASKCAM_GET_PREFIX - 1 + bytes_len] = '\0';
    char *lf = strchr(text, '\n');
    const char *reference = lf != NULL ? lf + 1 : "";
    if (lf != NULL) {
        *lf = '\0';
    }
    const enum askcam_status status = askcam_get_url_parse(&url, text, &err);
    if (status == ASKCAM_OK) {
        check_target(url.target);
        if (strlen(text) < 400) {
            check_shown(&url, text);
        }
        if (askcam_get_url_resolve(&url, reference, target) == ASKCAM_GET_SAME_ORIGIN) {
            check_target(target);
        }
    } else if (status != ASKCAM_ERR_USAGE || err.kind != ASKCAM_ERR_USAGE) {
        abort();
    }
    free(text);
    return 0;
}
