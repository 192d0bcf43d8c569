/* SPDX-License-Identifier: MIT */
/*
 * http_reply.c - see http_reply.h.
 *
 * Either a line is gathered, of which the first ASKCAM_HTTP_LINE_BYTES are kept (of a header
 * ASKCAM_HTTP_FIELD_BYTES), or bytes of the body are passed on from where they are.  A header is
 * read once the first byte of the next line is there, which may fold it.  Lines of heads and
 * trailers are counted together, so that their number is bounded; a line of the chunked framing
 * must fit.
 */
#include "http_reply.h"

#include <assert.h>
#include <string.h>

#include "http_head.h"
#include "http_refuse.h"
#include "http_text.h"

enum {
    IN_STATUS,
    IN_HEADERS,
    IN_FOLD, /* after a header's line: a blank means that the next line is part of it */
    IN_CHUNK_SIZE,
    IN_CHUNK_END,
    IN_TRAILERS,
    IN_LENGTH, /* from here on: no line */
    IN_CHUNK,
    IN_REST, /* up to the end of the connection */
    IN_END,
};

static void begin_line(struct askcam_http_reply *reply, uint8_t state)
{
    reply->state = state;
    reply->line_bytes = 0;
    reply->line_cut = false;
    reply->line_folded = false;
}

/* A body whose end is known beforehand. */
static void begin_body(struct askcam_http_reply *reply, uint8_t state, uint64_t bytes)
{
    reply->left_bytes = bytes;
    reply->state = bytes == 0 ? IN_END : state;
}

static void begin_final(struct askcam_http_reply *reply)
{
    struct askcam_http_head *head = &reply->head;
    const bool has_no_body = head->status == 204 || head->status == 304;
    const bool goes_to_end = !has_no_body && !head->chunked && !head->has_length;

    head->closes = head->closes || goes_to_end;
    reply->status = reply->callbacks.head(reply->callbacks.ctx, head);
    if (has_no_body) {
        reply->state = IN_END;
    } else if (head->chunked) {
        begin_line(reply, IN_CHUNK_SIZE);
    } else if (head->has_length) {
        begin_body(reply, IN_LENGTH, head->length_bytes);
    } else {
        reply->state = IN_REST;
    }
}

static void end_head(struct askcam_http_reply *reply)
{
    if (reply->head.status == 101) {
        askcam_http_refuse(reply, ASKCAM_HTTP_BROKEN,
                           "it switches to another protocol, which was not asked for");
        return;
    }
    if (reply->head.status < 200) {
        if (reply->interim_count == ASKCAM_HTTP_INTERIM_COUNT) {
            askcam_http_refuse(reply, ASKCAM_HTTP_BROKEN, "too many interim replies came");
            return;
        }
        reply->interim_count++;
        reply->head = (struct askcam_http_head){0};
        begin_line(reply, IN_STATUS);
        return;
    }
    const char *why = askcam_http_end_head(reply);
    if (why != NULL) {
        askcam_http_refuse(reply, ASKCAM_HTTP_BROKEN, why);
        return;
    }
    begin_final(reply);
}

static void on_status(struct askcam_http_reply *reply)
{
    const char *why = askcam_http_read_status(reply, askcam_http_line(reply));

    if (why != NULL) {
        askcam_http_refuse_line(reply, ASKCAM_HTTP_NOT_HTTP, why);
        return;
    }
    begin_line(reply, IN_HEADERS);
}

/* The line of a header is over, but the next one may be part of it. */
static void on_header_line(struct askcam_http_reply *reply)
{
    if (reply->line_bytes == 0) {
        end_head(reply);
        return;
    }
    reply->state = IN_FOLD;
}

static void on_header(struct askcam_http_reply *reply)
{
    const char *why = askcam_http_read_header(reply);

    if (why != NULL) {
        askcam_http_refuse_line(reply, ASKCAM_HTTP_BROKEN, why);
        return;
    }
    begin_line(reply, IN_HEADERS);
}

/* The first byte after a header's line; it is not taken. */
static void on_fold(struct askcam_http_reply *reply, char byte)
{
    if (byte == ' ' || byte == '\t') {
        reply->line_folded = true;
        reply->state = IN_HEADERS;
        return;
    }
    on_header(reply);
}

/* Hexadecimal digits, blanks, and perhaps an extension, which is ignored. */
static void on_chunk_size(struct askcam_http_reply *reply)
{
    struct askcam_span rest = askcam_http_line(reply);
    uint64_t bytes = 0;
    const bool has_size = askcam_http_read_hex(&rest, &bytes);

    rest = askcam_http_trim(rest);
    if (!has_size || (rest.bytes > 0 && rest.text[0] != ';')) {
        askcam_http_refuse_line(reply, ASKCAM_HTTP_BROKEN, "the size of a chunk is not a number");
        return;
    }
    if (bytes == 0) {
        begin_line(reply, IN_TRAILERS);
        return;
    }
    begin_body(reply, IN_CHUNK, bytes);
}

static void on_chunk_end(struct askcam_http_reply *reply)
{
    if (reply->line_bytes > 0) {
        askcam_http_refuse_line(reply, ASKCAM_HTTP_BROKEN, "a chunk is longer than its size");
        return;
    }
    begin_line(reply, IN_CHUNK_SIZE);
}

static void on_trailer(struct askcam_http_reply *reply)
{
    if (reply->line_bytes == 0) {
        reply->state = IN_END;
        return;
    }
    begin_line(reply, IN_TRAILERS);
}

