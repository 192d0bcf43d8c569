/* SPDX-License-Identifier: MIT */
/* reference.c - see reference.h. */
#include "reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct reference make(uint32_t width, uint32_t height)
{
    return (struct reference){malloc((size_t)width * height * 3), width, height};
}

static uint8_t *at(const struct reference *picture, uint32_t x, uint32_t y)
{
    return picture->rgb + ((size_t)y * picture->width_px + x) * 3;
}

static struct reference quarter_clockwise(struct reference from)
{
    const struct reference to = make(from.height_px, from.width_px);

    for (uint32_t y = 0; y < from.height_px; y++) {
        for (uint32_t x = 0; x < from.width_px; x++) {
            memcpy(at(&to, from.height_px - 1 - y, x), at(&from, x, y), 3);
        }
    }
    free(from.rgb);
    return to;
}

static struct reference left_to_right(struct reference from)
{
    const struct reference to = make(from.width_px, from.height_px);

    for (uint32_t y = 0; y < from.height_px; y++) {
        for (uint32_t x = 0; x < from.width_px; x++) {
            memcpy(at(&to, from.width_px - 1 - x, y), at(&from, x, y), 3);
        }
    }
    free(from.rgb);
    return to;
}

struct reference reference_rotate(struct reference from, unsigned degrees)
{
    for (unsigned rotated = 0; rotated < degrees; rotated += 90) {
        from = quarter_clockwise(from);
    }
    return from;
}

/* Where row 0 and column 0 of the file belong, as Exif puts it; done as mirror, then turn. */
struct reference reference_upright(struct reference from, int orientation)
{
    static const struct {
        int mirror;
        unsigned degrees;
    } STEPS[9] = {{0, 0}, {0, 0}, {1, 0}, {0, 180}, {1, 180}, {1, 270}, {0, 90}, {1, 90}, {0, 270}};

    if (STEPS[orientation].mirror) {
        from = left_to_right(from);
    }
    return reference_rotate(from, STEPS[orientation].degrees);
}

struct reference reference_crop(struct reference from, uint32_t x, uint32_t y, uint32_t width,
                                uint32_t height)
{
    const struct reference to = make(width, height);

    for (uint32_t row = 0; row < height; row++) {
        memcpy(at(&to, 0, row), at(&from, x, y + row), (size_t)width * 3);
    }
    free(from.rgb);
    return to;
}

struct reference reference_mask(struct reference from, uint32_t x, uint32_t y, uint32_t width,
                                uint32_t height)
{
    for (uint32_t row = y; row < y + height && row < from.height_px; row++) {
        for (uint32_t column = x; column < x + width && column < from.width_px; column++) {
            memset(at(&from, column, row), 0, 3);
        }
    }
    return from;
}

static double overlap(double begin, double end, uint32_t pixel)
{
    const double first = begin > pixel ? begin : pixel;
    const double last = end < pixel + 1.0 ? end : pixel + 1.0;

    return last > first ? last - first : 0;
}

static void mean_of_area(const struct reference *from, const double box[4], uint8_t *rgb)
{
    double sums[3] = {0};
    double area = 0;

    for (uint32_t y = (uint32_t)box[1]; y < from->height_px && y < box[3]; y++) {
        for (uint32_t x = (uint32_t)box[0]; x < from->width_px && x < box[2]; x++) {
            const double part = overlap(box[0], box[2], x) * overlap(box[1], box[3], y);
            area += part;
            for (int i = 0; i < 3; i++) {
                sums[i] += part * at(from, x, y)[i];
            }
        }
    }
    for (int i = 0; i < 3; i++) {
        rgb[i] = (uint8_t)(sums[i] / area + 0.5);
    }
}

struct reference reference_shrink(struct reference from, uint32_t width, uint32_t height)
{
    const struct reference to = make(width, height);
    const double step_x = (double)from.width_px / width;
    const double step_y = (double)from.height_px / height;

    for (uint32_t y = 0; y < height; y++) {
        for (uint32_t x = 0; x < width; x++) {
            const double box[4] = {x * step_x, y * step_y, (x + 1) * step_x, (y + 1) * step_y};
            mean_of_area(&from, box, at(&to, x, y));
        }
    }
    free(from.rgb);
    return to;
}
