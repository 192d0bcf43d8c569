/* SPDX-License-Identifier: MIT */
/* test_get.c - pictures fetched from a scripted camera, in no time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_net.h"
#include "get_source.h"
#include "sample_jpeg.h"

#define STREAM                                                                                     \
    "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=x\r\n\r\n--x\r\n\r\n"

enum { REPLY_BYTES = 1 << 20, START_MS = 1000 };

struct bench {
    struct fake_host fake_host;
    struct askcam_host host;
    struct fake_net net;
    struct askcam_source_options options;
    struct askcam_source source;
    struct askcam_frame frame;
    struct askcam_error err;
    struct sample jpeg;
    unsigned released;
    char *replies[FAKE_NET_ROWS];
};

static struct bench *current;

static void release_net(struct askcam_net *net)
{
    (void)net;
    current->released++;
}

static int set_up(void **state)
{
    const struct sample_spec spec = {.width_px = 64, .height_px = 48};
    struct bench *bench = calloc(1, sizeof *bench);

    if (bench == NULL) {
        return 1;
    }
    bench->host = fake_host_init(&bench->fake_host);
    bench->options.warmup = ASKCAM_WARMUP_AUTO;
    bench->jpeg = sample_jpeg(&spec);
    current = bench;
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    askcam_source_close(&bench->source);
    assert_int_equal(bench->released, 1);
    for (size_t i = 0; i < FAKE_NET_ROWS; i++) {
        free(bench->replies[i]);
    }
    free(bench->jpeg.bytes);
    free(bench);
    return 0;
}

static void open_get(struct bench *bench)
{
    const struct askcam_get_net net = {.net = fake_net_init(&bench->net, &bench->fake_host),
                                       .release = release_net};

    assert_int_equal(askcam_get_source_open(&bench->source, &bench->host, &net,
                                            "get:http://camera.test/a", &bench->options,
                                            &bench->err),
                     ASKCAM_OK);
}

/* The reply of connection i: a head, then `whole` pictures, then so many bytes of another one. */
static struct fake_connection *reply(struct bench *bench, size_t i, const char *head,
                                     unsigned whole, size_t part_bytes)
{
    struct fake_connection *row = &bench->net.rows[i];
    char *text = calloc(1, REPLY_BYTES); /* without a length it ends with '\0' */
    size_t bytes = strlen(head);

    assert_non_null(text);
    memcpy(text, head, bytes);
    for (unsigned k = 0; k < whole; k++) {
        memcpy(text + bytes, bench->jpeg.bytes, bench->jpeg.bytes_len);
        bytes += bench->jpeg.bytes_len;
    }
    memcpy(text + bytes, bench->jpeg.bytes, part_bytes);
    free(bench->replies[i]);
    bench->replies[i] = text;
    *row = (struct fake_connection){
        .reply = text, .reply_bytes = bytes + part_bytes, .reply_after_bytes = SIZE_MAX};
    return row;
}

static enum askcam_status take(struct bench *bench)
{
    bench->err = (struct askcam_error){0};
    const struct askcam_source_ops *ops = bench->source.ops;
    enum askcam_status status = ops->start(bench->source.ctx, &bench->err);

    return status == ASKCAM_OK ? ops->take(bench->source.ctx, 0, &bench->frame, &bench->err)
                               : status;
}

static void assert_failed(struct bench *bench, enum askcam_status status, const char *why)
{
    assert_int_equal(take(bench), status);
    assert_int_equal(bench->err.kind, status);
    if (strstr(bench->err.why, why) == NULL) {
        fail_msg("\"%s\" is not in: %s", why, bench->err.why);
    }
    assert_string_equal(bench->err.what, "get:http://camera.test/a");
    assert_string_not_equal(bench->err.hint, "");
}

