/* SPDX-License-Identifier: MIT */
/* test_http_head.c - what a head says, what bounds it, and why one is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cuts.h"
#include "reply_seen.h"

static void http_head_keeps_what_matters(void **state)
{
    struct reply_seen seen;

    (void)state;
    reply_seen_read(&seen, "HTTP/1.1 429 Too Many\r\n"
                           "content-type: text/event-stream;charset=UTF-8\r\n"
                           "Content-Type: text/plain\r\n"
                           "X-DashScope-Request-Id: second\r\n"
                           "x-request-id: fir\xC3\xA9st\r\n"
                           "Retry-After: 20\r\n"
                           "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                           "Location: https://other.example/\r\n"
                           "Content-Encoding: gzip\r\n"
                           "X-Dashscope-PartialResponse: True\r\n"
                           "Content-Length: 7\r\n\r\n");
    assert_int_equal(seen.head.status, 429);
    assert_string_equal(seen.head.content_type, "text/event-stream;charset=UTF-8");
    assert_string_equal(seen.head.request_id, "fir??st");
    assert_string_equal(seen.head.retry_after, "20");
    assert_string_equal(seen.head.date, "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_string_equal(seen.head.location, "https://other.example/");
    assert_string_equal(seen.head.content_encoding, "gzip");
    assert_true(seen.head.partial);
    assert_true(seen.head.has_length);
    assert_int_equal(seen.head.length_bytes, 7);
    assert_false(seen.head.chunked);
    assert_false(seen.head.closes);
}

static void http_head_is_empty_where_headers_are_absent(void **state)
{
    struct reply_seen seen;

    (void)state;
    reply_seen_read(&seen, CHUNKED);
    assert_string_equal(seen.head.content_type, "");
    assert_string_equal(seen.head.request_id, "");
    assert_string_equal(seen.head.location, "");
    assert_false(seen.head.partial);
    assert_false(seen.head.has_length);
    assert_true(seen.head.chunked);
}

static void http_request_id_goes_by_name_not_order(void **state)
{
    struct reply_seen seen;

    (void)state;
    reply_seen_read(&seen, OK_HEAD "x-request-id: a\r\nx-dashscope-request-id: b\r\n\r\n");
    assert_string_equal(seen.head.request_id, "a");
    reply_seen_read(&seen, OK_HEAD "x-dashscope-request-id: b\r\n\r\n");
    assert_string_equal(seen.head.request_id, "b");
}

static void http_long_value_is_cut(void **state)
{
    struct reply_seen seen;

    (void)state;
    reply_seen_read(&seen, OK_HEAD "Location: " BYTES_250 "\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(strlen(seen.head.location), ASKCAM_HTTP_VALUE_BYTES - 1);
    assert_true(askcam_http_reply_is_whole(&seen.reply));
}

static void http_connection_closes_when_it_says_so_or_must(void **state)
{
    static const struct {
        const char *bytes;
        bool closes;
    } rows[] = {
        {OK_HEAD "Content-Length: 0\r\n\r\n", false},
        {OK_HEAD "Content-Length: 0\r\nConnection: close\r\n\r\n", true},
        {OK_HEAD "Content-Length: 0\r\nConnection: x, CLOSE\r\n\r\n", true},
        {OK_HEAD "Content-Length: 0\r\nConnection: closed\r\n\r\n", false},
        {OK_HEAD "Content-Length: 0\r\nConnection: keep-alive\r\n\r\n", false},
        {OK_HEAD "\r\n", true},
        {"HTTP/1.0 200\r\nContent-Length: 0\r\n\r\n", true},
        {"HTTP/1.0 200\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n", false},
        {"HTTP/1.0 200\r\nConnection: Keep-Alive\r\n\r\n", true},
        {"HTTP/1.1 204\r\n\r\n", false},
        {"HTTP/1.0 100\r\nConnection: keep-alive\r\n\r\nHTTP/1.0 200\r\nContent-Length: 0\r\n\r\n",
         true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reply_seen seen;
        reply_seen_read(&seen, rows[i].bytes);
        assert_int_equal(seen.heads, 1);
        assert_int_equal(seen.head.closes, rows[i].closes);
    }
}

/* Pushes the same line for ever; returns how many bytes it took to be refused. */
static size_t bytes_until_refused(const char *start_bytes, const char *line)
{
    struct reply_seen seen;
    size_t pushed_bytes = strlen(start_bytes);

    reply_seen_read(&seen, start_bytes);
    while (seen.status == ASKCAM_OK && pushed_bytes < 1000000) {
        (void)reply_seen_push(&seen, line, strlen(line));
        pushed_bytes += strlen(line);
    }
    assert_int_equal(seen.status, ASKCAM_ERR_PROTOCOL);
    return pushed_bytes;
}

