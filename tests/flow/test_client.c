/* SPDX-License-Identifier: MIT */
/* test_client.c - one HTTP exchange against a scripted network, in no time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client.h"
#include "fake_net.h"

#define REPLY(text) "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" text
#define NO_LENGTH   "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
#define CHUNKED     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

enum { SECOND_MS = 1000, BODY_BYTES = 40000, FLOOD_BYTES = 60000 };

struct bench {
    struct fake_host fake_host;
    struct askcam_host host;
    struct fake_net net;
    struct askcam_url url;
    struct askcam_client_config config;
    struct askcam_client client;
    struct askcam_client_request request;
    struct askcam_client_callbacks callbacks;
    struct askcam_client_reply reply;
    struct askcam_error err;
    unsigned heads;
    unsigned bodies_written;
    size_t write_bytes;             /* that the writer writes */
    const char *content;            /* bytes that hold this text have content */
    const char *decides_at;         /* likewise: they decide */
    const char *enough_at;          /* likewise: no more is wanted */
    enum askcam_status body_status; /* of the callback */
    char body[FLOOD_BYTES];
    char flood[FLOOD_BYTES + 100];
};

static enum askcam_status on_head(void *ctx, const struct askcam_http_head *head)
{
    struct bench *bench = ctx;

    bench->heads++;
    assert_true(head->status >= 200);
    return ASKCAM_OK;
}

static enum askcam_status on_body(void *ctx, const void *bytes, size_t bytes_len)
{
    struct bench *bench = ctx;
    const size_t held = strlen(bench->body);

    assert_true(bytes_len < sizeof bench->body - held);
    memcpy(bench->body + held, bytes, bytes_len);
    if (bench->content != NULL && strstr(bench->body + held, bench->content) != NULL) {
        askcam_client_content(&bench->client);
    }
    if (bench->decides_at != NULL && strstr(bench->body, bench->decides_at) != NULL) {
        askcam_client_decided(&bench->client);
    }
    if (bench->enough_at != NULL && strstr(bench->body, bench->enough_at) != NULL) {
        askcam_client_enough(&bench->client);
    }
    return bench->body_status;
}

static enum askcam_status write_body(void *ctx, struct askcam_sink out)
{
    struct bench *bench = ctx;
    static const char piece[1000];

    bench->bodies_written++;
    for (size_t written = 0; written < bench->write_bytes; written += sizeof piece) {
        const enum askcam_status status = askcam_sink_write(out, piece, sizeof piece);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);

    if (bench == NULL) {
        return 1;
    }
    bench->host = fake_host_init(&bench->fake_host);
    bench->config = (struct askcam_client_config){
        .host = &bench->host,
        .net = fake_net_init(&bench->net, &bench->fake_host),
        .url = &bench->url,
        .connect_timeout_ms = 10 * SECOND_MS,
        .first_byte_timeout_ms = 20 * SECOND_MS,
        .idle_timeout_ms = 30 * SECOND_MS,
        .deadline_ms = ASKCAM_NEVER,
    };
    bench->request = (struct askcam_client_request){.method = "GET", .path = "/picture.jpg"};
    bench->callbacks =
        (struct askcam_client_callbacks){.ctx = bench, .head = on_head, .body = on_body};
    for (size_t i = 0; i < FAKE_NET_ROWS; i++) {
        bench->net.rows[i] =
            (struct fake_connection){.reply = REPLY("good"), .reply_after_bytes = SIZE_MAX};
    }
    askcam_client_init(&bench->client, &bench->config);
    *state = bench;
    return askcam_url_parse(&bench->url, "http://camera.example:8080/base?a=b", NULL) == ASKCAM_OK
               ? 0
               : 1;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

static enum askcam_status run(struct bench *bench)
{
    bench->err = (struct askcam_error){0};
    memset(bench->body, 0, sizeof bench->body);
    return askcam_client_exchange(&bench->client, &bench->request, &bench->callbacks, &bench->reply,
                                  &bench->err);
}

static void post(struct bench *bench, size_t body_bytes)
{
    bench->write_bytes = body_bytes;
    bench->request = (struct askcam_client_request){.method = "POST",
                                                    .path = "/write",
                                                    .framing = ASKCAM_FRAMING_LENGTH,
                                                    .body_bytes = body_bytes,
                                                    .write_body = write_body,
                                                    .ctx = bench};
}

/* What the server of row does once more on the connection that is open. */
static void script_again(struct bench *bench, const char *reply, size_t reply_after_bytes)
{
    struct fake_connection *row = &bench->net.rows[bench->net.dials - 1];

    row->reply = reply;
    row->reply_after_bytes = reply_after_bytes;
    bench->net.given_bytes = 0;
    bench->net.sent_bytes = 0;
    memset(bench->net.sent, 0, sizeof bench->net.sent);
}

/* A reply of `start` and then the same line repeatedly, ten bytes at a time. */
static const char *flood_of(struct bench *bench, const char *start, const char *line)
{
    size_t at = strlen(start);

    memcpy(bench->flood, start, at);
    while (at + strlen(line) < FLOOD_BYTES) {
        memcpy(bench->flood + at, line, strlen(line));
        at += strlen(line);
    }
    return bench->flood;
}

/* One piece a second. */
static void trickle(struct bench *bench, const char *start, const char *line)
{
    bench->net.rows[0] = (struct fake_connection){.reply = flood_of(bench, start, line),
                                                  .reply_after_bytes = SIZE_MAX,
                                                  .piece_bytes = strlen(line),
                                                  .latency_ms = 900,
                                                  .stalls = true};
}

static void a_get_has_a_head_and_no_body(void **state)
{
    struct bench *bench = *state;
    const struct askcam_header header = {"Accept", "image/jpeg"};

    bench->request.headers = &header;
    bench->request.headers_count = 1;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->net.sent, "GET /base/picture.jpg?a=b HTTP/1.1\r\n"
                                         "Host: camera.example:8080\r\n"
                                         "Accept: image/jpeg\r\n\r\n");
    assert_string_equal(bench->body, "good");
    assert_int_equal(bench->heads, 1);
    assert_int_equal(bench->reply.head.status, 200);
    assert_true(bench->reply.is_whole);
}