static void assert_taken(struct bench *bench)
{
    if (take(bench) != ASKCAM_OK) {
        fail_msg("%s", bench->err.why);
    }
    assert_int_equal(bench->frame.width_px, 64);
    assert_true(bench->frame.is_jpeg);
    assert_int_equal(bench->frame.jpeg.size_bytes, bench->jpeg.bytes_len);
    assert_true(bench->frame.taken_ms >= START_MS);
    bench->source.ops->release(bench->source.ctx, &bench->frame);
}

static void get_gives_up_after_ten_seconds_whatever_comes(void **state)
{
    static const struct {
        const char *why;
        const char *head;
        size_t part_bytes;
        size_t piece_bytes;
        uint64_t latency_ms;
        uint64_t flood_ms;
    } rows[] = {
        {"no reply for 10 s", "", 0, 0, 0, 0},
        {"no reply for 10 s", "HTTP/1.1 200 OK\r\n", 0, 0, 0, 0},
        {"no picture for 10 s", "HTTP/1.0 200 OK\r\n\r\n", 0, 0, 0, 0},
        {"bytes, but no JPEG among them for 10 s", STREAM, 0, 0, 0, 0},
        {"a picture that does not end for 10 s", STREAM, 300, 0, 0, 0},
        {"a picture that does not end for 10 s", STREAM, 600, 1, 99, 0},
        {"a picture that does not end for 10 s", STREAM, 600, 1, 0, 99},
    };
    struct bench *bench = *state;

    open_get(bench);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fake_connection *row = reply(bench, i, rows[i].head, 0, rows[i].part_bytes);
        const uint64_t began_ms = bench->fake_host.now_ms;

        row->stalls = true;
        row->piece_bytes = rows[i].piece_bytes;
        row->latency_ms = rows[i].latency_ms;
        row->flood_ms = rows[i].flood_ms;
        assert_failed(bench, ASKCAM_ERR_SOURCE, rows[i].why);
        const uint64_t spent_ms = bench->fake_host.now_ms - began_ms;
        assert_in_range(spent_ms, ASKCAM_GET_TIMEOUT_MS, ASKCAM_GET_TIMEOUT_MS + 100);
        assert_false(bench->net.open);
    }
}

static void get_ends_with_the_ask(void **state)
{
    struct bench *bench = *state;

    open_get(bench);
    reply(bench, 0, STREAM, 0, 300)->stalls = true;
    askcam_source_set_deadline(&bench->source, START_MS + 700);
    assert_failed(bench, ASKCAM_ERR_UNAVAILABLE, "--total-timeout");
    assert_int_equal(bench->fake_host.now_ms, START_MS + 700);
    assert_failed(bench, ASKCAM_ERR_UNAVAILABLE, "--total-timeout");
    assert_int_equal(bench->net.dials, 1);
}

static void get_can_be_interrupted(void **state)
{
    struct bench *bench = *state;

    open_get(bench);
    struct fake_connection *row = reply(bench, 0, STREAM, 0, 600);
    row->stalls = true;
    row->piece_bytes = 1;
    row->latency_ms = 50;
    bench->fake_host.interrupted_at_ms = START_MS + 1000;
    assert_failed(bench, ASKCAM_ERR_INTERRUPTED, "interrupted");
    assert_in_range(bench->fake_host.now_ms, START_MS + 1000, START_MS + 1300);
}

static void get_waits_for_nothing_behind_a_good_picture(void **state)
{
    struct bench *bench = *state;

    open_get(bench);
    reply(bench, 0, STREAM, 1, 0)->stalls = true;
    reply(bench, 1, STREAM, 1, 300)->stalls = true;
    reply(bench, 2, STREAM, 1, 300); /* breaks off */
    for (size_t i = 0; i < 3; i++) {
        assert_taken(bench);
        assert_false(bench->net.open);
    }
    assert_int_equal(bench->net.dials, 3);
    assert_int_equal(bench->fake_host.now_ms, START_MS);
}

