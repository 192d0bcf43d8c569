/* SPDX-License-Identifier: MIT */
/* http_auth.c - Authorization headers; see http_auth.h. */
#include "http_auth.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "b64.h"
#include "wipe.h"

/* A header's value that is written piece by piece. */
struct writer {
    char *text;
    size_t bytes;
    bool is_full;
};

static void put_byte(struct writer *writer, char byte)
{
    if (writer->bytes + 1 >= ASKCAM_AUTH_HEADER_BYTES) {
        writer->is_full = true;
        return;
    }
    writer->text[writer->bytes++] = byte;
    writer->text[writer->bytes] = '\0';
}

static void put(struct writer *writer, const char *text)
{
    for (; *text != '\0'; text++) {
        put_byte(writer, *text);
    }
}

static void put_quoted(struct writer *writer, const char *name, const char *text)
{
    put(writer, name);
    put(writer, "=\"");
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            put_byte(writer, '\\');
        }
        put_byte(writer, *text);
    }
    put(writer, "\"");
}

static enum askcam_status put_bytes(void *ctx, const void *bytes, size_t bytes_len)
{
    for (size_t i = 0; i < bytes_len; i++) {
        put_byte(ctx, ((const char *)bytes)[i]);
    }
    return ASKCAM_OK;
}

static void put_basic(struct writer *writer, const struct askcam_login *login)
{
    struct askcam_b64 encoder;

    put(writer, "Basic ");
    askcam_b64_init(&encoder, (struct askcam_sink){.write = put_bytes, .ctx = writer});
    const struct askcam_sink sink = askcam_b64_sink(&encoder);
    /* Cannot fail: put_bytes() does not. */
    (void)askcam_sink_write(sink, login->user, strlen(login->user));
    (void)askcam_sink_write(sink, ":", 1);
    (void)askcam_sink_write(sink, login->password, strlen(login->password));
    (void)askcam_b64_finish(&encoder);
    askcam_wipe(&encoder, sizeof encoder);
}

/* The texts that RFC 7616 section 3.4 makes of a request. */
struct digest {
    char count[9];
    char user[ASKCAM_HASH_HEX_BYTES]; /* for userhash */
    char a1[ASKCAM_HASH_HEX_BYTES];
    char a2[ASKCAM_HASH_HEX_BYTES];
    char response[ASKCAM_HASH_HEX_BYTES];
};

static bool compute(struct digest *digest, const struct askcam_challenge *challenge,
                    const struct askcam_login *login)
{
    const enum askcam_hash_kind kind =
        challenge->scheme == ASKCAM_AUTH_DIGEST_SHA256 ? ASKCAM_HASH_SHA256 : ASKCAM_HASH_MD5;
    askcam_hash *const hash = login->hash;
    const char *const user[] = {login->user, challenge->realm, NULL};
    const char *const a1[] = {login->user, challenge->realm, login->password, NULL};
    const char *const session[] = {digest->a1, challenge->nonce, login->cnonce, NULL};
    const char *const a2[] = {login->method, login->target, NULL};
    const char *const with_qop[] = {digest->a1, challenge->nonce, digest->count, login->cnonce,
                                    "auth",     digest->a2,       NULL};
    const char *const without[] = {digest->a1, challenge->nonce, digest->a2, NULL};
    char session_hash[ASKCAM_HASH_HEX_BYTES];

    (void)snprintf(digest->count, sizeof digest->count, "%08" PRIx32, login->count); /* fits */
    if (!hash(kind, user, digest->user) || !hash(kind, a1, digest->a1)) {
        return false;
    }
    if (challenge->is_session) {
        if (!hash(kind, session, session_hash)) {
            return false;
        }
        memcpy(digest->a1, session_hash, sizeof digest->a1);
    }
    return hash(kind, a2, digest->a2) &&
           hash(kind, challenge->has_qop ? with_qop : without, digest->response);
}

static void put_digest(struct writer *writer, const struct digest *digest,
                       const struct askcam_challenge *challenge, const struct askcam_login *login)
{
    put(writer, "Digest ");
    put_quoted(writer, "username", challenge->hashes_user ? digest->user : login->user);
    put_quoted(writer, ", realm", challenge->realm);
    put_quoted(writer, ", nonce", challenge->nonce);
    put_quoted(writer, ", uri", login->target);
    put_quoted(writer, ", response", digest->response);
    if (challenge->algorithm[0] != '\0') {
        put(writer, ", algorithm=");
        put(writer, challenge->algorithm);
    }
    if (challenge->opaque[0] != '\0') {
        put_quoted(writer, ", opaque", challenge->opaque);
    }
    if (challenge->has_qop) {
        put(writer, ", qop=auth, nc=");
        put(writer, digest->count);
    }
    if (challenge->has_qop || challenge->is_session) {
        put_quoted(writer, ", cnonce", login->cnonce);
    }
    put(writer, challenge->hashes_user ? ", userhash=true" : "");
}

enum askcam_status askcam_auth_write(const struct askcam_challenge *challenge,
                                     const struct askcam_login *login,
                                     char header[ASKCAM_AUTH_HEADER_BYTES])
{
    struct writer writer = {.text = header};
    struct digest digest;

    assert(challenge->scheme != ASKCAM_AUTH_NONE);
    header[0] = '\0';
    if (challenge->scheme == ASKCAM_AUTH_BASIC) {
        put_basic(&writer, login);
        return writer.is_full ? ASKCAM_ERR_TOO_LARGE : ASKCAM_OK;
    }
    const bool is_computed = compute(&digest, challenge, login);
    if (is_computed) {
        put_digest(&writer, &digest, challenge, login);
    }
    askcam_wipe(&digest, sizeof digest);
    return !is_computed ? ASKCAM_ERR_INTERNAL : writer.is_full ? ASKCAM_ERR_TOO_LARGE : ASKCAM_OK;
}
