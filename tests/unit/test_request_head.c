/* SPDX-License-Identifier: MIT */
/* test_request_head.c - heads as they are sent, and bodies in every framing and cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cuts.h"
#include "request_head.h"

#define PIECE     ((size_t)ASKCAM_BODY_PIECE_BYTES)
#define ALL_BYTES (4 * PIECE)

/* What a connection sees: all bytes, and how many writes brought them. */
struct wire {
    char bytes[ALL_BYTES + 1024];
    size_t bytes_len;
    size_t writes;
    size_t write_bytes[64];
    size_t fail_at;
};

static enum askcam_status take(void *ctx, const void *bytes, size_t bytes_len)
{
    struct wire *wire = ctx;

    assert_true(bytes_len > 0 && bytes_len < sizeof wire->bytes - wire->bytes_len);
    assert_true(wire->fail_at == 0 || wire->writes < wire->fail_at);
    memcpy(wire->bytes + wire->bytes_len, bytes, bytes_len);
    wire->bytes_len += bytes_len;
    wire->bytes[wire->bytes_len] = '\0';
    wire->write_bytes[wire->writes++ % 64] = bytes_len;
    return wire->writes == wire->fail_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

static struct askcam_sink sink_of(struct wire *wire)
{
    return (struct askcam_sink){.write = take, .ctx = wire};
}

static void clear(struct wire *wire, size_t fail_at)
{
    wire->bytes[0] = '\0';
    wire->bytes_len = 0;
    wire->writes = 0;
    wire->fail_at = fail_at;
}

static const struct askcam_header HEADERS[] = {
    {"Authorization", "Bearer sk-1"},
    {"Content-Type", "application/json"},
};

static struct head_case {
    const char *name;
    const char *url;
    const char *method;
    const char *path;
    enum askcam_framing framing;
    uint64_t body_bytes;
    const char *head;
} cases[] = {
    {"length", "https://h.example/v1", "POST", "/chat/completions", ASKCAM_FRAMING_LENGTH, 123,
     "POST /v1/chat/completions HTTP/1.1\r\nHost: h.example\r\nAuthorization: Bearer sk-1\r\n"
     "Content-Type: application/json\r\nContent-Length: 123\r\n\r\n"},
    {"chunked", "https://h.example", "POST", "/x", ASKCAM_FRAMING_CHUNKED, 123,
     "POST /x HTTP/1.1\r\nHost: h.example\r\nAuthorization: Bearer sk-1\r\n"
     "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"},
    {"port and IPv6", "http://[::1]:8080/", "POST", "/x", ASKCAM_FRAMING_LENGTH, UINT64_MAX,
     "POST /x HTTP/1.1\r\nHost: [::1]:8080\r\nAuthorization: Bearer sk-1\r\n"
     "Content-Type: application/json\r\nContent-Length: 18446744073709551615\r\n\r\n"},
    {"the other scheme's port is named", "http://localhost:443", "POST", "/x",
     ASKCAM_FRAMING_LENGTH, 0,
     "POST /x HTTP/1.1\r\nHost: localhost:443\r\nAuthorization: Bearer sk-1\r\n"
     "Content-Type: application/json\r\nContent-Length: 0\r\n\r\n"},
    {"the query stays last", "https://h/a/?api-version=2&b=/", "POST", "/chat",
     ASKCAM_FRAMING_LENGTH, 1,
     "POST /a/chat?api-version=2&b=/ HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer sk-1\r\n"
     "Content-Type: application/json\r\nContent-Length: 1\r\n\r\n"},
    {"GET with a body has one", "https://h/v1", "GET", "/models", ASKCAM_FRAMING_LENGTH, 5,
     "GET /v1/models HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer sk-1\r\n"
     "Content-Type: application/json\r\nContent-Length: 5\r\n\r\n"},
    {"GET has no length", "https://h/v1", "GET", "/models", ASKCAM_FRAMING_LENGTH, 0,
     "GET /v1/models HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer sk-1\r\n"
     "Content-Type: application/json\r\n\r\n"},
};

static struct wire wire; /* too large for a stack */

static void head_is_written_in_one_piece(void **state)
{
    const struct head_case *row = *state;
    struct askcam_url url;

    assert_int_equal(askcam_url_parse(&url, row->url, NULL), ASKCAM_OK);
    const struct askcam_request_head head = {.method = row->method,
                                             .url = &url,
                                             .path = row->path,
                                             .headers = HEADERS,
                                             .headers_count = 2,
                                             .framing = row->framing,
                                             .body_bytes = row->body_bytes};
    clear(&wire, 0);
    assert_int_equal(askcam_request_head_write(&head, sink_of(&wire), NULL), ASKCAM_OK);
    assert_string_equal(wire.bytes, row->head);
    assert_int_equal(wire.writes, 1);
}

static enum askcam_status write_with(const char *name, const char *value, struct askcam_error *err)
{
    struct askcam_url url;
    const struct askcam_header headers[] = {{"A", "b"}, {name, value}};
    const struct askcam_request_head head = {
        .method = "POST", .url = &url, .path = "/x", .headers = headers, .headers_count = 2};

