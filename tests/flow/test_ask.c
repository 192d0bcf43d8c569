/* SPDX-License-Identifier: MIT */
/* test_ask.c - the whole flow against a scripted network and a fake camera, in no time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ask.h"
#include "fake_net.h"
#include "fake_source.h"
#include "spool_file.h"

#define HEAD        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
#define CHUNKED     HEAD "Transfer-Encoding: chunked\r\n\r\n"
#define DELTA(text) "data: {\"choices\":[{\"delta\":{\"content\":\"" text "\"},\"index\":0}]}\n\n"
#define STOP        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
#define DONE        "data: [DONE]\n\n"
#define GOOD        HEAD "Connection: close\r\n\r\n" DELTA("It reads ") DELTA("42.") STOP DONE
#define BUSY                                                                                       \
    "HTTP/1.1 503 Busy\r\nContent-Type: application/json\r\nContent-Length: 52\r\n\r\n"            \
    "{\"error\":{\"code\":\"ModelServingError\",\"message\":\"x\"}}"

/* One bench: a host, a net, a camera, an ask over them, and what it reported. */
struct bench {
    struct fake_host fake_host;
    struct askcam_host host;
    struct fake_net net;
    struct fake_source camera;
    struct askcam_source source;
    struct askcam_spool_file spool;
    struct askcam_url url;
    struct askcam_picture_options picture;
    struct askcam_frame_plan plan;
    struct askcam_chat_image image;
    struct askcam_chat chat;
    struct askcam_ask_config config;
    struct askcam_ask ask;
    struct askcam_ask_result result;
    struct askcam_error err;
    unsigned requests;
    struct askcam_ask_request request;  /* the last one */
    enum askcam_status callback_status; /* of answer() */
    char answer[4096];
};

static enum askcam_status on_request(void *ctx, const struct askcam_ask_request *request)
{
    struct bench *bench = ctx;

    bench->requests++;
    bench->request = *request;
    return ASKCAM_OK;
}

static enum askcam_status on_thinking(void *ctx, const char *text, size_t text_bytes)
{
    (void)ctx;
    (void)text;
    (void)text_bytes;
    return ASKCAM_OK;
}

static enum askcam_status on_answer(void *ctx, const char *text, size_t text_bytes)
{
    struct bench *bench = ctx;

    strncat(bench->answer, text, text_bytes);
    return bench->callback_status;
}

static enum askcam_status on_flush(void *ctx)
{
    (void)ctx;
    return ASKCAM_OK;
}

static void on_progress(void *ctx, const struct askcam_ask_progress *progress)
{
    (void)ctx;
    (void)progress;
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);

    if (bench == NULL) {
        return 1;
    }
    bench->host = fake_host_init(&bench->fake_host);
    bench->source = fake_source_init(&bench->camera, &bench->fake_host);
    bench->image = (struct askcam_chat_image){.count = 1};
    bench->chat = (struct askcam_chat){.model = "qwen3.5-plus",
                                       .question = "What does it read?",
                                       .images = &bench->image,
                                       .images_count = 1};
    bench->config = (struct askcam_ask_config){
        .host = &bench->host,
        .net = fake_net_init(&bench->net, &bench->fake_host),
        .url = &bench->url,
        .key = "sk-test",
        .chat = &bench->chat,
        .sources = &bench->source,
        .picture = &bench->picture,
        .plan = &bench->plan,
        .spool = askcam_spool_file_init(&bench->spool),
        .max_body_bytes = 6000000,
        .connect_timeout_ms = 10000,
        .first_byte_timeout_ms = 300000,
        .idle_timeout_ms = 300000,
        .total_timeout_ms = ASKCAM_NEVER,
        .retries = 2,
        .callbacks = {.ctx = bench,
                      .request = on_request,
                      .thinking = on_thinking,
                      .answer = on_answer,
                      .flush = on_flush,
                      .progress = on_progress},
    };
    for (size_t i = 0; i < FAKE_NET_ROWS; i++) {
        bench->net.rows[i] = (struct fake_connection){.reply = GOOD, .reply_after_bytes = SIZE_MAX};
    }
    *state = bench;
    return askcam_url_parse(&bench->url, "https://api.example/v1", NULL) == ASKCAM_OK ? 0 : 1;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    assert_false(bench->camera.held); /* every ask gives its frame back */
    askcam_spool_file_close(&bench->spool);
    free(bench);
    return 0;
}

