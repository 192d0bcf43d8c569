/* SPDX-License-Identifier: MIT */
/* half_blocks.c - see half_blocks.h. */
#include "half_blocks.h"

#include <stdio.h>
#include <string.h>

enum {
    NO_COLOUR = -1,  /* the terminal's own */
    CELL_BYTES = 64, /* the longest: two colours of 19 bytes, the block's 3, the line's end */
    LOWER = 48,      /* SGR 48 is the ground's colour */
    UPPER = 38,      /* and 38 the character's */
};

static const char UPPER_HALF[] = "\xe2\x96\x80"; /* U+2580 */

/* xterm's 256 colours: 16 that users set, a cube of six steps a side, 24 greys. */
enum { CUBE_AT = 16, CUBE_SIDE = 6, GREYS_AT = 232, GREYS = 24 };

static const uint8_t CUBE_STEPS[CUBE_SIDE] = {0, 95, 135, 175, 215, 255};

static int cube_step(int value)
{
    return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
}

static int distance(int r, int g, int b)
{
    return r * r + g * g + b * b;
}

/* The nearest one of the cube, or of the greys (8, 18, ... 238) if that is nearer still. */
static int index_of(int r, int g, int b)
{
    const int x = cube_step(r);
    const int y = cube_step(g);
    const int z = cube_step(b);
    const int mean = (r + g + b) / 3;
    const int step = mean < 3 ? 0 : mean > 238 ? GREYS - 1 : (mean - 3) / 10;
    const int grey = 8 + 10 * step;

    if (distance(r - grey, g - grey, b - grey) <
        distance(r - CUBE_STEPS[x], g - CUBE_STEPS[y], b - CUBE_STEPS[z])) {
        return GREYS_AT + step;
    }
    return CUBE_AT + (x * CUBE_SIDE + y) * CUBE_SIDE + z;
}

/* 0xRRGGBB or one of the 256; NO_COLOUR below the last row. */
static int colour_at(const struct marked_image *image, uint32_t x, uint32_t y, bool has_24_bits)
{
    if (y >= image->height_px) {
        return NO_COLOUR;
    }
    const uint8_t *const pixel = image->rgb + ((size_t)y * image->width_px + x) * 3;
    return has_24_bits ? pixel[0] << 16 | pixel[1] << 8 | pixel[2]
                       : index_of(pixel[0], pixel[1], pixel[2]);
}

/* Appends the choice of one colour; returns the text's new length. */
static size_t add_colour(char *text, size_t used, int ground, int colour, bool has_24_bits)
{
    char *const at = text + used;
    const size_t free_bytes = CELL_BYTES - used;
    int bytes = 0;

    if (colour == NO_COLOUR) {
        bytes = snprintf(at, free_bytes, "\x1b[%dm", ground + 1); /* SGR 39 and 49: the default */
    } else if (has_24_bits) {
        bytes = snprintf(at, free_bytes, "\x1b[%d;2;%d;%d;%dm", ground, colour >> 16,
                         colour >> 8 & 255, colour & 255);
    } else {
        bytes = snprintf(at, free_bytes, "\x1b[%d;5;%dm", ground, colour);
    }
    return used + (size_t)bytes;
}

static enum askcam_status write_line(const struct marked_image *image, uint32_t y, bool has_24_bits,
                                     struct askcam_sink out)
{
    static const char end[] = "\x1b[0m\n";
    int upper = NO_COLOUR;
    int lower = NO_COLOUR;

    for (uint32_t x = 0; x < image->width_px; x++) {
        char text[CELL_BYTES];
        size_t used = 0;
        const int next_upper = colour_at(image, x, y, has_24_bits);
        const int next_lower = colour_at(image, x, y + 1, has_24_bits);
        if (next_upper != upper) {
            used = add_colour(text, used, UPPER, next_upper, has_24_bits);
        }
        if (next_lower != lower) {
            used = add_colour(text, used, LOWER, next_lower, has_24_bits);
        }
        memcpy(text + used, UPPER_HALF, sizeof UPPER_HALF - 1);
        const enum askcam_status status =
            askcam_sink_write(out, text, used + sizeof UPPER_HALF - 1);
        if (status != ASKCAM_OK) {
            return status;
        }
        upper = next_upper;
        lower = next_lower;
    }
    return askcam_sink_write(out, end, sizeof end - 1);
}

enum askcam_status half_blocks_write(const struct marked_image *image, bool has_24_bits,
                                     struct askcam_sink out)
{
    enum askcam_status status = ASKCAM_OK;

    for (uint32_t y = 0; y < image->height_px && status == ASKCAM_OK; y += 2) {
        status = write_line(image, y, has_24_bits, out);
    }
    return status;
}
