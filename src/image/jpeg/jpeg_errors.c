/* SPDX-License-Identifier: MIT */
/* jpeg_errors.c - the words for what is wrong with a JPEG; see jpeg_reader.h. */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "jpeg_reader.h"

#define HINT_WHOLE "take or copy the picture again"
#define HINT_PLAIN "save it as a baseline or progressive JPEG"

enum { SNIFF_BYTES = 16 };

static const struct error_text {
    const char *why;
    const char *hint;
    bool names_byte;
} TEXTS[] = {
    [ASKCAM_JPEG_NO_MARKER] = {"truncated JPEG: another picture begins within a segment, whose end "
                               "is followed by the byte",
                               HINT_WHOLE, true},
    [ASKCAM_JPEG_NO_QUANTIZATION] = {"broken JPEG: a quantization table is missing", HINT_WHOLE,
                                     false},
    [ASKCAM_JPEG_UNKNOWN_MARKER] = {"broken JPEG: unknown marker FF", HINT_WHOLE, true},
    [ASKCAM_JPEG_BAD_LENGTH] = {"broken JPEG: impossible length after the marker FF", HINT_WHOLE,
                                true},
    [ASKCAM_JPEG_NEW_PICTURE] = {"truncated JPEG: another picture begins before its end",
                                 HINT_WHOLE, false},
    [ASKCAM_JPEG_NO_FRAME] = {"broken JPEG: picture data before the frame header", HINT_WHOLE,
                              false},
    [ASKCAM_JPEG_NO_SCAN] = {"JPEG without picture data: it ends", HINT_WHOLE, false},
    [ASKCAM_JPEG_TWO_FRAMES] = {"broken JPEG: a second frame header", HINT_WHOLE, false},
    [ASKCAM_JPEG_BAD_FRAME] = {"broken JPEG: impossible frame header", HINT_WHOLE, false},
    [ASKCAM_JPEG_NO_HEIGHT] = {"JPEG without a height in its frame header", HINT_PLAIN, false},
    [ASKCAM_JPEG_NO_TABLES] = {"broken JPEG: progressive without Huffman tables", HINT_WHOLE,
                               false},
    [ASKCAM_JPEG_ARITHMETIC] = {"arithmetic-coded JPEG is not supported", HINT_PLAIN, false},
    [ASKCAM_JPEG_LOSSLESS] = {"lossless JPEG is not supported", HINT_PLAIN, false},
    [ASKCAM_JPEG_HIERARCHICAL] = {"hierarchical JPEG is not supported", HINT_PLAIN, false},
    [ASKCAM_JPEG_DEPTH] = {"JPEG with other than 8 bits a sample is not supported", HINT_PLAIN,
                           false},
    [ASKCAM_JPEG_COMPONENTS] = {"JPEG with other than 1, 3 or 4 components is not supported",
                                HINT_PLAIN, false},
};

/* Signatures of other formats.  `at` is the offset of the signature. */
static const struct other_kind {
    uint8_t at;
    uint8_t signature_bytes;
    const char *signature;
    const char *name;
} OTHERS[] = {
    {0, 4, "\x89PNG", "a PNG"},       {0, 4, "GIF8", "a GIF"},
    {8, 4, "WEBP", "a WebP"},         {4, 8, "ftypavif", "an AVIF"},
    {4, 6, "ftyphe", "a HEIC"}, /* heic, heix, hevc … */
    {4, 8, "ftypmif1", "a HEIC"},     {4, 8, "ftypmsf1", "a HEIC"},
    {0, 4, "II*\0", "a TIFF or raw"}, {0, 4, "MM\0*", "a TIFF or raw"},
    {4, 4, "JXL ", "a JPEG XL"},      {4, 4, "jP  ", "a JPEG 2000"},
    {0, 5, "%PDF-", "a PDF"},         {0, 2, "BM", "a BMP"},
};

static const char *other_kind(const uint8_t *head, size_t head_bytes)
{
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        const struct other_kind *const kind = &OTHERS[i];
        if (kind->at + (size_t)kind->signature_bytes <= head_bytes &&
            memcmp(head + kind->at, kind->signature, kind->signature_bytes) == 0) {
            return kind->name;
        }
    }
    return NULL;
}

/* The first bytes; a read may give fewer than asked for. */
static enum askcam_status read_head(const struct askcam_bytes *bytes, uint8_t head[SNIFF_BYTES],
                                    size_t *head_bytes, struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;
    size_t got_bytes = 0;

    *head_bytes = 0;
    do {
        status = askcam_bytes_read(bytes, *head_bytes, head + *head_bytes,
                                   SNIFF_BYTES - *head_bytes, &got_bytes, err);
        *head_bytes += status == ASKCAM_OK ? got_bytes : 0;
    } while (status == ASKCAM_OK && got_bytes > 0 && *head_bytes < SNIFF_BYTES);
    return status;
}

static enum askcam_status report_other_kind(const struct askcam_jpeg_place *place,
                                            struct askcam_error *err)
{
    uint8_t head[SNIFF_BYTES];
    size_t head_bytes = 0;
    const enum askcam_status status = read_head(place->bytes, head, &head_bytes, err);

    if (status != ASKCAM_OK) {
        return status;
    }
    const char *const kind = other_kind(head, head_bytes);
    const char *const hint = kind == NULL ? "use a JPEG file" : "convert it to JPEG first";
    return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_error_context){place->name, hint},
                       "%s%snot a JPEG", kind == NULL ? "" : kind, kind == NULL ? "" : ", ");
}

enum askcam_status askcam_jpeg_report_error(enum askcam_jpeg_error error,
                                            const struct askcam_jpeg_place *place,
                                            struct askcam_error *err)
{
    if (error == ASKCAM_JPEG_NO_SOI) {
        return report_other_kind(place, err);
    }
    const struct error_text *const text = &TEXTS[error];
    const struct askcam_error_context context = {place->name, text->hint};

    return text->names_byte
               ? askcam_fail(err, ASKCAM_ERR_SOURCE, context, "%s %02X at byte %" PRIu64, text->why,
                             place->byte, place->at)
               : askcam_fail(err, ASKCAM_ERR_SOURCE, context, "%s at byte %" PRIu64, text->why,
                             place->at);
}

enum askcam_status askcam_jpeg_report_truncated(const struct askcam_jpeg_place *place,
                                                struct askcam_error *err)
{
    if (place->bytes->size_bytes == 0) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE,
                           (struct askcam_error_context){place->name, "use a JPEG file"}, "empty");
    }
    return askcam_fail(
        err, ASKCAM_ERR_SOURCE, (struct askcam_error_context){place->name, HINT_WHOLE},
        "truncated JPEG: it ends at byte %" PRIu64 " without its end marker", place->at);
}