static void http_heads_and_trailers_are_bounded(void **state)
{
    const size_t max_bytes = ASKCAM_HTTP_HEAD_BYTES + 300;

    (void)state;
    assert_in_range(bytes_until_refused(OK_HEAD, "X: y\r\n"), ASKCAM_HTTP_HEAD_BYTES, max_bytes);
    assert_in_range(bytes_until_refused(OK_HEAD, TEN), ASKCAM_HTTP_HEAD_BYTES, max_bytes);
    assert_in_range(bytes_until_refused("HTTP/1.1 200 ", TEN), ASKCAM_HTTP_HEAD_BYTES, max_bytes);
    assert_in_range(bytes_until_refused(CHUNKED "0\r\n", "X: y\r\n"), ASKCAM_HTTP_HEAD_BYTES,
                    max_bytes);
    assert_in_range(bytes_until_refused(CHUNKED "1;", TEN), 200, 400);
}

static void http_head_of_the_largest_size_passes(void **state)
{
    static const char first[] = OK_HEAD "X:";
    static const char last[] = {'\r', '\n', '\r', '\n'};
    static char bytes[ASKCAM_HTTP_HEAD_BYTES + 2];
    struct reply_seen seen = {.text = ""};

    (void)state;
    for (size_t more = 0; more < 2; more++) {
        memset(bytes, 'x', sizeof bytes);
        memcpy(bytes, first, sizeof first - 1);
        memcpy(bytes + ASKCAM_HTTP_HEAD_BYTES + more - sizeof last, last, sizeof last);
        seen = (struct reply_seen){.text = ""};
        reply_seen_start(&seen);
        (void)reply_seen_push(&seen, bytes, ASKCAM_HTTP_HEAD_BYTES + more);
        assert_int_equal(seen.status, more == 0 ? ASKCAM_OK : ASKCAM_ERR_PROTOCOL);
        assert_int_equal(seen.heads, more == 0);
    }
}

static void http_callback_that_fails_is_not_called_again(void **state)
{
    static const char bytes[] = CHUNKED "1\r\nx\r\n2\r\nyz\r\n0\r\n\r\n";
    size_t all_calls = 0;

    (void)state;
    for (size_t fail_at = 1; fail_at <= all_calls + 1; fail_at++) {
        struct reply_seen seen = {.fail_at = fail_at};
        reply_seen_start(&seen);
        (void)push_cut(reply_seen_push, &seen, bytes, sizeof bytes - 1, 0, sizeof bytes);
        assert_int_equal(askcam_http_reply_finish(&seen.reply),
                         seen.calls == fail_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK);
        assert_int_equal(askcam_http_reply_is_whole(&seen.reply), seen.calls != fail_at);
        assert_int_equal(seen.err.kind, ASKCAM_OK); /* the callback keeps its own reason */
        all_calls = seen.calls;
    }
    assert_int_equal(all_calls, 3);
}