static void a_body_of_known_length_is_what_its_head_says(void **state)
{
    struct bench *bench = *state;

    post(bench, BODY_BYTES);
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_non_null(strstr(bench->net.sent, "\r\nContent-Length: 40000\r\n\r\n"));
    const size_t head_bytes = (size_t)(strstr(bench->net.sent, "\r\n\r\n") + 4 - bench->net.sent);
    assert_int_equal(bench->net.sent_bytes - head_bytes, BODY_BYTES);
    assert_int_equal(bench->bodies_written, 1);
}

static void a_body_of_unknown_length_goes_in_chunks(void **state)
{
    struct bench *bench = *state;

    post(bench, 3000);
    bench->request.framing = ASKCAM_FRAMING_CHUNKED;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_non_null(strstr(bench->net.sent, "\r\nTransfer-Encoding: chunked\r\n\r\nbb8\r\n"));
    assert_memory_equal(bench->net.sent + bench->net.sent_bytes - 7, "\r\n0\r\n\r\n", 7);
}

static void a_body_of_another_length_than_promised_is_not_sent_as_one(void **state)
{
    struct bench *bench = *state;

    for (int more = -1; more <= 1; more += 2) {
        post(bench, BODY_BYTES);
        bench->write_bytes = (size_t)(BODY_BYTES + more * 1000);
        assert_int_equal(run(bench), ASKCAM_ERR_TOO_LARGE);
        assert_int_equal(bench->err.kind, ASKCAM_OK);
        assert_false(bench->net.open);
        assert_true(bench->net.sent_bytes < BODY_BYTES + 100);
    }
}

static void a_refusal_ends_the_upload(void **state)
{
    struct bench *bench = *state;

    post(bench, BODY_BYTES);
    bench->net.rows[0].reply = "HTTP/1.1 401 No\r\nContent-Length: 3\r\n\r\nkey";
    bench->net.rows[0].reply_after_bytes = 1000;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->reply.head.status, 401);
    assert_string_equal(bench->body, "key");
    assert_true(bench->net.sent_bytes < BODY_BYTES);
    assert_false(bench->net.open);
}

static void a_refusal_is_read_after_the_upload_was_cut(void **state)
{
    struct bench *bench = *state;

    post(bench, BODY_BYTES);
    bench->net.rows[0].reply = "HTTP/1.1 413 Too large\r\nContent-Length: 0\r\n\r\n";
    bench->net.rows[0].takes_bytes = 2000;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->reply.head.status, 413);
}

