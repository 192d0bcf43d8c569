/* SPDX-License-Identifier: MIT */
/*
 * webp.c - the chunks of a WebP; see still_chunk.h.
 *
 * Sections are those of RFC 9649; the head of a VP8 frame is RFC 6386, section 9.1.
 */
#include <assert.h>
#include <string.h>

#include "still_chunk.h"

enum { RIFF_HEAD_BYTES = 12, VP8_HEAD_BYTES = 10, VP8L_HEAD_BYTES = 5, VP8X_BYTES = 10 };

enum { ANIMATION = 0x02 }; /* a flag of VP8X, section 2.7.1 */

/* Chunks that define the picture; Exif, XMP, the ICC profile and unknown ones go. */
static const char STAYING[][5] = {"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF"};

static uint32_t little_endian(const uint8_t *bytes, size_t bytes_len)
{
    uint32_t value = 0;

    for (size_t i = bytes_len; i > 0; i--) {
        value = value << 8U | bytes[i - 1];
    }
    return value;
}

static bool is_type(const struct askcam_still_chunk *chunk, const char *type)
{
    return strcmp(chunk->type, type) == 0;
}

enum askcam_status askcam_webp_start(struct askcam_still_reader *reader, struct askcam_error *err)
{
    uint8_t head[RIFF_HEAD_BYTES];
    const enum askcam_status status = askcam_still_read(reader, 0, head, sizeof head, err);

    if (status != ASKCAM_OK) {
        return status;
    }
    if (memcmp(head, "RIFF", 4) != 0 || memcmp(head + 8, "WEBP", 4) != 0) {
        return askcam_still_broken(reader, "a false signature", 0, err);
    }
    reader->at = sizeof head;
    reader->end_bytes = (uint64_t)little_endian(head + 4, 4) + 8;
    if (reader->end_bytes < sizeof head) {
        return askcam_still_broken(reader, "an invalid RIFF size", 4, err);
    }
    return reader->end_bytes > reader->bytes->size_bytes ? askcam_still_truncated(reader, err)
                                                         : ASKCAM_OK;
}

/* A key frame, its start code, and 14 bits of each side.  The first partition lies inside. */
static const char *take_vp8(struct askcam_still_chunk *chunk, uint32_t *width, uint32_t *height)
{
    static const uint8_t start_code[3] = {0x9D, 0x01, 0x2A};
    const uint8_t *const frame = chunk->prefix;

    if (chunk->payload_bytes < VP8_HEAD_BYTES || (frame[0] & 1U) != 0 ||
        memcmp(frame + 3, start_code, sizeof start_code) != 0 ||
        little_endian(frame, 3) >> 5U > chunk->payload_bytes - VP8_HEAD_BYTES) {
        return "an invalid VP8 frame";
    }
    *width = little_endian(frame + 6, 2) & 0x3FFFU;
    *height = little_endian(frame + 8, 2) & 0x3FFFU;
    return NULL;
}

/* Section 3.4: a signature, 14 bits of each side less one, alpha, and the version 0. */
static const char *take_vp8l(struct askcam_still_chunk *chunk, uint32_t *width, uint32_t *height)
{
    const uint32_t bits = little_endian(chunk->prefix + 1, 4);

    if (chunk->payload_bytes < VP8L_HEAD_BYTES || chunk->prefix[0] != 0x2F || bits >> 29U != 0) {
        return "an invalid VP8L frame";
    }
    *width = (bits & 0x3FFFU) + 1;
    *height = (bits >> 14U & 0x3FFFU) + 1;
    return NULL;
}

/* Section 2.7.1: flags, and 24 bits of each side of the canvas less one. */
static const char *take_vp8x(struct askcam_still_reader *reader, struct askcam_still_chunk *chunk)
{
    if (reader->width_px != 0 || chunk->payload_bytes < VP8X_BYTES) {
        return "an invalid VP8X";
    }
    reader->is_extended = true;
    reader->is_animated = (chunk->prefix[0] & ANIMATION) != 0;
    reader->width_px = little_endian(chunk->prefix + 4, 3) + 1;
    reader->height_px = little_endian(chunk->prefix + 7, 3) + 1;
    return (uint64_t)reader->width_px * reader->height_px > UINT32_MAX ? "an invalid VP8X" : NULL;
}

