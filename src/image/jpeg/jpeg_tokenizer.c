/* SPDX-License-Identifier: MIT */
/*
 * jpeg_tokenizer.c - see jpeg_tokenizer.h.
 *
 * Markers are read byte by byte, payloads and scan data in the longest chunks that the input has.
 * An FF at the end of a chunk of scan data is held back until its second byte shows whether it
 * belongs to the data; a scan chunk therefore never ends inside a marker.
 */
#include "jpeg_tokenizer.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

void askcam_jpeg_tokenizer_init(struct askcam_jpeg_tokenizer *tokenizer)
{
    *tokenizer = (struct askcam_jpeg_tokenizer){.state = ASKCAM_JPEG_AT_SOI};
}

void askcam_jpeg_tokenizer_init_after_soi(struct askcam_jpeg_tokenizer *tokenizer)
{
    *tokenizer = (struct askcam_jpeg_tokenizer){.state = ASKCAM_JPEG_AT_MARKER, .at = 2};
}

static void error(struct askcam_jpeg_tokenizer *tokenizer, enum askcam_jpeg_error what,
                  uint8_t byte, uint64_t at)
{
    tokenizer->state = ASKCAM_JPEG_AT_ERROR;
    tokenizer->error = what;
    tokenizer->marker = byte;
    tokenizer->marker_at = at;
}

/* Bytes after FF that belong to scan data: a stuffed zero, or a restart. */
static bool stays_in_scan(uint8_t byte)
{
    return byte == 0 || (byte >= ASKCAM_JPEG_RST0 && byte <= ASKCAM_JPEG_RST7);
}

/* Bytes after FF that libjpeg's read_markers() passes over between segments. */
static bool is_stray(uint8_t byte)
{
    return stays_in_scan(byte) || byte == ASKCAM_JPEG_TEM;
}

/* Whether a segment with a length follows FF and this byte.  T.81 B.1.1.3; JPGn are unknown. */
static bool has_payload(uint8_t byte)
{
    return (byte >= ASKCAM_JPEG_SOF0 && byte <= ASKCAM_JPEG_SOF15 && byte != ASKCAM_JPEG_JPG) ||
           (byte >= ASKCAM_JPEG_SOS && byte <= ASKCAM_JPEG_APP15) || byte == ASKCAM_JPEG_COM;
}

/* A byte that is not of a segment; between payload and stray bytes an SOI may be split. */
static void on_stray(struct askcam_jpeg_tokenizer *tokenizer, uint8_t byte, uint64_t at)
{
    tokenizer->state = ASKCAM_JPEG_AT_MARKER;
    if (tokenizer->has_soi || (tokenizer->last == 0xFF && byte == ASKCAM_JPEG_SOI)) {
        error(tokenizer, ASKCAM_JPEG_NO_MARKER, byte, at);
    }
    tokenizer->last = 0;
}

/* The byte after a marker's FF; tokenizer->marker_at is the offset of that FF. */
static void on_marker(struct askcam_jpeg_tokenizer *tokenizer, uint8_t byte)
{
    tokenizer->marker = byte;
    if (has_payload(byte)) {
        tokenizer->state = ASKCAM_JPEG_AT_LENGTH;
    } else if (byte == ASKCAM_JPEG_EOI) {
        tokenizer->state = ASKCAM_JPEG_AT_END;
    } else if (byte == ASKCAM_JPEG_SOI) {
        error(tokenizer, ASKCAM_JPEG_NEW_PICTURE, byte, tokenizer->marker_at);
    } else {
        error(tokenizer, ASKCAM_JPEG_UNKNOWN_MARKER, byte, tokenizer->marker_at);
    }
}

/* A byte of SOI. */
static void expect(struct askcam_jpeg_tokenizer *tokenizer, uint8_t byte, uint8_t wanted,
                   enum askcam_jpeg_state next)
{
    if (byte == wanted) {
        tokenizer->state = next;
    } else {
        error(tokenizer, ASKCAM_JPEG_NO_SOI, byte, 0);
    }
}

static void on_length(struct askcam_jpeg_tokenizer *tokenizer, uint8_t high, uint8_t low)
{
    const uint16_t length = (uint16_t)((high << 8) | low);

    if (length < 2) { /* the field counts itself */
        error(tokenizer, ASKCAM_JPEG_BAD_LENGTH, tokenizer->marker, tokenizer->marker_at);
        return;
    }
    tokenizer->left_bytes = (uint16_t)(length - 2);
    tokenizer->last = 0;
    tokenizer->has_soi = false;
    tokenizer->state = ASKCAM_JPEG_IN_PAYLOAD;
}

/* The state behind a payload's last byte. */
static void after_payload(struct askcam_jpeg_tokenizer *tokenizer)
{
    if (tokenizer->left_bytes == 0) {
        tokenizer->state =
            tokenizer->marker == ASKCAM_JPEG_SOS ? ASKCAM_JPEG_IN_SCAN : ASKCAM_JPEG_AT_MARKER;
    }
}

