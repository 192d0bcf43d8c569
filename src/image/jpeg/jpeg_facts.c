/* SPDX-License-Identifier: MIT */
/* jpeg_facts.c - see jpeg_facts.h. */
#include "jpeg_facts.h"

#include <string.h>

#include "jpeg_huffman.h"

enum {
    FRAME_FIXED_BYTES = 6, /* depth, height, width, component count */
    FRAME_COMPONENT_BYTES = 3,
    MARKERS_BYTES = 4, /* SOI and EOI */
    TABLES = 4,        /* of quantization */
    DCT_ELEMENTS = 64,
};

bool askcam_jpeg_may_be_metadata(uint8_t marker)
{
    return marker == ASKCAM_JPEG_COM || (marker >= ASKCAM_JPEG_APP0 && marker <= ASKCAM_JPEG_APP15);
}

static bool begins_with(const uint8_t *prefix, size_t prefix_bytes, const char *name,
                        size_t least_bytes)
{
    return prefix_bytes >= least_bytes && memcmp(prefix, name, 5) == 0;
}

size_t askcam_jpeg_bare_bytes(uint8_t marker, size_t payload_bytes, const uint8_t *prefix,
                              size_t prefix_bytes)
{
    if (!askcam_jpeg_may_be_metadata(marker)) {
        return ASKCAM_JPEG_HEAD_BYTES + payload_bytes;
    }
    if (marker == ASKCAM_JPEG_APP0 &&
        begins_with(prefix, prefix_bytes, "JFIF", ASKCAM_JFIF_BYTES)) {
        return ASKCAM_JPEG_HEAD_BYTES + ASKCAM_JFIF_BYTES;
    }
    if (marker == ASKCAM_JPEG_APP14 &&
        begins_with(prefix, prefix_bytes, "Adobe", ASKCAM_ADOBE_BYTES)) {
        return ASKCAM_JPEG_HEAD_BYTES + ASKCAM_ADOBE_BYTES;
    }
    return 0;
}

/* Supported SOFn, or why not.  T.81 table B.1; C4, C8 and CC are not frame headers. */
static enum askcam_jpeg_error frame_kind(uint8_t marker)
{
    if (marker <= ASKCAM_JPEG_SOF2) {
        return ASKCAM_JPEG_VALID;
    }
    if (marker == 0xC3) {
        return ASKCAM_JPEG_LOSSLESS;
    }
    return marker <= 0xC7 ? ASKCAM_JPEG_HIERARCHICAL : ASKCAM_JPEG_ARITHMETIC;
}

static bool is_frame(uint8_t marker)
{
    return marker >= ASKCAM_JPEG_SOF0 && marker <= ASKCAM_JPEG_SOF15 && marker != ASKCAM_JPEG_DHT &&
           marker != ASKCAM_JPEG_JPG && marker != ASKCAM_JPEG_DAC;
}

/* Sampling factors, T.81 B.2.2: 1..4 each.  A single component is coded block by block. */
static bool read_sampling(struct askcam_jpeg_info *info, const uint8_t *components)
{
    unsigned widest = 1;
    unsigned highest = 1;
    unsigned blocks = 0;

    for (size_t i = 0; i < info->components; i++) {
        const unsigned across = components[i * FRAME_COMPONENT_BYTES + 1] >> 4;
        const unsigned down = components[i * FRAME_COMPONENT_BYTES + 1] & 0x0FU;
        if (across < 1 || across > 4 || down < 1 || down > 4) {
            return false;
        }
        widest = across > widest ? across : widest;
        highest = down > highest ? down : highest;
        blocks += across * down;
    }
    info->mcu_width_px = (uint8_t)(info->components == 1 ? 8 : widest * 8);
    info->mcu_height_px = (uint8_t)(info->components == 1 ? 8 : highest * 8);
    info->mcu_blocks = (uint8_t)(info->components == 1 ? 1 : blocks);
    return true;
}

