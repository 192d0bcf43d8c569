/* SPDX-License-Identifier: MIT */
/*
 * sample_jpeg.h - JPEGs for tests, made and read with libjpeg itself, independently of src/.
 *
 * For: tests of the image module and of what sends pictures.
 */
#ifndef ASKCAM_SAMPLE_JPEG_H
#define ASKCAM_SAMPLE_JPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed fields mean: 3 components from RGB, quality 90, 4:2:0, baseline. */
struct sample_spec {
    uint32_t width_px;
    uint32_t height_px;
    int components; /* 1 grey, 3 YCbCr, 4 CMYK as Adobe stores it */
    int quality;
    int h_sampling; /* of the first component, with 1x1 for the others; 0: 2 */
    int v_sampling;
    unsigned restart_rows;
    bool progressive;
    bool arithmetic;
    bool without_tables; /* no DHT, as MJPEG cameras send it */
    bool as_rgb;         /* components are stored as R, G, B (Adobe transform 0) */
};

/* Bytes on the heap; free() them. */
struct sample {
    uint8_t *bytes;
    size_t bytes_len;
};

/*
 * The colour of the sample picture at a place: smooth and different in every corner from 64x64 on,
 * with a ripple of brightness that betrays a shift by one pixel (which costs 10 dB).
 */
void sample_rgb(const struct sample_spec *spec, uint32_t x, uint32_t y, uint8_t rgb[3]);

/* A whole JPEG of sample_rgb(). */
struct sample sample_jpeg(const struct sample_spec *spec);

/* A copy with a segment (marker FF code, length, payload) put in at byte `at`. */
struct sample sample_with_segment(const struct sample *from, size_t at, uint8_t code,
                                  const void *payload, size_t payload_bytes);

/* A copy with bytes put in at byte `at`, as they are. */
struct sample sample_with_bytes(const struct sample *from, size_t at, const void *bytes,
                                size_t bytes_len);

/* An "Exif" APP1 payload with this orientation; returns its length.  cap is at least 64. */
size_t sample_exif(uint8_t *payload, bool little_endian, uint16_t orientation);

/* A decoded picture on the heap: 3 bytes R G B a pixel; free(pixels). */
struct sample_pixels {
    uint8_t *rgb;
    uint32_t width_px;
    uint32_t height_px;
    int components;  /* of the JPEG */
    long warnings;   /* of libjpeg; a valid JPEG has none */
    bool has_marker; /* any APPn but JFIF and Adobe, or a comment */
};

/* Decodes all of it; false if libjpeg refuses it. */
bool sample_decode(const void *bytes, size_t bytes_len, struct sample_pixels *pixels);

/* Peak signal to noise between two pictures of one size, in dB; 99 if equal. */
double sample_psnr(const uint8_t *a, const uint8_t *b, size_t bytes);

#endif
