/* SPDX-License-Identifier: MIT */
/*
 * still_image.c - see still_image.h.
 *
 * A copy is the file's head and the chunks that stay.  Of a WebP the RIFF size is made to fit, and
 * VP8X no longer announces what is left out; a chunk without its padding, the last one, gets it.
 */
#include "still_image.h"

#include <string.h>

#include "frame.h"
#include "still_chunk.h"

enum {
    READ_BYTES = 4096,
    PNG_HEAD_BYTES = 8,
    WEBP_HEAD_BYTES = 12,
    LEFT_OUT = 0x2C, /* VP8X: ICC profile, Exif and XMP (RFC 9649, section 2.7.1) */
};

enum askcam_status askcam_still_media(const struct askcam_bytes *bytes, enum askcam_media *media,
                                      struct askcam_error *err)
{
    const struct askcam_still_reader reader = {.bytes = bytes, .name = "the picture"};
    uint8_t head[ASKCAM_STILL_HEAD_BYTES] = {0};

    *media = ASKCAM_MEDIA_JPEG;
    if (bytes->size_bytes < sizeof head) {
        return ASKCAM_OK; /* the walk of a JPEG reports what is wrong */
    }
    const enum askcam_status status = askcam_still_read(&reader, 0, head, sizeof head, err);
    if (status == ASKCAM_OK && memcmp(head, "\x89PNG\r\n\x1A\n", PNG_HEAD_BYTES) == 0) {
        *media = ASKCAM_MEDIA_PNG;
    }
    if (status == ASKCAM_OK && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0) {
        *media = ASKCAM_MEDIA_WEBP;
    }
    return status;
}

static enum askcam_status start(struct askcam_still_reader *reader, struct askcam_error *err)
{
    return reader->media == ASKCAM_MEDIA_PNG ? askcam_png_start(reader, err)
                                             : askcam_webp_start(reader, err);
}

static enum askcam_status next(struct askcam_still_reader *reader, struct askcam_still_chunk *chunk,
                               struct askcam_error *err)
{
    return reader->media == ASKCAM_MEDIA_PNG ? askcam_png_next(reader, chunk, err)
                                             : askcam_webp_next(reader, chunk, err);
}

/* Whether a chunk of a WebP lacks the byte that makes its length even. */
static bool lacks_padding(const struct askcam_still_reader *reader,
                          const struct askcam_still_chunk *chunk)
{
    return reader->media == ASKCAM_MEDIA_WEBP && chunk->all_bytes % 2 != 0;
}

static uint64_t head_bytes(enum askcam_media media)
{
    return media == ASKCAM_MEDIA_PNG ? PNG_HEAD_BYTES : WEBP_HEAD_BYTES;
}

enum askcam_status askcam_still_walk(const struct askcam_bytes *bytes, enum askcam_media media,
                                     const char *name, struct askcam_still_info *info,
                                     struct askcam_error *err)
{
    struct askcam_still_reader reader = {.bytes = bytes, .name = name, .media = media};
    struct askcam_still_chunk chunk;
    uint64_t bare_bytes = head_bytes(media);
    enum askcam_status status = start(&reader, err);

    while (status == ASKCAM_OK && !reader.is_over) {
        status = next(&reader, &chunk, err);
        if (status == ASKCAM_OK && chunk.stays) {
            bare_bytes += chunk.all_bytes + (lacks_padding(&reader, &chunk) ? 1 : 0);
        }
    }
    if (status == ASKCAM_OK) {
        *info = (struct askcam_still_info){
            .media = media,
            .width_px = reader.width_px,
            .height_px = reader.height_px,
            .size_bytes = media == ASKCAM_MEDIA_WEBP ? reader.end_bytes : reader.at,
            .bare_bytes = bare_bytes};
    }
    return status;
}

static enum askcam_status write_head(const struct askcam_still_reader *reader,
                                     const struct askcam_still_info *info, struct askcam_sink out,
                                     struct askcam_error *err)
{
    uint8_t head[WEBP_HEAD_BYTES];
    const size_t bytes = (size_t)head_bytes(info->media);
    const enum askcam_status status = askcam_still_read(reader, 0, head, bytes, err);

    for (size_t i = 0; i < 4 && info->media == ASKCAM_MEDIA_WEBP; i++) {
        head[4 + i] = (uint8_t)((info->bare_bytes - 8) >> (8 * i)); /* RIFF's size */
    }
    return status == ASKCAM_OK ? askcam_sink_write(out, head, bytes) : status;
}

static enum askcam_status write_chunk(const struct askcam_still_reader *reader,
                                      const struct askcam_still_chunk *chunk,
                                      struct askcam_sink out, struct askcam_error *err)
{
    const bool is_extended = strcmp(chunk->type, "VP8X") == 0;
    uint8_t buf[READ_BYTES];
    enum askcam_status status = ASKCAM_OK;

    for (uint64_t done = 0; done < chunk->all_bytes && status == ASKCAM_OK;) {
        const uint64_t left = chunk->all_bytes - done;
        const size_t bytes = left < sizeof buf ? (size_t)left : sizeof buf;
        status = askcam_still_read(reader, chunk->at + done, buf, bytes, err);
        if (status == ASKCAM_OK && is_extended && done == 0) {
            buf[ASKCAM_STILL_CHUNK_HEAD_BYTES] &= (uint8_t)~LEFT_OUT;
        }
        if (status == ASKCAM_OK) {
            status = askcam_sink_write(out, buf, bytes);
        }
        done += bytes;
    }
    return status == ASKCAM_OK && lacks_padding(reader, chunk) ? askcam_sink_write(out, "", 1)
                                                               : status;
}

enum askcam_status askcam_still_copy(const struct askcam_bytes *bytes,
                                     const struct askcam_still_info *info, const char *name,
                                     struct askcam_sink out, struct askcam_error *err)
{
    struct askcam_still_reader reader = {.bytes = bytes, .name = name, .media = info->media};
    struct askcam_still_chunk chunk;

    enum askcam_status status = start(&reader, err);
    if (status == ASKCAM_OK) {
        status = write_head(&reader, info, out, err);
    }
    while (status == ASKCAM_OK && !reader.is_over) {
        status = next(&reader, &chunk, err);
        if (status == ASKCAM_OK && chunk.stays) {
            status = write_chunk(&reader, &chunk, out, err);
        }
    }
    return status;
}

enum askcam_status askcam_frame_refuse_still(const struct askcam_frame *frame, const char *done,
                                             struct askcam_error *err)
{
    const struct askcam_error_context context = {askcam_frame_name(frame),
                                                 "convert it to JPEG first"};

    return frame->still == NULL ? ASKCAM_OK
                                : askcam_fail(err, ASKCAM_ERR_SOURCE, context,
                                              "%s is sent as it is and cannot be %s",
                                              askcam_media_text(frame->still->media), done);
}
