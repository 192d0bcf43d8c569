/* SPDX-License-Identifier: MIT */
/*
 * test_http_auth.c - challenges as servers write them, and the answers of RFC 7616 and RFC 2069.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http_auth.h"
#include "net_hash.h"

#define NONCE  "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
#define OPAQUE "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
#define CNONCE "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"

/* A copy of just these bytes, so that the sanitizer sees a step too far. */
static void read_exact(struct askcam_challenge *best, const char *text)
{
    const size_t bytes = strlen(text);
    char *copy = malloc(bytes > 0 ? bytes : 1);

    assert_non_null(copy);
    memcpy(copy, text, bytes);
    askcam_challenge_read(best, copy, bytes);
    free(copy);
}

static const struct challenge_row {
    const char *name;
    const char *headers[3];
    enum askcam_auth_scheme scheme;
    const char *realm;
    const char *nonce;
    bool has_qop;
    bool is_session;
} challenges[] = {
    {"Basic", {"Basic realm=\"cam\""}, ASKCAM_AUTH_BASIC, "cam", "", false, false},
    {"Basic without a realm", {"basic"}, ASKCAM_AUTH_BASIC, "", "", false, false},
    {"case and blanks do not matter",
     {"  dIgEsT  REALM = \"x\" ,NONCE=\"n\",\tQoP=AUTH"},
     ASKCAM_AUTH_DIGEST_MD5,
     "x",
     "n",
     true,
     false},
    {"RFC 2069",
     {"Digest realm=\"x\", nonce=\"n\""},
     ASKCAM_AUTH_DIGEST_MD5,
     "x",
     "n",
     false,
     false},
    {"a session",
     {"Digest realm=\"x\", nonce=\"n\", algorithm=MD5-sess, qop=\"auth\""},
     ASKCAM_AUTH_DIGEST_MD5,
     "x",
     "n",
     true,
     true},
    {"an algorithm in quotes",
     {"Digest realm=\"x\", nonce=\"n\", algorithm=\"SHA-256\""},
     ASKCAM_AUTH_DIGEST_SHA256,
     "x",
     "n",
     false,
     false},
    {"qop is a list",
     {"Digest realm=\"x\", nonce=\"n\", qop=\"auth-int, auth\""},
     ASKCAM_AUTH_DIGEST_MD5,
     "x",
     "n",
     true,
     false},
    {"auth-int alone is not known",
     {"Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\""},
     ASKCAM_AUTH_NONE,
     "",
     "",
     false,
     false},
    {"an empty qop is none",
     {"Digest realm=\"x\", nonce=\"n\", qop=\"\""},
     ASKCAM_AUTH_DIGEST_MD5,
     "x",
     "n",
     false,
     false},
    {"no nonce", {"Digest realm=\"x\""}, ASKCAM_AUTH_NONE, "", "", false, false},
    {"an unknown algorithm",
     {"Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256"},
     ASKCAM_AUTH_NONE,
     "",
     "",
     false,
     false},
    {"quotes and commas within",
     {"Digest realm=\"a\\\"b, c\\\\\", nonce=\"n=\""},
     ASKCAM_AUTH_DIGEST_MD5,
     "a\"b, c\\",
     "n=",
     false,
     false},
    {"a quote that does not end",
     {"Digest nonce=\"n\", realm=\"x"},
     ASKCAM_AUTH_DIGEST_MD5,
     "x",
     "n",
     false,
     false},
    {"a backslash at the end",
     {"Digest nonce=\"n\", realm=\"x\\"},
     ASKCAM_AUTH_DIGEST_MD5,
     "x\\",
     "n",
     false,
     false},
    {"several in one header, the better wins",
     {"Basic realm=\"b\", Digest realm=\"d\", nonce=\"n\", Negotiate"},
     ASKCAM_AUTH_DIGEST_MD5,
     "d",
     "n",
     false,
     false},
    {"several headers, the better wins",
     {"Digest realm=\"s\", nonce=\"1\", algorithm=SHA-256", "Basic realm=\"b\"",
      "Digest realm=\"m\", nonce=\"2\", algorithm=MD5"},
     ASKCAM_AUTH_DIGEST_SHA256,
     "s",
     "1",
     false,
     false},
    {"of two alike the first",
     {"Digest realm=\"1\", nonce=\"1\"", "Digest realm=\"2\", nonce=\"2\""},
     ASKCAM_AUTH_DIGEST_MD5,
     "1",
     "1",
     false,
     false},
    {"a token68 is passed over",
     {"NTLM TlRMTVNTUAAC/w==, Basic realm=\"b\""},
     ASKCAM_AUTH_BASIC,
     "b",
     "",
     false,
     false},
    {"an unknown scheme", {"Bearer realm=\"x\""}, ASKCAM_AUTH_NONE, "", "", false, false},
    {"a control character",
     {"Digest realm=\"a\x7F\", nonce=\"n\""},
     ASKCAM_AUTH_NONE,
     "",
     "",
     false,
     false},
    {"nothing", {""}, ASKCAM_AUTH_NONE, "", "", false, false},
    {"separators alone", {" , ,=\"\\", ",,"}, ASKCAM_AUTH_NONE, "", "", false, false},
};