static enum askcam_status run(struct bench *bench)
{
    return askcam_ask_run(&bench->ask, &bench->config, &bench->result, &bench->err);
}

static void an_answer_arrives_whole(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->answer, "It reads 42.");
    assert_string_equal(bench->result.chat.finish_reason, "stop");
    assert_int_equal(bench->requests, 1);
    assert_int_equal(bench->request.width_px, 160);
    assert_true(bench->request.has_lengths);
}

/* The body's length is what the head promised. */
static void the_body_is_as_long_as_its_head_says(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(run(bench), ASKCAM_OK);
    const char *end = strstr(bench->net.sent, "\r\n\r\n");
    const char *length = strstr(bench->net.sent, "Content-Length: ");
    assert_non_null(end);
    assert_non_null(length);
    const size_t head_bytes = (size_t)(end + 4 - bench->net.sent);
    assert_int_equal(strtoull(length + 16, NULL, 10), bench->net.sent_bytes - head_bytes);
    assert_int_equal(strtoull(length + 16, NULL, 10), bench->request.body_bytes);
}

static void the_frame_is_exposed_after_the_connection_is_established(void **state)
{
    struct bench *bench = *state;

    bench->fake_host.now_ms = 5000;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_in_range(bench->camera.not_before_ms, 5000, 5000);
}

static void a_busy_server_is_asked_again(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply = BUSY;
    bench->net.rows[1].reply = BUSY;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->net.dials, 3);
    assert_int_equal(bench->result.attempts, 3);
    assert_int_equal(bench->request.attempt, 3);
    assert_int_equal(bench->camera.takes, 1); /* the same picture each time */
    assert_string_equal(bench->answer, "It reads 42.");
}

static void retries_end(void **state)
{
    struct bench *bench = *state;

    for (size_t i = 0; i < 3; i++) {
        bench->net.rows[i].reply = BUSY;
    }
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(bench->net.dials, 3);
    assert_int_equal(bench->err.http_status, 503);
    assert_string_equal(bench->err.code, "ModelServingError");
}

static void a_refused_connection_is_tried_again_before_a_picture_is_taken(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].dial = ASKCAM_ERR_UNAVAILABLE;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->net.dials, 2);
    assert_int_equal(bench->camera.takes, 1);
}

static void an_untrusted_server_gets_nothing_and_no_second_try(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].dial = ASKCAM_ERR_TLS;
    assert_int_equal(run(bench), ASKCAM_ERR_TLS);
    assert_int_equal(bench->net.dials, 1);
    assert_int_equal(bench->net.all_sent_bytes, 0);
    assert_int_equal(bench->camera.takes, 0);
}

static void nothing_is_tried_again_once_text_was_delivered(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply = CHUNKED "40\r\n" DELTA("It reads ");
    assert_int_equal(run(bench), ASKCAM_ERR_PROTOCOL);
    assert_int_equal(bench->net.dials, 1);
    assert_string_equal(bench->answer, "It reads ");
}

static void a_reply_that_breaks_off_before_any_text_is_tried_again(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply = CHUNKED "40\r\ndata: {\"choi";
    bench->net.rows[1].reply = "";
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->net.dials, 3);
}

static void a_connection_that_breaks_before_the_reply_is_unavailable(void **state)
{
    struct bench *bench = *state;

    bench->config.retries = 0;
    bench->net.rows[0].reply = "";
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_true(bench->err.retryable);
}

