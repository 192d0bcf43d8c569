/* SPDX-License-Identifier: MIT */
/* sample_jpeg.c - see sample_jpeg.h.  A libjpeg error ends the test program unless it decodes. */
#include "sample_jpeg.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

void sample_rgb(const struct sample_spec *spec, uint32_t x, uint32_t y, uint8_t rgb[3])
{
    const double u = ((double)x + 0.5) / (spec->width_px < 64 ? 64 : spec->width_px);
    const double v = ((double)y + 0.5) / (spec->height_px < 64 ? 64 : spec->height_px);

    const double ripple = 28 * sin(0.6 * x) * sin(0.5 * y);

    rgb[0] = (uint8_t)(40 + 180 * u + ripple);
    rgb[1] = (uint8_t)(40 + 180 * v + ripple);
    rgb[2] = (uint8_t)(128 + 90 * sin(3.0 * u + 5.0 * v) + ripple);
}

static void fill_row(const struct sample_spec *spec, uint32_t y, uint8_t *row)
{
    const int components = spec->components == 0 ? 3 : spec->components;

    for (uint32_t x = 0; x < spec->width_px; x++) {
        uint8_t *const pixel = row + (size_t)x * (size_t)components;
        uint8_t rgb[3];
        sample_rgb(spec, x, y, rgb);
        if (components == 1) {
            pixel[0] = rgb[1];
            continue;
        }
        memcpy(pixel, rgb, 3);
        if (components == 4) {
            pixel[3] = 255; /* Adobe's inverted CMYK without black is RGB */
        }
    }
}

static void set_up(struct jpeg_compress_struct *jpeg, const struct sample_spec *spec)
{
    jpeg->image_width = spec->width_px;
    jpeg->image_height = spec->height_px;
    jpeg->input_components = spec->components == 0 ? 3 : spec->components;
    jpeg->in_color_space = jpeg->input_components == 1   ? JCS_GRAYSCALE
                           : jpeg->input_components == 3 ? JCS_RGB
                                                         : JCS_CMYK;
    jpeg_set_defaults(jpeg);
    if (jpeg->input_components == 4) {
        jpeg_set_colorspace(jpeg, JCS_YCCK);
    } else if (spec->as_rgb) {
        jpeg_set_colorspace(jpeg, JCS_RGB);
    }
    jpeg_set_quality(jpeg, spec->quality == 0 ? 90 : spec->quality, TRUE);
    if (spec->h_sampling > 0 && jpeg->input_components > 1) {
        jpeg->comp_info[0].h_samp_factor = spec->h_sampling;
        jpeg->comp_info[0].v_samp_factor = spec->v_sampling;
    }
    jpeg->restart_in_rows = (int)spec->restart_rows;
    jpeg->arith_code = spec->arithmetic;
    if (spec->progressive) {
        jpeg_simple_progression(jpeg);
    }
    if (spec->without_tables) {
        jpeg_suppress_tables(jpeg, TRUE);
        for (int i = 0; i < NUM_QUANT_TBLS; i++) {
            if (jpeg->quant_tbl_ptrs[i] != NULL) {
                jpeg->quant_tbl_ptrs[i]->sent_table = FALSE;
            }
        }
    }
}

struct sample sample_jpeg(const struct sample_spec *spec)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long bytes_len = 0;

    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, &bytes_len);
    set_up(&jpeg, spec);
    jpeg_start_compress(&jpeg, spec->without_tables ? FALSE : TRUE);
    uint8_t *const row = malloc((size_t)spec->width_px * 4);
    for (uint32_t y = 0; y < spec->height_px; y++) {
        fill_row(spec, y, row);
        JSAMPROW rows[1] = {row};
        (void)jpeg_write_scanlines(&jpeg, rows, 1);
    }
    free(row);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return (struct sample){bytes, bytes_len};
}

struct sample sample_with_segment(const struct sample *from, size_t at, uint8_t code,
                                  const void *payload, size_t payload_bytes)
{
    const size_t length = payload_bytes + 2;
    const struct sample to = {malloc(from->bytes_len + payload_bytes + 4),
                              from->bytes_len + payload_bytes + 4};
    const uint8_t head[4] = {0xFF, code, (uint8_t)(length >> 8), (uint8_t)length};

    memcpy(to.bytes, from->bytes, at);
    memcpy(to.bytes + at, head, sizeof head);
    memcpy(to.bytes + at + 4, payload, payload_bytes);
    memcpy(to.bytes + at + 4 + payload_bytes, from->bytes + at, from->bytes_len - at);
    return to;
}

struct sample sample_with_bytes(const struct sample *from, size_t at, const void *bytes,
                                size_t bytes_len)
{
    const struct sample to = {malloc(from->bytes_len + bytes_len), from->bytes_len + bytes_len};

    memcpy(to.bytes, from->bytes, at);
    memcpy(to.bytes + at, bytes, bytes_len);
    memcpy(to.bytes + at + bytes_len, from->bytes + at, from->bytes_len - at);
    return to;
}

