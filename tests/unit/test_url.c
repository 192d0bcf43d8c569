/* SPDX-License-Identifier: MIT */
/* test_url.c - URLs that users give, and what must not become a request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "url.h"

static struct good_case {
    const char *text;
    const char *host;
    const char *path;
    unsigned port;
    bool tls;
    bool is_ipv6;
    bool is_loopback;
} good[] = {
    {"https://api.example.com/v1", "api.example.com", "/v1", 443, true, false, false},
    {"https://api.example.com/v1/", "api.example.com", "/v1", 443, true, false, false},
    {"https://api.example.com/v1///", "api.example.com", "/v1", 443, true, false, false},
    {"https://api.example.com", "api.example.com", "", 443, true, false, false},
    {"https://api.example.com/", "api.example.com", "", 443, true, false, false},
    {"HTTPS://API.Example.COM/V1", "api.example.com", "/V1", 443, true, false, false},
    {"https://h:8443/a/b", "h", "/a/b", 8443, true, false, false},
    {"https://h:/a", "h", "/a", 443, true, false, false},
    {"https://h:65535", "h", "", 65535, true, false, false},
    {"https://h:00443", "h", "", 443, true, false, false},
    {"https://h/a?x=1&y=/", "h", "/a?x=1&y=/", 443, true, false, false},
    {"https://h/a/?x=1", "h", "/a?x=1", 443, true, false, false},
    {"https://h?x=1", "h", "?x=1", 443, true, false, false},
    {"https://h/a%20b/~c;d=e,f:g@h", "h", "/a%20b/~c;d=e,f:g@h", 443, true, false, false},
    {"https://under_score.example", "under_score.example", "", 443, true, false, false},
    {"http://localhost", "localhost", "", 80, false, false, true},
    {"http://LocalHost:8080/v1", "localhost", "/v1", 8080, false, false, true},
    {"http://a.localhost", "a.localhost", "", 80, false, false, true},
    {"http://notlocalhost", "notlocalhost", "", 80, false, false, false},
    {"http://localhost.example", "localhost.example", "", 80, false, false, false},
    {"http://127.0.0.1:1", "127.0.0.1", "", 1, false, false, true},
    {"http://127.255.255.255", "127.255.255.255", "", 80, false, false, true},
    {"http://128.0.0.1", "128.0.0.1", "", 80, false, false, false},
    {"http://127.1", "127.1", "", 80, false, false, false},
    {"http://127.0.0.01", "127.0.0.01", "", 80, false, false, false},
    {"http://127.0.0.256", "127.0.0.256", "", 80, false, false, false},
    {"http://127.0.0.1.example", "127.0.0.1.example", "", 80, false, false, false},
    {"http://192.168.0.7:11434/v1", "192.168.0.7", "/v1", 11434, false, false, false},
    {"http://[::1]:8080/v1", "::1", "/v1", 8080, false, true, true},
    {"http://[0:0:0:0:0:0:0:1]", "0:0:0:0:0:0:0:1", "", 80, false, true, true},
    {"http://[0000::0:1]", "0000::0:1", "", 80, false, true, true},
    {"http://[::0.0.0.1]", "::0.0.0.1", "", 80, false, true, true},
    {"http://[::ffff:127.0.0.1]", "::ffff:127.0.0.1", "", 80, false, true, false},
    {"https://[FE80::1]", "fe80::1", "", 443, true, true, false},
    {"https://[::]/", "::", "", 443, true, true, false},
    {"https://[1:2:3:4:5:6:7:8]:9", "1:2:3:4:5:6:7:8", "", 9, true, true, false},
    {"https://[1::8]", "1::8", "", 443, true, true, false},
    {"https://[1:2:3:4:5:6:7::]", "1:2:3:4:5:6:7::", "", 443, true, true, false},
    {"https://[1:2:3:4:5:6:1.2.3.4]", "1:2:3:4:5:6:1.2.3.4", "", 443, true, true, false},
};

static struct bad_case {
    const char *text;
    const char *why; /* a part of it */
} bad[] = {
    {"", "does not begin"},
    {"api.example.com/v1", "does not begin"},
    {"ftp://h/", "does not begin"},
    {"https:/h", "does not begin"},
    {" https://h", "does not begin"},
    {"https://", "no host"},
    {"https:///v1", "no host"},
    {"https://:443/v1", "no host"},
    {"https://?x", "no host"},
    {"https://user@h/", "user name or password"},
    {"https://user:secret@h/", "user name or password"},
    {"https://h@evil.example/", "user name or password"},
    {"https://h/#part", "'#'"},
    {"https://h#part", "'#'"},
    {"https://h/a b", "space"},
    {"https://h/a\r\nX: y", "control character"},
    {"https://h/\x7F", "control character"},
    {"https://h/\xC3\xA9", "not ASCII"},
    {"https://h/{id}", "must not contain"},
    {"https://h/a\\b", "must not contain"},
    {"https://{WorkspaceId}.example/v1", "neither a name nor an address"},
    {"https://h\r\n/", "neither a name nor an address"},
    {"https://a..b/", "neither a name nor an address"},
    {"https://.a/", "neither a name nor an address"},
    {"https://a./", "neither a name nor an address"},
    {"https://a%41/", "neither a name nor an address"},
    {"https://b\xC3\xBC"
     "cher.example/",
     "neither a name nor an address"},
    {"https://h:0/", "port"},
    {"https://h:65536/", "port"},
    {"https://h:99999999999999999999/", "port"},
    {"https://h:4294967739/", "port"},
    {"https://h:-1/", "port"},
    {"https://h:80x/", "port"},
    {"https://h:80:80/", "port"},
    {"https://::1/", "no host"},
    {"https://1:2:3::/", "port"},
    {"https://[::1/", "no ']'"},
    {"https://[]/", "no IPv6 address"},
    {"https://[::1%25eth0]/", "no IPv6 address"},
    {"https://[:::]/", "no IPv6 address"},
    {"https://[1::2::3]/", "no IPv6 address"},
    {"https://[1:2:3:4:5:6:7]/", "no IPv6 address"},
    {"https://[1:2:3:4:5:6:7:8:9]/", "no IPv6 address"},
    {"https://[1:2:3:4:5:6:7:8::]/", "no IPv6 address"},
    {"https://[1:2:3:4:5:6:7:1.2.3.4]/", "no IPv6 address"},
    {"https://[1.2.3.4::]/", "no IPv6 address"},
    {"https://[::1.2.3]/", "no IPv6 address"},
    {"https://[12345::]/", "no IPv6 address"},
    {"https://[1:]/", "no IPv6 address"},
    {"https://[::1]x/", "between its ']' and its port"},
    {"https://[::1]:x/", "port"},
};