static void an_early_refusal_stops_the_upload(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply =
        "HTTP/1.1 401 No\r\nContent-Type: application/json\r\nContent-Length: 61\r\n\r\n"
        "{\"error\":{\"code\":\"invalid_api_key\",\"message\":\"bad\"},\"id\":\"1\"}";
    bench->net.rows[0].reply_after_bytes = 1000;
    assert_int_equal(run(bench), ASKCAM_ERR_AUTH);
    assert_string_equal(bench->err.code, "invalid_api_key");
    assert_in_range(bench->net.sent_bytes, 1000, bench->request.body_bytes - 1);
}

static void a_refusal_is_heard_after_the_upload_was_cut(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply = "HTTP/1.1 413 Too large\r\nContent-Length: 0\r\n\r\n";
    bench->net.rows[0].takes_bytes = 1000;
    assert_int_equal(run(bench), ASKCAM_ERR_REFUSED);
    assert_int_equal(bench->err.http_status, 413);
}

static void silence_ends_with_the_time_out_that_was_set(void **state)
{
    struct bench *bench = *state;

    bench->config.retries = 0;
    bench->config.first_byte_timeout_ms = 20000;
    bench->net.rows[0] = (struct fake_connection){.stalls = true, .reply_after_bytes = SIZE_MAX};
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_in_range(bench->fake_host.now_ms - began_ms, 20000, 21000);
}

static void life_signs_without_text_run_into_the_idle_time_out(void **state)
{
    struct bench *bench = *state;
    static char reply[40000] = CHUNKED;

    for (int i = 0; i < 2000; i++) {
        strcat(reply, "5\r\n: ok\n\r\n");
    }
    bench->config.retries = 0;
    bench->config.idle_timeout_ms = 30000;
    bench->net.rows[0] = (struct fake_connection){.reply = reply,
                                                  .reply_after_bytes = SIZE_MAX,
                                                  .piece_bytes = 10,
                                                  .latency_ms = 900,
                                                  .stalls = true};
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_in_range(bench->fake_host.now_ms - began_ms, 30000, 45000);
    assert_non_null(strstr(bench->err.why, "no text"));
}

/* The same of bytes that come so fast that no wait ever runs out. */
static void a_flood_without_text_runs_into_the_time_outs(void **state)
{
    struct bench *bench = *state;
    static char reply[40000] = CHUNKED;

    for (int i = 0; i < 2000; i++) {
        strcat(reply, "5\r\n: ok\n\r\n");
    }
    bench->config.retries = 0;
    bench->config.idle_timeout_ms = 5000;
    bench->net.rows[0] = (struct fake_connection){.reply = reply,
                                                  .reply_after_bytes = SIZE_MAX,
                                                  .piece_bytes = 10,
                                                  .flood_ms = 10,
                                                  .stalls = true};
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_in_range(bench->fake_host.now_ms - began_ms, 5000, 6000);
    assert_non_null(strstr(bench->err.why, "no text"));
}

static void a_named_end_does_not_wait_for_the_end_of_http(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply = HEAD "Content-Length: 100000\r\n\r\n" DELTA("42") STOP;
    bench->net.rows[0].stalls = true;
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_in_range(bench->fake_host.now_ms - began_ms, 0, 5000);
}

static void the_total_time_out_counts_all_attempts(void **state)
{
    struct bench *bench = *state;

    bench->config.total_timeout_ms = 25000;
    bench->config.first_byte_timeout_ms = 20000;
    for (size_t i = 0; i < 3; i++) {
        bench->net.rows[i] =
            (struct fake_connection){.stalls = true, .reply_after_bytes = SIZE_MAX};
    }
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_in_range(bench->fake_host.now_ms - began_ms, 20000, 25000);
}

