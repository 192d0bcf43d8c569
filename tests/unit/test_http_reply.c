/* SPDX-License-Identifier: MIT */
/* test_http_reply.c - every reply below, whole, byte by byte, and cut once at every place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cuts.h"
#include "http_reply.h"

#define OK_HEAD   "HTTP/1.1 200 OK\r\n"
#define CHUNKED   OK_HEAD "Transfer-Encoding: chunked\r\n\r\n"
#define TEN       "0123456789"
#define FIFTY     TEN TEN TEN TEN TEN
#define BYTES_250 FIFTY FIFTY FIFTY FIFTY FIFTY

enum end { WHOLE, TO_END, BROKEN_OFF, REFUSED, NOTHING };

static struct reply_case {
    const char *name;
    const char *bytes;
    const char *seen; /* status of the head, '|', the body */
    enum end end;
    size_t left_bytes; /* behind the reply */
} cases[] = {
    /* Bodies by length. */
    {"length", OK_HEAD "Content-Length: 3\r\n\r\neye", "200|eye", WHOLE, 0},
    {"length, and the next reply", OK_HEAD "Content-Length: 3\r\n\r\neyeHTTP", "200|eye", WHOLE, 4},
    {"length 0", OK_HEAD "Content-Length: 0\r\n\r\nrest", "200|", WHOLE, 4},
    {"no reason", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", "200|x", WHOLE, 0},
    {"no reason but its space", "HTTP/1.1 404 \r\nContent-Length: 1\r\n\r\nx", "404|x", WHOLE, 0},
    {"a reason of another language", "HTTP/1.1 200 \xC3\xA9\r\nContent-Length: 1\r\n\r\nx", "200|x",
     WHOLE, 0},
    {"LF alone", "HTTP/1.1 200 OK\nContent-Length: 2\n\nab", "200|ab", WHOLE, 0},
    {"names in any case, space around values",
     OK_HEAD "CONTENT-length:\t 2 \t\r\nX-Other:\r\n\r\nab", "200|ab", WHOLE, 0},
    {"no space after the colon", OK_HEAD "Content-Length:2\r\n\r\nab", "200|ab", WHOLE, 0},
    {"the same length twice", OK_HEAD "Content-Length: 2\r\ncontent-length: 2\r\n\r\nab", "200|ab",
     WHOLE, 0},
    {"the same length in a list", OK_HEAD "Content-Length: 2, 2\r\n\r\nab", "200|ab", WHOLE, 0},
    {"leading zeros", OK_HEAD "Content-Length: 0002\r\n\r\nab", "200|ab", WHOLE, 0},
    {"largest length", OK_HEAD "Content-Length: 18446744073709551615\r\n\r\nab", "200|ab",
     BROKEN_OFF, 0},
    {"broken off in the body", OK_HEAD "Content-Length: 3\r\n\r\ney", "200|ey", BROKEN_OFF, 0},
    {"broken off before it", OK_HEAD "Content-Length: 3\r\n\r\n", "200|", BROKEN_OFF, 0},
    {"a long header is cut", OK_HEAD "X: " BYTES_250 BYTES_250 "\r\nContent-Length: 1\r\n\r\nx",
     "200|x", WHOLE, 0},

    /* Bodies without length. */
    {"up to the end", OK_HEAD "\r\neye", "200|eye", TO_END, 0},
    {"up to the end, empty", OK_HEAD "\r\n", "200|", TO_END, 0},
    {"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\neye", "200|eye", TO_END, 0},
    {"204 has none", "HTTP/1.1 204 No Content\r\n\r\nHTTP", "204|", WHOLE, 4},
    {"304 has none whatever its length", "HTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\nHTTP", "304|",
     WHOLE, 4},

    /* Chunks. */
    {"chunks", CHUNKED "3\r\neye\r\n1\r\ns\r\n0\r\n\r\n", "200|eyes", WHOLE, 0},
    {"chunks, and the next reply", CHUNKED "1\r\nx\r\n0\r\n\r\nHTTP", "200|x", WHOLE, 4},
    {"no chunk but the last", CHUNKED "0\r\n\r\n", "200|", WHOLE, 0},
    {"sizes in hexadecimal", CHUNKED "00A\r\n" TEN "\r\nf\r\n" TEN "abcde\r\n0\r\n\r\n",
     "200|" TEN TEN "abcde", WHOLE, 0},
    {"line ends within a chunk", CHUNKED "4\r\n\r\n\r\n\r\n0\r\n\r\n", "200|\r\n\r\n", WHOLE, 0},
    {"extensions", CHUNKED "1;a=b\r\nx\r\n1 ; c=\"d\"\r\ny\r\n0;e\r\n\r\n", "200|xy", WHOLE, 0},
    {"blanks after the size", CHUNKED "1 \t\r\nx\r\n0 \r\n\r\n", "200|x", WHOLE, 0},
    {"trailers", CHUNKED "1\r\nx\r\n0\r\nX-Sum: 1\r\nContent-Length: 7\r\n\r\n", "200|x", WHOLE, 0},
    {"chunks with LF alone", CHUNKED "1\nx\n0\n\n", "200|x", WHOLE, 0},
    {"chunked in capitals", OK_HEAD "Transfer-Encoding:  CHUNKED \r\n\r\n1\r\nx\r\n0\r\n\r\n",
     "200|x", WHOLE, 0},
    {"204 with chunks has none", "HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n", "204|",
     WHOLE, 0},
    {"largest chunk", CHUNKED "ffffffffffffffff\r\nx", "200|x", BROKEN_OFF, 0},
    {"chunks broken off in a size", CHUNKED "1", "200|", BROKEN_OFF, 0},
    {"in a chunk", CHUNKED "3\r\ney", "200|ey", BROKEN_OFF, 0},
    {"behind a chunk", CHUNKED "3\r\neye\r\n", "200|eye", BROKEN_OFF, 0},
    {"before the trailers' end", CHUNKED "0\r\n", "200|", BROKEN_OFF, 0},
    {"too large a chunk", CHUNKED "10000000000000000\r\nx", "200|", REFUSED, 0},
    {"a chunk without size", CHUNKED "\r\nx", "200|", REFUSED, 0},
    {"a size that is none", CHUNKED "x\r\n", "200|", REFUSED, 0},
    {"a negative size", CHUNKED "-1\r\nx", "200|", REFUSED, 0},
    {"a size with 0x", CHUNKED "0x1\r\nx", "200|", REFUSED, 0},
    {"a size with a point", CHUNKED "1.0\r\nx", "200|", REFUSED, 0},
    {"a space before the size", CHUNKED " 1\r\nx", "200|", REFUSED, 0},
    {"a chunk longer than its size", CHUNKED "1\r\nxy\r\n0\r\n\r\n", "200|x", REFUSED, 0},
    {"a chunk without end", CHUNKED "1\r\nx0\r\n\r\n", "200|x", REFUSED, 0},
    {"an extension that goes on", CHUNKED "1;" BYTES_250 TEN "\r\nx\r\n0\r\n\r\n", "200|", REFUSED,
     0},

    /* Interim replies. */
    {"100, then the reply", "HTTP/1.1 100 Continue\r\n\r\n" OK_HEAD "Content-Length: 1\r\n\r\nx",
     "200|x", WHOLE, 0},
    {"its headers do not count",
     "HTTP/1.1 103 Early\r\nContent-Length: 7\r\nX-Request-Id: a\r\n\r\n" OK_HEAD "\r\nx", "200|x",
     TO_END, 0},
    {"eight of them",
     "HTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\n"
     "HTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\n" OK_HEAD
     "\r\n",
     "200|", TO_END, 0},
    {"nine of them",
     "HTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\n"
     "HTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\nHTTP/1.1 100\r\n\r\n"
     "HTTP/1.1 199\r\n\r\n" OK_HEAD "\r\n",
     "", REFUSED, 0},
    {"101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", "", REFUSED, 0},
    {"broken off behind one", "HTTP/1.1 100 Continue\r\n\r\n", "", BROKEN_OFF, 0},

    /* Heads that are none. */
    {"nothing", "", "", NOTHING, 0},
    {"one byte", "H", "", BROKEN_OFF, 0},
    {"broken off in the status line", "HTTP/1.1 200", "", BROKEN_OFF, 0},
    {"broken off in the head", OK_HEAD "Content-Le", "", BROKEN_OFF, 0},
    {"an empty line first", "\r\n" OK_HEAD "\r\n", "", REFUSED, 0},
    {"another protocol", "SSH-2.0-OpenSSH_9.2p1\r\n", "", REFUSED, 0},
    {"TLS", "\x15\x03\x01", "", REFUSED, 0},
    {"only a page", "<html>", "", REFUSED, 0},
    {"HTTP/0.9", "HTTP/0.9 200 OK\r\n\r\n", "", REFUSED, 0},
    {"HTTP/2", "HTTP/2 200\r\n\r\n", "", REFUSED, 0},
    {"HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n", "", REFUSED, 0},
    {"HTTP/1.10", "HTTP/1.10 200 OK\r\n\r\n", "", REFUSED, 0},
    {"lower case", "http/1.1 200 OK\r\n\r\n", "", REFUSED, 0},
    {"no status", "HTTP/1.1 OK\r\n\r\n", "", REFUSED, 0},
    {"no status at all", "HTTP/1.1\r\n\r\n", "", REFUSED, 0},
    {"status with two digits", "HTTP/1.1 20 OK\r\n\r\n", "", REFUSED, 0},
    {"status with four", "HTTP/1.1 2000 OK\r\n\r\n", "", REFUSED, 0},
    {"status 099", "HTTP/1.1 099 OK\r\n\r\n", "", REFUSED, 0},
    {"status 600", "HTTP/1.1 600 OK\r\n\r\n", "", REFUSED, 0},
    {"two spaces", "HTTP/1.1  200 OK\r\n\r\n", "", REFUSED, 0},
    {"folded header", OK_HEAD "X: a\r\n b\r\nContent-Length: 1\r\n\r\nx", "", REFUSED, 0},
    {"folded with a tabulator", OK_HEAD "X: a\r\n\tb\r\n\r\nx", "", REFUSED, 0},
    {"header without colon", OK_HEAD "X\r\n\r\n", "", REFUSED, 0},
    {"header without name", OK_HEAD ": x\r\n\r\n", "", REFUSED, 0},
    {"space before the colon", OK_HEAD "Content-Length : 1\r\n\r\nx", "", REFUSED, 0},
    {"two CR", OK_HEAD "\r\r\n", "", REFUSED, 0},

    /* Framing that could mean two things. */
    {"two lengths", OK_HEAD "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx", "", REFUSED, 0},
    {"two lengths in a list", OK_HEAD "Content-Length: 1, 2\r\n\r\nx", "", REFUSED, 0},
    {"a list with a hole", OK_HEAD "Content-Length: 1,\r\n\r\nx", "", REFUSED, 0},
    {"negative length", OK_HEAD "Content-Length: -1\r\n\r\nx", "", REFUSED, 0},
    {"length with plus", OK_HEAD "Content-Length: +1\r\n\r\nx", "", REFUSED, 0},
    {"length with a point", OK_HEAD "Content-Length: 1.0\r\n\r\nx", "", REFUSED, 0},
    {"empty length", OK_HEAD "Content-Length: \r\n\r\nx", "", REFUSED, 0},
    {"length too large", OK_HEAD "Content-Length: 18446744073709551616\r\n\r\nx", "", REFUSED, 0},
    {"length far too long", OK_HEAD "Content-Length: 1" BYTES_250 "\r\n\r\nx", "", REFUSED, 0},
    {"length hidden behind blanks",
     OK_HEAD "Content-Length:                                                                 "
             "                                                                                  "
             "                                                                                  "
             "                                     1\r\n\r\nx",
     "", REFUSED, 0},
    {"chunks and a length", OK_HEAD "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", "",
     REFUSED, 0},
    {"a length and chunks", OK_HEAD "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "",
     REFUSED, 0},
    {"chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "", REFUSED, 0},
    {"gzip and chunks", OK_HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n", "", REFUSED, 0},
    {"identity", OK_HEAD "Transfer-Encoding: identity\r\n\r\n", "", REFUSED, 0},
    {"chunked twice", OK_HEAD "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
     "", REFUSED, 0},
    {"empty encoding", OK_HEAD "Transfer-Encoding:\r\n\r\n", "", REFUSED, 0},
};

struct seen {
    struct askcam_http_reply reply;
    struct askcam_http_head head;
    struct askcam_error err;
    char text[128];
    size_t heads;
    size_t calls;
    size_t fail_at;
    size_t taken_bytes;
    enum askcam_status status;
};

static enum askcam_status count(struct seen *seen)
{
    seen->calls++;
    assert_true(seen->fail_at == 0 || seen->calls <= seen->fail_at);
    return seen->calls == seen->fail_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

static enum askcam_status take_head(void *ctx, const struct askcam_http_head *head)
{
    struct seen *seen = ctx;

    assert_int_equal(seen->heads++, 0);
    seen->head = *head;
    (void)snprintf(seen->text, sizeof seen->text, "%d|", head->status);
    return count(seen);
}

static enum askcam_status take_body(void *ctx, const void *bytes, size_t bytes_len)
{
    struct seen *seen = ctx;
    const size_t old_bytes = strlen(seen->text);

    assert_true(bytes_len > 0 && old_bytes + bytes_len + 1 <= sizeof seen->text);
    memcpy(seen->text + old_bytes, bytes, bytes_len);
    seen->text[old_bytes + bytes_len] = '\0';
    return count(seen);
}

static enum askcam_status push(void *ctx, const void *bytes, size_t bytes_len)
{
    struct seen *seen = ctx;
    size_t taken_bytes = bytes_len + 1;

    seen->status = askcam_http_reply_push(&seen->reply, bytes, bytes_len, &taken_bytes);
    assert_true(taken_bytes <= bytes_len);
    assert_true(taken_bytes == bytes_len || seen->status != ASKCAM_OK ||
                askcam_http_reply_is_whole(&seen->reply));
    seen->taken_bytes += taken_bytes;
    return seen->status;
}

static void start(struct seen *seen)
{
    const struct askcam_http_taker taker = {.ctx = seen, .head = take_head, .body = take_body};

    memset(&seen->reply, 0xA5, sizeof seen->reply);
    askcam_http_reply_init(&seen->reply, &taker, &seen->err);
}

static void check_end(const struct reply_case *row, struct seen *seen)
{
    const enum askcam_status expected = row->end == NOTHING  ? ASKCAM_ERR_CLOSED
                                        : row->end <= TO_END ? ASKCAM_OK
                                                             : ASKCAM_ERR_PROTOCOL;

    assert_int_equal(seen->status, row->end == REFUSED ? ASKCAM_ERR_PROTOCOL : ASKCAM_OK);
    assert_int_equal(askcam_http_reply_is_whole(&seen->reply), row->end == WHOLE);
    assert_int_equal(askcam_http_reply_finish(&seen->reply), expected);
    assert_int_equal(askcam_http_reply_finish(&seen->reply), expected);
    assert_int_equal(askcam_http_reply_is_whole(&seen->reply), row->end <= TO_END);
    assert_int_equal(seen->err.kind, expected == ASKCAM_ERR_PROTOCOL ? expected : ASKCAM_OK);
    assert_int_equal(seen->err.mend[0] == '\0', seen->err.kind == ASKCAM_OK);
}

static void check(const void *row_ptr, size_t first_bytes, size_t piece_bytes)
{
    const struct reply_case *row = row_ptr;
    const size_t all_bytes = strlen(row->bytes);
    struct seen seen = {.text = ""};

    start(&seen);
    (void)push_cut(push, &seen, row->bytes, all_bytes, first_bytes, piece_bytes);
    assert_string_equal(seen.text, row->seen);
    if (row->end != REFUSED) {
        assert_int_equal(seen.taken_bytes, all_bytes - row->left_bytes);
    }
    check_end(row, &seen);
}

static void http_reply_does_not_depend_on_the_cuts(void **state)
{
    const struct reply_case *row = *state;

    for_every_cut(check, row, strlen(row->bytes));
}

static void read_whole(struct seen *seen, const char *bytes)
{
    *seen = (struct seen){.text = ""};
    start(seen);
    (void)push(seen, bytes, strlen(bytes));
}

static void http_head_keeps_what_matters(void **state)
{
    struct seen seen;

    (void)state;
    read_whole(&seen, "HTTP/1.1 429 Too Many\r\n"
                      "content-type: text/event-stream;charset=UTF-8\r\n"
                      "Content-Type: text/plain\r\n"
                      "X-DashScope-Request-Id: second\r\n"
                      "x-request-id: fir\xC3\xA9st\r\n"
                      "Retry-After: 20\r\n"
                      "Location: https://other.example/\r\n"
                      "Content-Encoding: gzip\r\n"
                      "X-Dashscope-PartialResponse: True\r\n"
                      "Content-Length: 7\r\n\r\n");
    assert_int_equal(seen.head.status, 429);
    assert_string_equal(seen.head.content_type, "text/event-stream;charset=UTF-8");
    assert_string_equal(seen.head.request_id, "fir??st");
    assert_string_equal(seen.head.retry_after, "20");
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
    struct seen seen;

    (void)state;
    read_whole(&seen, CHUNKED);
    assert_string_equal(seen.head.content_type, "");
    assert_string_equal(seen.head.request_id, "");
    assert_string_equal(seen.head.location, "");
    assert_false(seen.head.partial);
    assert_false(seen.head.has_length);
    assert_true(seen.head.chunked);
}

static void http_request_id_goes_by_name_not_order(void **state)
{
    struct seen seen;

    (void)state;
    read_whole(&seen, OK_HEAD "x-request-id: a\r\nx-dashscope-request-id: b\r\n\r\n");
    assert_string_equal(seen.head.request_id, "a");
    read_whole(&seen, OK_HEAD "x-dashscope-request-id: b\r\n\r\n");
    assert_string_equal(seen.head.request_id, "b");
}

static void http_long_value_is_cut(void **state)
{
    struct seen seen;

    (void)state;
    read_whole(&seen, OK_HEAD "Location: " BYTES_250 "\r\nContent-Length: 0\r\n\r\n");
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
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct seen seen;
        read_whole(&seen, rows[i].bytes);
        assert_int_equal(seen.heads, 1);
        assert_int_equal(seen.head.closes, rows[i].closes);
    }
}

/* Pushes the same line for ever; returns how many bytes it took to be refused. */
static size_t bytes_until_refused(const char *start_bytes, const char *line)
{
    struct seen seen;
    size_t pushed_bytes = strlen(start_bytes);

    read_whole(&seen, start_bytes);
    while (seen.status == ASKCAM_OK && pushed_bytes < 1000000) {
        (void)push(&seen, line, strlen(line));
        pushed_bytes += strlen(line);
    }
    assert_int_equal(seen.status, ASKCAM_ERR_PROTOCOL);
    return pushed_bytes;
}

static void http_heads_and_trailers_are_bounded(void **state)
{
    const size_t most_bytes = ASKCAM_HTTP_HEAD_BYTES + 300;

    (void)state;
    assert_in_range(bytes_until_refused(OK_HEAD, "X: y\r\n"), ASKCAM_HTTP_HEAD_BYTES, most_bytes);
    assert_in_range(bytes_until_refused(OK_HEAD, TEN), ASKCAM_HTTP_HEAD_BYTES, most_bytes);
    assert_in_range(bytes_until_refused("HTTP/1.1 200 ", TEN), ASKCAM_HTTP_HEAD_BYTES, most_bytes);
    assert_in_range(bytes_until_refused(CHUNKED "0\r\n", "X: y\r\n"), ASKCAM_HTTP_HEAD_BYTES,
                    most_bytes);
    assert_in_range(bytes_until_refused(CHUNKED "1;", TEN), 200, 400);
}

static void http_head_of_the_largest_size_passes(void **state)
{
    static char bytes[ASKCAM_HTTP_HEAD_BYTES + 2];
    struct seen seen = {.text = ""};
    const size_t head_bytes = strlen(OK_HEAD);

    (void)state;
    for (size_t more = 0; more < 2; more++) {
        memset(bytes, 'x', sizeof bytes);
        memcpy(bytes, OK_HEAD "X:", head_bytes + 2);
        memcpy(bytes + ASKCAM_HTTP_HEAD_BYTES + more - 4, "\r\n\r\n", 4);
        seen = (struct seen){.text = ""};
        start(&seen);
        (void)push(&seen, bytes, ASKCAM_HTTP_HEAD_BYTES + more);
        assert_int_equal(seen.status, more == 0 ? ASKCAM_OK : ASKCAM_ERR_PROTOCOL);
        assert_int_equal(seen.heads, more == 0);
    }
}

static void http_taker_that_fails_is_not_called_again(void **state)
{
    static const char BYTES[] = CHUNKED "1\r\nx\r\n2\r\nyz\r\n0\r\n\r\n";
    size_t all_calls = 0;

    (void)state;
    for (size_t fail_at = 1; fail_at <= all_calls + 1; fail_at++) {
        struct seen seen = {.fail_at = fail_at};
        start(&seen);
        (void)push_cut(push, &seen, BYTES, sizeof BYTES - 1, 0, sizeof BYTES);
        assert_int_equal(askcam_http_reply_finish(&seen.reply),
                         seen.calls == fail_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK);
        assert_int_equal(askcam_http_reply_is_whole(&seen.reply), seen.calls != fail_at);
        assert_int_equal(seen.err.kind, ASKCAM_OK); /* the taker keeps its own reason */
        all_calls = seen.calls;
    }
    assert_int_equal(all_calls, 3);
}

static void http_refusal_shows_what_was_seen(void **state)
{
    struct seen seen;

    (void)state;
    read_whole(&seen, "\x15\x03\x01\\ z");
    assert_string_equal(seen.err.why, "it is not HTTP/1.1: \"\\x15\\x03\\x01\\x5c z\"");
    read_whole(&seen, OK_HEAD "x-request-id: r-1\r\nContent-Length: -5\r\n\r\n");
    assert_string_equal(seen.err.why, "its Content-Length is no number: \"Content-Length: -5\"");
    assert_int_equal(seen.err.http_status, 200);
    assert_string_equal(seen.err.request_id, "r-1");
    read_whole(&seen, OK_HEAD "Content-Length: 5\r\n\r\nab");
    assert_int_equal(askcam_http_reply_finish(&seen.reply), ASKCAM_ERR_PROTOCOL);
    assert_string_equal(seen.err.why, "the connection ended after 2 of 5 bytes");
}

static void http_reply_needs_no_error_to_fill(void **state)
{
    struct seen seen = {.text = ""};
    const struct askcam_http_taker taker = {.ctx = &seen, .head = take_head, .body = take_body};
    size_t taken_bytes = 0;

    (void)state;
    askcam_http_reply_init(&seen.reply, &taker, NULL);
    assert_int_equal(askcam_http_reply_push(&seen.reply, NULL, 0, &taken_bytes), ASKCAM_OK);
    assert_int_equal(askcam_http_reply_push(&seen.reply, "x", 1, &taken_bytes),
                     ASKCAM_ERR_PROTOCOL);
}

enum { ROWS_COUNT = sizeof cases / sizeof cases[0] };

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(http_head_keeps_what_matters),
        cmocka_unit_test(http_head_is_empty_where_headers_are_absent),
        cmocka_unit_test(http_request_id_goes_by_name_not_order),
        cmocka_unit_test(http_long_value_is_cut),
        cmocka_unit_test(http_connection_closes_when_it_says_so_or_must),
        cmocka_unit_test(http_heads_and_trailers_are_bounded),
        cmocka_unit_test(http_head_of_the_largest_size_passes),
        cmocka_unit_test(http_taker_that_fails_is_not_called_again),
        cmocka_unit_test(http_refusal_shows_what_was_seen),
        cmocka_unit_test(http_reply_needs_no_error_to_fill),
    };
    struct CMUnitTest tests[ROWS_COUNT];

    for (size_t i = 0; i < ROWS_COUNT; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = http_reply_does_not_depend_on_the_cuts,
                                       .initial_state = &cases[i]};
    }
    const int failed = cmocka_run_group_tests_name("http_reply", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("http_reply, apart", others, NULL, NULL);
}