static void http_refusal_shows_what_was_seen(void **state)
{
    struct reply_seen seen;

    (void)state;
    reply_seen_read(&seen, "\x15\x03\x01\\ z");
    assert_string_equal(seen.err.why, "it is not HTTP/1.1: \"\\x15\\x03\\x01\\x5c z\"");
    reply_seen_read(&seen, OK_HEAD "x-request-id: r-1\r\nContent-Length: -5\r\n\r\n");
    assert_string_equal(seen.err.why, "its Content-Length is not a number: \"Content-Length: -5\"");
    assert_int_equal(seen.err.http_status, 200);
    assert_string_equal(seen.err.request_id, "r-1");
    reply_seen_read(&seen, OK_HEAD "Content-Length: 5\r\n\r\nab");
    assert_int_equal(askcam_http_reply_finish(&seen.reply), ASKCAM_ERR_PROTOCOL);
    assert_string_equal(seen.err.why, "the connection ended too early, after 2 bytes of the body");
}

/* As curl takes them: only what is about framing must be exact. */
static void http_odd_lines_of_a_head_are_taken(void **state)
{
    static const struct {
        const char *head;
        const char *type;
        const char *encoding;
    } rows[] = {
        {"X: a\r\n b: c\r\nContent-Type: text/plain\r\n", "text/plain", ""},
        {"Content-Type: text/event-stream;\r\n\tcharset=utf-8\r\n",
         "text/event-stream;?charset=utf-8", ""},
        {"Content-Type:\r\n text/plain\r\n", "text/plain", ""},
        {"Content-Type: a\n b\n\tc\n", "a b?c", ""},
        {"X: a\r\n Content-Length: 99\r\n", "", ""},          /* part of X */
        {" Content-Type: a\r\nContent-Type: b\r\n", "b", ""}, /* there is nothing to fold */
        {"a line without a colon\r\nContent-Type: b\r\n", "b", ""},
        {"Content Type: a\r\n(x): b\r\n: c\r\nContent-Type: b\r\n", "b", ""},
        {"Content-Type : a\r\nContent-Type: b\r\n", "b", ""},
        {"N\xC3\xA4me: a\r\nContent-Type: b\r\n", "b", ""},
        {"Content-Encoding: none\r\n", "", ""},
        {"Content-Encoding: Identity\r\n", "", ""},
        {"Content-Encoding: identity, none,\r\nContent-Encoding: br\r\n", "", "br"},
        {"Content-Encoding: identity, gzip\r\n", "", "identity, gzip"},
        {"Content-Encoding: nonesuch\r\n", "", "nonesuch"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char bytes[256];
        (void)snprintf(bytes, sizeof bytes, OK_HEAD "%sContent-Length: 2\r\n\r\nok", rows[i].head);
        for (size_t cut = 0; cut <= strlen(bytes); cut++) {
            struct reply_seen seen = {.text = ""};
            reply_seen_start(&seen);
            (void)reply_seen_push(&seen, bytes, cut);
            (void)reply_seen_push(&seen, bytes + cut, strlen(bytes) - cut);
            assert_int_equal(seen.status, ASKCAM_OK);
            assert_string_equal(seen.text, "200|ok");
            assert_string_equal(seen.head.content_type, rows[i].type);
            assert_string_equal(seen.head.content_encoding, rows[i].encoding);
        }
    }
}

static void http_odd_lines_about_framing_are_refused(void **state)
{
    static const char *const heads[] = {
        "Content-Length : 2\r\n",
        " Content-Length: 2\r\n",
        "Content-Length:\r\n 2\r\n",
        "Content-Length: 2\r\n 3\r\n",
        "Transfer-Encoding: \r\n chunked\r\n",
        "Transfer-Encoding : chunked\r\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct reply_seen seen;
        char bytes[128];
        (void)snprintf(bytes, sizeof bytes, OK_HEAD "%s\r\n", heads[i]);
        reply_seen_read(&seen, bytes);
        assert_int_equal(seen.status, ASKCAM_ERR_PROTOCOL);
        assert_int_equal(seen.heads, 0);
    }
}

#define SECRET "sk-0123456789abcdefghij" /* 23 bytes */

/* Wherever a value or a line is cut: less than 12 bytes of the secret, or none of it. */
static void assert_hidden(const char *text)
{
    char start[13] = "";

    memcpy(start, SECRET, 12);
    assert_null(strstr(text, start));
    if (strlen(text) > 0) { /* nor a shorter beginning where the text was cut */
        for (size_t bytes = 4; bytes < 12; bytes++) {
            const size_t text_bytes = strlen(text);
            assert_false(text_bytes >= bytes &&
                         memcmp(text + text_bytes - bytes, SECRET, bytes) == 0);
        }
    }
}

static void http_secret_is_masked_before_a_text_is_cut(void **state)
{
    static const struct {
        const char *before;
        const char *behind;
    } rows[] = {
        {OK_HEAD "Content-Type: ", "\r\nContent-Length: 0\r\n\r\n"},
        {OK_HEAD "Location: ", "\r\nContent-Length: 0\r\n\r\n"},
        {OK_HEAD "x-request-id: ", "\r\nContent-Length: 0\r\n\r\n"},
        {OK_HEAD "Retry-After:\r\n ", "\r\nContent-Length: 0\r\n\r\n"},
        {OK_HEAD "Content-Length: ", "\r\n\r\n"},
        {"HTTP/1.1 ", "\r\n\r\n"},
        {"", "\r\n\r\n"},
        {CHUNKED, "\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int before = 0; before < ASKCAM_HTTP_FIELD_BYTES + 30; before++) {
            char padding[ASKCAM_HTTP_FIELD_BYTES + 40];
            char bytes[ASKCAM_HTTP_FIELD_BYTES + 300];
            struct reply_seen seen = {.text = ""};
            memset(padding, before % 2 == 0 ? ' ' : 'x', sizeof padding);
            padding[before] = '\0';
            (void)snprintf(bytes, sizeof bytes, "%s%s" SECRET "%s", rows[i].before, padding,
                           rows[i].behind);
            reply_seen_start(&seen);
            askcam_http_reply_mask(&seen.reply, SECRET);
            (void)reply_seen_push(&seen, bytes, strlen(bytes));
            assert_hidden(seen.head.content_type);
            assert_hidden(seen.head.location);
            assert_hidden(seen.head.request_id);
            assert_hidden(seen.head.retry_after);
            assert_hidden(seen.err.why);
        }
    }
}

struct fields_seen {
    char text[256]; /* NAME=VALUE| of each */
};

static void on_field(void *ctx, const struct askcam_http_field *field)
{
    struct fields_seen *seen = ctx;
    const size_t used = strlen(seen->text);

    (void)snprintf(seen->text + used, sizeof seen->text - used, "%.*s=%.*s|",
                   (int)field->name_bytes, field->name,
                   field->value_bytes < 50 ? (int)field->value_bytes : 5, field->value);
}

static enum askcam_status ignore_head(void *ctx, const struct askcam_http_head *head)
{
    (void)ctx;
    (void)head;
    return ASKCAM_OK;
}

static enum askcam_status ignore_body(void *ctx, const void *bytes, size_t bytes_len)
{
    (void)ctx;
    (void)bytes;
    (void)bytes_len;
    return ASKCAM_OK;
}

static void read_fields(struct fields_seen *seen, const char *bytes)
{
    const struct askcam_http_callbacks callbacks = {
        .ctx = seen, .field = on_field, .head = ignore_head, .body = ignore_body};
    struct askcam_http_reply reply;
    size_t taken_bytes = 0;

    askcam_http_reply_init(&reply, &callbacks, NULL);
    askcam_http_reply_mask(&reply, SECRET);
    for (size_t i = 0; bytes[i] != '\0'; i++) {
        assert_int_equal(askcam_http_reply_push(&reply, bytes + i, 1, &taken_bytes), ASKCAM_OK);
    }
}

static void http_each_header_is_reported(void **state)
{
    struct fields_seen seen = {.text = ""};

    (void)state;
    read_fields(&seen, "HTTP/1.1 100 Continue\r\nEarly: no\r\n\r\n" OK_HEAD
                       "WWW-Authenticate: \t Basic realm=\"x\" \r\n"
                       "www-authenticate:Digest\r\n nonce=\"n\"\r\n"
                       "Location: " SECRET "\r\nno colon\r\nodd name: x\r\nempty:\r\n"
                       "Content-Length: 0\r\n\r\n");
    assert_string_equal(seen.text, "WWW-Authenticate=Basic realm=\"x\"|"
                                   "www-authenticate=Digest nonce=\"n\"|Location=" SECRET
                                   "|empty=|Content-Length=0|");
}

static void http_a_header_that_does_not_fit_is_not_reported(void **state)
{
    (void)state;
    for (int more = -1; more <= 1; more++) {
        struct fields_seen seen = {.text = ""};
        char bytes[2 * ASKCAM_HTTP_FIELD_BYTES];
        const int value_bytes = ASKCAM_HTTP_FIELD_BYTES - 3 + more; /* behind "X:", before CR */

        (void)snprintf(bytes, sizeof bytes, OK_HEAD "X:%0*d\r\nContent-Length: 0\r\n\r\n",
                       value_bytes, 0);
        read_fields(&seen, bytes);
        assert_string_equal(seen.text,
                            more <= 0 ? "X=00000|Content-Length=0|" : "Content-Length=0|");
    }
}

static void http_secret_is_shown_as_asterisks(void **state)
{
    struct reply_seen seen = {.text = ""};
    static const char bytes[] = OK_HEAD "Location: https://h/?key=" SECRET "&x\r\n"
                                        "x-request-id: sk-0123456789\r\n"
                                        "Content-Length: 0\r\n\r\n";

    (void)state;
    reply_seen_start(&seen);
    askcam_http_reply_mask(&seen.reply, SECRET);
    (void)reply_seen_push(&seen, bytes, sizeof bytes - 1);
    assert_string_equal(seen.head.location, "https://h/?key=***********************&x");
    assert_string_equal(seen.head.request_id, "*************"); /* a beginning of it */
}

static void http_nul_in_a_name_is_refused(void **state)
{
    static const char bytes[] = OK_HEAD "X\0: a\r\n\r\n";
    struct reply_seen seen = {.text = ""};

    (void)state;
    reply_seen_start(&seen);
    assert_int_equal(reply_seen_push(&seen, bytes, sizeof bytes - 1), ASKCAM_ERR_PROTOCOL);
}

static void http_reply_needs_no_error_to_fill(void **state)
{
    struct reply_seen seen = {.text = ""};
    size_t taken_bytes = 0;

    (void)state;
    reply_seen_start(&seen);
    const struct askcam_http_callbacks callbacks = seen.reply.callbacks;
    askcam_http_reply_init(&seen.reply, &callbacks, NULL);
    assert_int_equal(askcam_http_reply_push(&seen.reply, NULL, 0, &taken_bytes), ASKCAM_OK);
    assert_int_equal(askcam_http_reply_push(&seen.reply, "x", 1, &taken_bytes),
                     ASKCAM_ERR_PROTOCOL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(http_head_keeps_what_matters),
        cmocka_unit_test(http_head_is_empty_where_headers_are_absent),
        cmocka_unit_test(http_request_id_goes_by_name_not_order),
        cmocka_unit_test(http_long_value_is_cut),
        cmocka_unit_test(http_connection_closes_when_it_says_so_or_must),
        cmocka_unit_test(http_heads_and_trailers_are_bounded),
        cmocka_unit_test(http_head_of_the_largest_size_passes),
        cmocka_unit_test(http_callback_that_fails_is_not_called_again),
        cmocka_unit_test(http_refusal_shows_what_was_seen),
        cmocka_unit_test(http_odd_lines_of_a_head_are_taken),
        cmocka_unit_test(http_odd_lines_about_framing_are_refused),
        cmocka_unit_test(http_each_header_is_reported),
        cmocka_unit_test(http_a_header_that_does_not_fit_is_not_reported),
        cmocka_unit_test(http_secret_is_masked_before_a_text_is_cut),
        cmocka_unit_test(http_secret_is_shown_as_asterisks),
        cmocka_unit_test(http_nul_in_a_name_is_refused),
        cmocka_unit_test(http_reply_needs_no_error_to_fill),
    };
    return cmocka_run_group_tests_name("http_head", tests, NULL, NULL);
}
