/* SPDX-License-Identifier: MIT */
/* test_connect_reply.c - the request for a tunnel, and replies to it, good and odd, cut anywhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "connect.h"

enum { COUNT_MAX = 64 };

static struct reply_case {
    const char *name;
    const char *text;
    enum askcam_status result;
    int status;
    const char *behind; /* what is left of the text */
} replies[] = {
    {"200", "HTTP/1.1 200 OK\r\n\r\n", ASKCAM_ERR_STOPPED, 200, ""},
    {"HTTP/1.0, no reason", "HTTP/1.0 200\r\n\r\n", ASKCAM_ERR_STOPPED, 200, ""},
    {"any 2xx", "HTTP/1.1 299 x\r\nA: b\r\n\r\n", ASKCAM_ERR_STOPPED, 299, ""},
    {"lines that end with LF", "HTTP/1.1 200 OK\nA: b\n\n", ASKCAM_ERR_STOPPED, 200, ""},
    {"a length is ignored", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", ASKCAM_ERR_STOPPED,
     200, "hello"},
    {"so are odd ones",
     "HTTP/1.1 200 OK\r\nContent-Length: x\r\nTransfer-Encoding: chunked\r\n\r\n",
     ASKCAM_ERR_STOPPED, 200, ""},
    {"bytes behind", "HTTP/1.1 200 OK\r\n\r\n\x16\x03", ASKCAM_ERR_STOPPED, 200, "\x16\x03"},
    {"100 before it", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", ASKCAM_ERR_STOPPED,
     200, ""},
    {"headers of 1xx", "HTTP/1.1 103 x\r\nA: b\r\n\r\nHTTP/1.1 407 no\r\n", ASKCAM_ERR_STOPPED, 407,
     ""},
    {"407 at its first line", "HTTP/1.1 407 x\r\nContent-Length: 5\r\n\r\nhello",
     ASKCAM_ERR_STOPPED, 407, "Content-Length: 5\r\n\r\nhello"},
    {"403", "HTTP/1.1 403 Forbidden\r\n", ASKCAM_ERR_STOPPED, 403, ""},
    {"302", "HTTP/1.1 302 Found\r\n", ASKCAM_ERR_STOPPED, 302, ""},
    {"101", "HTTP/1.1 101 x\r\n", ASKCAM_ERR_STOPPED, 101, ""},
    {"599", "HTTP/1.1 599 x\r\n", ASKCAM_ERR_STOPPED, 599, ""},
    {"the head does not end", "HTTP/1.1 200 OK\r\nA: b\r\n", ASKCAM_OK, 200, ""},
    {"the first line does not end", "HTTP/1.1 403 Forbidden", ASKCAM_OK, 0, ""},
    {"nothing", "", ASKCAM_OK, 0, ""},
    {"not HTTP", "SSH-2.0-x\r\n", ASKCAM_ERR_PROTOCOL, 0, "SH-2.0-x\r\n"},
    {"an empty line first", "\r\nHTTP/1.1 200 OK\r\n\r\n", ASKCAM_ERR_PROTOCOL, -1,
     "HTTP/1.1 200 OK\r\n\r\n"},
    {"HTTP/2", "HTTP/2 200\r\n\r\n", ASKCAM_ERR_PROTOCOL, 0, " 200\r\n\r\n"},
    {"no status", "HTTP/1.1 OK\r\n\r\n", ASKCAM_ERR_PROTOCOL, -1, "\r\n"},
    {"600", "HTTP/1.1 600 x\r\n", ASKCAM_ERR_PROTOCOL, -1, ""},
    {"four digits", "HTTP/1.1 2000 x\r\n", ASKCAM_ERR_PROTOCOL, -1, ""},
    {"two digits", "HTTP/1.1 20\r\n", ASKCAM_ERR_PROTOCOL, -1, ""},
    {"no version", "HTTP/1.x 200\r\n", ASKCAM_ERR_PROTOCOL, -1, ""},
};

static const struct askcam_url URL = {.host = "model.test", .port = 8443, .tls = true};

static void feed(const struct reply_case *row, size_t cut_at, size_t piece_bytes)
{
    const struct askcam_proxy proxy = {.host = "p", .port = 1};
    const size_t all_bytes = strlen(row->text);
    struct askcam_connect connect;
    enum askcam_status result = ASKCAM_OK;
    size_t at = 0;

    askcam_connect_init(&connect, &URL, &proxy);
    while (at < all_bytes && result == ASKCAM_OK) {
        const size_t limit = at < cut_at ? cut_at - at : piece_bytes;
        const size_t bytes = all_bytes - at < limit ? all_bytes - at : limit;
        size_t taken_bytes = 0;
        result = askcam_connect_push(&connect, row->text + at, bytes, &taken_bytes);
        at += taken_bytes;
    }
    assert_int_equal(result, row->result);
    assert_int_equal(connect.status, row->status);
    assert_string_equal(row->text + at, row->behind);
}

