/* SPDX-License-Identifier: MIT */
/*
 * challenge.c - WWW-Authenticate headers; see http_auth.h.
 *
 * RFC 9110 section 11.6.1: challenges and their parameters are both separated by commas.  A word
 * that no '=' follows is a scheme.  What is none of both is skipped up to the next comma.
 */
#include <string.h>

#include "http_auth.h"
#include "http_text.h"

/* One challenge while it is read. */
struct reader {
    struct askcam_challenge *best;
    struct askcam_challenge found;
    bool is_basic;
    bool is_digest;
    bool is_bad;        /* a parameter does not fit */
    bool has_other_qop; /* qop was named, but not auth */
    bool is_md5;
    bool is_sha256;
};

/* A digest challenge that has what an answer needs. */
static bool is_whole_digest(const struct reader *reader)
{
    const bool has_our_qop = reader->found.has_qop || !reader->has_other_qop;

    return reader->is_digest && !reader->is_bad && reader->found.nonce[0] != '\0' && has_our_qop;
}

static enum askcam_auth_scheme scheme_of(const struct reader *reader)
{
    return reader->is_basic                     ? ASKCAM_AUTH_BASIC
           : !is_whole_digest(reader)           ? ASKCAM_AUTH_NONE
           : reader->is_md5                     ? ASKCAM_AUTH_DIGEST_MD5
           : reader->is_sha256                  ? ASKCAM_AUTH_DIGEST_SHA256
           : reader->found.algorithm[0] == '\0' ? ASKCAM_AUTH_DIGEST_MD5
                                                : ASKCAM_AUTH_NONE;
}

/* The challenge is over, if one was begun. */
static void finish(struct reader *reader, bool has_scheme)
{
    if (!has_scheme) {
        return;
    }
    reader->found.scheme = scheme_of(reader);
    if (reader->found.scheme > reader->best->scheme) {
        *reader->best = reader->found;
    }
    reader->best->was_seen = true;
}

static void start(struct reader *reader, struct askcam_span scheme)
{
    *reader = (struct reader){.best = reader->best,
                              .is_basic = askcam_http_is_word(scheme, "basic"),
                              .is_digest = askcam_http_is_word(scheme, "digest")};
}

static bool copy(char *dst, size_t dst_bytes, struct askcam_span value)
{
    if (value.bytes >= dst_bytes || memchr(value.text, '\0', value.bytes) != NULL) {
        return false;
    }
    memcpy(dst, value.text, value.bytes);
    dst[value.bytes] = '\0';
    return askcam_http_is_value(dst); /* it goes into a header again */
}

static void on_algorithm(struct reader *reader, struct askcam_span value)
{
    struct askcam_challenge *found = &reader->found;

    reader->is_bad = reader->is_bad || !copy(found->algorithm, sizeof found->algorithm, value);
    found->is_session =
        askcam_http_is_word(value, "md5-sess") || askcam_http_is_word(value, "sha-256-sess");
    reader->is_md5 = askcam_http_is_word(value, "md5") || askcam_http_is_word(value, "md5-sess");
    reader->is_sha256 =
        askcam_http_is_word(value, "sha-256") || askcam_http_is_word(value, "sha-256-sess");
}

static void on_qop(struct reader *reader, struct askcam_span value)
{
    struct askcam_span element;

    while (askcam_http_next(&value, &element)) {
        reader->found.has_qop = reader->found.has_qop || askcam_http_is_word(element, "auth");
        reader->has_other_qop = reader->has_other_qop || element.bytes > 0;
    }
}

static void on_parameter(struct reader *reader, struct askcam_span name, struct askcam_span value)
{
    struct askcam_challenge *found = &reader->found;
    char *text = askcam_http_is_word(name, "realm")    ? found->realm
                 : askcam_http_is_word(name, "nonce")  ? found->nonce
                 : askcam_http_is_word(name, "opaque") ? found->opaque
                                                       : NULL;

    if (text != NULL) {
        reader->is_bad = reader->is_bad || !copy(text, ASKCAM_AUTH_TEXT_BYTES, value);
    } else if (askcam_http_is_word(name, "algorithm")) {
        on_algorithm(reader, value);
    } else if (askcam_http_is_word(name, "qop")) {
        on_qop(reader, value);
    } else if (askcam_http_is_word(name, "stale")) {
        found->is_stale = askcam_http_is_word(value, "true");
    } else if (askcam_http_is_word(name, "userhash")) {
        found->hashes_user = askcam_http_is_word(value, "true");
    }
}

/* Moves *rest behind `bytes` of it. */
static void skip(struct askcam_span *rest, size_t bytes)
{
    rest->text += bytes;
    rest->bytes -= bytes;
}

static struct askcam_span take_token(struct askcam_span *rest)
{
    struct askcam_span token = {.text = rest->text, .bytes = 0};

    while (token.bytes < rest->bytes && askcam_http_is_token(rest->text + token.bytes, 1)) {
        token.bytes++;
    }
    skip(rest, token.bytes);
    return token;
}

/* A quoted string into text[], without its quotes; an end that is missing is the end of the value.
 * text.bytes >= text_cap: it does not fit. */
static struct askcam_span take_quoted(struct askcam_span *rest, char *text, size_t text_cap)
{
    size_t bytes = 0;

    skip(rest, 1);
    while (rest->bytes > 0 && rest->text[0] != '"') {
        skip(rest, rest->text[0] == '\\' && rest->bytes > 1 ? 1 : 0);
        if (bytes < text_cap) {
            text[bytes++] = rest->text[0];
        }
        skip(rest, 1);
    }
    skip(rest, rest->bytes > 0 ? 1 : 0);
    return (struct askcam_span){.text = text, .bytes = bytes};
}

static struct askcam_span take_plain(struct askcam_span *rest)
{
    struct askcam_span value = {.text = rest->text, .bytes = 0};

    while (value.bytes < rest->bytes && rest->text[value.bytes] != ',') {
        value.bytes++;
    }
    skip(rest, value.bytes);
    return askcam_http_trim(value);
}

static void skip_blanks(struct askcam_span *rest)
{
    while (rest->bytes > 0 && (rest->text[0] == ' ' || rest->text[0] == '\t')) {
        skip(rest, 1);
    }
}

static void read_parameter(struct reader *reader, struct askcam_span name, struct askcam_span *rest)
{
    char text[ASKCAM_AUTH_TEXT_BYTES + 1];

    skip(rest, 1); /* '=' */
    skip_blanks(rest);
    const bool is_quoted = rest->bytes > 0 && rest->text[0] == '"';
    on_parameter(reader, name, is_quoted ? take_quoted(rest, text, sizeof text) : take_plain(rest));
}

void askcam_challenge_read(struct askcam_challenge *best, const char *value, size_t value_bytes)
{
    struct askcam_span rest = {.text = value, .bytes = value_bytes};
    struct reader reader = {.best = best};
    bool has_scheme = false;

    while (rest.bytes > 0) {
        skip_blanks(&rest);
        const struct askcam_span token = take_token(&rest);
        skip_blanks(&rest);
        if (token.bytes == 0) {
            skip(&rest, rest.bytes > 0 ? 1 : 0);
        } else if (rest.bytes > 0 && rest.text[0] == '=') {
            read_parameter(&reader, token, &rest);
        } else {
            finish(&reader, has_scheme);
            start(&reader, token);
            has_scheme = true;
        }
    }
    finish(&reader, has_scheme);
}