/* The frame of a picture that does not move: one, as large as the canvas if there is one. */
static const char *take_frame(struct askcam_still_reader *reader, struct askcam_still_chunk *chunk)
{
    uint32_t width = 0;
    uint32_t height = 0;
    const char *const wrong = is_type(chunk, "VP8L") ? take_vp8l(chunk, &width, &height)
                                                     : take_vp8(chunk, &width, &height);

    if (wrong != NULL) {
        return wrong;
    }
    if (width == 0 || height == 0) {
        return "a picture without pixels";
    }
    if (reader->is_extended && (width != reader->width_px || height != reader->height_px)) {
        return "a frame of another size than its canvas";
    }
    reader->width_px = width;
    reader->height_px = height;
    reader->has_data = true;
    return NULL;
}

/* Files without VP8X end with their frame (sections 2.5 and 2.6): what follows is not read. */
static const char *take(struct askcam_still_reader *reader, struct askcam_still_chunk *chunk)
{
    if (is_type(chunk, "VP8X")) {
        return take_vp8x(reader, chunk);
    }
    if (is_type(chunk, "VP8 ") || is_type(chunk, "VP8L")) {
        return reader->is_animated || reader->has_data ? "a second picture"
                                                       : take_frame(reader, chunk);
    }
    if (reader->width_px == 0) {
        return "no VP8, VP8L or VP8X chunk";
    }
    if (is_type(chunk, "ANMF")) {
        reader->has_data = reader->has_data || reader->is_animated;
    }
    return NULL;
}

static enum askcam_status read_chunk(const struct askcam_still_reader *reader,
                                     struct askcam_still_chunk *chunk, struct askcam_error *err)
{
    uint8_t head[ASKCAM_STILL_CHUNK_HEAD_BYTES];

    *chunk = (struct askcam_still_chunk){.at = reader->at};
    if (reader->end_bytes - reader->at < sizeof head) {
        return askcam_still_broken(reader, "no chunk", reader->at, err);
    }
    enum askcam_status status = askcam_still_read(reader, reader->at, head, sizeof head, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    memcpy(chunk->type, head, 4);
    chunk->payload_bytes = little_endian(head + 4, 4);
    const uint64_t left_bytes = reader->end_bytes - reader->at - sizeof head;
    if (chunk->payload_bytes > left_bytes) {
        return askcam_still_broken(reader, "a chunk that is longer than the file", reader->at, err);
    }
    const uint64_t padding = chunk->payload_bytes < left_bytes ? chunk->payload_bytes % 2U : 0;
    chunk->all_bytes = sizeof head + (uint64_t)chunk->payload_bytes + padding;
    chunk->prefix_bytes =
        chunk->payload_bytes < sizeof chunk->prefix ? chunk->payload_bytes : sizeof chunk->prefix;
    return askcam_still_read(reader, reader->at + sizeof head, chunk->prefix, chunk->prefix_bytes,
                             err);
}

enum askcam_status askcam_webp_next(struct askcam_still_reader *reader,
                                    struct askcam_still_chunk *chunk, struct askcam_error *err)
{
    assert(!reader->is_over);
    const enum askcam_status status = read_chunk(reader, chunk, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    const char *const wrong = take(reader, chunk);
    if (wrong != NULL) {
        return askcam_still_broken(reader, wrong, chunk->at, err);
    }
    for (size_t i = 0; i < sizeof STAYING / sizeof STAYING[0]; i++) {
        chunk->stays = chunk->stays || is_type(chunk, STAYING[i]);
    }
    reader->at += chunk->all_bytes;
    reader->is_over = reader->at == reader->end_bytes || (reader->has_data && !reader->is_extended);
    return reader->is_over && !reader->has_data
               ? askcam_still_broken(reader, "no picture before its end", reader->at, err)
               : ASKCAM_OK;
}