/* One byte outside payloads and scan data. */
static void step(struct askcam_jpeg_tokenizer *tokenizer, uint8_t byte)
{
    const uint64_t here = tokenizer->at++;

    switch (tokenizer->state) { /* no default: a new state must be placed here */
    case ASKCAM_JPEG_AT_SOI:
        expect(tokenizer, byte, 0xFF, ASKCAM_JPEG_AT_SOI2);
        return;
    case ASKCAM_JPEG_AT_SOI2:
        expect(tokenizer, byte, ASKCAM_JPEG_SOI, ASKCAM_JPEG_AT_MARKER);
        return;
    case ASKCAM_JPEG_AT_MARKER: /* only FF comes here */
        tokenizer->marker_at = here;
        tokenizer->state = ASKCAM_JPEG_AT_MARKER2;
        return;
    case ASKCAM_JPEG_AT_MARKER2:
        if (byte == 0xFF) {
            tokenizer->marker_at = here; /* T.81 B.1.1.2: any number of FF may fill */
        } else if (is_stray(byte)) {
            on_stray(tokenizer, byte, tokenizer->marker_at);
        } else {
            on_marker(tokenizer, byte);
        }
        return;
    case ASKCAM_JPEG_AT_LENGTH:
        tokenizer->held[0] = byte;
        tokenizer->state = ASKCAM_JPEG_AT_LENGTH2;
        return;
    case ASKCAM_JPEG_AT_LENGTH2:
        on_length(tokenizer, tokenizer->held[0], byte);
        return;
    case ASKCAM_JPEG_IN_PAYLOAD:
    case ASKCAM_JPEG_IN_SCAN:
    case ASKCAM_JPEG_IN_SCAN_FF:
    case ASKCAM_JPEG_AT_END:
    case ASKCAM_JPEG_AT_ERROR:
        break;
    }
    assert(false && "read in chunks, not in bytes");
}

static void move(struct askcam_jpeg_tokenizer *tokenizer, struct askcam_jpeg_input *in,
                 size_t bytes)
{
    in->bytes += bytes;
    in->bytes_len -= bytes;
    tokenizer->at += bytes;
}

/* Whether the payload may hold any bytes, a whole picture too: APPn and comments. */
static bool holds_anything(uint8_t marker)
{
    return marker >= ASKCAM_JPEG_APP0;
}

static void look_for_soi(struct askcam_jpeg_tokenizer *tokenizer, const uint8_t *bytes,
                         size_t bytes_len)
{
    for (size_t i = 0; i < bytes_len && !holds_anything(tokenizer->marker); i++) {
        tokenizer->has_soi =
            tokenizer->has_soi || (tokenizer->last == 0xFF && bytes[i] == ASKCAM_JPEG_SOI);
        tokenizer->last = bytes[i];
    }
}

static struct askcam_jpeg_token next_payload(struct askcam_jpeg_tokenizer *tokenizer,
                                             struct askcam_jpeg_input *in)
{
    const size_t bytes =
        in->bytes_len < tokenizer->left_bytes ? in->bytes_len : tokenizer->left_bytes;

    look_for_soi(tokenizer, in->bytes, bytes);
    struct askcam_jpeg_token token = {.kind = ASKCAM_JPEG_PAYLOAD,
                                      .marker = tokenizer->marker,
                                      .bytes = in->bytes,
                                      .bytes_len = bytes,
                                      .at = tokenizer->at};

    move(tokenizer, in, bytes);
    tokenizer->left_bytes = (uint16_t)(tokenizer->left_bytes - bytes);
    token.left_bytes = tokenizer->left_bytes;
    after_payload(tokenizer);
    return token;
}

/* How many bytes of in belong to the scan for certain; an FF that is the last byte does not. */
static size_t scan_bytes(const struct askcam_jpeg_input *in)
{
    size_t at = 0;

    while (at < in->bytes_len) {
        const uint8_t *ff = memchr(in->bytes + at, 0xFF, in->bytes_len - at);
        if (ff == NULL) {
            return in->bytes_len;
        }
        at = (size_t)(ff - in->bytes);
        if (at + 1 == in->bytes_len || !stays_in_scan(in->bytes[at + 1])) {
            return at;
        }
        at += 2;
    }
    return at;
}

static struct askcam_jpeg_token next_scan(struct askcam_jpeg_tokenizer *tokenizer,
                                          struct askcam_jpeg_input *in)
{
    const size_t bytes = scan_bytes(in);
    const struct askcam_jpeg_token token = {.kind = ASKCAM_JPEG_SCAN,
                                            .marker = ASKCAM_JPEG_SOS,
                                            .bytes = in->bytes,
                                            .bytes_len = bytes,
                                            .at = tokenizer->at};

    move(tokenizer, in, bytes);
    if (in->bytes_len > 0) { /* at an FF that is not, or may not be, of the scan */
        tokenizer->state = ASKCAM_JPEG_IN_SCAN_FF;
        tokenizer->marker_at = tokenizer->at;
        move(tokenizer, in, 1);
    }
    return token;
}

/*
 * The byte after a held-back FF.  Of FF FF the first is scan data (a fill byte, which every decoder
 * skips) and the second is held back.
 */
