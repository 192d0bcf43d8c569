/* SPDX-License-Identifier: MIT */
/* test_get_url.c - URLs behind get:, redirects, and what is shown of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "get_url.h"

static const struct url_row {
    const char *spec;
    bool tls;
    const char *host;
    uint16_t port;
    const char *target;
    const char *user; /* NULL: no login */
    const char *password;
} urls[] = {
    {"get:http://cam/a.jpg", false, "cam", 80, "/a.jpg", NULL, NULL},
    {"get:HTTPS://Cam:8443", true, "cam", 8443, "/", NULL, NULL},
    {"get:http://[fe80::1]:81/?x=1&y=/@", false, "fe80::1", 81, "/?x=1&y=/@", NULL, NULL},
    {"get:http://cam?x", false, "cam", 80, "/?x", NULL, NULL},
    {"get:http://cam/a/#b", false, "cam", 80, "/a/", NULL, NULL},
    {"get:http://u:p@cam/a", false, "cam", 80, "/a", "u", "p"},
    {"get:http://u@cam/a", false, "cam", 80, "/a", "u", ""},
    {"get:http://:p@cam/", false, "cam", 80, "/", "", "p"},
    {"get:http://u%40x:p%3a%25:q@cam:8/a%20b", false, "cam", 8, "/a%20b", "u@x", "p:%:q"},
    {"get:http://a@b:c@cam/", false, "cam", 80, "/", "a@b", "c"},
};

static void get_url_takes_urls_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        const struct url_row *row = &urls[i];
        struct askcam_get_url url;

        if (askcam_get_url_parse(&url, row->spec, NULL) != ASKCAM_OK) {
            fail_msg("%s: refused", row->spec);
        }
        assert_int_equal(url.server.tls, row->tls);
        assert_string_equal(url.server.host, row->host);
        assert_int_equal(url.server.port, row->port);
        assert_string_equal(url.server.path, "");
        assert_string_equal(url.target, row->target);
        assert_int_equal(url.has_login, row->user != NULL);
        assert_string_equal(url.user, row->user != NULL ? row->user : "");
        assert_string_equal(url.password, row->user != NULL ? row->password : "");
    }
}

static void get_url_refuses_malformed_ones_without_their_secrets(void **state)
{
    static const char *const rows[] = {
        "get:",
        "get:cam/a.jpg",
        "get:ftp://u:SECRET@cam/a",
        "get:http://",
        "get:http://u:SECRET@/a",
        "get:http://u:SECRET@cam:99999/a",
        "get:http://u:SECRET@cam:x/a",
        "get:http://u:SECRET%zz@cam/a",
        "get:http://u:SECRET%4@cam/a",
        "get:http://u:SECRET%0a@cam/a",
        "get:http://u:SECRET%00@cam/a",
        "get:http://u:SEC/SECRET@cam/a",
        "get:http://u:SEC?SECRET@cam/a",
        "get:http://cam/a b?SECRET",
        "get:http://cam/\r\nSECRET",
        "get:http://c\xC3\xA4m/a?SECRET",
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct askcam_error err = {0};
        struct askcam_get_url url;

        if (askcam_get_url_parse(&url, rows[i], &err) != ASKCAM_ERR_USAGE) {
            fail_msg("%s: taken", rows[i]);
        }
        if (strstr(err.what, "SECRET") != NULL && strstr(rows[i], "\nSECRET") == NULL) {
            fail_msg("%s: shown as %s", rows[i], err.what);
        }
        assert_null(strstr(err.why, "SECRET"));
        assert_string_not_equal(err.hint, "");
    }
}

