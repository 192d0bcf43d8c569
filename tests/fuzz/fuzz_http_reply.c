/* SPDX-License-Identifier: MIT */
/*
 * fuzz_http_reply.c - any bytes, any cut: the same head, body, end and verdict as in one piece,
 * and a cause for each refusal.
 */
#include <stdint.h>
#include <stdlib.h>

#include "cuts.h"
#include "http_reply.h"
#include "retry_after.h"

struct fuzz_reply {
    struct askcam_http_reply reply;
    struct askcam_error err;
    struct seen_sum seen;
    size_t heads;
    size_t taken_bytes;
    enum askcam_status status;
    bool is_whole;
};

static void add_text(struct seen_sum *seen, const char *text, size_t cap_bytes)
{
    const char *end = memchr(text, '\0', cap_bytes);

    if (end == NULL) {
        abort();
    }
    const size_t bytes = (size_t)(end - text);
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] < 0x20 || text[i] > 0x7E) {
            abort();
        }
    }
    add_bytes(seen, text, bytes + 1);
}

static enum askcam_status take_head(void *ctx, const struct askcam_http_head *head)
{
    struct fuzz_reply *fuzz = ctx;

    if (fuzz->heads++ > 0 || head->status < 200 || head->status > 599 ||
        (head->chunked && head->has_length)) {
        abort();
    }
    add_number(&fuzz->seen, (uint64_t)head->status);
    add_number(&fuzz->seen, head->length_bytes);
    add_number(&fuzz->seen, (uint64_t)head->partial | (uint64_t)head->closes << 1 |
                                (uint64_t)head->has_length << 2 | (uint64_t)head->chunked << 3);
    add_text(&fuzz->seen, head->content_type, sizeof head->content_type);
    add_text(&fuzz->seen, head->content_encoding, sizeof head->content_encoding);
    add_text(&fuzz->seen, head->location, sizeof head->location);
    add_text(&fuzz->seen, head->request_id, sizeof head->request_id);
    add_text(&fuzz->seen, head->retry_after, sizeof head->retry_after);
    add_text(&fuzz->seen, head->date, sizeof head->date);
    add_number(&fuzz->seen, askcam_http_retry_after_ms(head));
    return ASKCAM_OK;
}

static enum askcam_status take_body(void *ctx, const void *bytes, size_t bytes_len)
{
    struct fuzz_reply *fuzz = ctx;

    if (bytes_len == 0 || fuzz->heads != 1) {
        abort();
    }
    add_bytes(&fuzz->seen, bytes, bytes_len);
    return ASKCAM_OK;
}

static enum askcam_status push(void *ctx, const void *bytes, size_t bytes_len)
{
    struct fuzz_reply *fuzz = ctx;
    size_t taken_bytes = 0;
    const enum askcam_status status =
        askcam_http_reply_push(&fuzz->reply, bytes, bytes_len, &taken_bytes);

    if (taken_bytes > bytes_len || (taken_bytes < bytes_len && status == ASKCAM_OK &&
                                    !askcam_http_reply_is_whole(&fuzz->reply))) {
        abort();
    }
    fuzz->taken_bytes += taken_bytes;
    return status;
}

static void read_reply(struct fuzz_reply *fuzz, const uint8_t *bytes, size_t bytes_len,
                       uint8_t seed)
{
    const struct askcam_http_callbacks callbacks = {
        .ctx = fuzz, .head = take_head, .body = take_body};

    *fuzz = (struct fuzz_reply){.heads = 0};
    askcam_http_reply_init(&fuzz->reply, &callbacks, &fuzz->err);
    push_pieces(push, fuzz, bytes, bytes_len, seed);
    fuzz->is_whole = askcam_http_reply_is_whole(&fuzz->reply);
    fuzz->status = askcam_http_reply_finish(&fuzz->reply);
    if ((fuzz->status == ASKCAM_ERR_PROTOCOL) != (fuzz->err.kind == ASKCAM_ERR_PROTOCOL)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    struct fuzz_reply whole;
    struct fuzz_reply pieces;

    if (bytes_len == 0) {
        return 0;
    }
    read_reply(&whole, bytes + 1, bytes_len - 1, 0);
    read_reply(&pieces, bytes + 1, bytes_len - 1, bytes[0]);
    if (whole.status != pieces.status || whole.is_whole != pieces.is_whole ||
        whole.seen.sum != pieces.seen.sum || whole.heads != pieces.heads) {
        abort();
    }
    if (whole.status == ASKCAM_OK && whole.taken_bytes != pieces.taken_bytes) {
        abort();
    }
    return 0;
}
