/* SPDX-License-Identifier: MIT */
/*
 * png.c - the chunks of a PNG; see still_chunk.h.
 *
 * Sections are those of the W3C Recommendation "Portable Network Graphics", third edition.
 */
#include <assert.h>
#include <string.h>

#include "still_chunk.h"

enum { CRC_BYTES = 4, READ_BYTES = 4096, LENGTH_MOST = 0x7FFFFFFF, PALETTE = 3 };

static const uint8_t SIGNATURE[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

/* Chunks that define pixels and colours; all others are metadata or an animation (section 11). */
static const char STAYING[][5] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS",
                                  "gAMA", "cHRM", "sRGB", "sBIT", "cICP"};

static uint32_t big_endian(const uint8_t bytes[4])
{
    return (uint32_t)bytes[0] << 24U | (uint32_t)bytes[1] << 16U | (uint32_t)bytes[2] << 8U |
           bytes[3];
}

/* The CRC of section 5.5, four bits at a time. */
static uint32_t crc_of(uint32_t crc, const uint8_t *bytes, size_t bytes_len)
{
    static const uint32_t table[16] = {0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC,
                                       0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
                                       0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C,
                                       0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C};

    for (size_t i = 0; i < bytes_len; i++) {
        crc ^= bytes[i];
        crc = crc >> 4U ^ table[crc & 0xFU];
        crc = crc >> 4U ^ table[crc & 0xFU];
    }
    return crc;
}

static bool is_type(const struct askcam_still_chunk *chunk, const char *type)
{
    return strcmp(chunk->type, type) == 0;
}

static bool stays(const struct askcam_still_chunk *chunk)
{
    for (size_t i = 0; i < sizeof STAYING / sizeof STAYING[0]; i++) {
        if (is_type(chunk, STAYING[i])) {
            return true;
        }
    }
    return false;
}

enum askcam_status askcam_png_start(struct askcam_still_reader *reader, struct askcam_error *err)
{
    uint8_t head[sizeof SIGNATURE];
    const enum askcam_status status = askcam_still_read(reader, 0, head, sizeof head, err);

    if (status == ASKCAM_OK && memcmp(head, SIGNATURE, sizeof head) != 0) {
        return askcam_still_broken(reader, "a false signature", 0, err);
    }
    reader->at = sizeof head;
    reader->end_bytes = reader->bytes->size_bytes;
    return status;
}

/* A type is four letters; anything else is not the start of a chunk. */
static bool is_name(const char type[5])
{
    for (size_t i = 0; i < 4; i++) {
        if (!((type[i] >= 'A' && type[i] <= 'Z') || (type[i] >= 'a' && type[i] <= 'z'))) {
            return false;
        }
    }
    return true;
}

static enum askcam_status read_head(const struct askcam_still_reader *reader,
                                    struct askcam_still_chunk *chunk, struct askcam_error *err)
{
    uint8_t head[ASKCAM_STILL_CHUNK_HEAD_BYTES];
    const enum askcam_status status = askcam_still_read(reader, reader->at, head, sizeof head, err);

    if (status != ASKCAM_OK) {
        return status;
    }
    *chunk = (struct askcam_still_chunk){.at = reader->at, .payload_bytes = big_endian(head)};
    memcpy(chunk->type, head + 4, 4);
    if (chunk->payload_bytes > LENGTH_MOST || !is_name(chunk->type)) {
        return askcam_still_broken(reader, "no chunk", chunk->at, err);
    }
    chunk->all_bytes = sizeof head + (uint64_t)chunk->payload_bytes + CRC_BYTES;
    chunk->stays = stays(chunk);
    return chunk->all_bytes > reader->end_bytes - chunk->at ? askcam_still_truncated(reader, err)
                                                            : ASKCAM_OK;
}

/* Compares the CRC of type and payload, and keeps the first bytes of the payload. */
static enum askcam_status check_crc(const struct askcam_still_reader *reader,
                                    struct askcam_still_chunk *chunk, struct askcam_error *err)
{
    const uint64_t from = chunk->at + ASKCAM_STILL_CHUNK_HEAD_BYTES;
    uint32_t crc = crc_of(0xFFFFFFFFU, (const uint8_t *)chunk->type, 4);
    uint8_t buf[READ_BYTES];
    enum askcam_status status = ASKCAM_OK;