static void a_reply_before_the_end_of_the_upload_keeps_no_connection(void **state)
{
    struct bench *bench = *state;

    post(bench, BODY_BYTES);
    bench->net.rows[0].reply_after_bytes = 1000;
    bench->net.rows[0].stalls = true;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->body, "good");
    assert_false(bench->net.open); /* the server still waits for the rest of the body */
}

static void a_kept_connection_carries_the_next_exchange(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].stalls = true;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_true(bench->net.open);
    script_again(bench, REPLY("next"), SIZE_MAX);
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->body, "next");
    assert_int_equal(bench->net.dials, 1);
}

/* RFC 9112 section 9.2: it answers no request, whatever it says. */
static void an_unsolicited_reply_drops_the_kept_connection(void **state)
{
    static const char *const UNASKED[] = {REPLY("evil"),
                                          "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n",
                                          "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
                                          "HTTP/1.1 408 Late\r\nConnection: close\r\n\r\n",
                                          "\r\n",
                                          "x"};
    struct bench *bench = *state;

    assert_int_equal(run(bench), ASKCAM_OK);
    for (size_t i = 0; i < sizeof UNASKED / sizeof UNASKED[0]; i++) {
        script_again(bench, UNASKED[i], 0);
        assert_int_equal(run(bench), ASKCAM_OK);
        assert_string_equal(bench->body, "good");
        assert_int_equal(bench->reply.head.status, 200);
        assert_int_equal(bench->net.dials, i + 2);
        assert_int_equal(bench->heads, i + 2);
    }
    assert_int_equal(bench->fake_host.warnings, 0);
}

/* It came between the look at the connection and the request's end, so it answers another. */
static void a_reply_before_the_request_was_written_is_not_its_answer(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(run(bench), ASKCAM_OK);
    for (size_t after_bytes = 1; after_bytes < BODY_BYTES; after_bytes += 20000) {
        const size_t dials = bench->net.dials;
        post(bench, BODY_BYTES);
        script_again(bench, REPLY("evil"), after_bytes);
        assert_int_equal(run(bench), ASKCAM_OK);
        assert_string_equal(bench->body, "good");
        assert_int_equal(bench->net.dials, dials + 1);
    }
}

static void data_that_comes_between_connect_and_exchange_is_not_its_answer(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(askcam_client_connect(&bench->client, &bench->err), ASKCAM_OK);
    assert_int_equal(bench->net.dials, 1);
    script_again(bench, REPLY("evil"), 0);
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->body, "good");
    assert_int_equal(bench->net.dials, 2);
}

/* It is made while a camera settles; what comes before the first request answers none either. */
static void data_on_a_connection_made_ahead_is_not_the_answer(void **state)
{
    static const char *const UNASKED[] = {REPLY("evil"),
                                          "HTTP/1.1 408 Late\r\nConnection: close\r\n\r\n"};
    struct bench *bench = *state;

    for (size_t i = 0; i < sizeof UNASKED / sizeof UNASKED[0]; i++) {
        const size_t dials = bench->net.dials;
        askcam_client_close(&bench->client);
        bench->net.rows[dials].reply = UNASKED[i];
        bench->net.rows[dials].reply_after_bytes = 0;
        assert_int_equal(askcam_client_connect(&bench->client, &bench->err), ASKCAM_OK);
        assert_int_equal(run(bench), ASKCAM_OK);
        assert_string_equal(bench->body, "good");
        assert_int_equal(bench->net.dials, dials + 2);
    }
}

static void a_kept_connection_that_closes_is_replaced_once(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(run(bench), ASKCAM_OK);
    script_again(bench, "", SIZE_MAX);
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->body, "good");
    assert_int_equal(bench->net.dials, 2);
    script_again(bench, "", SIZE_MAX);
    bench->net.rows[2].reply = "";
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(bench->net.dials, 3);
}

/* RFC 9110 section 15.5.9: the server was about to close the idle connection. */
static void request_timeout_counts_only_on_a_new_connection(void **state)
{
    struct bench *bench = *state;
    const char *const late = "HTTP/1.1 408 Late\r\nConnection: close\r\n\r\n";

    assert_int_equal(run(bench), ASKCAM_OK);
    script_again(bench, late, SIZE_MAX);
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->reply.head.status, 200);
    assert_int_equal(bench->net.dials, 2);
    assert_int_equal(bench->heads, 2);
    askcam_client_close(&bench->client);
    bench->net.rows[2].reply = late;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->reply.head.status, 408);
    assert_int_equal(bench->net.dials, 3);
}