/* The quantization tables that the components name, as bits; 0 if one of them cannot exist. */
static uint8_t tables_of(const uint8_t *components, size_t count)
{
    unsigned tables = 0;

    for (size_t i = 0; i < count; i++) {
        const uint8_t table = components[i * FRAME_COMPONENT_BYTES + 2];
        if (table >= TABLES) {
            return 0;
        }
        tables |= 1U << table;
    }
    return (uint8_t)tables;
}

static enum askcam_jpeg_error check_frame(struct askcam_jpeg_facts *facts)
{
    struct askcam_jpeg_info *const info = &facts->info;
    const uint8_t *const p = facts->prefix;

    if (p[0] != 8) {
        return ASKCAM_JPEG_DEPTH;
    }
    if (info->components != 1 && info->components != 3 && info->components != 4) {
        return ASKCAM_JPEG_COMPONENTS;
    }
    facts->needed_tables = tables_of(p + FRAME_FIXED_BYTES, info->components);
    if (info->width_px == 0 || facts->needed_tables == 0 ||
        !read_sampling(info, p + FRAME_FIXED_BYTES)) {
        return ASKCAM_JPEG_BAD_FRAME;
    }
    return info->height_px == 0 ? ASKCAM_JPEG_NO_HEIGHT : ASKCAM_JPEG_VALID;
}

static enum askcam_jpeg_error on_frame(struct askcam_jpeg_facts *facts, uint8_t marker)
{
    struct askcam_jpeg_info *const info = &facts->info;
    const uint8_t *const p = facts->prefix;

    if (frame_kind(marker) != ASKCAM_JPEG_VALID) {
        return frame_kind(marker);
    }
    if (facts->has_frame) {
        return ASKCAM_JPEG_TWO_FRAMES;
    }
    if (facts->prefix_bytes < FRAME_FIXED_BYTES ||
        facts->segment_bytes != FRAME_FIXED_BYTES + FRAME_COMPONENT_BYTES * p[5]) {
        return ASKCAM_JPEG_BAD_FRAME;
    }
    facts->has_frame = true;
    info->progressive = marker == ASKCAM_JPEG_SOF2;
    info->height_px = (uint32_t)((p[1] << 8) | p[2]);
    info->width_px = (uint32_t)((p[3] << 8) | p[4]);
    info->components = p[5];
    return check_frame(facts);
}

/* Returns what the copy without metadata writes for this segment, in the same order of events. */
static size_t count_bare(struct askcam_jpeg_facts *facts, uint8_t marker)
{
    const bool lacks_tables = marker == ASKCAM_JPEG_SOS && !facts->has_tables;
    const size_t bytes =
        askcam_jpeg_bare_bytes(marker, facts->segment_bytes, facts->prefix, facts->prefix_bytes);

    facts->has_tables = facts->has_tables || marker == ASKCAM_JPEG_DHT || marker == ASKCAM_JPEG_SOS;
    facts->info.bare_bytes += bytes + (lacks_tables ? ASKCAM_JPEG_HUFFMAN_BYTES : 0);
    return bytes;
}

/* The segment's first bytes are known: all of it, or as many as are kept. */
static enum askcam_jpeg_error on_prefix(struct askcam_jpeg_facts *facts, uint8_t marker)
{
    struct askcam_jpeg_info *const info = &facts->info;
    const size_t bare_bytes = count_bare(facts, marker);

    if (is_frame(marker)) {
        return on_frame(facts, marker);
    }
    if (marker == ASKCAM_JPEG_DHP) {
        return ASKCAM_JPEG_HIERARCHICAL;
    }
    if (marker == ASKCAM_JPEG_DHT && !facts->has_scan) {
        info->has_huffman = true;
    }
    if (bare_bytes == 0 || (marker == ASKCAM_JPEG_APP0 &&
                            facts->segment_bytes > ASKCAM_JFIF_BYTES)) { /* a thumbnail */
        info->has_metadata = true;
    }
    if (marker == ASKCAM_JPEG_SOS && !facts->has_frame) {
        return ASKCAM_JPEG_NO_FRAME;
    }
    if (marker == ASKCAM_JPEG_SOS && (facts->needed_tables & ~facts->tables) != 0) {
        return ASKCAM_JPEG_NO_QUANTIZATION;
    }
    if (marker == ASKCAM_JPEG_SOS && info->progressive && !info->has_huffman) {
        return ASKCAM_JPEG_NO_TABLES;
    }
    return ASKCAM_JPEG_VALID;
}