static void auth_reads_challenges(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof challenges / sizeof challenges[0]; i++) {
        const struct challenge_row *row = &challenges[i];
        struct askcam_challenge best = {.scheme = ASKCAM_AUTH_NONE};

        for (size_t k = 0; k < 3 && row->headers[k] != NULL; k++) {
            read_exact(&best, row->headers[k]);
        }
        if (best.scheme != row->scheme || strcmp(best.realm, row->realm) != 0 ||
            strcmp(best.nonce, row->nonce) != 0 || best.has_qop != row->has_qop ||
            best.is_session != row->is_session) {
            fail_msg("%s: scheme %d, realm \"%s\", nonce \"%s\"", row->name, (int)best.scheme,
                     best.realm, best.nonce);
        }
    }
}

static void auth_reports_what_it_cannot_use(void **state)
{
    struct askcam_challenge best = {.scheme = ASKCAM_AUTH_NONE};

    (void)state;
    read_exact(&best, " ");
    assert_false(best.was_seen);
    read_exact(&best, "Negotiate");
    assert_true(best.was_seen);
    assert_int_equal(best.scheme, ASKCAM_AUTH_NONE);
}

static void auth_takes_a_parameter_that_fits_and_no_longer_one(void **state)
{
    char text[2 * ASKCAM_AUTH_TEXT_BYTES];

    (void)state;
    for (size_t bytes = ASKCAM_AUTH_TEXT_BYTES - 1; bytes <= ASKCAM_AUTH_TEXT_BYTES + 1; bytes++) {
        struct askcam_challenge best = {.scheme = ASKCAM_AUTH_NONE};
        char nonce[ASKCAM_AUTH_TEXT_BYTES + 2];

        memset(nonce, 'n', bytes);
        nonce[bytes] = '\0';
        (void)snprintf(text, sizeof text, "Digest nonce=\"%s\"", nonce);
        read_exact(&best, text);
        assert_int_equal(best.scheme, bytes < ASKCAM_AUTH_TEXT_BYTES ? ASKCAM_AUTH_DIGEST_MD5
                                                                     : ASKCAM_AUTH_NONE);
    }
}

static const struct answer_row {
    const char *name;
    const char *challenge;
    struct askcam_login login;
    const char *parts[3]; /* of the header */
} answers[] = {
    {"RFC 7616 section 3.9.1, SHA-256",
     "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, "
     "nonce=\"" NONCE "\", opaque=\"" OPAQUE "\"",
     {"Mufasa", "Circle of Life", "GET", "/dir/index.html", CNONCE, 1, NULL},
     {"response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"",
      "algorithm=SHA-256, opaque=\"" OPAQUE "\", qop=auth, nc=00000001, cnonce=\"" CNONCE "\"",
      "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"" NONCE
      "\", uri=\"/dir/index.html\""}},
    {"RFC 7616 section 3.9.1, MD5",
     "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=MD5, "
     "nonce=\"" NONCE "\", opaque=\"" OPAQUE "\"",
     {"Mufasa", "Circle of Life", "GET", "/dir/index.html", CNONCE, 1, NULL},
     {"response=\"8ca523f5e9506fed4657c9700eebdbec\"", "algorithm=MD5", "nc=00000001"}},
    {"RFC 2617 section 3.5, without an algorithm",
     "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", "
     "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
     {"Mufasa", "Circle Of Life", "GET", "/dir/index.html", "0a4f113b", 1, NULL},
     {"response=\"6629fae49393a05397450978507c4ef1\"", "cnonce=\"0a4f113b\"", NULL}},
    /* With the erratum of RFC 2069, section 2.4: the hash of the corrected example. */
    {"RFC 2069",
     "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
     "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
     {"Mufasa", "CircleOfLife", "GET", "/dir/index.html", "x", 1, NULL},
     {"response=\"1949323746fe6a43ef61f9606e7febea\"", NULL, NULL}},
    {"Basic, RFC 7617 section 2",
     "Basic realm=\"WallyWorld\"",
     {"Aladdin", "open sesame", "GET", "/", "x", 1, NULL},
     {"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", NULL, NULL}},
    {"quotes in a user name",
     "Digest realm=\"a\\\"b\", nonce=\"n\"",
     {"us\"er\\", "p", "GET", "/", "x", 1, NULL},
     {"username=\"us\\\"er\\\\\"", "realm=\"a\\\"b\"", NULL}},
};

