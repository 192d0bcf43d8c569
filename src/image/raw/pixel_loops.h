/* SPDX-License-Identifier: MIT */
/*
 * pixel_loops.h - the loops over every sample, and nothing else.
 *
 * For: inside the module.  They are plain C that compilers turn into vector code, and their file is
 * compiled for speed for that (see CMakeLists.txt).  Rows never overlap.
 * Must not know: formats, JPEG.
 */
#ifndef ASKCAM_PIXEL_LOOPS_H
#define ASKCAM_PIXEL_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* dst[i] = src[i * step]; step is 1, 2, 3 or 4. */
void askcam_pixels_pick(uint8_t *dst, const uint8_t *src, size_t step, size_t count);

/* Where the bits of a sample lie in a word of 16. */
struct askcam_word_part {
    bool big_endian;
    bool is_chroma; /* its middle, as few bits as it has, is 128 */
    uint8_t shift;
    uint8_t bits; /* 4..8 */
};

/* dst[i] = the sample of the i-th word, widened to 8 bits. */
void askcam_pixels_unpack(uint8_t *dst, const uint8_t *words, const struct askcam_word_part *part,
                          size_t count);

/* dst[i] = the mean of a[i * step] and b[i * step], halves up; step is 1, 2 or 4. */
void askcam_pixels_mean(uint8_t *dst, const uint8_t *a, const uint8_t *b, size_t step,
                        size_t count);

/* Luma, or R, G and B, of 16..235 become 0..255; what lies outside is clipped.  ITU-R BT.601 to
 * JFIF. */
void askcam_pixels_expand_luma(uint8_t *row, size_t count);

/* Chroma 16..240 becomes 0..255 around 128; what lies outside is clipped. */
void askcam_pixels_expand_chroma(uint8_t *row, size_t count);

/* dst[i] = the mean of 2i and 2i + 1 of both rows, halves up; an odd last one counts twice. */
void askcam_pixels_halve(uint8_t *dst, const uint8_t *a, const uint8_t *b, size_t count);

/* dst[3 * x] = y[x], u[x / 2], v[x / 2]: one row of pixels from half as wide chroma. */
void askcam_pixels_weave(uint8_t *dst, const uint8_t *y, const uint8_t *u, const uint8_t *v,
                         size_t count);

/* dst[3 * x] = a[x], b[x], c[x]. */
void askcam_pixels_weave_all(uint8_t *dst, const uint8_t *a, const uint8_t *b, const uint8_t *c,
                             size_t count);

/*
 * How much samples of one Y'CbCr differ from another's, by chroma around 128, in 512ths.  None is
 * beyond a quarter, so sums of two fit 16 bits, which vectorises.  See colour_matrix.h.
 */
struct askcam_colour_step {
    int16_t luma_u, luma_v;
    int16_t u_u, u_v;
    int16_t v_u, v_v;
};

/* Luma in place, from chroma that is not changed yet: of each sample; or of each two samples, the
 * last of which may be missing. */
void askcam_pixels_step_luma(uint8_t *y, const uint8_t *u, const uint8_t *v,
                             const struct askcam_colour_step *step, size_t count);
void askcam_pixels_step_pairs(uint8_t *y, const uint8_t *u, const uint8_t *v,
                              const struct askcam_colour_step *step, size_t count);

/* Chroma, in place. */
void askcam_pixels_step_chroma(uint8_t *u, uint8_t *v, const struct askcam_colour_step *step,
                               size_t count);

/* sum[i] += weight * src[i]; the caller sees that nothing overflows. */
void askcam_pixels_add(uint32_t *sum, const uint8_t *src, uint32_t weight, size_t count);

#endif
