/* SPDX-License-Identifier: MIT */
/*
 * bench_heap.c - measures and writes one picture, and nothing else that takes heap.
 *
 * For: tools/bench pictures, under alloc_count.c.  The frame is mapped and the JPEG only counted.
 * Prints `copied`, `rearranged` or `encoded`, and the JPEG's size.
 * Use: bench_heap FILE WIDTH HEIGHT pass|crop|lossless|turn|scale   (WIDTH and HEIGHT 0 for a JPEG)
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench_frame.h"
#include "picture.h"

enum { SIDE_MOST = 65500, BLOCKS_PX = 16, SCALED_PX = 512 };

static struct askcam_extent pixels(uint32_t value)
{
    return (struct askcam_extent){.value = value};
}

/* The middle of the picture, a quarter of its area, beginning where coded blocks do. */
static struct askcam_rect_spec middle(const struct askcam_frame *frame)
{
    return (struct askcam_rect_spec){
        .x = pixels(frame->width_px / 4 / BLOCKS_PX * BLOCKS_PX),
        .y = pixels(frame->height_px / 4 / BLOCKS_PX * BLOCKS_PX),
        .width = pixels(frame->width_px / 2 / BLOCKS_PX * BLOCKS_PX),
        .height = pixels(frame->height_px / 2 / BLOCKS_PX * BLOCKS_PX),
    };
}

int main(int argc, char **argv)
{
    struct askcam_picture_options options = {0};
    struct askcam_picture picture;
    char line[64];

    if (argc != 5) {
        bench_die("usage: bench_heap FILE WIDTH HEIGHT pass|crop|lossless|turn|scale");
    }
    const struct askcam_frame frame = bench_frame_open(argv[1], bench_number(argv[2], SIDE_MOST),
                                                       bench_number(argv[3], SIDE_MOST));
    if (askcam_picture_init(&picture, &frame, &options, NULL) != ASKCAM_OK) {
        bench_die(argv[1]);
    }
    if (strcmp(argv[4], "pass") != 0) {
        options.crop = middle(&picture.frame);
        const bool turns = strcmp(argv[4], "turn") == 0;
        const bool keeps = turns || strcmp(argv[4], "lossless") == 0;
        options.quality = keeps ? 0 : ASKCAM_PICTURE_QUALITY;
        options.rotate_degrees = turns ? 90 : 0;
        options.max_side_px = strcmp(argv[4], "scale") == 0 ? SCALED_PX : 0;
    }
    struct askcam_counter counter = {.limit_bytes = UINT64_MAX};
    if (askcam_picture_init(&picture, &frame, &options, NULL) != ASKCAM_OK ||
        askcam_picture_measure(&picture, UINT64_MAX, NULL) != ASKCAM_OK ||
        askcam_picture_write(&picture, askcam_counter_sink(&counter), NULL) != ASKCAM_OK) {
        bench_die(argv[1]);
    }
    const int length = snprintf(line, sizeof line, "%s %" PRIu64 "\n",
                                picture.rearranges  ? "rearranged"
                                : picture.reencodes ? "encoded"
                                                    : "copied",
                                counter.count_bytes);
    return write(STDOUT_FILENO, line, (size_t)length) == length ? EXIT_SUCCESS : EXIT_FAILURE;
}
