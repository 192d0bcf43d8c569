/* SPDX-License-Identifier: MIT */
/*
 * jpeg_copy.c - see jpeg_copy.h.
 *
 * Whether an APPn stays is known after its first bytes, so those are held back; of one that stays
 * only the bytes that its format defines are written, and its length is made to fit.
 */
#include "jpeg_copy.h"

#include <string.h>

#include "jpeg_facts.h"
#include "jpeg_huffman.h"
#include "jpeg_reader.h"

enum { JFIF_THUMBNAIL_AT = 12 };

static const uint8_t SOI[] = {0xFF, ASKCAM_JPEG_SOI};
static const uint8_t EOI[] = {0xFF, ASKCAM_JPEG_EOI};

enum mode {
    PASS, /* payload goes on as it is */
    HOLD, /* payload is gathered until it is known what it is */
    DROP,
};

struct copy {
    struct askcam_sink out;
    bool keep_metadata;
    bool has_tables;
    enum mode mode;
    uint8_t prefix[ASKCAM_JPEG_PREFIX_BYTES];
    size_t prefix_bytes;
};

static enum askcam_status put(struct copy *copy, const void *bytes, size_t bytes_len)
{
    return askcam_sink_write(copy->out, bytes, bytes_len);
}

static enum askcam_status put_head(struct copy *copy, uint8_t marker, size_t payload_bytes)
{
    const size_t length = payload_bytes + 2; /* the field counts itself */
    const uint8_t head[] = {0xFF, marker, (uint8_t)(length >> 8), (uint8_t)length};

    return put(copy, head, sizeof head);
}

static enum askcam_status on_segment(struct copy *copy, const struct askcam_jpeg_token *token)
{
    copy->prefix_bytes = 0;
    if (!copy->keep_metadata && askcam_jpeg_may_be_metadata(token->marker)) {
        copy->mode = HOLD; /* an empty one has no payload token, and so is dropped */
        return ASKCAM_OK;
    }
    copy->mode = PASS;
    if (token->marker == ASKCAM_JPEG_DHT) {
        copy->has_tables = true;
    }
    if (token->marker == ASKCAM_JPEG_SOS && !copy->has_tables) {
        copy->has_tables = true;
        const enum askcam_status status = put(copy, ASKCAM_JPEG_HUFFMAN, ASKCAM_JPEG_HUFFMAN_BYTES);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return put_head(copy, token->marker, token->left_bytes);
}

/* The held bytes are enough: write what is needed of them, and drop the rest. */
static enum askcam_status decide(struct copy *copy, uint8_t marker)
{
    const size_t stay_bytes = askcam_jpeg_bare_bytes(marker, 0, copy->prefix, copy->prefix_bytes);

    copy->mode = DROP;
    if (stay_bytes == 0) {
        return ASKCAM_OK;
    }
    const size_t bytes = stay_bytes - ASKCAM_JPEG_HEAD_BYTES;
    if (marker == ASKCAM_JPEG_APP0) {
        memset(copy->prefix + JFIF_THUMBNAIL_AT, 0, 2); /* its width and height */
    }
    const enum askcam_status status = put_head(copy, marker, bytes);
    return status == ASKCAM_OK ? put(copy, copy->prefix, bytes) : status;
}

static enum askcam_status on_payload(struct copy *copy, const struct askcam_jpeg_token *token)
{
    if (copy->mode == PASS) {
        return put(copy, token->bytes, token->bytes_len);
    }
    if (copy->mode == DROP) {
        return ASKCAM_OK;
    }
    const size_t space_bytes = sizeof copy->prefix - copy->prefix_bytes;
    const size_t bytes = token->bytes_len < space_bytes ? token->bytes_len : space_bytes;
    memcpy(copy->prefix + copy->prefix_bytes, token->bytes, bytes);
    copy->prefix_bytes += bytes;
    const bool enough = token->left_bytes == 0 || copy->prefix_bytes == sizeof copy->prefix;
    return enough ? decide(copy, token->marker) : ASKCAM_OK;
}

static enum askcam_status take(struct copy *copy, const struct askcam_jpeg_token *token,
                               struct askcam_jpeg_place place, struct askcam_error *err)
{
    place.at = token->at;
    place.byte = token->marker;
    switch (token->kind) { /* no default: a new kind must be placed here */
    case ASKCAM_JPEG_SEGMENT:
        return on_segment(copy, token);
    case ASKCAM_JPEG_PAYLOAD:
        return on_payload(copy, token);
    case ASKCAM_JPEG_SCAN:
        return put(copy, token->bytes, token->bytes_len);
    case ASKCAM_JPEG_END:
        return put(copy, EOI, sizeof EOI);
    case ASKCAM_JPEG_MORE:
        return askcam_jpeg_report_truncated(&place, err);
    case ASKCAM_JPEG_INVALID:
        break;
    }
    return askcam_jpeg_report_error(token->error, &place, err);
}

enum askcam_status askcam_jpeg_copy(const struct askcam_bytes *bytes, const char *name,
                                    bool keep_metadata, struct askcam_sink out,
                                    struct askcam_error *err)
{
    const struct askcam_jpeg_place place = {.name = name, .bytes = bytes};
    struct askcam_jpeg_reader reader;
    struct askcam_jpeg_token token = {.kind = ASKCAM_JPEG_MORE};
    struct copy copy = {.out = out, .keep_metadata = keep_metadata};

    askcam_jpeg_reader_init(&reader, bytes);
    enum askcam_status status = put(&copy, SOI, sizeof SOI);
    while (status == ASKCAM_OK && token.kind != ASKCAM_JPEG_END) {
        status = askcam_jpeg_reader_next(&reader, &token, err);
        if (status == ASKCAM_OK) {
            status = take(&copy, &token, place, err);
        }
    }
    return status;
}