static void good_url_is_taken_apart(void **state)
{
    const struct good_case *row = *state;
    struct askcam_url url;
    struct askcam_error err = {.kind = ASKCAM_OK};

    memset(&url, 0xA5, sizeof url);
    assert_int_equal(askcam_url_parse(&url, row->text, &err), ASKCAM_OK);
    assert_int_equal(err.kind, ASKCAM_OK);
    assert_int_equal(url.tls, row->tls);
    assert_string_equal(url.host, row->host);
    assert_int_equal(url.port, row->port);
    assert_string_equal(url.path, row->path);
    assert_int_equal(url.host_is_ipv6, row->is_ipv6);
    assert_int_equal(askcam_url_is_loopback(&url), row->is_loopback);
}

static void bad_url_is_refused_with_a_cause(void **state)
{
    const struct bad_case *row = *state;
    struct askcam_url url;
    struct askcam_url before;
    struct askcam_error err = {.kind = ASKCAM_OK};

    memset(&url, 0xA5, sizeof url);
    before = url;
    assert_int_equal(askcam_url_parse(&url, row->text, &err), ASKCAM_ERR_USAGE);
    assert_memory_equal(&url, &before, sizeof url);
    assert_int_equal(err.kind, ASKCAM_ERR_USAGE);
    assert_non_null(strstr(err.why, row->why));
    assert_int_equal(askcam_url_parse(&url, row->text, NULL), ASKCAM_ERR_USAGE);
}

