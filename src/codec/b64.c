/* SPDX-License-Identifier: MIT */
/*
 * b64.c - see b64.h.
 *
 * Twelve bits at a time become two characters by a table of 8 KiB, which stays in the first-level
 * cache; six bytes are read as one word of eight, so the last two bytes or more of a piece go the
 * slower way.  Invariant: held[] is empty while a run is encoded, and text[] holds whole groups.
 */
#include "b64.h"

#include <assert.h>
#include <string.h>

/* RFC 4648 table 1, as an expression because the table below must be a constant. */
#define CHARACTER(six)                                                                             \
    (char)((six) < 26   ? 'A' + (six)                                                              \
           : (six) < 52 ? 'a' + (six)-26                                                           \
           : (six) < 62 ? '0' + (six)-52                                                           \
           : (six) < 63 ? '+'                                                                      \
                        : '/')
#define PAIR(n)                                                                                    \
    {                                                                                              \
        CHARACTER((n) >> 6), CHARACTER((n)&63)                                                     \
    }
#define PAIRS_4(n)    PAIR(n), PAIR((n) + 1), PAIR((n) + 2), PAIR((n) + 3)
#define PAIRS_16(n)   PAIRS_4(n), PAIRS_4((n) + 4), PAIRS_4((n) + 8), PAIRS_4((n) + 12)
#define PAIRS_64(n)   PAIRS_16(n), PAIRS_16((n) + 16), PAIRS_16((n) + 32), PAIRS_16((n) + 48)
#define PAIRS_256(n)  PAIRS_64(n), PAIRS_64((n) + 64), PAIRS_64((n) + 128), PAIRS_64((n) + 192)
#define PAIRS_1024(n) PAIRS_256(n), PAIRS_256((n) + 256), PAIRS_256((n) + 512), PAIRS_256((n) + 768)

static const char PAIRS[4096][2] = {PAIRS_1024(0), PAIRS_1024(1024), PAIRS_1024(2048),
                                    PAIRS_1024(3072)};

static_assert(ASKCAM_B64_PIECE_BYTES % 4 == 0, "text[] holds whole groups");

static void write_group(char out[4], const uint8_t in[3])
{
    const uint32_t bits = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];

    memcpy(out, PAIRS[bits >> 12], 2);
    memcpy(out + 2, PAIRS[bits & 0xFFFU], 2);
}

/* Eight bytes, the first one highest; compilers make one load of it. */
static uint64_t load(const uint8_t *in)
{
    return (uint64_t)in[0] << 56 | (uint64_t)in[1] << 48 | (uint64_t)in[2] << 40 |
           (uint64_t)in[3] << 32 | (uint64_t)in[4] << 24 | (uint64_t)in[5] << 16 |
           (uint64_t)in[6] << 8 | in[7];
}

static void write_run(char *out, const uint8_t *in, size_t groups)
{
    for (; groups >= 3; groups -= 2) { /* a third group: eight bytes may be read */
        const uint64_t bits = load(in);
        memcpy(out, PAIRS[bits >> 52], 2);
        memcpy(out + 2, PAIRS[bits >> 40 & 0xFFFU], 2);
        memcpy(out + 4, PAIRS[bits >> 28 & 0xFFFU], 2);
        memcpy(out + 6, PAIRS[bits >> 16 & 0xFFFU], 2);
        in += 6;
        out += 8;
    }
    for (; groups > 0; groups--) {
        write_group(out, in);
        in += 3;
        out += 4;
    }
}

static void flush(struct askcam_b64 *enc)
{
    enc->status = askcam_sink_write(enc->out, enc->text, enc->text_bytes);
    enc->text_bytes = 0;
}

/* One byte towards a group that was cut. */
static void hold(struct askcam_b64 *enc, uint8_t byte)
{
    enc->held[enc->held_bytes++] = byte;
    if (enc->held_bytes == 3) {
        write_group(enc->text + enc->text_bytes, enc->held);
        enc->text_bytes += 4;
        enc->held_bytes = 0;
    }
}

/* Takes at least one byte; returns how many. */
static size_t encode(struct askcam_b64 *enc, const uint8_t *in, size_t bytes)
{
    const size_t free_groups = (ASKCAM_B64_PIECE_BYTES - enc->text_bytes) / 4;
    const size_t groups = bytes / 3 < free_groups ? bytes / 3 : free_groups;

    assert(free_groups > 0 && enc->held_bytes < 3);
    if (enc->held_bytes > 0 || groups == 0) {
        hold(enc, in[0]);
        return 1;
    }
    write_run(enc->text + enc->text_bytes, in, groups);
    enc->text_bytes += groups * 4;
    return groups * 3;
}

static enum askcam_status take(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_b64 *enc = ctx;
    const uint8_t *in = bytes;

    for (size_t at = 0; at < bytes_len && enc->status == ASKCAM_OK;) {
        at += encode(enc, in + at, bytes_len - at);
        if (enc->text_bytes == ASKCAM_B64_PIECE_BYTES) {
            flush(enc);
        }
    }
    return enc->status;
}

void askcam_b64_init(struct askcam_b64 *enc, struct askcam_sink out)
{
    assert(out.write != NULL);
    enc->out = out;
    enc->status = ASKCAM_OK;
    enc->held_bytes = 0;
    enc->text_bytes = 0;
}

struct askcam_sink askcam_b64_sink(struct askcam_b64 *enc)
{
    return (struct askcam_sink){.write = take, .ctx = enc};
}

enum askcam_status askcam_b64_finish(struct askcam_b64 *enc)
{
    if (enc->status == ASKCAM_OK && enc->held_bytes > 0) {
        char *group = enc->text + enc->text_bytes;
        memset(enc->held + enc->held_bytes, 0, sizeof enc->held - enc->held_bytes);
        write_group(group, enc->held);
        memset(group + enc->held_bytes + 1, '=', 3U - enc->held_bytes);
        enc->text_bytes += 4;
        enc->held_bytes = 0;
    }
    if (enc->status == ASKCAM_OK) {
        flush(enc);
    }
    return enc->status;
}