static void no_byte_pushes_the_end_of_a_decided_reply_back(void **state)
{
    struct bench *bench = *state;

    bench->decides_at = "end";
    trickle(bench, NO_LENGTH "end", ":beat\n\n");
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_false(bench->net.open);
    /* the head comes in pieces, then the grace */
    const uint64_t head_ms = 900 * ((strlen(NO_LENGTH "end") / 7) + 1);
    assert_in_range(bench->fake_host.now_ms - began_ms, head_ms + 1000, head_ms + 3000);
}

static void no_byte_pushes_the_end_of_a_refusal_back(void **state)
{
    struct bench *bench = *state;
    const char *const head = "HTTP/1.1 502 Bad\r\n\r\n";

    trickle(bench, head, "<p>no");
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->reply.head.status, 502);
    const uint64_t head_ms = 900 * (strlen(head) / 5);
    assert_in_range(bench->fake_host.now_ms - began_ms, head_ms, head_ms + 3000);
}

/* The same where bytes come so fast that no wait ever runs out. */
static void a_flood_behind_the_decision_ends(void **state)
{
    struct bench *bench = *state;

    bench->decides_at = "end";
    bench->net.rows[0] =
        (struct fake_connection){.reply = flood_of(bench, NO_LENGTH "end", ": more\n"),
                                 .reply_after_bytes = SIZE_MAX,
                                 .piece_bytes = 10,
                                 .flood_ms = 10,
                                 .stalls = true};
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_in_range(bench->fake_host.now_ms - began_ms, 2000, 2500);
}

static void bytes_without_content_run_into_the_idle_time_out(void **state)
{
    struct bench *bench = *state;

    bench->callbacks.marks_content = true;
    bench->content = "text";
    trickle(bench, NO_LENGTH, ":beat\n\n");
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_in_range(bench->fake_host.now_ms - began_ms, 30 * SECOND_MS, 32 * SECOND_MS);
    assert_non_null(strstr(bench->err.why, "no text"));
}

static void content_starts_the_idle_time_out_anew(void **state)
{
    struct bench *bench = *state;

    bench->callbacks.marks_content = true;
    bench->content = "t";
    trickle(bench, NO_LENGTH, "text\n");
    bench->config.deadline_ms = bench->fake_host.now_ms + 100 * SECOND_MS;
    askcam_client_init(&bench->client, &bench->config);
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_non_null(strstr(bench->err.why, "--total-timeout"));
}

static void every_byte_is_content_where_nothing_marks_it(void **state)
{
    struct bench *bench = *state;

    trickle(bench, NO_LENGTH, "pixel");
    bench->config.deadline_ms = bench->fake_host.now_ms + 100 * SECOND_MS;
    askcam_client_init(&bench->client, &bench->config);
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_non_null(strstr(bench->err.why, "--total-timeout"));
}

/* Comments that never end, while the request is still on its way. */
static void script_flood_during_upload(struct bench *bench)
{
    post(bench, BODY_BYTES);
    bench->net.rows[0] = (struct fake_connection){.reply = flood_of(bench, NO_LENGTH, ": more\n"),
                                                  .reply_after_bytes = 1000,
                                                  .piece_bytes = 10,
                                                  .flood_ms = 10,
                                                  .is_deaf = true,
                                                  .stalls = true};
}

static void a_flood_during_the_upload_does_not_outrun_the_deadline(void **state)
{
    struct bench *bench = *state;

    script_flood_during_upload(bench);
    bench->config.deadline_ms = bench->fake_host.now_ms + 5 * SECOND_MS;
    askcam_client_init(&bench->client, &bench->config);
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_in_range(bench->fake_host.now_ms, bench->config.deadline_ms,
                    bench->config.deadline_ms + 100);
}

static void a_flood_during_the_upload_is_no_progress_of_it(void **state)
{
    struct bench *bench = *state;

    script_flood_during_upload(bench);
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_in_range(bench->fake_host.now_ms - began_ms, 30 * SECOND_MS, 31 * SECOND_MS);
    assert_non_null(strstr(bench->err.why, "stopped reading the request"));
}

static void the_user_ends_a_flood(void **state)
{
    struct bench *bench = *state;

    script_flood_during_upload(bench);
    bench->fake_host.interrupted_at_ms = bench->fake_host.now_ms + 3 * SECOND_MS;
    assert_int_equal(run(bench), ASKCAM_ERR_INTERRUPTED);
    assert_in_range(bench->fake_host.now_ms, bench->fake_host.interrupted_at_ms,
                    bench->fake_host.interrupted_at_ms + 500);
}