/* head, filled up with letters so that the part that begins at part_at has part_bytes. */
static enum askcam_status parse_long(struct askcam_url *url, const char *head, size_t part_at,
                                     size_t part_bytes)
{
    char text[ASKCAM_URL_HOST_BYTES + ASKCAM_URL_PATH_BYTES + 16];

    assert_true(part_at + part_bytes < sizeof text);
    memset(text, 'x', sizeof text);
    memcpy(text, head, strlen(head));
    text[part_at + part_bytes] = '\0';
    return askcam_url_parse(url, text, NULL);
}

static void url_as_long_as_can_be_passes_and_no_longer(void **state)
{
    static const char host[] = "https://";
    static const char path[] = "https://h/";
    static const char query[] = "https://h?";
    struct askcam_url url;

    (void)state;
    assert_int_equal(parse_long(&url, host, 8, ASKCAM_URL_HOST_BYTES - 1), ASKCAM_OK);
    assert_int_equal(strlen(url.host), ASKCAM_URL_HOST_BYTES - 1);
    assert_int_equal(parse_long(&url, host, 8, ASKCAM_URL_HOST_BYTES), ASKCAM_ERR_USAGE);
    assert_int_equal(parse_long(&url, path, 9, ASKCAM_URL_PATH_BYTES - 1), ASKCAM_OK);
    assert_int_equal(strlen(url.path), ASKCAM_URL_PATH_BYTES - 1);
    assert_int_equal(parse_long(&url, path, 9, ASKCAM_URL_PATH_BYTES), ASKCAM_ERR_USAGE);
    assert_int_equal(parse_long(&url, query, 9, ASKCAM_URL_PATH_BYTES - 1), ASKCAM_OK);
    assert_int_equal(parse_long(&url, query, 9, ASKCAM_URL_PATH_BYTES), ASKCAM_ERR_USAGE);
}

static void url_error_shows_neither_password_nor_query(void **state)
{
    struct askcam_url url;
    struct askcam_error err = {.kind = ASKCAM_OK};

    (void)state;
    (void)askcam_url_parse(&url, "https://user:secret@h/", &err);
    assert_string_equal(err.what, "URL");
    err = (struct askcam_error){.kind = ASKCAM_OK};
    (void)askcam_url_parse(&url, "https://h/\xC3\xA9?key=secret", &err);
    assert_string_equal(err.what, "https://h/??");
}

enum {
    GOOD_COUNT = sizeof good / sizeof good[0],
    BAD_COUNT = sizeof bad / sizeof bad[0],
};

int main(void)
{
    struct CMUnitTest tests[GOOD_COUNT + BAD_COUNT + 2];

    for (size_t i = 0; i < GOOD_COUNT; i++) {
        tests[i] = (struct CMUnitTest){
            .name = good[i].text, .test_func = good_url_is_taken_apart, .initial_state = &good[i]};
    }
    for (size_t i = 0; i < BAD_COUNT; i++) {
        tests[GOOD_COUNT + i] = (struct CMUnitTest){.name = bad[i].why,
                                                    .test_func = bad_url_is_refused_with_a_cause,
                                                    .initial_state = &bad[i]};
    }
    tests[GOOD_COUNT + BAD_COUNT] =
        (struct CMUnitTest)cmocka_unit_test(url_error_shows_neither_password_nor_query);
    tests[GOOD_COUNT + BAD_COUNT + 1] =
        (struct CMUnitTest)cmocka_unit_test(url_as_long_as_can_be_passes_and_no_longer);
    return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