static void a_server_that_asks_for_too_long_a_wait_is_not_waited_for(void **state)
{
    struct bench *bench = *state;

    bench->config.total_timeout_ms = 10000;
    bench->net.rows[0].reply = "HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n";
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_in_range(bench->fake_host.now_ms - began_ms, 0, 2000);
    assert_int_equal(bench->net.dials, 1);
}

static void no_wait_is_longer_than_an_hour(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply =
        "HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n";
    bench->net.rows[1].reply =
        "HTTP/1.1 503 Busy\r\nRetry-After: 3601\r\nContent-Length: 0\r\n\r\n";
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_in_range(bench->fake_host.now_ms - began_ms, 3600000, 3610000);
    assert_int_equal(bench->net.dials, 2);
}

static void a_date_to_retry_at_is_measured_from_the_replys_own(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply = "HTTP/1.1 503 Busy\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                               "Retry-After: Sun, 06 Nov 1994 08:51:37 GMT\r\n"
                               "Content-Length: 0\r\n\r\n";
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_in_range(bench->fake_host.now_ms - began_ms, 120000, 125000);
    assert_int_equal(bench->net.dials, 2);
}

static void the_user_ends_a_wait_between_attempts(void **state)
{
    struct bench *bench = *state;

    bench->fake_host.random = UINT32_MAX;
    bench->fake_host.interrupted_at_ms = bench->fake_host.now_ms + 500;
    bench->net.rows[0].dial = ASKCAM_ERR_UNAVAILABLE;
    assert_int_equal(run(bench), ASKCAM_ERR_INTERRUPTED);
}

static void a_full_output_ends_the_ask(void **state)
{
    struct bench *bench = *state;

    bench->callback_status = ASKCAM_ERR_STORAGE;
    assert_int_equal(run(bench), ASKCAM_ERR_STORAGE);
    assert_int_equal(bench->net.dials, 1);
    assert_false(bench->net.open);
}

static void a_camera_that_fails_sends_nothing(void **state)
{
    struct bench *bench = *state;

    bench->camera.fails_at = 1;
    bench->camera.fails_with = ASKCAM_ERR_SOURCE;
    assert_int_equal(run(bench), ASKCAM_ERR_SOURCE);
    assert_int_equal(bench->net.all_sent_bytes, 0);
}

static void a_camera_that_fails_between_frames_sends_nothing(void **state)
{
    struct bench *bench = *state;

    bench->image.count = 4;
    bench->plan.interval_ms = 500;
    bench->camera.fails_at = 3;
    bench->camera.fails_with = ASKCAM_ERR_SOURCE;
    assert_int_equal(run(bench), ASKCAM_ERR_SOURCE);
    assert_int_equal(bench->net.all_sent_bytes, 0);
}

static void frames_are_taken_at_their_interval_and_sent_once_each(void **state)
{
    struct bench *bench = *state;

    bench->image.count = 4;
    bench->plan.interval_ms = 500;
    bench->net.rows[0].reply = BUSY; /* so the spool is read twice */
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->camera.takes, 4);
    assert_int_equal(bench->request.images, 4);
    assert_true(bench->camera.not_before_ms >= began_ms + 1500);
    unsigned urls = 0;
    bench->net.sent[FAKE_NET_SENT_BYTES - 1] = '\0';
    for (const char *at = bench->net.sent; (at = strstr(at, "data:image/jpeg;base64,/9j/")); at++) {
        urls++;
    }
    assert_int_equal(urls, 4);
}

static void a_chunked_body_is_encoded_once_and_has_no_length(void **state)
{
    struct bench *bench = *state;

    bench->config.body_mode = ASKCAM_BODY_CHUNKED;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_false(bench->request.has_lengths);
    assert_non_null(strstr(bench->net.sent, "Transfer-Encoding: chunked"));
    assert_null(strstr(bench->net.sent, "Content-Length"));
    assert_non_null(strstr(bench->net.sent, "\r\n0\r\n\r\n"));
}