static void silence_ends_with_the_first_byte_time_out(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0] = (struct fake_connection){.stalls = true, .reply_after_bytes = SIZE_MAX};
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_in_range(bench->fake_host.now_ms - began_ms, 20 * SECOND_MS, 21 * SECOND_MS);
    assert_true(bench->err.retryable);
}

static void a_reply_that_is_enough_is_not_read_to_its_end(void **state)
{
    struct bench *bench = *state;

    bench->enough_at = "end";
    trickle(bench, CHUNKED "3\r\nend\r\n", "3\r\nmore\r\n");
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_true(bench->reply.is_whole);
    assert_non_null(strstr(bench->body, "end"));
    assert_null(strstr(bench->body, "more"));
    assert_false(bench->net.open);
}

static void a_callback_ends_the_exchange_with_its_status(void **state)
{
    struct bench *bench = *state;

    bench->body_status = ASKCAM_ERR_STORAGE;
    assert_int_equal(run(bench), ASKCAM_ERR_STORAGE);
    assert_false(bench->net.open);
}

static void a_reply_that_breaks_off_is_a_protocol_failure(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply = CHUNKED "8\r\nhalf";
    assert_int_equal(run(bench), ASKCAM_ERR_PROTOCOL);
    assert_true(bench->err.retryable);
    assert_string_equal(bench->body, "half");
    assert_false(bench->reply.is_whole);
}

static void use_proxy(struct bench *bench, struct askcam_proxy *proxy, const char *text)
{
    assert_null(askcam_proxy_parse(proxy, text));
    bench->config.proxy = proxy;
    bench->config.route_hint = "the proxy is that of https_proxy";
    askcam_client_init(&bench->client, &bench->config);
}

static void a_tunnel_is_asked_for_and_the_request_goes_through_it(void **state)
{
    struct bench *bench = *state;
    struct askcam_proxy proxy;
    static const struct askcam_connect wiped;

    use_proxy(bench, &proxy, "http://user:pass@proxy.example:3128");
    bench->net.rows[0].proxy_reply = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
    bench->net.rows[0].reply = REPLY("done");
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_non_null(strstr(bench->net.connect, "CONNECT "));
    assert_non_null(strstr(bench->net.connect, "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n"));
    assert_null(strstr(bench->net.sent, "dXNlcjpwYXNz"));
    assert_null(strstr(bench->net.sent, "CONNECT"));
    assert_memory_equal(&bench->client.connect, &wiped, sizeof wiped);
}

static void a_proxy_that_refuses_is_named_with_its_status(void **state)
{
    static const struct {
        const char *reply;
        enum askcam_status status;
        const char *why;
        const char *hint;
    } rows[] = {
        {"HTTP/1.1 403 No\r\n", ASKCAM_ERR_UNAVAILABLE, "status 403", "https_proxy"},
        {"HTTP/1.1 502 x\r\n", ASKCAM_ERR_UNAVAILABLE, "status 502", "https_proxy"},
        {"HTTP/1.1 302 x\r\n", ASKCAM_ERR_UNAVAILABLE, "status 302", "https_proxy"},
        {"HTTP/1.1 407 x\r\n", ASKCAM_ERR_AUTH, "407", "USER:PASSWORD"},
        {"SSH-2.0\r\n", ASKCAM_ERR_UNAVAILABLE, "not a reply to CONNECT", "https_proxy"},
    };
    struct bench *bench = *state;
    struct askcam_proxy proxy;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench->err = (struct askcam_error){.kind = ASKCAM_OK};
        use_proxy(bench, &proxy, "http://proxy.example:3128");
        bench->net.rows[i].proxy_reply = rows[i].reply;
        assert_int_equal(run(bench), rows[i].status);
        assert_string_equal(bench->err.what, "proxy proxy.example:3128");
        assert_non_null(strstr(bench->err.why, rows[i].why));
        assert_non_null(strstr(bench->err.hint, rows[i].hint));
        assert_int_equal(bench->net.all_sent_bytes, 0);
    }
}