static enum askcam_jpeg_error on_segment(struct askcam_jpeg_facts *facts,
                                         const struct askcam_jpeg_token *token)
{
    facts->prefix_bytes = 0;
    facts->error = ASKCAM_JPEG_VALID;
    facts->at = token->at;
    facts->segment_bytes = token->left_bytes;
    facts->table_left_bytes = 0;
    if (token->marker == ASKCAM_JPEG_APP1 && !facts->has_exif) {
        askcam_exif_init(&facts->exif); /* of several, the first that is Exif counts */
    }
    return token->left_bytes == 0 ? on_prefix(facts, token->marker) : ASKCAM_JPEG_VALID;
}

/* T.81 B.2.4.1: each table is a byte of precision and number, and 64 elements of one or two bytes.
 */
static void read_tables(struct askcam_jpeg_facts *facts, const struct askcam_jpeg_token *token)
{
    for (size_t i = 0; i < token->bytes_len && token->marker == ASKCAM_JPEG_DQT; i++) {
        const uint8_t byte = token->bytes[i];
        if (facts->table_left_bytes > 0) {
            facts->table_left_bytes--;
            continue;
        }
        facts->tables |= (uint8_t)((byte & 0x0FU) < TABLES ? 1U << (byte & 0x0FU) : 0U);
        facts->table_left_bytes = (byte >> 4) == 0 ? DCT_ELEMENTS : 2 * DCT_ELEMENTS;
    }
}

static void look_for_exif(struct askcam_jpeg_facts *facts, const struct askcam_jpeg_token *token)
{
    if (token->marker == ASKCAM_JPEG_APP1 && !facts->has_exif) {
        askcam_exif_push(&facts->exif, token->bytes, token->bytes_len);
        facts->has_exif = token->left_bytes == 0 && facts->prefix_bytes >= 5 &&
                          memcmp(facts->prefix, "Exif", 5) == 0;
    }
}

static enum askcam_jpeg_error on_payload(struct askcam_jpeg_facts *facts,
                                         const struct askcam_jpeg_token *token)
{
    const size_t space_bytes = sizeof facts->prefix - facts->prefix_bytes;
    const size_t keep_bytes = token->bytes_len < space_bytes ? token->bytes_len : space_bytes;

    memcpy(facts->prefix + facts->prefix_bytes, token->bytes, keep_bytes);
    facts->prefix_bytes = (uint8_t)(facts->prefix_bytes + keep_bytes);
    look_for_exif(facts, token);
    read_tables(facts, token);
    if (keep_bytes > 0 && (token->left_bytes == 0 || facts->prefix_bytes == sizeof facts->prefix)) {
        facts->error = on_prefix(facts, token->marker);
    }
    return token->left_bytes == 0 ? facts->error : ASKCAM_JPEG_VALID;
}

enum askcam_jpeg_error askcam_jpeg_facts_take(struct askcam_jpeg_facts *facts,
                                              const struct askcam_jpeg_token *token)
{
    switch (token->kind) { /* no default: a new kind must be placed here */
    case ASKCAM_JPEG_SEGMENT:
        return on_segment(facts, token);
    case ASKCAM_JPEG_PAYLOAD:
        return on_payload(facts, token);
    case ASKCAM_JPEG_SCAN:
        facts->has_scan = true;
        facts->info.bare_bytes += token->bytes_len;
        return ASKCAM_JPEG_VALID;
    case ASKCAM_JPEG_END:
        facts->at = token->at;
        facts->info.size_bytes = token->at;
        facts->info.bare_bytes += MARKERS_BYTES;
        facts->info.orientation = facts->has_exif ? facts->exif.orientation : 1;
        return facts->has_scan ? ASKCAM_JPEG_VALID : ASKCAM_JPEG_NO_SCAN;
    case ASKCAM_JPEG_MORE:
    case ASKCAM_JPEG_INVALID:
        break;
    }
    return ASKCAM_JPEG_VALID;
}