static void get_url_has_bounds(void **state)
{
    static char spec[ASKCAM_GET_TARGET_BYTES + 64];
    struct askcam_get_url url;

    (void)state;
    for (size_t bytes = ASKCAM_GET_TARGET_BYTES - 2; bytes < ASKCAM_GET_TARGET_BYTES + 2; bytes++) {
        const int head = snprintf(spec, sizeof spec, "get:http://cam");
        memset(spec + head, '/', bytes);
        spec[(size_t)head + bytes] = '\0';
        assert_int_equal(askcam_get_url_parse(&url, spec, NULL) == ASKCAM_OK,
                         bytes < ASKCAM_GET_TARGET_BYTES);
    }
    for (size_t bytes = ASKCAM_GET_LOGIN_BYTES - 2; bytes < ASKCAM_GET_LOGIN_BYTES + 2; bytes++) {
        char user[ASKCAM_GET_LOGIN_BYTES + 2];
        memset(user, 'u', bytes);
        user[bytes] = '\0';
        (void)snprintf(spec, sizeof spec, "get:http://%s:p@cam/", user);
        assert_int_equal(askcam_get_url_parse(&url, spec, NULL) == ASKCAM_OK,
                         bytes < ASKCAM_GET_LOGIN_BYTES);
    }
}

/* RFC 3986 section 5.4, as far as it stays at one origin; the base is http://a/b/c/d;p?q. */
static const struct {
    const char *reference;
    const char *target; /* NULL: another origin */
} references[] = {
    {"g", "/b/c/g"},
    {"./g", "/b/c/g"},
    {"g/", "/b/c/g/"},
    {"/g", "/g"},
    {"//g", NULL},
    {"//a/x", "/x"},
    {"?y", "/b/c/d;p?y"},
    {"g?y", "/b/c/g?y"},
    {"g#s", "/b/c/g"},
    {";x", "/b/c/;x"},
    {".", "/b/c/"},
    {"./", "/b/c/"},
    {"..", "/b/"},
    {"../g", "/b/g"},
    {"../..", "/"},
    {"../../../../g", "/g"},
    {"/./g", "/g"},
    {"/../g", "/g"},
    {"g.", "/b/c/g."},
    {"..g", "/b/c/..g"},
    {"./g/.", "/b/c/g/"},
    {"g/../h", "/b/c/h"},
    {"g?y/../x", "/b/c/g?y/../x"},
    {"http://a/x/../y?z", "/y?z"},
    {"HTTP://A:80", "/"},
    {"http://a:81/", NULL},
    {"https://a/", NULL},
    {"http://u:p@a/", NULL},
    {"http:g", NULL},
    {"g:h", NULL},
    {"/a b", NULL},
    {"/a\r\nX: y", NULL},
};

static void get_url_resolves_redirects(void **state)
{
    struct askcam_get_url url;

    (void)state;
    assert_int_equal(askcam_get_url_parse(&url, "get:http://a/b/c/d;p?q", NULL), ASKCAM_OK);
    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
        char target[ASKCAM_GET_TARGET_BYTES] = "";
        const enum askcam_get_place place =
            askcam_get_url_resolve(&url, references[i].reference, target);

        if ((place == ASKCAM_GET_SAME_ORIGIN) != (references[i].target != NULL)) {
            fail_msg("%s: place %d", references[i].reference, (int)place);
        }
        if (references[i].target != NULL && strcmp(target, references[i].target) != 0) {
            fail_msg("%s: %s", references[i].reference, target);
        }
    }
}

static void url_shown_has_no_secret(void **state)
{
    static const char *const rows[][2] = {
        {"get:http://u:p@cam:8/a?b=c", "get:http://***@cam:8/a?***"},
        {"http://u@cam/a#b", "http://***@cam/a?***"},
        {"https://a@b:c@cam", "https://***@cam"},
        {"get:http://u:p/q?r@cam/x", "get:http://***@cam/x"},
        {"http://cam:80/a@b.jpg", "http://cam:80/a@b.jpg"},
        {"http://[::1]:80/a@b", "http://[::1]:80/a@b"},
        {"/dev/video0", "/dev/video0"},
        {"a@b", "a@b"},
        {"", ""},
    };
    char shown[64];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        askcam_url_shown(rows[i][0], shown, sizeof shown);
        assert_string_equal(shown, rows[i][1]);
    }
    askcam_url_shown("http://u:p@camera/", shown, 12);
    assert_string_equal(shown, "http://***@");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(get_url_takes_urls_apart),
        cmocka_unit_test(get_url_refuses_malformed_ones_without_their_secrets),
        cmocka_unit_test(get_url_has_bounds),
        cmocka_unit_test(get_url_resolves_redirects),
        cmocka_unit_test(url_shown_has_no_secret),
    };
    return cmocka_run_group_tests_name("get_url", tests, NULL, NULL);
}