static struct askcam_jpeg_token next_after_ff(struct askcam_jpeg_tokenizer *tokenizer,
                                              struct askcam_jpeg_input *in)
{
    const uint8_t byte = in->bytes[0];
    struct askcam_jpeg_token token = {.kind = ASKCAM_JPEG_SCAN,
                                      .marker = ASKCAM_JPEG_SOS,
                                      .bytes = tokenizer->held,
                                      .at = tokenizer->marker_at};

    move(tokenizer, in, 1);
    tokenizer->held[0] = 0xFF;
    tokenizer->held[1] = byte;
    if (byte == 0xFF) {
        token.bytes_len = 1;
        tokenizer->marker_at++;
    } else if (stays_in_scan(byte)) {
        token.bytes_len = 2;
        tokenizer->state = ASKCAM_JPEG_IN_SCAN;
    } else {
        on_marker(tokenizer, byte);
    }
    return token;
}

/* A token that follows from the state alone, or MORE if there is none. */
static struct askcam_jpeg_token standing(const struct askcam_jpeg_tokenizer *tokenizer)
{
    struct askcam_jpeg_token token = {.kind = ASKCAM_JPEG_MORE, .at = tokenizer->at};

    if (tokenizer->state == ASKCAM_JPEG_AT_END) {
        token.kind = ASKCAM_JPEG_END;
    } else if (tokenizer->state == ASKCAM_JPEG_AT_ERROR) {
        token.kind = ASKCAM_JPEG_INVALID;
        token.error = tokenizer->error;
        token.marker = tokenizer->marker;
        token.at = tokenizer->marker_at;
    }
    return token;
}

/* The token of a marker whose length has just been read. */
static struct askcam_jpeg_token segment(struct askcam_jpeg_tokenizer *tokenizer)
{
    const struct askcam_jpeg_token token = {.kind = ASKCAM_JPEG_SEGMENT,
                                            .marker = tokenizer->marker,
                                            .left_bytes = tokenizer->left_bytes,
                                            .at = tokenizer->marker_at};

    after_payload(tokenizer); /* a segment may be empty */
    return token;
}

/* A token of the bytes that are read in chunks; MORE if this chunk had none of its own. */
static struct askcam_jpeg_token next_chunk(struct askcam_jpeg_tokenizer *tokenizer,
                                           struct askcam_jpeg_input *in)
{
    struct askcam_jpeg_token token =
        tokenizer->state == ASKCAM_JPEG_IN_PAYLOAD ? next_payload(tokenizer, in)
        : tokenizer->state == ASKCAM_JPEG_IN_SCAN  ? next_scan(tokenizer, in)
                                                   : next_after_ff(tokenizer, in);

    if (token.bytes_len == 0) {
        token.kind = ASKCAM_JPEG_MORE;
    }
    return token;
}

/* Stray bytes may be many: they are not stepped through. */
static void skip_stray(struct askcam_jpeg_tokenizer *tokenizer, struct askcam_jpeg_input *in)
{
    const uint8_t *const ff = memchr(in->bytes, 0xFF, in->bytes_len);

    move(tokenizer, in, ff == NULL ? in->bytes_len : (size_t)(ff - in->bytes));
}

/* A token of the bytes that are read one by one; MORE if this byte ended none. */
static struct askcam_jpeg_token next_byte(struct askcam_jpeg_tokenizer *tokenizer,
                                          struct askcam_jpeg_input *in)
{
    const bool ends_length = tokenizer->state == ASKCAM_JPEG_AT_LENGTH2;

    if (tokenizer->state == ASKCAM_JPEG_AT_MARKER && in->bytes[0] != 0xFF) {
        on_stray(tokenizer, in->bytes[0], tokenizer->at);
        if (tokenizer->state == ASKCAM_JPEG_AT_MARKER) {
            skip_stray(tokenizer, in);
        }
        return (struct askcam_jpeg_token){.kind = ASKCAM_JPEG_MORE};
    }
    step(tokenizer, in->bytes[0]);
    in->bytes++;
    in->bytes_len--;
    return ends_length && tokenizer->state != ASKCAM_JPEG_AT_ERROR
               ? segment(tokenizer)
               : (struct askcam_jpeg_token){.kind = ASKCAM_JPEG_MORE};
}

struct askcam_jpeg_token askcam_jpeg_tokenizer_next(struct askcam_jpeg_tokenizer *tokenizer,
                                                    struct askcam_jpeg_input *in)
{
    while (in->bytes_len > 0 && tokenizer->state < ASKCAM_JPEG_AT_END) {
        const bool in_chunks = tokenizer->state >= ASKCAM_JPEG_IN_PAYLOAD &&
                               tokenizer->state <= ASKCAM_JPEG_IN_SCAN_FF;
        const struct askcam_jpeg_token token =
            in_chunks ? next_chunk(tokenizer, in) : next_byte(tokenizer, in);
        if (token.kind != ASKCAM_JPEG_MORE) {
            return token;
        }
    }
    return standing(tokenizer);
}
