/* SPDX-License-Identifier: MIT */
/*
 * bench_send.c - from a frame in memory to its last byte at the server, over one kept connection.
 *
 * For: tools/bench pictures.  Made of askcam's own modules.  Each line of output is one turn, in
 * milliseconds, in which the ways take turns:
 *   whole     encode all, base64 all, then send
 *   streamed  a pass that only counts, for Content-Length; then encode while sending (the default)
 *   chunked   encode while sending, without the counting pass (--body chunked)
 * The server answers with the moment at which it had the last byte, on the same machine's clock.
 * Use: bench_send PORT CA_FILE FILE WIDTH HEIGHT RUNS
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "b64.h"
#include "bench_frame.h"
#include "host_linux.h"
#include "http_reply.h"
#include "picture.h"
#include "request_head.h"
#include "tls.h"

enum { RUNS_MOST = 10000, SIDE_MOST = 65500, DIGITS = 20, LIMIT_MS = 60000, WAYS = 3 };

static const char BEFORE[] =
    "{\"model\":\"bench\",\"stream\":true,\"messages\":[{\"role\":\"user\","
    "\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
    "data:image/jpeg;base64,";
static const char AFTER[] = "\"}},{\"type\":\"text\",\"text\":\"What does the gauge read?\"}]}]}";

struct bench {
    struct askcam_host host;
    struct askcam_net net;
    struct askcam_url url;
    struct askcam_frame frame;
    struct bench_memory jpeg; /* of the way "whole" */
    struct bench_memory text;
    char digits[DIGITS + 1]; /* the server's answer */
    size_t digits_count;
};

static void must(enum askcam_status status, const char *what)
{
    if (status != ASKCAM_OK) {
        bench_die(what);
    }
}

static enum askcam_status net_write(void *ctx, const void *bytes, size_t bytes_len)
{
    struct bench *const bench = ctx;
    const uint8_t *at = bytes;

    while (bytes_len > 0) {
        size_t sent_bytes = 0;
        const enum askcam_status status =
            bench->net.ops->send(bench->net.ctx, at, bytes_len,
                                 askcam_deadline(&bench->host, LIMIT_MS), &sent_bytes, NULL);
        if (status != ASKCAM_OK || (sent_bytes == 0 && bench->net.ops->readable(bench->net.ctx))) {
            return ASKCAM_ERR_STOPPED; /* the server speaks before its time */
        }
        at += sent_bytes;
        bytes_len -= sent_bytes;
    }
    return ASKCAM_OK;
}

static struct askcam_sink net_sink(struct bench *bench)
{
    return (struct askcam_sink){.write = net_write, .ctx = bench};
}

static enum askcam_status on_head(void *ctx, const struct askcam_http_head *head)
{
    (void)ctx;
    return head->status == 200 ? ASKCAM_OK : ASKCAM_ERR_STOPPED;
}

static enum askcam_status on_body(void *ctx, const void *bytes, size_t bytes_len)
{
    struct bench *const bench = ctx;

    if (bytes_len > DIGITS - bench->digits_count) {
        return ASKCAM_ERR_TOO_LARGE;
    }
    memcpy(bench->digits + bench->digits_count, bytes, bytes_len);
    bench->digits_count += bytes_len;
    return ASKCAM_OK;
}

/* The server's moment, in nanoseconds. */
static long long read_moment(struct bench *bench)
{
    const struct askcam_http_callbacks callbacks = {.ctx = bench, .head = on_head, .body = on_body};
    struct askcam_http_reply reply;
    uint8_t buf[1024];

    askcam_http_reply_init(&reply, &callbacks, NULL);
    bench->digits_count = 0;
    memset(bench->digits, 0, sizeof bench->digits);
    while (!askcam_http_reply_is_whole(&reply)) {
        size_t got_bytes = 0;
        size_t taken_bytes = 0;
        must(bench->net.ops->recv(bench->net.ctx, buf, sizeof buf,
                                  askcam_deadline(&bench->host, LIMIT_MS), &got_bytes, NULL),
             "no reply");
        must(askcam_http_reply_push(&reply, buf, got_bytes, &taken_bytes), "a broken reply");
    }
    return strtoll(bench->digits, NULL, 10);
}

static void send_head(struct bench *bench, enum askcam_framing framing, uint64_t body_bytes)
{
    static const struct askcam_header HEADERS[] = {{"Content-Type", "application/json"},
                                                   {"User-Agent", "askcam-bench"}};
    const struct askcam_request_head head = {.method = "POST",
                                             .url = &bench->url,
                                             .path = "/last-byte",
                                             .headers = HEADERS,
                                             .headers_count = 2,
                                             .framing = framing,
                                             .body_bytes = body_bytes};
    must(askcam_request_head_write(&head, net_sink(bench), NULL), "the head was not sent");
}

static uint64_t body_bytes_of(uint64_t jpeg_bytes)
{
    return sizeof BEFORE - 1 + ASKCAM_B64_TEXT_BYTES(jpeg_bytes) + sizeof AFTER - 1;
}