static void auth_gives_the_answers_of_the_rfcs(void **state)
{
    char header[ASKCAM_AUTH_HEADER_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        const struct answer_row *row = &answers[i];
        struct askcam_challenge challenge = {.scheme = ASKCAM_AUTH_NONE};
        struct askcam_login login = row->login;

        login.hash = askcam_net_hash;
        read_exact(&challenge, row->challenge);
        assert_int_equal(askcam_auth_write(&challenge, &login, header), ASKCAM_OK);
        for (size_t k = 0; k < 3 && row->parts[k] != NULL; k++) {
            if (strstr(header, row->parts[k]) == NULL) {
                fail_msg("%s: \"%s\" lacks %s", row->name, header, row->parts[k]);
            }
        }
    }
}

/* RFC 7616 section 3.9.2 names SHA-512-256, which is not known here: the hash of the name alone. */
static void auth_hashes_the_user_name_where_it_is_asked_to(void **state)
{
    char header[ASKCAM_AUTH_HEADER_BYTES];
    char name[ASKCAM_HASH_HEX_BYTES];
    const char *const texts[] = {"user", "realm", NULL};
    struct askcam_challenge challenge = {.scheme = ASKCAM_AUTH_NONE};
    const struct askcam_login login = {"user", "p", "GET", "/", "x", 1, askcam_net_hash};

    (void)state;
    read_exact(&challenge, "Digest realm=\"realm\", nonce=\"n\", userhash=true, algorithm=SHA-256");
    assert_int_equal(askcam_auth_write(&challenge, &login, header), ASKCAM_OK);
    assert_true(askcam_net_hash(ASKCAM_HASH_SHA256, texts, name));
    assert_non_null(strstr(header, name));
    assert_non_null(strstr(header, "userhash=true"));
    assert_null(strstr(header, "\"user\""));
}

static void auth_refuses_a_header_that_does_not_fit(void **state)
{
    static char target[ASKCAM_AUTH_HEADER_BYTES];
    char header[ASKCAM_AUTH_HEADER_BYTES];
    struct askcam_challenge challenge = {.scheme = ASKCAM_AUTH_NONE};
    struct askcam_login login = {"user", "p", "GET", target, "x", 1, askcam_net_hash};

    (void)state;
    memset(target, 'a', sizeof target - 1);
    read_exact(&challenge, "Digest realm=\"r\", nonce=\"n\"");
    assert_int_equal(askcam_auth_write(&challenge, &login, header), ASKCAM_ERR_TOO_LARGE);
    challenge.scheme = ASKCAM_AUTH_BASIC;
    login.password = target;
    assert_int_equal(askcam_auth_write(&challenge, &login, header), ASKCAM_ERR_TOO_LARGE);
}

static bool no_hash(enum askcam_hash_kind kind, const char *const *texts,
                    char hex[ASKCAM_HASH_HEX_BYTES])
{
    (void)kind;
    (void)texts;
    (void)hex;
    return false;
}

static void auth_reports_a_device_without_the_hash(void **state)
{
    char header[ASKCAM_AUTH_HEADER_BYTES];
    struct askcam_challenge challenge = {.scheme = ASKCAM_AUTH_NONE};
    const struct askcam_login login = {"user", "p", "GET", "/", "x", 1, no_hash};

    (void)state;
    read_exact(&challenge, "Digest realm=\"r\", nonce=\"n\"");
    assert_int_equal(askcam_auth_write(&challenge, &login, header), ASKCAM_ERR_INTERNAL);
    assert_string_equal(header, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(auth_reads_challenges),
        cmocka_unit_test(auth_reports_what_it_cannot_use),
        cmocka_unit_test(auth_takes_a_parameter_that_fits_and_no_longer_one),
        cmocka_unit_test(auth_gives_the_answers_of_the_rfcs),
        cmocka_unit_test(auth_hashes_the_user_name_where_it_is_asked_to),
        cmocka_unit_test(auth_refuses_a_header_that_does_not_fit),
        cmocka_unit_test(auth_reports_a_device_without_the_hash),
    };
    return cmocka_run_group_tests_name("http_auth", tests, NULL, NULL);
}
