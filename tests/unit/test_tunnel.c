/* SPDX-License-Identifier: MIT */
/* test_tunnel.c - the first bytes through a proxy: the request, its reply, and what is not TLS. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "host_linux.h"
#include "tunnel.h"

static const char REQUEST[] = "request";

/* The reply ends with '!', and 'x' in it is a refusal. */
struct script {
    unsigned requests;
    size_t taken_bytes;
};

static const char *on_request(void *ctx, size_t *request_bytes)
{
    struct script *script = ctx;

    script->requests++;
    *request_bytes = strlen(REQUEST);
    return REQUEST;
}

static enum askcam_status on_reply(void *ctx, const void *bytes, size_t bytes_len,
                                   size_t *taken_bytes, struct askcam_error *err)
{
    static const struct askcam_error_context context = {"script", "none"};
    struct script *script = ctx;
    const char *const text = bytes;

    for (*taken_bytes = 0; *taken_bytes < bytes_len;) {
        const char byte = text[(*taken_bytes)++];
        script->taken_bytes++;
        if (byte != '.') {
            return byte == '!' ? ASKCAM_ERR_STOPPED
                               : askcam_fail(err, ASKCAM_ERR_AUTH, context, "refused");
        }
    }
    return ASKCAM_OK;
}

struct bench {
    struct askcam_host_linux linux_host;
    struct askcam_host host;
    struct script script;
    struct askcam_tunnel tunnel;
    struct askcam_endpoint endpoint;
    struct askcam_dial dial;
    struct askcam_error err;
    struct askcam_tcp tcp;
    int far_fd;
};

static struct bench bench;