static void get_takes_the_newest_of_a_stream_without_a_pause(void **state)
{
    struct bench *bench = *state;

    open_get(bench);
    struct fake_connection *row = reply(bench, 0, STREAM, 300, 0);
    row->reply_after_bytes = 1; /* something is always there to read */
    row->piece_bytes = bench->jpeg.bytes_len;
    row->flood_ms = 40;
    assert_taken(bench);
    const uint64_t spent_ms = bench->fake_host.now_ms - START_MS;
    assert_in_range(spent_ms, ASKCAM_GET_BURST_MS, ASKCAM_GET_BURST_MS + 200);
}

static void get_asks_again_for_each_picture(void **state)
{
    struct bench *bench = *state;
    char head[128];

    (void)snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
                   bench->jpeg.bytes_len);
    open_get(bench);
    reply(bench, 0, head, 1, 0)->stalls = true;
    assert_taken(bench);
    assert_true(bench->net.open); /* a whole reply: the connection may carry the next one */
    assert_non_null(strstr(bench->net.sent, "GET /a HTTP/1.1\r\nHost: camera.test\r\n"));
}

static void get_drops_the_warm_up_of_the_first_stream_only(void **state)
{
    struct bench *bench = *state;

    bench->options.warmup = 2;
    open_get(bench);
    reply(bench, 0, STREAM, 2, 0);
    assert_failed(bench, ASKCAM_ERR_SOURCE, "within the warm-up");
    reply(bench, 1, STREAM, 1, 0);
    assert_taken(bench);
    reply(bench, 2, STREAM, 1, 0);
    assert_taken(bench);
}

static void get_gives_a_single_picture_whatever_the_warm_up(void **state)
{
    struct bench *bench = *state;

    bench->options.warmup = 5;
    open_get(bench);
    reply(bench, 0, STREAM, 1, 0);
    assert_taken(bench);
}

static void get_takes_a_smaller_picture_of_another_reply(void **state)
{
    const struct sample_spec small = {.width_px = 32, .height_px = 32};
    struct bench *bench = *state;

    open_get(bench);
    reply(bench, 0, STREAM, 1, 0);
    assert_taken(bench);
    free(bench->jpeg.bytes);
    bench->jpeg = sample_jpeg(&small);
    reply(bench, 1, STREAM, 1, 0);
    assert_int_equal(take(bench), ASKCAM_OK);
    assert_int_equal(bench->frame.width_px, 32);
}

static void get_reports_a_connection_that_cannot_be_made(void **state)
{
    static const struct {
        enum askcam_status dial;
        enum askcam_status status;
        const char *why;
    } rows[] = {
        {ASKCAM_ERR_UNAVAILABLE, ASKCAM_ERR_SOURCE, "refused by the script"},
        {ASKCAM_ERR_TLS, ASKCAM_ERR_TLS, "refused by the script"},
        {ASKCAM_ERR_CONFIG, ASKCAM_ERR_CONFIG, "refused by the script"},
        {ASKCAM_ERR_INTERNAL, ASKCAM_ERR_INTERNAL, "refused by the script"},
        {ASKCAM_ERR_INTERRUPTED, ASKCAM_ERR_INTERRUPTED, "interrupted"},
    };
    struct bench *bench = *state;

    open_get(bench);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bench->net.rows[i].dial = rows[i].dial;
        assert_failed(bench, rows[i].status, rows[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(get_gives_up_after_ten_seconds_whatever_comes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(get_ends_with_the_ask, set_up, tear_down),
        cmocka_unit_test_setup_teardown(get_can_be_interrupted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(get_waits_for_nothing_behind_a_good_picture, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(get_takes_the_newest_of_a_stream_without_a_pause, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(get_asks_again_for_each_picture, set_up, tear_down),
        cmocka_unit_test_setup_teardown(get_drops_the_warm_up_of_the_first_stream_only, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(get_gives_a_single_picture_whatever_the_warm_up, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(get_takes_a_smaller_picture_of_another_reply, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(get_reports_a_connection_that_cannot_be_made, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("get", tests, NULL, NULL);
}
