/* SPDX-License-Identifier: MIT */
/*
 * pixel_loops.c - see pixel_loops.h.
 *
 * `restrict` and a step that is a constant in each copy of an inline function are what a compiler
 * needs to use vectors here.
 */
#include "pixel_loops.h"

#include <assert.h>
#include <string.h>

static inline void pick_every(uint8_t *restrict dst, const uint8_t *restrict src, size_t step,
                              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        dst[i] = src[i * step];
    }
}

void askcam_pixels_pick(uint8_t *dst, const uint8_t *src, size_t step, size_t count)
{
    assert(step >= 1 && step <= 4);
    switch (step) {
    case 1:
        memcpy(dst, src, count);
        break;
    case 2:
        pick_every(dst, src, 2, count);
        break;
    case 3:
        pick_every(dst, src, 3, count);
        break;
    default:
        pick_every(dst, src, 4, count);
        break;
    }
}

/* A sample's upper bits are repeated below it, so the most it can be becomes 255; but not those of
 * chroma, whose middle must become 128. */
void askcam_pixels_unpack(uint8_t *dst, const uint8_t *words, const struct askcam_word_part *part,
                          size_t count)
{
    const size_t low = part->big_endian ? 1 : 0;
    const unsigned mask = (1U << part->bits) - 1;
    const unsigned up = 8U - part->bits;
    const unsigned down = part->is_chroma ? 8U : 2U * part->bits - 8U;

    assert(part->bits >= 4 && part->bits <= 8);
    for (size_t i = 0; i < count; i++) {
        const unsigned word = words[2 * i + low] | (unsigned)words[2 * i + 1 - low] << 8;
        const unsigned sample = word >> part->shift & mask;
        dst[i] = (uint8_t)(sample << up | sample >> down);
    }
}

static inline void mean_every(uint8_t *restrict dst, const uint8_t *restrict a,
                              const uint8_t *restrict b, size_t step, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        dst[i] = (uint8_t)((a[i * step] + b[i * step] + 1) >> 1);
    }
}

void askcam_pixels_mean(uint8_t *dst, const uint8_t *a, const uint8_t *b, size_t step, size_t count)
{
    assert(step == 1 || step == 2 || step == 4);
    if (step == 1) {
        mean_every(dst, a, b, 1, count);
    } else if (step == 2) {
        mean_every(dst, a, b, 2, count);
    } else {
        mean_every(dst, a, b, 4, count);
    }
}

/* 298 / 256 is 255 / 219 to within 0.07 at the top; the product fits 16 bits, which vectorises. */
void askcam_pixels_expand_luma(uint8_t *row, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint8_t above = row[i] < 16 ? 0 : (uint8_t)(row[i] - 16);
        const uint8_t clipped = above > 219 ? 219 : above;
        row[i] = (uint8_t)((uint16_t)(clipped * 298U + 128U) >> 8);
    }
}

/* 291 / 256 is 255 / 224 to within 0.19 at the ends; 304 keeps 128 at 128, rounding included. */
void askcam_pixels_expand_chroma(uint8_t *row, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint8_t above = row[i] < 16 ? 0 : (uint8_t)(row[i] - 16);
        const uint8_t clipped = above > 224 ? 224 : above;
        row[i] = (uint8_t)((uint16_t)(clipped * 291U + 304U) >> 8);
    }
}

void askcam_pixels_weave(uint8_t *dst, const uint8_t *y, const uint8_t *u, const uint8_t *v,
                         size_t count)
{
    for (size_t x = 0; x < count; x++) {
        dst[3 * x] = y[x];
        dst[3 * x + 1] = u[x / 2];
        dst[3 * x + 2] = v[x / 2];
    }
}

void askcam_pixels_halve(uint8_t *dst, const uint8_t *a, const uint8_t *b, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        dst[i] = (uint8_t)((a[2 * i] + a[2 * i + 1] + b[2 * i] + b[2 * i + 1] + 2) >> 2);
    }
    if (count % 2 == 1) {
        dst[count / 2] = (uint8_t)((a[count - 1] + b[count - 1] + 1) >> 1);
    }
}

void askcam_pixels_weave_all(uint8_t *dst, const uint8_t *a, const uint8_t *b, const uint8_t *c,
                             size_t count)
{
    for (size_t x = 0; x < count; x++) {
        dst[3 * x] = a[x];
        dst[3 * x + 1] = b[x];
        dst[3 * x + 2] = c[x];
    }
}

/* by_u * u + by_v * v around 128, rounded; 64 is added before the shift, so nothing is negative. */
static inline int16_t move_of(uint8_t u, uint8_t v, int16_t by_u, int16_t by_v)
{
    const int sum = by_u * (u - 128) + by_v * (v - 128);

    return (int16_t)(((uint16_t)(sum + 256 + 64 * 512) >> 9) - 64);
}

static inline uint8_t moved(uint8_t sample, int16_t move)
{
    const int16_t sum = (int16_t)(sample + move);

    return (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
}

void askcam_pixels_step_luma(uint8_t *y, const uint8_t *u, const uint8_t *v,
                             const struct askcam_colour_step *step, size_t count)
{
    const struct askcam_colour_step by = *step;
    uint8_t *restrict to = y;

    for (size_t x = 0; x < count; x++) {
        to[x] = moved(to[x], move_of(u[x], v[x], by.luma_u, by.luma_v));
    }
}

void askcam_pixels_step_pairs(uint8_t *y, const uint8_t *u, const uint8_t *v,
                              const struct askcam_colour_step *step, size_t count)
{
    const struct askcam_colour_step by = *step;
    const size_t pairs = count / 2;
    uint8_t *restrict to = y;

    for (size_t i = 0; i < pairs; i++) {
        const int16_t move = move_of(u[i], v[i], by.luma_u, by.luma_v);
        to[2 * i] = moved(to[2 * i], move);
        to[2 * i + 1] = moved(to[2 * i + 1], move);
    }
    askcam_pixels_step_luma(y + 2 * pairs, u + pairs, v + pairs, step, count % 2);
}

void askcam_pixels_step_chroma(uint8_t *u, uint8_t *v, const struct askcam_colour_step *step,
                               size_t count)
{
    const struct askcam_colour_step by = *step;
    uint8_t *restrict to_u = u;
    uint8_t *restrict to_v = v;

    for (size_t i = 0; i < count; i++) {
        const int16_t move_u = move_of(to_u[i], to_v[i], by.u_u, by.u_v);
        const int16_t move_v = move_of(to_u[i], to_v[i], by.v_u, by.v_v);
        to_u[i] = moved(to_u[i], move_u);
        to_v[i] = moved(to_v[i], move_v);
    }
}

void askcam_pixels_add(uint32_t *sum, const uint8_t *src, uint32_t weight, size_t count)
{
    uint32_t *restrict to = sum;
    const uint8_t *restrict from = src;

    for (size_t i = 0; i < count; i++) {
        to[i] += weight * from[i];
    }
}