/* JSON around the picture's base64, which is made while the picture is. */
static void write_body(struct askcam_picture *picture, struct askcam_sink out)
{
    struct askcam_b64 enc;

    must(askcam_sink_write(out, BEFORE, sizeof BEFORE - 1), "the body was not sent");
    askcam_b64_init(&enc, out);
    must(askcam_picture_write(picture, askcam_b64_sink(&enc), NULL), "no picture");
    must(askcam_b64_finish(&enc), "the body was not sent");
    must(askcam_sink_write(out, AFTER, sizeof AFTER - 1), "the body was not sent");
}

static void send_streamed(struct bench *bench, struct askcam_picture *picture,
                          enum askcam_framing framing)
{
    struct askcam_body body;
    uint64_t body_bytes = 0;

    if (framing == ASKCAM_FRAMING_LENGTH) {
        must(askcam_picture_measure(picture, UINT64_MAX, NULL), "no picture");
        body_bytes = body_bytes_of(picture->size_bytes);
    }
    send_head(bench, framing, body_bytes);
    askcam_body_init(&body, framing, body_bytes, net_sink(bench));
    write_body(picture, askcam_body_sink(&body));
    must(askcam_body_finish(&body), "the body was not sent");
}

static void send_whole(struct bench *bench, struct askcam_picture *picture)
{
    struct askcam_b64 enc;
    const struct askcam_sink text = bench_memory_sink(&bench->text);

    bench->jpeg.used_bytes = 0;
    bench->text.used_bytes = 0;
    must(askcam_picture_write(picture, bench_memory_sink(&bench->jpeg), NULL), "no picture");
    must(askcam_sink_write(text, BEFORE, sizeof BEFORE - 1), "no space");
    askcam_b64_init(&enc, text);
    must(askcam_sink_write(askcam_b64_sink(&enc), bench->jpeg.bytes, bench->jpeg.used_bytes),
         "no space");
    must(askcam_b64_finish(&enc), "no space");
    must(askcam_sink_write(text, AFTER, sizeof AFTER - 1), "no space");
    send_head(bench, ASKCAM_FRAMING_LENGTH, bench->text.used_bytes);
    must(net_write(bench, bench->text.bytes, bench->text.used_bytes), "the body was not sent");
}

static long long now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail on Linux */
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static double cost_ms(struct bench *bench, int way)
{
    const struct askcam_picture_options options = {0};
    struct askcam_picture picture;

    const long long shutter = now_ns();
    must(askcam_picture_init(&picture, &bench->frame, &options, NULL), "no picture");
    if (way == 0) {
        send_whole(bench, &picture);
    } else {
        send_streamed(bench, &picture, way == 1 ? ASKCAM_FRAMING_LENGTH : ASKCAM_FRAMING_CHUNKED);
    }
    return (double)(read_moment(bench) - shutter) / 1e6;
}

static void connect_to(struct bench *bench, uint16_t port, const char *ca_file)
{
    const struct askcam_endpoint endpoint = {
        .host = "localhost", .port = port, .tls = true, .ca_file = ca_file};
    struct askcam_error err = {0};
    char url[64];

    (void)snprintf(url, sizeof url, "https://localhost:%u", (unsigned)port);
    must(askcam_url_parse(&bench->url, url, NULL), url);
    must(askcam_tls_new(&bench->net, &bench->host, NULL), "no memory");
    must(bench->net.ops->dial(bench->net.ctx, &endpoint, askcam_deadline(&bench->host, LIMIT_MS),
                              &err),
         err.why);
}

int main(int argc, char **argv)
{
    static struct bench bench;
    struct askcam_host_linux linux_host;

    if (argc != 7) {
        bench_die("usage: bench_send PORT CA_FILE FILE WIDTH HEIGHT RUNS");
    }
    bench.host = askcam_host_linux_init(&linux_host);
    bench.frame = bench_frame_open(argv[3], bench_number(argv[4], SIDE_MOST),
                                   bench_number(argv[5], SIDE_MOST));
    bench.jpeg = bench_memory_open(2UL * bench.frame.width_px * bench.frame.height_px);
    bench.text = bench_memory_open(3UL * bench.frame.width_px * bench.frame.height_px);
    connect_to(&bench, (uint16_t)bench_number(argv[1], UINT16_MAX), argv[2]);
    const uint32_t runs = bench_number(argv[6], RUNS_MOST);
    for (uint32_t run = 0; run <= runs; run++) { /* the first one warms up; the reader drops it */
        double ms[WAYS];
        for (int way = 0; way < WAYS; way++) {
            ms[way] = cost_ms(&bench, way);
        }
        (void)printf("%.3f %.3f %.3f\n", ms[0], ms[1], ms[2]);
    }
    askcam_tls_free(&bench.net);
    return EXIT_SUCCESS;
}
