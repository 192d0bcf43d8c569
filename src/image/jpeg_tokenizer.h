/* SPDX-License-Identifier: MIT */
/*
 * jpeg_tokenizer.h - the bytes of a JPEG, in any cut, as markers, segments and scan data.
 *
 * For: the walk, the MJPEG splitter and the pass-through copy, which all need the same reading.
 * Knows the syntax of ITU T.81 Annex B.  Must not know: what a segment means, where bytes come
 * from.
 */
#ifndef ASKCAM_JPEG_TOKENIZER_H
#define ASKCAM_JPEG_TOKENIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The second byte of a marker, T.81 table B.1; the first is always FF. */
enum {
    ASKCAM_JPEG_TEM = 0x01,
    ASKCAM_JPEG_SOF0 = 0xC0,  /* baseline */
    ASKCAM_JPEG_SOF2 = 0xC2,  /* progressive */
    ASKCAM_JPEG_SOF15 = 0xCF, /* C4, C8 and CC between them are not frame headers */
    ASKCAM_JPEG_DHT = 0xC4,
    ASKCAM_JPEG_JPG = 0xC8,
    ASKCAM_JPEG_DAC = 0xCC,
    ASKCAM_JPEG_RST0 = 0xD0,
    ASKCAM_JPEG_RST7 = 0xD7,
    ASKCAM_JPEG_SOI = 0xD8,
    ASKCAM_JPEG_EOI = 0xD9,
    ASKCAM_JPEG_SOS = 0xDA,
    ASKCAM_JPEG_DQT = 0xDB,
    ASKCAM_JPEG_DHP = 0xDE,
    ASKCAM_JPEG_APP0 = 0xE0,
    ASKCAM_JPEG_APP1 = 0xE1,
    ASKCAM_JPEG_APP14 = 0xEE,
    ASKCAM_JPEG_APP15 = 0xEF,
    ASKCAM_JPEG_COM = 0xFE,
};

/* What can be wrong with a JPEG; the first group is syntax, the second is sense. */
enum askcam_jpeg_error {
    ASKCAM_JPEG_VALID = 0,
    ASKCAM_JPEG_NO_SOI,         /* it does not begin as a JPEG */
    ASKCAM_JPEG_NO_MARKER,      /* another byte behind a segment that holds an SOI */
    ASKCAM_JPEG_UNKNOWN_MARKER, /* FF and a byte that is not a marker, or not allowed here */
    ASKCAM_JPEG_BAD_LENGTH,     /* a segment shorter than its own length field */
    ASKCAM_JPEG_NEW_PICTURE,    /* SOI inside a picture: its rest is missing */

    ASKCAM_JPEG_NO_FRAME, /* a scan before the frame header */
    ASKCAM_JPEG_NO_SCAN,  /* EOI before any picture data */
    ASKCAM_JPEG_TWO_FRAMES,
    ASKCAM_JPEG_BAD_FRAME,       /* the frame header contradicts itself */
    ASKCAM_JPEG_NO_HEIGHT,       /* the height comes after the scan, in DNL */
    ASKCAM_JPEG_NO_TABLES,       /* progressive without Huffman tables */
    ASKCAM_JPEG_NO_QUANTIZATION, /* a component's table is missing */
    ASKCAM_JPEG_ARITHMETIC,
    ASKCAM_JPEG_LOSSLESS,
    ASKCAM_JPEG_HIERARCHICAL,
    ASKCAM_JPEG_DEPTH,      /* other than 8 bits a sample */
    ASKCAM_JPEG_COMPONENTS, /* other than 1, 3 or 4 */
};

enum askcam_jpeg_token_kind {
    ASKCAM_JPEG_MORE,    /* all input is used up and the picture is not over */
    ASKCAM_JPEG_SEGMENT, /* a marker with a payload: marker, at, left_bytes */
    ASKCAM_JPEG_PAYLOAD, /* a chunk of that payload; left_bytes follow it */
    ASKCAM_JPEG_SCAN,    /* a chunk of scan data, as it is, RSTn and stuffing included */
    ASKCAM_JPEG_END,     /* EOI; at is the byte after it */
    ASKCAM_JPEG_INVALID, /* error, at; stays so */
};

struct askcam_jpeg_token {
    enum askcam_jpeg_token_kind kind;
    enum askcam_jpeg_error error;
    uint8_t marker;       /* also of PAYLOAD; of INVALID the byte that is wrong */
    uint16_t left_bytes;  /* of the segment, after this token */
    const uint8_t *bytes; /* of PAYLOAD and SCAN: in the input, or two bytes held back from it */
    size_t bytes_len;
    uint64_t at; /* where in the picture the marker, chunk or error is; 0 is SOI's FF */
};

/* Input not read yet; next() moves it on. */
struct askcam_jpeg_input {
    const uint8_t *bytes;
    size_t bytes_len;
};

enum askcam_jpeg_state {
    ASKCAM_JPEG_AT_SOI, /* FF of SOI expected */
    ASKCAM_JPEG_AT_SOI2,
    ASKCAM_JPEG_AT_MARKER, /* an FF is searched */
    ASKCAM_JPEG_AT_MARKER2,
    ASKCAM_JPEG_AT_LENGTH,
    ASKCAM_JPEG_AT_LENGTH2,
    ASKCAM_JPEG_IN_PAYLOAD,
    ASKCAM_JPEG_IN_SCAN,
    ASKCAM_JPEG_IN_SCAN_FF, /* an FF of the scan is held back */
    ASKCAM_JPEG_AT_END,
    ASKCAM_JPEG_AT_ERROR,
};

/* Reader state, in the caller's memory; it holds no pointer and may be copied between calls. */
struct askcam_jpeg_tokenizer {
    enum askcam_jpeg_state state;
    enum askcam_jpeg_error error;
    uint8_t marker;
    uint8_t held[2];     /* an FF that was the last byte of a chunk, and what came after it */
    uint8_t last;        /* byte of the payload, unless it may hold anything (APPn, comments) */
    bool has_soi;        /* likewise: FF D8 is in it */
    uint16_t left_bytes; /* of the payload */
    uint64_t at;         /* bytes taken so far */
    uint64_t marker_at;  /* where the last marker or error is */
};

/* Start before SOI.  Cannot fail. */
void askcam_jpeg_tokenizer_init(struct askcam_jpeg_tokenizer *tokenizer);

/* Start behind an SOI that the caller has taken already.  Cannot fail. */
void askcam_jpeg_tokenizer_init_after_soi(struct askcam_jpeg_tokenizer *tokenizer);

/*
 * Between segments, what is not a marker with a segment (stray bytes, FF 00, TEM, RSTn) is passed
 * over, as decoders do: phones and scanners pad segments.  Not so behind tables or a header with an
 * SOI inside: those are of a truncated picture, whose length field reached into the next one.
 *
 * The next token of the input.  Call until MORE, then with new input.  Chunks depend on the cuts,
 * their concatenation does not.  After END and INVALID nothing is taken.  The token's bytes are
 * valid as long as the input is, and until the next call.
 */
struct askcam_jpeg_token askcam_jpeg_tokenizer_next(struct askcam_jpeg_tokenizer *tokenizer,
                                                    struct askcam_jpeg_input *in);

#endif