static void a_picture_that_does_not_fit_is_sent_smaller_with_a_warning(void **state)
{
    struct bench *bench = *state;

    bench->config.max_body_bytes = 9000;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_true(bench->request.body_bytes <= 9000);
    assert_int_equal(bench->fake_host.warnings, 1);
}

/* With a question, and with a system message that says it all. */
static void texts_that_fill_the_body_are_reported_before_anything_is_dialled(void **state)
{
    struct bench *bench = *state;

    bench->config.max_body_bytes = 100;
    assert_int_equal(run(bench), ASKCAM_ERR_USAGE);
    assert_non_null(strstr(bench->err.why, "the question has 18 bytes"));
    bench->err = (struct askcam_error){0}; /* else the first cause stays */
    bench->chat.question = NULL;
    bench->chat.system = "Read it.";
    assert_int_equal(run(bench), ASKCAM_ERR_USAGE);
    assert_non_null(strstr(bench->err.why, "the question has 0 bytes"));
    assert_int_equal(bench->net.dials, 0);
}

#define TOO_LARGE                                                                                  \
    "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: 104\r\n\r\n"    \
    "{\"error\":{\"code\":\"BadRequest.TooLarge\",\"message\":\"Exceeded limit on max bytes to "   \
    "request body : 15000\"}}"

static void a_limit_that_the_service_names_is_kept_once(void **state)
{
    struct bench *bench = *state;

    bench->config.retries = 0;
    bench->net.rows[0].reply = TOO_LARGE;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->net.dials, 2);
    assert_true(bench->request.body_bytes <= 15000);
    assert_string_equal(bench->answer, "It reads 42.");
}

static void a_named_limit_is_kept_by_a_chunked_body_too(void **state)
{
    struct bench *bench = *state;

    bench->config.body_mode = ASKCAM_BODY_CHUNKED;
    bench->net.rows[0].reply = TOO_LARGE;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->net.dials, 2);
    assert_int_equal(bench->fake_host.warnings, 1);
    assert_string_equal(bench->answer, "It reads 42.");
    assert_in_range(bench->ask.set.base64_bytes, 1, 15000);
}

static void a_limit_that_is_named_twice_is_a_refusal(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply = TOO_LARGE;
    bench->net.rows[1].reply = TOO_LARGE;
    assert_int_equal(run(bench), ASKCAM_ERR_REFUSED);
    assert_int_equal(bench->net.dials, 2);
}

static void two_asks_in_one_process_do_not_meet(void **state)
{
    struct bench *bench = *state;
    void *other_state = NULL;

    assert_int_equal(set_up(&other_state), 0);
    struct bench *other = other_state;
    other->net.rows[0].reply = HEAD "Connection: close\r\n\r\n" DELTA("no") STOP DONE;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(run(other), ASKCAM_OK);
    assert_string_equal(bench->answer, "It reads 42.");
    assert_string_equal(other->answer, "no");
    assert_int_equal(tear_down(&other_state), 0);
}

static void a_kept_connection_carries_the_next_ask(void **state)
{
    struct bench *bench = *state;

    bench->net.rows[0].reply = HEAD "Content-Length: 72\r\n\r\n" DELTA("42") DONE;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_true(bench->net.open);
    bench->net.rows[0].reply = ""; /* the server has let it go: at once on a fresh one */
    bench->net.given_bytes = 0;
    bench->requests = 0;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->net.dials, 2);
    assert_int_equal(bench->result.attempts, 1);
    assert_int_equal(bench->requests, 1); /* one attempt, reported once */
}

/* It is established, but its server says nothing: that is a time-out, and --retries decides. */
static void silence_on_a_kept_connection_is_not_tried_again_unasked(void **state)
{
    struct bench *bench = *state;

    bench->config.retries = 0;
    bench->config.first_byte_timeout_ms = 20000;
    bench->net.rows[0].reply = HEAD "Content-Length: 72\r\n\r\n" DELTA("42") DONE;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_true(bench->net.open);
    bench->net.rows[0].reply = "";
    bench->net.rows[0].stalls = true;
    bench->net.given_bytes = 0;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(bench->net.dials, 1);
}

