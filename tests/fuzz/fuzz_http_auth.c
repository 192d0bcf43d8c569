/* SPDX-License-Identifier: MIT */
/*
 * fuzz_http_auth.c - any WWW-Authenticate headers, one a line: what is read of them makes an answer
 * that a request head may hold, and the best of several headers does not get worse by the next.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "http_auth.h"
#include "http_text.h"

static bool fixed_hash(enum askcam_hash_kind kind, const char *const *texts,
                       char hex[ASKCAM_HASH_HEX_BYTES])
{
    (void)kind;
    (void)texts;
    memcpy(hex, "00", 3);
    return true;
}

static bool is_text(const char *text, size_t cap_bytes)
{
    return memchr(text, '\0', cap_bytes) != NULL;
}

static void check(const struct askcam_challenge *challenge)
{
    char header[ASKCAM_AUTH_HEADER_BYTES];
    const struct askcam_login login = {"u\"", "p", "GET", "/x", "c", 1, fixed_hash};

    if (!is_text(challenge->realm, sizeof challenge->realm) ||
        !is_text(challenge->nonce, sizeof challenge->nonce) ||
        !is_text(challenge->opaque, sizeof challenge->opaque) ||
        !is_text(challenge->algorithm, sizeof challenge->algorithm)) {
        abort();
    }
    if (challenge->scheme == ASKCAM_AUTH_NONE) {
        return;
    }
    if (askcam_auth_write(challenge, &login, header) != ASKCAM_OK ||
        !askcam_http_is_value(header)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    struct askcam_challenge best = {.scheme = ASKCAM_AUTH_NONE};
    size_t at = 0;

    while (at < bytes_len) {
        const uint8_t *lf = memchr(bytes + at, '\n', bytes_len - at);
        const size_t line_bytes = lf == NULL ? bytes_len - at : (size_t)(lf - (bytes + at));
        const enum askcam_auth_scheme before = best.scheme;
        char *line = malloc(line_bytes > 0 ? line_bytes : 1); /* just these bytes */

        if (line == NULL) {
            abort();
        }
        memcpy(line, bytes + at, line_bytes);
        askcam_challenge_read(&best, line, line_bytes);
        free(line);
        if (best.scheme < before) {
            abort();
        }
        check(&best);
        at += line_bytes + 1;
    }
    return 0;
}
