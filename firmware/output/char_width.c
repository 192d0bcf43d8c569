/* SPDX-License-Identifier: MIT */
/* char_width.c - see char_width.h. */
#include "char_width.h"

#include <stdint.h>

static const struct {
    uint32_t first;
    uint32_t last;
    unsigned columns;
} BLOCKS[] = {
    {0x0300, 0x036F, 0},   {0x1100, 0x115F, 2},   {0x200B, 0x200F, 0},   {0x2060, 0x2064, 0},
    {0x20D0, 0x20F0, 0},   {0x231A, 0x231B, 2},   {0x2329, 0x232A, 2},   {0x23E9, 0x23F3, 2},
    {0x25FD, 0x25FE, 2},   {0x2600, 0x27BF, 2},   {0x2B1B, 0x2B1C, 2},   {0x2B50, 0x2B55, 2},
    {0x2E80, 0x303E, 2},   {0x3099, 0x309A, 0},   {0x3041, 0xA4CF, 2},   {0xA960, 0xA97C, 2},
    {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2},   {0xFE00, 0xFE0F, 0},   {0xFE10, 0xFE19, 2},
    {0xFE20, 0xFE2F, 0},   {0xFE30, 0xFE6F, 2},   {0xFEFF, 0xFEFF, 0},   {0xFF01, 0xFF60, 2},
    {0xFFE0, 0xFFE6, 2},   {0x16FE0, 0x18DFF, 2}, {0x1AFF0, 0x1B2FF, 2}, {0x1F000, 0x1FAFF, 2},
    {0x20000, 0x3FFFD, 2}, {0xE0100, 0xE01EF, 0},
};

/* The code point of one whole character. */
static uint32_t code_point(const char *text, size_t bytes)
{
    static const uint8_t first_bits[] = {0x00, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = bytes <= 4 ? (uint8_t)text[0] & first_bits[bytes] : 0;

    for (size_t i = 1; i < bytes && bytes <= 4; i++) {
        code = code << 6 | ((uint8_t)text[i] & 0x3FU);
    }
    return code;
}

unsigned char_width(const char *text, size_t bytes)
{
    const uint32_t code = code_point(text, bytes);

    for (size_t i = 0; i < sizeof BLOCKS / sizeof BLOCKS[0]; i++) {
        if (code >= BLOCKS[i].first && code <= BLOCKS[i].last) {
            return BLOCKS[i].columns;
        }
    }
    return 1;
}
