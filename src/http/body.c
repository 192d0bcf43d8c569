/* SPDX-License-Identifier: MIT */
/*
 * body.c - see request_head.h; the framing of a request's body.
 *
 * held[]: space for a size line | held_bytes of the body | space for what ends a chunk
 *         SIZE_BYTES              up to PIECE_BYTES        END_BYTES
 *
 * The size line is written right before the bytes once their number is known, so a chunk leaves
 * in one write, the last one together with the chunk of size 0.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "request_head.h"

static const char CHUNK_END[] = "\r\n";
static const char LAST_CHUNK[] = "0\r\n\r\n";

enum {
    SIZE_BYTES = sizeof "4000\r\n" - 1, /* ASKCAM_BODY_PIECE_BYTES and all below, in hexadecimal */
    CHUNK_END_BYTES = sizeof CHUNK_END - 1,
    LAST_CHUNK_BYTES = sizeof LAST_CHUNK - 1,
};

static_assert(ASKCAM_BODY_PIECE_BYTES <= 0xFFFF, "four digits for the size of a chunk");
static_assert(sizeof((struct askcam_body *)NULL)->held >=
                  SIZE_BYTES + ASKCAM_BODY_PIECE_BYTES + CHUNK_END_BYTES + LAST_CHUNK_BYTES,
              "a piece fits with its framing");

static enum askcam_status hand_on(struct askcam_body *body, const uint8_t *bytes, size_t bytes_len)
{
    if (body->status == ASKCAM_OK) {
        body->status = askcam_sink_write(body->out, bytes, bytes_len);
    }
    body->held_bytes = 0;
    return body->status;
}

/* What is held, as one chunk; and the chunk that ends the body. */
static enum askcam_status flush_chunk(struct askcam_body *body, bool is_last)
{
    const size_t data_bytes = body->held_bytes;
    char size_line[SIZE_BYTES + 1];
    uint8_t *start = body->held + SIZE_BYTES;
    uint8_t *end = start + data_bytes;

    if (data_bytes > 0) {
        const int size_bytes = snprintf(size_line, sizeof size_line, "%zx\r\n", data_bytes);
        assert(size_bytes > 0 && size_bytes <= SIZE_BYTES);
        start -= size_bytes;
        memcpy(start, size_line, (size_t)size_bytes);
        memcpy(end, CHUNK_END, CHUNK_END_BYTES);
        end += CHUNK_END_BYTES;
    }
    if (is_last) {
        memcpy(end, LAST_CHUNK, LAST_CHUNK_BYTES);
        end += LAST_CHUNK_BYTES;
    }
    return hand_on(body, start, (size_t)(end - start));
}

static enum askcam_status flush(struct askcam_body *body, bool is_last)
{
    if (body->framing == ASKCAM_FRAMING_CHUNKED) {
        return flush_chunk(body, is_last);
    }
    return hand_on(body, body->held + SIZE_BYTES, body->held_bytes);
}

/* A full piece waits for the next byte, so that the last one leaves with the body's end. */
static enum askcam_status take(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_body *body = ctx;
    const uint8_t *in = bytes;

    if (body->status == ASKCAM_OK && body->framing == ASKCAM_FRAMING_LENGTH &&
        bytes_len > body->body_bytes - body->taken_bytes) {
        body->status = ASKCAM_ERR_TOO_LARGE;
    }
    while (bytes_len > 0 && body->status == ASKCAM_OK) {
        if (body->held_bytes == ASKCAM_BODY_PIECE_BYTES) {
            (void)flush(body, false); /* its status is the loop's condition */
            continue;
        }
        const size_t free_bytes = ASKCAM_BODY_PIECE_BYTES - body->held_bytes;
        const size_t piece_bytes = bytes_len < free_bytes ? bytes_len : free_bytes;
        memcpy(body->held + SIZE_BYTES + body->held_bytes, in, piece_bytes);
        body->held_bytes += piece_bytes;
        body->taken_bytes += piece_bytes;
        in += piece_bytes;
        bytes_len -= piece_bytes;
    }
    return body->status;
}

void askcam_body_init(struct askcam_body *body, enum askcam_framing framing, uint64_t body_bytes,
                      struct askcam_sink out)
{
    assert(out.write != NULL);
    body->out = out;
    body->framing = framing;
    body->status = ASKCAM_OK;
    body->body_bytes = body_bytes;
    body->taken_bytes = 0;
    body->held_bytes = 0;
}

struct askcam_sink askcam_body_sink(struct askcam_body *body)
{
    return (struct askcam_sink){.write = take, .ctx = body};
}

enum askcam_status askcam_body_flush(struct askcam_body *body)
{
    return flush(body, false);
}

enum askcam_status askcam_body_finish(struct askcam_body *body)
{
    if (body->status == ASKCAM_OK && body->framing == ASKCAM_FRAMING_LENGTH &&
        body->taken_bytes != body->body_bytes) {
        body->status = ASKCAM_ERR_INTERNAL;
    }
    return flush(body, true);
}