static void a_failure_before_any_reply_used_nothing_that_is_known(void **state)
{
    struct bench *bench = *state;

    bench->config.retries = 0;
    bench->net.rows[0].dial = ASKCAM_ERR_UNAVAILABLE;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(bench->result.chat.usage.input, -1);
    assert_int_equal(bench->result.chat.usage.output, -1);
    assert_int_equal(bench->result.chat.usage.total, -1);
}

/* A server that goes on talking behind its early reply must not fill anything up. */
static void bytes_behind_an_early_whole_reply_are_left_alone(void **state)
{
    struct bench *bench = *state;
    static char reply[60000] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                               "Content-Length: 70\r\n\r\n"
                               "{\"choices\":[{\"message\":{\"content\":\"4\"},"
                               "\"finish_reason\":\"stop\"}]}      ";

    memset(reply + strlen(reply), 'x', sizeof reply - 1 - strlen(reply));
    bench->net.rows[0] = (struct fake_connection){
        .reply = reply, .reply_after_bytes = 100, .piece_bytes = 1000, .stalls = true};
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_string_equal(bench->answer, "4");
    assert_false(bench->net.open);
}

/* Frames of one scene hardly differ; the best of them is wanted, not a new one each time. */
static void the_best_of_several_may_look_like_the_others(void **state)
{
    struct bench *bench = *state;
    struct askcam_frame_filter filter = {.refuses = 1U << ASKCAM_VERDICT_UNCHANGED};

    bench->config.filter = &filter;
    bench->plan.best_of = 3;
    assert_int_equal(run(bench), ASKCAM_OK);
    assert_int_equal(bench->camera.takes, 3);
    assert_int_equal(bench->request.images, 1);
}

static void frames_further_apart_than_the_total_time_out_are_not_waited_for(void **state)
{
    struct bench *bench = *state;

    bench->image.count = 4;
    bench->plan.interval_ms = 30000;
    bench->config.total_timeout_ms = 5000;
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_in_range(bench->fake_host.now_ms - began_ms, 0, 5000);
    assert_int_equal(bench->net.all_sent_bytes, 0);
}

/* Two cameras: what the first gave is given back (tear_down() looks), and nothing is sent. */
static void a_second_source_that_fails_sends_nothing(void **state)
{
    struct bench *bench = *state;
    struct fake_source second;
    struct askcam_source sources[2] = {bench->source, fake_source_init(&second, &bench->fake_host)};
    const struct askcam_chat_image images[2] = {{.count = 1}, {.count = 1}};

    second.fails_at = 1;
    second.fails_with = ASKCAM_ERR_SOURCE;
    bench->chat.images = images;
    bench->chat.images_count = 2;
    bench->config.sources = sources;
    assert_int_equal(run(bench), ASKCAM_ERR_SOURCE);
    assert_int_equal(bench->camera.takes, 1);
    assert_int_equal(bench->net.all_sent_bytes, 0);
    assert_false(second.held);
}

/* After the finish reason a comment a second, for ever: the answer is complete. */
static void beats_behind_a_finish_reason_do_not_delay_the_end(void **state)
{
    struct bench *bench = *state;
    static char reply[40000] = HEAD "Connection: close\r\n\r\n" DELTA("42") STOP;

    for (int i = 0; i < 2000; i++) {
        strcat(reply, ": beat\n\n");
    }
    for (int keeps = 0; keeps < 2; keeps++) { /* once as `ask`, once as `chat` and `watch` do */
        bench->config.keeps_connection = keeps == 1;
        bench->net.rows[keeps] = (struct fake_connection){.reply = reply,
                                                          .reply_after_bytes = SIZE_MAX,
                                                          .piece_bytes = 200,
                                                          .latency_ms = 900,
                                                          .stalls = true};
        const uint64_t began_ms = bench->fake_host.now_ms;
        assert_int_equal(run(bench), ASKCAM_OK);
        assert_in_range(bench->fake_host.now_ms - began_ms, 2000, 5000);
    }
    assert_string_equal(bench->answer, "4242");
}

