/* SPDX-License-Identifier: MIT */
/*
 * pixel_loops.h - the loops over every sample, and nothing else.
 *
 * For: inside the room.  They are plain C that compilers turn into vector code, and their file is
 * compiled for speed for that (see CMakeLists.txt).  Rows never overlap.
 * Must not know: formats, JPEG.
 */
#ifndef ASKCAM_PIXEL_LOOPS_H
#define ASKCAM_PIXEL_LOOPS_H

#include <stddef.h>
#include <stdint.h>

/* dst[i] = src[i * step]; step is 1, 2, 3 or 4. */
void askcam_pixels_pick(uint8_t *dst, const uint8_t *src, size_t step, size_t count);

/* dst[i] = the mean of a[i * step] and b[i * step], halves up; step is 1, 2 or 4. */
void askcam_pixels_mean(uint8_t *dst, const uint8_t *a, const uint8_t *b, size_t step,
                        size_t count);

/* Luma 16..235 becomes 0..255; what lies outside is clipped.  ITU-R BT.601 to JFIF. */
void askcam_pixels_expand_luma(uint8_t *row, size_t count);

/* Chroma 16..240 becomes 0..255 around 128; what lies outside is clipped. */
void askcam_pixels_expand_chroma(uint8_t *row, size_t count);

/* dst[3 * x] = y[x], u[x / 2], v[x / 2]: one row of pixels from half as wide chroma. */
void askcam_pixels_weave(uint8_t *dst, const uint8_t *y, const uint8_t *u, const uint8_t *v,
                         size_t count);

/* sum[i] += weight * src[i]; the caller sees that nothing overflows. */
void askcam_pixels_add(uint32_t *sum, const uint8_t *src, uint32_t weight, size_t count);

#endif
