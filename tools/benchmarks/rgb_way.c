/* SPDX-License-Identifier: MIT */
/*
 * rgb_way.c - see rgb_way.h.
 *
 * Each line becomes R G B in plain C, and libjpeg makes Y Cb Cr of it again and halves the chroma.
 * The heap is libjpeg's own and one line.  The weights are those of JFIF 1.02 in 1/65536.
 */
#include <stdio.h> /* jpeglib.h needs it first */
#include <stdlib.h>

#include <jpeglib.h>

#include "rgb_way.h"

#ifndef RGB_WAY_ENCODE
#define RGB_WAY_ENCODE rgb_way_encode
#endif

enum {
    OUT_BYTES = 4096,
    RED_OF_CR = 91881,
    GREEN_OF_CB = 22554,
    GREEN_OF_CR = 46802,
    BLUE_OF_CB = 116130,
    HALF = 32768,
};

struct out {
    struct jpeg_destination_mgr mgr; /* first: libjpeg hands it back as this */
    struct askcam_sink sink;
    uint8_t buf[OUT_BYTES];
};

static void begin(j_compress_ptr jpeg)
{
    struct out *const out = (struct out *)jpeg->dest;

    out->mgr.next_output_byte = out->buf;
    out->mgr.free_in_buffer = sizeof out->buf;
}

static void hand_on(struct out *out, size_t bytes)
{
    if (askcam_sink_write(out->sink, out->buf, bytes) != ASKCAM_OK) {
        exit(EXIT_FAILURE); /* a sink of the bench never fails */
    }
}

static boolean full(j_compress_ptr jpeg)
{
    hand_on((struct out *)jpeg->dest, OUT_BYTES);
    begin(jpeg);
    return TRUE;
}

static void end(j_compress_ptr jpeg)
{
    hand_on((struct out *)jpeg->dest, OUT_BYTES - jpeg->dest->free_in_buffer);
}

static uint8_t clamped(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* Two pixels share their chroma, so what it adds is reckoned once. */
static void line_to_rgb(uint8_t *rgb, const uint8_t *yuyv, uint32_t width_px)
{
    for (uint32_t x = 0; x + 1 < width_px; x += 2, yuyv += 4, rgb += 6) {
        const int cb = yuyv[1] - 128;
        const int cr = yuyv[3] - 128;
        const int red = (RED_OF_CR * cr + HALF) >> 16;
        const int green = (GREEN_OF_CB * cb + GREEN_OF_CR * cr + HALF) >> 16;
        const int blue = (BLUE_OF_CB * cb + HALF) >> 16;
        rgb[0] = clamped(yuyv[0] + red);
        rgb[1] = clamped(yuyv[0] - green);
        rgb[2] = clamped(yuyv[0] + blue);
        rgb[3] = clamped(yuyv[2] + red);
        rgb[4] = clamped(yuyv[2] - green);
        rgb[5] = clamped(yuyv[2] + blue);
    }
}

void RGB_WAY_ENCODE(const struct askcam_frame *frame, int quality, struct askcam_sink sink)
{
    struct jpeg_compress_struct jpeg = {0};
    struct jpeg_error_mgr errors;
    struct out out = {
        .mgr = {.init_destination = begin, .empty_output_buffer = full, .term_destination = end},
        .sink = sink};
    JSAMPROW line = malloc((size_t)frame->width_px * 3);

    jpeg.err = jpeg_std_error(&errors); /* ends the process */
    jpeg_create_compress(&jpeg);
    jpeg.dest = &out.mgr;
    jpeg.image_width = frame->width_px;
    jpeg.image_height = frame->height_px;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg); /* 4:2:0 */
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    for (uint32_t y = 0; y < frame->height_px && line != NULL; y++) {
        line_to_rgb(line, frame->raw.plane[0] + (size_t)y * frame->raw.row_bytes[0],
                    frame->width_px);
        (void)jpeg_write_scanlines(&jpeg, &line, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    free(line);
}