static void the_body_of_a_bad_gateway_may_trickle_for_two_seconds(void **state)
{
    struct bench *bench = *state;
    static char reply[4000] = "HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\n\r\n<html>";

    while (strlen(reply) < sizeof reply - 10) {
        strcat(reply, " ");
    }
    bench->config.retries = 0;
    bench->net.rows[0] = (struct fake_connection){.reply = reply,
                                                  .reply_after_bytes = SIZE_MAX,
                                                  .piece_bytes = 10,
                                                  .latency_ms = 500,
                                                  .stalls = true};
    const uint64_t began_ms = bench->fake_host.now_ms;
    assert_int_equal(run(bench), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(bench->err.http_status, 502);
    assert_in_range(bench->fake_host.now_ms - began_ms, 4000, 6000); /* 2.5 s are the head's */
}

#define KEPT HEAD "Content-Length: 72\r\n\r\n" DELTA("42") DONE

/* An unsolicited answer or refusal costs the next ask nothing. */
static void an_unsolicited_reply_is_not_an_attempt(void **state)
{
    static const char *const UNASKED[] = {KEPT, "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n",
                                          "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
                                          "HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n"};
    struct bench *bench = *state;

    bench->config.keeps_connection = true;
    bench->config.retries = 0;
    bench->net.rows[0].reply = KEPT;
    assert_int_equal(run(bench), ASKCAM_OK);
    for (size_t i = 0; i < sizeof UNASKED / sizeof UNASKED[0]; i++) {
        bench->net.rows[i].reply = UNASKED[i];
        bench->net.rows[i].reply_after_bytes = 0;
        bench->net.given_bytes = 0;
        bench->net.rows[i + 1].reply = KEPT;
        bench->answer[0] = '\0';
        bench->requests = 0;
        assert_int_equal(run(bench), ASKCAM_OK);
        assert_string_equal(bench->answer, "42");
        assert_int_equal(bench->net.dials, i + 2);
        assert_int_equal(bench->result.attempts, 1);
        assert_int_equal(bench->requests, 1);
    }
    assert_int_equal(bench->fake_host.warnings, 0);
}

static void a_picture_is_taken_without_a_connection_and_delivered_later(void **state)
{
    struct bench *bench = *state;
    struct askcam_shot shot;

    bench->config.takes_offline = true;
    bench->fake_host.now_ms = 5000;
    assert_int_equal(
        askcam_ask_take(&bench->ask, &bench->config, &shot, &bench->result, &bench->err),
        ASKCAM_OK);
    assert_int_equal(bench->net.dials, 0);
    assert_false(bench->camera.held); /* another picture can be taken meanwhile */
    assert_int_equal(shot.taken.monotonic_ms, 5000);
    assert_int_equal(shot.taken.unix_ms, bench->fake_host.wall.unix_ms + 5000);
    assert_string_equal(shot.taken.boot_id, bench->fake_host.wall.boot_id);
    struct askcam_counter counter = {.limit_bytes = UINT64_MAX};
    assert_int_equal(askcam_picture_set_write(shot.set, 0, askcam_counter_sink(&counter), NULL),
                     ASKCAM_OK);
    bench->fake_host.now_ms += 3600000;
    assert_int_equal(askcam_ask_deliver(&bench->ask, &bench->result, &bench->err), ASKCAM_OK);
    assert_int_equal(bench->request.image_bytes, counter.count_bytes);
    assert_string_equal(bench->answer, "It reads 42.");
    assert_int_equal(bench->camera.takes, 1);
    askcam_ask_end(&bench->ask);
}

static void a_delivery_that_failed_may_be_tried_again(void **state)
{
    struct bench *bench = *state;
    struct askcam_shot shot;

    bench->config.takes_offline = true;
    bench->config.retries = 0;
    bench->net.rows[0].dial = ASKCAM_ERR_UNAVAILABLE;
    assert_int_equal(
        askcam_ask_take(&bench->ask, &bench->config, &shot, &bench->result, &bench->err),
        ASKCAM_OK);
    assert_int_equal(askcam_ask_deliver(&bench->ask, &bench->result, &bench->err),
                     ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(askcam_ask_deliver(&bench->ask, &bench->result, &bench->err), ASKCAM_OK);
    assert_string_equal(bench->answer, "It reads 42.");
    assert_int_equal(bench->camera.takes, 1);
    askcam_ask_end(&bench->ask);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_answer_arrives_whole),
        CASE(the_body_is_as_long_as_its_head_says),
        CASE(the_frame_is_exposed_after_the_connection_is_established),
        CASE(a_busy_server_is_asked_again),
        CASE(retries_end),
        CASE(a_refused_connection_is_tried_again_before_a_picture_is_taken),
        CASE(an_untrusted_server_gets_nothing_and_no_second_try),
        CASE(nothing_is_tried_again_once_text_was_delivered),
        CASE(a_reply_that_breaks_off_before_any_text_is_tried_again),
        CASE(a_connection_that_breaks_before_the_reply_is_unavailable),
        CASE(an_early_refusal_stops_the_upload),
        CASE(a_refusal_is_heard_after_the_upload_was_cut),
        CASE(silence_ends_with_the_time_out_that_was_set),
        CASE(life_signs_without_text_run_into_the_idle_time_out),
        CASE(a_flood_without_text_runs_into_the_time_outs),
        CASE(a_named_end_does_not_wait_for_the_end_of_http),
        CASE(the_total_time_out_counts_all_attempts),
        CASE(a_server_that_asks_for_too_long_a_wait_is_not_waited_for),
        CASE(no_wait_is_longer_than_an_hour),
        CASE(a_date_to_retry_at_is_measured_from_the_replys_own),
        CASE(the_user_ends_a_wait_between_attempts),
        CASE(a_full_output_ends_the_ask),
        CASE(a_camera_that_fails_sends_nothing),
        CASE(a_camera_that_fails_between_frames_sends_nothing),
        CASE(frames_are_taken_at_their_interval_and_sent_once_each),
        CASE(a_chunked_body_is_encoded_once_and_has_no_length),
        CASE(a_picture_that_does_not_fit_is_sent_smaller_with_a_warning),
        CASE(texts_that_fill_the_body_are_reported_before_anything_is_dialled),
        CASE(a_limit_that_the_service_names_is_kept_once),
        CASE(a_named_limit_is_kept_by_a_chunked_body_too),
        CASE(a_limit_that_is_named_twice_is_a_refusal),
        CASE(two_asks_in_one_process_do_not_meet),
        CASE(a_kept_connection_carries_the_next_ask),
        CASE(silence_on_a_kept_connection_is_not_tried_again_unasked),
        CASE(a_failure_before_any_reply_used_nothing_that_is_known),
        CASE(bytes_behind_an_early_whole_reply_are_left_alone),
        CASE(the_best_of_several_may_look_like_the_others),
        CASE(frames_further_apart_than_the_total_time_out_are_not_waited_for),
        CASE(a_second_source_that_fails_sends_nothing),
        CASE(beats_behind_a_finish_reason_do_not_delay_the_end),
        CASE(the_body_of_a_bad_gateway_may_trickle_for_two_seconds),
        CASE(an_unsolicited_reply_is_not_an_attempt),
        CASE(a_picture_is_taken_without_a_connection_and_delivered_later),
        CASE(a_delivery_that_failed_may_be_tried_again),
    };
    return cmocka_run_group_tests_name("ask", tests, NULL, NULL);
}