static void a_refused_password_is_not_asked_for_again(void **state)
{
    struct bench *bench = *state;
    struct askcam_proxy proxy;

    use_proxy(bench, &proxy, "http://user:pass@[2001:db8::1]:3128");
    bench->net.rows[0].proxy_reply = "HTTP/1.1 407 x\r\n";
    assert_int_equal(run(bench), ASKCAM_ERR_AUTH);
    assert_string_equal(bench->err.what, "proxy [2001:db8::1]:3128");
    assert_non_null(strstr(bench->err.hint, "check the user name"));
    bench->err = (struct askcam_error){.kind = ASKCAM_OK};
    bench->net.rows[1].proxy_reply = "HTTP/1.1 401 x\r\n"; /* as tinyproxy has it */
    assert_int_equal(run(bench), ASKCAM_ERR_AUTH);
    bench->err = (struct askcam_error){.kind = ASKCAM_OK};
    use_proxy(bench, &proxy, "http://proxy.example");
    bench->net.rows[2].proxy_reply = "HTTP/1.1 401 x\r\n";
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
}

static void the_way_is_part_of_a_failed_connections_hint(void **state)
{
    struct bench *bench = *state;

    bench->config.route_hint = "https_proxy is set, but not used";
    askcam_client_init(&bench->client, &bench->config);
    bench->net.rows[0].dial = ASKCAM_ERR_UNAVAILABLE;
    bench->net.rows[1].dial = ASKCAM_ERR_TLS;
    bench->net.rows[2].dial = ASKCAM_ERR_CONFIG;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_string_equal(bench->err.hint, "this is a fake; https_proxy is set, but not used");
    bench->err = (struct askcam_error){.kind = ASKCAM_OK};
    assert_int_equal(run(bench), ASKCAM_ERR_TLS);
    assert_string_equal(bench->err.hint, "this is a fake; https_proxy is set, but not used");
    bench->err = (struct askcam_error){.kind = ASKCAM_OK};
    assert_int_equal(run(bench), ASKCAM_ERR_CONFIG);
    assert_string_equal(bench->err.hint, "this is a fake");
}

static void a_kept_connection_to_another_server_is_not_used(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply = REPLY("done");
    bench->net.rows[1].reply = REPLY("done");
    assert_int_equal(askcam_client_connect(&bench->client, &bench->err), ASKCAM_OK);
    bench->net.is_elsewhere = true;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->net.dials, 2);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_get_has_a_head_and_no_body),
        CASE(a_body_of_known_length_is_what_its_head_says),
        CASE(a_body_of_unknown_length_goes_in_chunks),
        CASE(a_body_of_another_length_than_promised_is_not_sent_as_one),
        CASE(a_refusal_ends_the_upload),
        CASE(a_refusal_is_read_after_the_upload_was_cut),
        CASE(a_reply_before_the_end_of_the_upload_keeps_no_connection),
        CASE(a_kept_connection_carries_the_next_exchange),
        CASE(an_unsolicited_reply_drops_the_kept_connection),
        CASE(a_reply_before_the_request_was_written_is_not_its_answer),
        CASE(data_that_comes_between_connect_and_exchange_is_not_its_answer),
        CASE(data_on_a_connection_made_ahead_is_not_the_answer),
        CASE(a_kept_connection_that_closes_is_replaced_once),
        CASE(request_timeout_counts_only_on_a_new_connection),
        CASE(no_byte_pushes_the_end_of_a_decided_reply_back),
        CASE(no_byte_pushes_the_end_of_a_refusal_back),
        CASE(a_flood_behind_the_decision_ends),
        CASE(bytes_without_content_run_into_the_idle_time_out),
        CASE(content_starts_the_idle_time_out_anew),
        CASE(every_byte_is_content_where_nothing_marks_it),
        CASE(a_flood_during_the_upload_does_not_outrun_the_deadline),
        CASE(a_flood_during_the_upload_is_no_progress_of_it),
        CASE(the_user_ends_a_flood),
        CASE(silence_ends_with_the_first_byte_time_out),
        CASE(a_reply_that_is_enough_is_not_read_to_its_end),
        CASE(a_callback_ends_the_exchange_with_its_status),
        CASE(a_reply_that_breaks_off_is_a_protocol_failure),
        CASE(a_tunnel_is_asked_for_and_the_request_goes_through_it),
        CASE(a_proxy_that_refuses_is_named_with_its_status),
        CASE(a_refused_password_is_not_asked_for_again),
        CASE(the_way_is_part_of_a_failed_connections_hint),
        CASE(a_kept_connection_to_another_server_is_not_used),
    };
    return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