    for (uint32_t done = 0; done < chunk->payload_bytes && status == ASKCAM_OK;) {
        const uint32_t left = chunk->payload_bytes - done;
        const uint32_t bytes = left < sizeof buf ? left : (uint32_t)sizeof buf;
        status = askcam_still_read(reader, from + done, buf, bytes, err);
        if (status == ASKCAM_OK) {
            crc = crc_of(crc, buf, bytes);
        }
        if (status == ASKCAM_OK && done == 0) {
            chunk->prefix_bytes = bytes < sizeof chunk->prefix ? bytes : sizeof chunk->prefix;
            memcpy(chunk->prefix, buf, chunk->prefix_bytes);
        }
        done += bytes;
    }
    if (status == ASKCAM_OK) {
        status = askcam_still_read(reader, from + chunk->payload_bytes, buf, CRC_BYTES, err);
    }
    return status == ASKCAM_OK && big_endian(buf) != (crc ^ 0xFFFFFFFFU)
               ? askcam_still_broken(reader, "a chunk with a wrong CRC", chunk->at, err)
               : status;
}

/* Table 11.1: the bit depths that each colour type takes, bit N for depth N. */
static bool is_depth_valid(uint8_t depth, uint8_t colours)
{
    static const uint32_t depths[7] = {
        [0] = 0x10116, [2] = 0x10100, [PALETTE] = 0x116, [4] = 0x10100, [6] = 0x10100};

    return colours < sizeof depths / sizeof depths[0] && depth <= 16 &&
           (depths[colours] >> depth & 1U) != 0;
}

/* Section 11.2.1: 0 is the only method of compression and filtering; 1 is interlaced. */
static enum askcam_status take_header(struct askcam_still_reader *reader,
                                      const struct askcam_still_chunk *chunk,
                                      struct askcam_error *err)
{
    const uint8_t *const header = chunk->prefix;

    if (!is_type(chunk, "IHDR") || chunk->payload_bytes != 13) {
        return askcam_still_broken(reader, "no IHDR", chunk->at, err);
    }
    reader->width_px = big_endian(header);
    reader->height_px = big_endian(header + 4);
    reader->colours = header[9];
    if (reader->width_px == 0 || reader->width_px > LENGTH_MOST || reader->height_px == 0 ||
        reader->height_px > LENGTH_MOST || !is_depth_valid(header[8], reader->colours) ||
        header[10] != 0 || header[11] != 0 || header[12] > 1) {
        return askcam_still_broken(reader, "an invalid IHDR", chunk->at, err);
    }
    return ASKCAM_OK;
}

/* One of up to 256 colours, before the data. */
static bool is_palette_valid(const struct askcam_still_reader *reader,
                             const struct askcam_still_chunk *chunk)
{
    return !reader->has_data && !reader->has_palette && chunk->payload_bytes > 0 &&
           chunk->payload_bytes <= 3 * 256 && chunk->payload_bytes % 3 == 0;
}

static const char *data_error(const struct askcam_still_reader *reader)
{
    return reader->data_ended                                   ? "IDAT in two places"
           : reader->colours == PALETTE && !reader->has_palette ? "no palette before IDAT"
                                                                : NULL;
}

/* Section 5.6: one run of IDAT, behind the palette if there must be one; IEND is empty. */
static const char *order_error(const struct askcam_still_reader *reader,
                               const struct askcam_still_chunk *chunk)
{
    if (is_type(chunk, "IDAT")) {
        return data_error(reader);
    }
    if (is_type(chunk, "IEND")) {
        return !reader->has_data          ? "no picture before IEND"
               : chunk->payload_bytes > 0 ? "an invalid IEND"
                                          : NULL;
    }
    if (is_type(chunk, "PLTE")) {
        return is_palette_valid(reader, chunk) ? NULL : "an invalid PLTE";
    }
    /* An upper-case first letter: a decoder must know it (section 5.4). */
    return chunk->type[0] < 'a' ? "a chunk that decoders do not know" : NULL;
}

enum askcam_status askcam_png_next(struct askcam_still_reader *reader,
                                   struct askcam_still_chunk *chunk, struct askcam_error *err)
{
    assert(!reader->is_over);
    enum askcam_status status = read_head(reader, chunk, err);
    if (status == ASKCAM_OK) {
        status = check_crc(reader, chunk, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    const char *const wrong =
        reader->width_px == 0 ? NULL : order_error(reader, chunk); /* not of the first one */
    if (wrong != NULL) {
        return askcam_still_broken(reader, wrong, chunk->at, err);
    }
    if (reader->width_px == 0) {
        status = take_header(reader, chunk, err);
    }
    const bool is_data = is_type(chunk, "IDAT");
    reader->data_ended = reader->data_ended || (reader->has_data && !is_data);
    reader->has_data = reader->has_data || is_data;
    reader->has_palette = reader->has_palette || is_type(chunk, "PLTE");
    reader->is_over = is_type(chunk, "IEND");
    reader->at += chunk->all_bytes;
    return status;
}
