/* SPDX-License-Identifier: MIT */
/* test_http_reply.c - every reply below, whole, byte by byte, and cut once at every place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cuts.h"
#include "reply_seen.h"

#define ZEROS_50  "00000000000000000000000000000000000000000000000000"
#define ZEROS_250 ZEROS_50 ZEROS_50 ZEROS_50 ZEROS_50 ZEROS_50

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
    {"a size that is not a number", CHUNKED "x\r\n", "200|", REFUSED, 0},
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
    {"folded header", OK_HEAD "X: a\r\n b\r\nContent-Length: 1\r\n\r\nx", "200|x", WHOLE, 0},
    {"folded with a tab", OK_HEAD "X: a\r\n\tb\r\n\r\nx", "200|x", TO_END, 0},
    {"folded twice", OK_HEAD "X: a\r\n b\r\n c\r\n\r\nx", "200|x", TO_END, 0},
    {"the head ends within a fold", OK_HEAD "X: a\r\n b", "", BROKEN_OFF, 0},
    {"the head ends before one", OK_HEAD "X: a\r\n", "", BROKEN_OFF, 0},
    {"folded about framing", OK_HEAD "Content-Length:\r\n 1\r\n\r\nx", "", REFUSED, 0},
    {"header without colon", OK_HEAD "X\r\n\r\n", "200|", TO_END, 0},
    {"header without name", OK_HEAD ": x\r\n\r\n", "200|", TO_END, 0},
    {"a lone CR in a header", OK_HEAD "X: a\rContent-Length: 1\r\n\r\nx", "", REFUSED, 0},
    {"space before the colon", OK_HEAD "Content-Length : 1\r\n\r\nx", "", REFUSED, 0},
    {"two CR", OK_HEAD "\r\r\n\r\n", "", REFUSED, 0},

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
    {"length far too long, but 0 so far", OK_HEAD "Content-Length: " ZEROS_250 "1\r\n\r\nx", "",
     REFUSED, 0},
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

static void check_end(const struct reply_case *row, struct reply_seen *seen)
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
    assert_int_equal(seen->err.hint[0] == '\0', seen->err.kind == ASKCAM_OK);
}

static void check(const void *row_ptr, size_t first_bytes, size_t piece_bytes)
{
    const struct reply_case *row = row_ptr;
    const size_t all_bytes = strlen(row->bytes);
    struct reply_seen seen = {.text = ""};

    reply_seen_start(&seen);
    (void)push_cut(reply_seen_push, &seen, row->bytes, all_bytes, first_bytes, piece_bytes);
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

enum { ROWS_COUNT = sizeof cases / sizeof cases[0] };

int main(void)
{
    struct CMUnitTest tests[ROWS_COUNT];

    for (size_t i = 0; i < ROWS_COUNT; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = http_reply_does_not_depend_on_the_cuts,
                                       .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("http_reply", tests, NULL, NULL);
}