size_t sample_exif(uint8_t *payload, bool little_endian, uint16_t orientation)
{
    static const uint8_t BIG[] = {
        'E', 'x',  'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 2, /* entries */
        1,   0,    0,   3,   0, 0, 0,   1,   0, 9,  0, 0,             /* width 9 */
        1,   0x12, 0,   3,   0, 0, 0,   1,   0, 0,  0, 0, 0, 0, 0, 0};
    static const uint8_t LITTLE[] = {
        'E',  'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 2, 0, /* entries */
        0,    1,   3,   0,   1, 0, 0,   0,   9,  0, 0, 0,             /* width 9 */
        0x12, 1,   3,   0,   1, 0, 0,   0,   0,  0, 0, 0, 0, 0, 0, 0};
    enum { VALUE_AT = 36 };

    memcpy(payload, little_endian ? LITTLE : BIG, sizeof BIG);
    payload[VALUE_AT] = (uint8_t)(little_endian ? orientation : orientation >> 8);
    payload[VALUE_AT + 1] = (uint8_t)(little_endian ? orientation >> 8 : orientation);
    return sizeof BIG;
}

struct decode_errors {
    struct jpeg_error_mgr mgr;
    jmp_buf env;
};

static void refuse(j_common_ptr jpeg)
{
    struct decode_errors *const errors = (struct decode_errors *)(void *)jpeg->err;
    longjmp(errors->env, 1);
}

static void silent(j_common_ptr jpeg)
{
    (void)jpeg; /* warnings are counted, not printed */
}

/* One decoded pixel as RGB; CMYK is Adobe's inverted one. */
static void to_rgb(const uint8_t *pixel, int components, uint8_t rgb[3])
{
    for (int i = 0; i < 3; i++) {
        rgb[i] = components == 4 ? (uint8_t)(pixel[i] * pixel[3] / 255) : pixel[i];
    }
}

static void read_rows(struct jpeg_decompress_struct *jpeg, struct sample_pixels *pixels,
                      uint8_t *row)
{
    while (jpeg->output_scanline < jpeg->output_height) {
        const size_t y = jpeg->output_scanline;
        JSAMPROW rows[1] = {row};
        (void)jpeg_read_scanlines(jpeg, rows, 1);
        for (size_t x = 0; x < jpeg->output_width; x++) {
            to_rgb(row + x * (size_t)jpeg->output_components, jpeg->output_components,
                   pixels->rgb + (y * jpeg->output_width + x) * 3);
        }
    }
}

bool sample_decode(const void *bytes, size_t bytes_len, struct sample_pixels *pixels)
{
    struct jpeg_decompress_struct jpeg;
    struct decode_errors errors;
    uint8_t *volatile row = NULL;

    *pixels = (struct sample_pixels){0};
    jpeg.err = jpeg_std_error(&errors.mgr);
    errors.mgr.error_exit = refuse;
    errors.mgr.output_message = silent;
    jpeg_create_decompress(&jpeg);
    if (setjmp(errors.env) != 0) {
        jpeg_destroy_decompress(&jpeg);
        free(row);
        free(pixels->rgb);
        pixels->rgb = NULL;
        return false;
    }
    for (int code = 0; code < 16; code++) {
        jpeg_save_markers(&jpeg, JPEG_APP0 + code, 0xFFFF);
    }
    jpeg_save_markers(&jpeg, JPEG_COM, 0xFFFF);
    jpeg_mem_src(&jpeg, bytes, (unsigned long)bytes_len);
    (void)jpeg_read_header(&jpeg, TRUE);
    for (const struct jpeg_marker_struct *m = jpeg.marker_list; m != NULL; m = m->next) {
        pixels->has_marker = pixels->has_marker ||
                             (m->marker != JPEG_APP0 && m->marker != JPEG_APP0 + 14) ||
                             (m->marker == JPEG_APP0 && m->data_length != 14);
    }
    pixels->components = jpeg.num_components;
    jpeg.out_color_space = jpeg.num_components == 4 ? JCS_CMYK : JCS_RGB;
    (void)jpeg_start_decompress(&jpeg);
    pixels->width_px = jpeg.output_width;
    pixels->height_px = jpeg.output_height;
    pixels->rgb = malloc((size_t)jpeg.output_width * jpeg.output_height * 3);
    row = malloc((size_t)jpeg.output_width * 4);
    read_rows(&jpeg, pixels, row);
    (void)jpeg_finish_decompress(&jpeg);
    pixels->warnings = errors.mgr.num_warnings;
    jpeg_destroy_decompress(&jpeg);
    free(row);
    return true;
}

double sample_psnr(const uint8_t *a, const uint8_t *b, size_t bytes)
{
    double sum = 0;

    for (size_t i = 0; i < bytes; i++) {
        const double difference = (double)a[i] - b[i];
        sum += difference * difference;
    }
    return sum == 0 ? 99 : 10 * log10(255.0 * 255.0 * (double)bytes / sum);
}