static void a_reply_means_the_same_however_it_is_cut(void **state)
{
    const struct reply_case *row = *state;

    feed(row, 0, 1);
    for (size_t cut = 0; cut <= strlen(row->text); cut++) {
        feed(row, cut, SIZE_MAX);
    }
}

static void a_head_without_end_is_bounded(void **state)
{
    static const char first[] = "HTTP/1.1 200 OK\r\n";
    static const char line[] = "X: 0123456789\r\n";
    const struct askcam_proxy proxy = {.host = "p", .port = 1};
    struct askcam_connect connect;
    size_t taken_bytes = 0;
    size_t all_bytes = sizeof first - 1;

    (void)state;
    askcam_connect_init(&connect, &URL, &proxy);
    enum askcam_status status = askcam_connect_push(&connect, first, all_bytes, &taken_bytes);
    while (status == ASKCAM_OK) {
        status = askcam_connect_push(&connect, line, sizeof line - 1, &taken_bytes);
        all_bytes += taken_bytes;
        assert_true(all_bytes <= ASKCAM_CONNECT_HEAD_BYTES + 1);
    }
    assert_int_equal(status, ASKCAM_ERR_PROTOCOL);
    assert_int_equal(askcam_connect_push(&connect, line, 1, &taken_bytes), ASKCAM_ERR_PROTOCOL);
    assert_int_equal(taken_bytes, 0);
    askcam_connect_restart(&connect);
    assert_int_equal(askcam_connect_push(&connect, "HTTP/1.1 200\n\n", 14, &taken_bytes),
                     ASKCAM_ERR_STOPPED);
}

static void so_are_replies_of_1xx(void **state)
{
    static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
    const struct askcam_proxy proxy = {.host = "p", .port = 1};
    struct askcam_connect connect;
    size_t taken_bytes = 0;
    enum askcam_status status = ASKCAM_OK;

    (void)state;
    askcam_connect_init(&connect, &URL, &proxy);
    for (unsigned i = 0; i < ASKCAM_CONNECT_HEAD_BYTES && status == ASKCAM_OK; i++) {
        status = askcam_connect_push(&connect, interim, sizeof interim - 1, &taken_bytes);
    }
    assert_int_equal(status, ASKCAM_ERR_PROTOCOL);
}

static void the_request_names_host_and_port_twice(void **state)
{
    const struct askcam_proxy proxy = {.host = "p", .port = 1, .basic = "Basic dTpw"};
    const struct askcam_url v6 = {.host = "2001:db8::1", .host_is_ipv6 = true, .port = 443};
    struct askcam_connect connect;

    (void)state;
    askcam_connect_init(&connect, &URL, &proxy);
    assert_string_equal(connect.request,
                        "CONNECT model.test:8443 HTTP/1.1\r\nHost: model.test:8443\r\n"
                        "Proxy-Authorization: Basic dTpw\r\n\r\n");
    assert_int_equal(connect.request_bytes, strlen(connect.request));
    askcam_connect_init(&connect, &v6, &(struct askcam_proxy){.host = "p"});
    assert_string_equal(connect.request, "CONNECT [2001:db8::1]:443 HTTP/1.1\r\n"
                                         "Host: [2001:db8::1]:443\r\n\r\n");
}

static void the_longest_request_fits(void **state)
{
    struct askcam_url url = {.port = 65535, .host_is_ipv6 = true};
    struct askcam_proxy proxy = {.port = 1};
    struct askcam_connect connect;

    (void)state;
    memset(url.host, 'h', sizeof url.host - 1);
    memset(proxy.basic, 'b', sizeof proxy.basic - 1);
    askcam_connect_init(&connect, &url, &proxy);
    assert_string_equal(connect.request + connect.request_bytes - 5, "b\r\n\r\n");
}

int main(void)
{
    struct CMUnitTest tests[COUNT_MAX] = {
        cmocka_unit_test(a_head_without_end_is_bounded),
        cmocka_unit_test(so_are_replies_of_1xx),
        cmocka_unit_test(the_request_names_host_and_port_twice),
        cmocka_unit_test(the_longest_request_fits),
    };
    size_t count = 4;

    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        tests[count++] = (struct CMUnitTest){.name = replies[i].name,
                                             .test_func = a_reply_means_the_same_however_it_is_cut,
                                             .initial_state = &replies[i]};
    }
    return _cmocka_run_group_tests("connect_reply", tests, count, NULL, NULL);
}