static int set_up(void **state)
{
    int fds[2];

    *state = &bench;
    memset(&bench, 0, sizeof bench);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    assert_int_equal(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
    bench.host = askcam_host_linux_init(&bench.linux_host);
    bench.tunnel = (struct askcam_tunnel){.host = "proxy.test",
                                          .port = 3128,
                                          .ctx = &bench.script,
                                          .request = on_request,
                                          .reply = on_reply};
    bench.endpoint = (struct askcam_endpoint){
        .host = "model.test", .port = 443, .tls = true, .tunnel = &bench.tunnel};
    askcam_dial_init(&bench.dial, &bench.host, &bench.endpoint, askcam_deadline(&bench.host, 5000),
                     &bench.err);
    askcam_tcp_init(&bench.tcp);
    bench.tcp.fd = fds[0];
    bench.far_fd = fds[1];
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    askcam_tcp_close(&bench.tcp);
    if (bench.far_fd >= 0) {
        (void)close(bench.far_fd);
    }
    return 0;
}

static void answer(const char *text)
{
    assert_int_equal(write(bench.far_fd, text, strlen(text)), (ssize_t)strlen(text));
}

static void hang_up(void)
{
    assert_int_equal(shutdown(bench.far_fd, SHUT_WR), 0);
}

static void fails_with(enum askcam_status status, const char *why)
{
    assert_int_equal(bench.err.kind, status);
    assert_string_equal(bench.err.what, "proxy proxy.test:3128");
    assert_non_null(strstr(bench.err.why, why));
}

static void the_request_is_sent_and_the_reply_read_to_its_end(void **state)
{
    char sent[64] = "";

    (void)state;
    answer("...!");
    assert_int_equal(askcam_tunnel_open(&bench.tcp, &bench.dial), ASKCAM_OK);
    assert_int_equal(bench.script.requests, 1);
    assert_int_equal(bench.script.taken_bytes, 4);
    assert_int_equal(bench.tcp.first_bytes, 0); /* those of the server come next */
    assert_int_equal(read(bench.far_fd, sent, sizeof sent - 1), (ssize_t)strlen(REQUEST));
    assert_string_equal(sent, REQUEST);
}

static void a_byte_behind_the_reply_is_refused(void **state)
{
    (void)state;
    answer("...!?");
    assert_int_equal(askcam_tunnel_open(&bench.tcp, &bench.dial), ASKCAM_ERR_UNAVAILABLE);
    fails_with(ASKCAM_ERR_UNAVAILABLE, "behind its reply");
}

static void so_is_one_far_behind_it(void **state)
{
    static char text[1025];

    (void)state;
    memset(text, '.', sizeof text - 1);
    text[1023] = '!';
    answer(text); /* as much as is read at a time */
    answer("?");
    assert_int_equal(askcam_tunnel_open(&bench.tcp, &bench.dial), ASKCAM_ERR_UNAVAILABLE);
    fails_with(ASKCAM_ERR_UNAVAILABLE, "behind its reply");
}

static void a_refusal_is_handed_on(void **state)
{
    (void)state;
    answer(".x");
    assert_int_equal(askcam_tunnel_open(&bench.tcp, &bench.dial), ASKCAM_ERR_AUTH);
    assert_string_equal(bench.err.what, "script");
}

static void a_close_before_the_reply_is_named(void **state)
{
    (void)state;
    answer("..");
    hang_up();
    assert_int_equal(askcam_tunnel_open(&bench.tcp, &bench.dial), ASKCAM_ERR_UNAVAILABLE);
    fails_with(ASKCAM_ERR_UNAVAILABLE, "closed the connection");
}

static void what_it_said_before_it_closed_is_read(void **state)
{
    (void)state;
    answer(".x");
    (void)close(bench.far_fd); /* so that sending fails */
    bench.far_fd = -1;
    assert_int_equal(askcam_tunnel_open(&bench.tcp, &bench.dial), ASKCAM_ERR_AUTH);
}

static void a_proxy_that_takes_nothing_ends_with_the_deadline(void **state)
{
    char piece[4096] = {0};

    (void)state;
    while (send(bench.tcp.fd, piece, sizeof piece, MSG_DONTWAIT) > 0) {
        /* until its buffer is full */
    }
    assert_true(errno == EAGAIN);
    bench.dial.deadline_ms = askcam_deadline(&bench.host, 50);
    assert_int_equal(askcam_tunnel_open(&bench.tcp, &bench.dial), ASKCAM_ERR_UNAVAILABLE);
    fails_with(ASKCAM_ERR_UNAVAILABLE, "reply to CONNECT");
}

static void one_that_says_nothing_too(void **state)
{
    (void)state;
    bench.dial.deadline_ms = askcam_deadline(&bench.host, 50);
    assert_int_equal(askcam_tunnel_open(&bench.tcp, &bench.dial), ASKCAM_ERR_UNAVAILABLE);
    fails_with(ASKCAM_ERR_UNAVAILABLE, "reply to CONNECT");
}

static void a_failed_handshake_is_the_proxys_unless_tls_came(void **state)
{
    static const struct {
        const char *first;
        size_t bytes;
        const char *why; /* NULL: the server's */
    } rows[] = {
        {"", 0, "then the connection was closed"},
        {"H", 1, "is not TLS"},
        {"HTTP/1.1", 8, "is not TLS"},
        {"\x16\x02", 2, "is not TLS"},
        {"\x17\x03\x03", 3, "is not TLS"},
        {"\x15\x03\x03", 3, NULL},
        {"\x16\x03\x03", 3, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench.err = (struct askcam_error){.kind = ASKCAM_OK};
        memcpy(bench.tcp.first, rows[i].first, rows[i].bytes);
        bench.tcp.first_bytes = rows[i].bytes;
        const enum askcam_status status = askcam_tunnel_check(&bench.tcp, &bench.dial);
        if (rows[i].why == NULL) {
            assert_int_equal(status, ASKCAM_OK);
            assert_int_equal(bench.err.kind, ASKCAM_OK);
            continue;
        }
        assert_int_equal(status, ASKCAM_ERR_UNAVAILABLE);
        fails_with(ASKCAM_ERR_UNAVAILABLE, rows[i].why);
        assert_non_null(strstr(bench.err.why, "model.test:443"));
    }
}

static void a_proxy_with_an_ipv6_address_is_named_in_brackets(void **state)
{
    struct askcam_endpoint endpoint;
    struct askcam_dial proxy;

    (void)state;
    bench.tunnel.host = "2001:db8::1";
    askcam_dial_to_proxy(&proxy, &endpoint, &bench.dial);
    assert_string_equal(proxy.peer, "proxy [2001:db8::1]:3128");
    assert_false(endpoint.tls);
    assert_null(endpoint.tunnel);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_request_is_sent_and_the_reply_read_to_its_end),
        CASE(a_byte_behind_the_reply_is_refused),
        CASE(so_is_one_far_behind_it),
        CASE(a_refusal_is_handed_on),
        CASE(a_close_before_the_reply_is_named),
        CASE(what_it_said_before_it_closed_is_read),
        CASE(a_proxy_that_takes_nothing_ends_with_the_deadline),
        CASE(one_that_says_nothing_too),
        CASE(a_failed_handshake_is_the_proxys_unless_tls_came),
        CASE(a_proxy_with_an_ipv6_address_is_named_in_brackets),
    };
    return cmocka_run_group_tests_name("tunnel", tests, NULL, NULL);
}
