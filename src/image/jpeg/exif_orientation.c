/* SPDX-License-Identifier: MIT */
/*
 * exif_orientation.c - see exif_orientation.h.
 *
 * The block is read as fields: identifier, TIFF header, entry count, entries.  Offsets count from
 * the TIFF header, and a directory lies behind that header, so skipping forwards is enough.
 */
#include "exif_orientation.h"

#include <string.h>

enum {
    IDENTIFIER_BYTES = 6, /* "Exif", 0, 0 */
    HEADER_BYTES = 8,     /* byte order, 42, offset of the first directory */
    COUNT_BYTES = 2,
    ENTRY_BYTES = 12, /* tag, type, count, value */
    TAG_ORIENTATION = 0x0112,
    TYPE_SHORT = 3,
    TYPE_LONG = 4,
};

enum phase {
    IDENTIFIER,
    HEADER,
    COUNT,
    ENTRY,
};

static void await(struct askcam_exif *exif, enum phase phase, uint8_t want_bytes)
{
    exif->phase = (uint8_t)phase;
    exif->want_bytes = want_bytes;
    exif->got_bytes = 0;
}

void askcam_exif_init(struct askcam_exif *exif)
{
    *exif = (struct askcam_exif){.orientation = 1};
    await(exif, IDENTIFIER, IDENTIFIER_BYTES);
}

static uint32_t number(const struct askcam_exif *exif, size_t at, size_t bytes)
{
    uint32_t value = 0;

    for (size_t i = 0; i < bytes; i++) {
        const size_t next = exif->little_endian ? bytes - 1 - i : i;
        value = (value << 8) | exif->field[at + next];
    }
    return value;
}

static void on_header(struct askcam_exif *exif)
{
    exif->little_endian = exif->field[0] == 'I';
    const bool order_known =
        exif->field[0] == exif->field[1] && (exif->field[0] == 'I' || exif->field[0] == 'M');
    const uint32_t directory_at = number(exif, 4, 4);

    exif->over = !order_known || number(exif, 2, 2) != 42 || directory_at < HEADER_BYTES;
    exif->skip_bytes = directory_at - HEADER_BYTES;
    await(exif, COUNT, COUNT_BYTES);
}

static void on_entry(struct askcam_exif *exif)
{
    const uint32_t type = number(exif, 2, 2);

    if (number(exif, 0, 2) == TAG_ORIENTATION) {
        const uint32_t value = type == TYPE_SHORT  ? number(exif, 8, 2)
                               : type == TYPE_LONG ? number(exif, 8, 4)
                                                   : 0;
        exif->orientation = value >= 1 && value <= 8 ? (uint8_t)value : 1;
        exif->over = true;
    }
    exif->entries_count--;
    exif->over = exif->over || exif->entries_count == 0;
    await(exif, ENTRY, ENTRY_BYTES);
}

static void on_field(struct askcam_exif *exif)
{
    if (exif->phase == IDENTIFIER) {
        exif->over = memcmp(exif->field, "Exif\0", IDENTIFIER_BYTES) != 0;
        await(exif, HEADER, HEADER_BYTES);
    } else if (exif->phase == HEADER) {
        on_header(exif);
    } else if (exif->phase == COUNT) {
        exif->entries_count = (uint16_t)number(exif, 0, 2);
        exif->over = exif->entries_count == 0;
        await(exif, ENTRY, ENTRY_BYTES);
    } else {
        on_entry(exif);
    }
}

void askcam_exif_push(struct askcam_exif *exif, const uint8_t *bytes, size_t bytes_len)
{
    for (size_t i = 0; i < bytes_len && !exif->over; i++) {
        if (exif->skip_bytes > 0) {
            exif->skip_bytes--;
            continue;
        }
        exif->field[exif->got_bytes++] = bytes[i];
        if (exif->got_bytes == exif->want_bytes) {
            on_field(exif);
        }
    }
}