    assert_int_equal(askcam_url_parse(&url, "https://h", NULL), ASKCAM_OK);
    return askcam_request_head_write(&head, sink_of(&wire), err);
}

static void head_with_a_line_end_in_it_is_never_written(void **state)
{
    static const struct askcam_header bad[] = {
        {"X", "a\rb"},   {"X", "a\nb"},   {"X", "key\n"},    {"X", "a\r\nHost: evil"},
        {"X", "\x01"},   {"X", "\x7F"},   {"", "a"},         {"X Y", "a"},
        {"X:", "a"},     {"X\r\nY", "a"}, {"\xC3\xA9", "a"}, {"X\t", "sec"},
        {"X(1)", "sec"},
    };

    (void)state;
    clear(&wire, 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(write_with(bad[i].name, bad[i].value, &err), ASKCAM_ERR_USAGE);
        assert_int_equal(wire.writes, 0);
        assert_int_equal(err.kind, ASKCAM_ERR_USAGE);
        assert_null(strstr(err.why, "key"));
    }
    assert_int_equal(write_with("X-Caf!", "caf\xC3\xA9\t\"x\"", NULL), ASKCAM_OK);
}

static void head_longer_than_its_buffer_is_whole_all_the_same(void **state)
{
    static char value[5001];

    (void)state;
    memset(value, 'v', 5000);
    clear(&wire, 0);
    assert_int_equal(write_with("X", value, NULL), ASKCAM_OK);
    assert_non_null(strstr(wire.bytes, value));
    assert_non_null(strstr(wire.bytes, "v\r\nContent-Length: 0\r\n\r\n"));
    const size_t all_writes = wire.writes;
    for (size_t fail_at = 1; fail_at <= all_writes; fail_at++) {
        clear(&wire, fail_at);
        assert_int_equal(write_with("X", value, NULL), ASKCAM_ERR_STOPPED);
        assert_int_equal(wire.writes, fail_at);
    }
}

static char body_bytes[ALL_BYTES];

static void fill_body(void)
{
    for (size_t i = 0; i < sizeof body_bytes; i++) {
        body_bytes[i] = (char)('a' + i % 23);
    }
}

static enum askcam_status push(void *ctx, const void *bytes, size_t bytes_len)
{
    return askcam_sink_write(askcam_body_sink(ctx), bytes, bytes_len);
}

static enum askcam_status write_body(enum askcam_framing framing, size_t promised, size_t all_bytes,
                                     size_t piece_bytes)
{
    static struct askcam_body body;

    memset(&body, 0xA5, sizeof body);
    askcam_body_init(&body, framing, promised, sink_of(&wire));
    (void)push_cut(push, &body, body_bytes, all_bytes, 0, piece_bytes);
    const enum askcam_status status = askcam_body_finish(&body);
    assert_true(status == ASKCAM_OK || askcam_body_finish(&body) == status);
    return status;
}

static const size_t SIZES[] = {0, 1, 15, 16, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE - 7};
static const size_t CUTS[] = {1, 100, 4096, PIECE - 1, PIECE, PIECE + 1, ALL_BYTES};
#define SIZES_COUNT (sizeof SIZES / sizeof SIZES[0])
#define CUTS_COUNT  (sizeof CUTS / sizeof CUTS[0])

static void body_by_length_is_the_bytes_in_full_pieces(void **state)
{
    (void)state;
    fill_body();
    for (size_t i = 0; i < SIZES_COUNT * CUTS_COUNT; i++) {
        const size_t bytes = SIZES[i / CUTS_COUNT];
        static struct askcam_body body;
        clear(&wire, 0);
        askcam_body_init(&body, ASKCAM_FRAMING_LENGTH, bytes, sink_of(&wire));
        (void)push_cut(push, &body, body_bytes, bytes, bytes / 3, CUTS[i % CUTS_COUNT]);
        assert_int_equal(askcam_body_finish(&body), ASKCAM_OK);
        assert_int_equal(wire.bytes_len, bytes);
        assert_memory_equal(wire.bytes, body_bytes, bytes);
        assert_int_equal(wire.writes, (bytes + PIECE - 1) / PIECE);
    }
}

/* Takes the chunks off again; each must be one write, the last with the end of the body. */
static size_t unchunk(char *out)
{
    const char *at = wire.bytes;
    size_t out_bytes = 0;
    size_t write = 0;

    for (;;) {
        char *behind = NULL;
        const char *start = at;
        const size_t size = strtoul(at, &behind, 16);
        assert_memory_equal(behind, "\r\n", 2);
        at = behind + 2;
        memcpy(out + out_bytes, at, size);
        out_bytes += size;
        at += size;
        assert_memory_equal(at, "\r\n", 2);
        at += 2;
        const bool is_last = strcmp(at, "0\r\n\r\n") == 0;
        if (size == 0) {
            assert_true(out_bytes == 0 && *at == '\0');
            return 0;
        }
        assert_int_equal(wire.write_bytes[write++], (size_t)(at - start) + (is_last ? 5 : 0));
        if (is_last) {
            assert_int_equal(write, wire.writes);
            return out_bytes;
        }
    }
}

static void body_in_chunks_is_one_write_a_chunk(void **state)
{
    static char out[ALL_BYTES];
    static struct askcam_body body;

    (void)state;
    fill_body();
    for (size_t i = 0; i < SIZES_COUNT * CUTS_COUNT; i++) {
        const size_t bytes = SIZES[i / CUTS_COUNT];
        clear(&wire, 0);
        askcam_body_init(&body, ASKCAM_FRAMING_CHUNKED, 0, sink_of(&wire));
        (void)push_cut(push, &body, body_bytes, bytes, bytes / 3, CUTS[i % CUTS_COUNT]);
        assert_int_equal(askcam_body_finish(&body), ASKCAM_OK);
        assert_int_equal(unchunk(out), bytes);
        assert_memory_equal(out, body_bytes, bytes);
    }
}

static void body_chunks_are_framed_so(void **state)
{
    struct askcam_body body;

    (void)state;
    clear(&wire, 0);
    askcam_body_init(&body, ASKCAM_FRAMING_CHUNKED, 0, sink_of(&wire));
    assert_int_equal(push(&body, "a good eye", 10), ASKCAM_OK);
    assert_int_equal(askcam_body_flush(&body), ASKCAM_OK);
    assert_int_equal(askcam_body_flush(&body), ASKCAM_OK); /* nothing held: no empty chunk */
    assert_string_equal(wire.bytes, "a\r\na good eye\r\n");
    assert_int_equal(push(&body, "s", 1), ASKCAM_OK);
    assert_int_equal(askcam_body_finish(&body), ASKCAM_OK);
    assert_string_equal(wire.bytes, "a\r\na good eye\r\n1\r\ns\r\n0\r\n\r\n");
    assert_int_equal(wire.writes, 2);
}

static void body_flush_hands_on_what_is_held(void **state)
{
    struct askcam_body body;

    (void)state;
    clear(&wire, 0);
    askcam_body_init(&body, ASKCAM_FRAMING_LENGTH, 4, sink_of(&wire));
    assert_int_equal(push(&body, "eye", 3), ASKCAM_OK);
    assert_int_equal(wire.writes, 0);
    assert_int_equal(askcam_body_flush(&body), ASKCAM_OK);
    assert_string_equal(wire.bytes, "eye");
    assert_int_equal(push(&body, "s", 1), ASKCAM_OK);
    assert_int_equal(askcam_body_finish(&body), ASKCAM_OK);
    assert_string_equal(wire.bytes, "eyes");
}

static void body_longer_than_promised_is_never_written(void **state)
{
    struct askcam_body body;

    (void)state;
    clear(&wire, 0);
    askcam_body_init(&body, ASKCAM_FRAMING_LENGTH, 4, sink_of(&wire));
    assert_int_equal(push(&body, "eye", 3), ASKCAM_OK);
    assert_int_equal(push(&body, "ss", 2), ASKCAM_ERR_TOO_LARGE);
    assert_int_equal(push(&body, "s", 1), ASKCAM_ERR_TOO_LARGE); /* the first failure sticks */
    assert_int_equal(askcam_body_flush(&body), ASKCAM_ERR_TOO_LARGE);
    assert_int_equal(askcam_body_finish(&body), ASKCAM_ERR_TOO_LARGE);
    assert_int_equal(wire.writes, 0);
}

static void body_shorter_than_promised_is_a_fault(void **state)
{
    (void)state;
    clear(&wire, 0);
    assert_int_equal(write_body(ASKCAM_FRAMING_LENGTH, 4, 3, 3), ASKCAM_ERR_INTERNAL);
    assert_int_equal(wire.writes, 0);
}

static void body_hands_the_failure_of_the_wire_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const enum askcam_framing framing = i == 0 ? ASKCAM_FRAMING_LENGTH : ASKCAM_FRAMING_CHUNKED;
        for (size_t fail_at = 1; fail_at <= 3; fail_at++) {
            clear(&wire, fail_at);
            assert_int_equal(write_body(framing, 3 * PIECE, 3 * PIECE, 1000), ASKCAM_ERR_STOPPED);
            assert_int_equal(wire.writes, fail_at);
        }
    }
}

enum { ROWS_COUNT = sizeof cases / sizeof cases[0] };

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(head_with_a_line_end_in_it_is_never_written),
        cmocka_unit_test(head_longer_than_its_buffer_is_whole_all_the_same),
        cmocka_unit_test(body_by_length_is_the_bytes_in_full_pieces),
        cmocka_unit_test(body_in_chunks_is_one_write_a_chunk),
        cmocka_unit_test(body_chunks_are_framed_so),
        cmocka_unit_test(body_flush_hands_on_what_is_held),
        cmocka_unit_test(body_longer_than_promised_is_never_written),
        cmocka_unit_test(body_shorter_than_promised_is_a_fault),
        cmocka_unit_test(body_hands_the_failure_of_the_wire_up),
    };
    struct CMUnitTest tests[ROWS_COUNT];

    for (size_t i = 0; i < ROWS_COUNT; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = head_is_written_in_one_piece,
                                       .initial_state = &cases[i]};
    }
    const int failed = cmocka_run_group_tests_name("request_head", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("request_head, apart", others, NULL, NULL);
}