static void on_line(struct askcam_http_reply *reply)
{
    if (!reply->line_cut && reply->line_bytes > 0 && reply->line[reply->line_bytes - 1] == '\r') {
        reply->line_bytes--;
    }
    switch (reply->state) {
    case IN_STATUS:
        on_status(reply);
        break;
    case IN_HEADERS:
        on_header_line(reply);
        break;
    case IN_CHUNK_SIZE:
        on_chunk_size(reply);
        break;
    case IN_CHUNK_END:
        on_chunk_end(reply);
        break;
    default:
        on_trailer(reply);
        break;
    }
}

static void keep(struct askcam_http_reply *reply, const char *bytes, size_t bytes_len)
{
    const size_t most_bytes =
        reply->state == IN_HEADERS ? sizeof reply->line : (size_t)ASKCAM_HTTP_LINE_BYTES;
    const size_t free_bytes = most_bytes - reply->line_bytes;

    if (bytes_len > free_bytes) {
        bytes_len = free_bytes;
        reply->line_cut = true;
    }
    memcpy(reply->line + reply->line_bytes, bytes, bytes_len);
    reply->line_bytes += bytes_len;
}

/* A line that is not whole yet may be refused already: its end may never come. */
static void check_line(struct askcam_http_reply *reply, size_t taken_bytes)
{
    const bool is_framing = reply->state == IN_CHUNK_SIZE || reply->state == IN_CHUNK_END;

    if (reply->state == IN_STATUS && !askcam_http_may_be_status(askcam_http_line(reply))) {
        askcam_http_refuse_line(reply, ASKCAM_HTTP_NOT_HTTP, "it is not HTTP/1.1");
        return;
    }
    if (is_framing && reply->line_cut) {
        askcam_http_refuse_line(reply, ASKCAM_HTTP_BROKEN, "the size of a chunk is not a number");
        return;
    }
    if (is_framing) {
        return;
    }
    if (taken_bytes > ASKCAM_HTTP_HEAD_BYTES - reply->head_bytes) {
        askcam_http_refuse(reply, ASKCAM_HTTP_BROKEN, "its headers are longer than 64 KiB");
        return;
    }
    reply->head_bytes += (uint32_t)taken_bytes;
}

static size_t on_line_bytes(struct askcam_http_reply *reply, const char *at, size_t bytes)
{
    const char *lf = memchr(at, '\n', bytes);
    const size_t run = lf == NULL ? bytes : (size_t)(lf - at);
    const size_t taken_bytes = lf == NULL ? run : run + 1;

    keep(reply, at, run);
    check_line(reply, taken_bytes);
    if (lf != NULL && reply->status == ASKCAM_OK) {
        on_line(reply);
    }
    return taken_bytes;
}

static size_t on_body_bytes(struct askcam_http_reply *reply, const char *at, size_t bytes)
{
    if (reply->state != IN_REST && bytes > reply->left_bytes) {
        bytes = (size_t)reply->left_bytes;
    }
    reply->body_bytes += bytes;
    reply->status = reply->callbacks.body(reply->callbacks.ctx, at, bytes);
    if (reply->state == IN_REST) {
        return bytes;
    }
    reply->left_bytes -= bytes;
    if (reply->left_bytes == 0 && reply->state == IN_CHUNK) {
        begin_line(reply, IN_CHUNK_END);
    } else if (reply->left_bytes == 0) {
        reply->state = IN_END;
    }
    return bytes;
}

void askcam_http_reply_init(struct askcam_http_reply *reply,
                            const struct askcam_http_callbacks *callbacks, struct askcam_error *err)
{
    assert(callbacks->head != NULL && callbacks->body != NULL);
    *reply = (struct askcam_http_reply){.callbacks = *callbacks, .err = err, .state = IN_STATUS};
}

void askcam_http_reply_mask(struct askcam_http_reply *reply, const char *secret)
{
    reply->secret = secret;
}

enum askcam_status askcam_http_reply_push(struct askcam_http_reply *reply, const void *bytes,
                                          size_t bytes_len, size_t *taken_bytes)
{
    const char *in = bytes;
    size_t at = 0;

    while (at < bytes_len && reply->status == ASKCAM_OK && reply->state != IN_END) {
        if (reply->state == IN_FOLD) {
            on_fold(reply, in[at]);
            continue;
        }
        at += reply->state < IN_LENGTH ? on_line_bytes(reply, in + at, bytes_len - at)
                                       : on_body_bytes(reply, in + at, bytes_len - at);
    }
    *taken_bytes = at;
    return reply->status;
}

bool askcam_http_reply_is_whole(const struct askcam_http_reply *reply)
{
    return reply->status == ASKCAM_OK && reply->state == IN_END;
}

enum askcam_status askcam_http_reply_finish(struct askcam_http_reply *reply)
{
    if (reply->status != ASKCAM_OK) {
        return reply->status;
    }
    if (reply->state == IN_REST) {
        reply->state = IN_END;
    }
    if (reply->state == IN_STATUS && reply->head_bytes == 0) {
        reply->status = ASKCAM_ERR_CLOSED;
    } else if (reply->state != IN_END) {
        const bool in_head = reply->state <= IN_FOLD;
        askcam_http_refuse(reply, ASKCAM_HTTP_BROKEN,
                           in_head ? "the connection ended within the head"
                                   : "the connection ended too early");
    }
    return reply->status;
}
