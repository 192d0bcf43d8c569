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

void askcam_pixels_add(uint32_t *sum, const uint8_t *src, uint32_t weight, size_t count)
{
    uint32_t *restrict to = sum;
    const uint8_t *restrict from = src;

    for (size_t i = 0; i < count; i++) {
        to[i] += weight * from[i];
    }
}
