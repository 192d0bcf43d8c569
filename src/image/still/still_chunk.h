/* SPDX-License-Identifier: MIT */
/*
 * still_chunk.h - the chunks of a PNG or WebP file, one after another.
 *
 * For: the walk, which checks them, and the copy, which leaves some out; both take the same steps.
 * Must not know: what is done with a chunk.
 */
#ifndef ASKCAM_STILL_CHUNK_H
#define ASKCAM_STILL_CHUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "error.h"
#include "still_image.h"

enum {
    ASKCAM_STILL_CHUNK_HEAD_BYTES = 8,
    ASKCAM_STILL_PREFIX_BYTES = 13, /* the payload of IHDR, the longest header that is read */
};

/* Where the walk is; zeroed but for bytes and name is the start. */
struct askcam_still_reader {
    const struct askcam_bytes *bytes; /* borrowed */
    const char *name;                 /* of the file, for error texts; borrowed */
    enum askcam_media media;
    uint64_t at;        /* of the next chunk; set past the file's head by start */
    uint64_t end_bytes; /* where chunks must end: the file's size, or the RIFF size */

    uint32_t width_px; /* 0 until a chunk says so */
    uint32_t height_px;
    uint8_t colours;  /* PNG: colour type */
    bool has_palette; /* PNG */
    bool has_data;    /* PNG: IDAT; WebP: VP8, VP8L or an animation's frame */
    bool data_ended;  /* PNG: a chunk followed IDAT */
    bool is_extended; /* WebP: begins with VP8X */
    bool is_animated; /* WebP */
    bool is_over;     /* the last chunk was given */
};

/* One chunk with its head, and its padding or CRC. */
struct askcam_still_chunk {
    char type[5];
    bool stays; /* in a copy without metadata */
    uint64_t at;
    uint64_t all_bytes;
    uint32_t payload_bytes;
    uint8_t prefix[ASKCAM_STILL_PREFIX_BYTES]; /* of the payload */
    size_t prefix_bytes;
};

/* Exactly bytes_len bytes at `at`; a file that ends before is truncated (ASKCAM_ERR_SOURCE). */
enum askcam_status askcam_still_read(const struct askcam_still_reader *reader, uint64_t at,
                                     void *buf, size_t bytes_len, struct askcam_error *err);

/* ASKCAM_ERR_SOURCE: "broken PNG: WHY at byte AT". */
enum askcam_status askcam_still_broken(const struct askcam_still_reader *reader, const char *why,
                                       uint64_t at, struct askcam_error *err);

/* ASKCAM_ERR_SOURCE: "truncated PNG: it ends at byte SIZE". */
enum askcam_status askcam_still_truncated(const struct askcam_still_reader *reader,
                                          struct askcam_error *err);

/* Checks the file's head and goes to the first chunk. */
enum askcam_status askcam_png_start(struct askcam_still_reader *reader, struct askcam_error *err);
enum askcam_status askcam_webp_start(struct askcam_still_reader *reader, struct askcam_error *err);

/* Checks the next chunk, by what came before it too.  Not after is_over. */
enum askcam_status askcam_png_next(struct askcam_still_reader *reader,
                                   struct askcam_still_chunk *chunk, struct askcam_error *err);
enum askcam_status askcam_webp_next(struct askcam_still_reader *reader,
                                    struct askcam_still_chunk *chunk, struct askcam_error *err);

#endif
