/* SPDX-License-Identifier: MIT */
/*
 * bench_encode.c - YUYV to JPEG of 4:2:0 at quality 85: askcam's way and the way over RGB.
 *
 * For: tools/bench pictures.  The ways take turns; each line of output is one turn: the CPU time in
 * microseconds of askcam, of the RGB way, and of the RGB way compiled with -O3.
 * Use: bench_encode FILE WIDTH HEIGHT RUNS ASKCAM.jpg RGB.jpg
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench_frame.h"
#include "picture.h"
#include "rgb_way.h"

enum { QUALITY = 85, WAYS = 3, RUNS_MOST = 10000, SIDE_MOST = 65500 };

static void askcam_way(const struct askcam_frame *frame, int quality, struct askcam_sink out)
{
    const struct askcam_picture_options options = {.quality = (uint8_t)quality};
    struct askcam_picture picture;

    if (askcam_picture_init(&picture, frame, &options, NULL) != ASKCAM_OK ||
        askcam_picture_write(&picture, out, NULL) != ASKCAM_OK) {
        bench_die("askcam's way failed");
    }
}

typedef void way(const struct askcam_frame *frame, int quality, struct askcam_sink out);

static long long cpu_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now); /* cannot fail on Linux */
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static double cost_us(way *encode, const struct askcam_frame *frame, struct bench_memory *memory)
{
    memory->used_bytes = 0;
    const long long began = cpu_ns();
    encode(frame, QUALITY, bench_memory_sink(memory));
    return (double)(cpu_ns() - began) / 1000.0;
}

static void keep(const char *path, const struct bench_memory *memory)
{
    FILE *const file = fopen(path, "we");

    if (file == NULL || fwrite(memory->bytes, memory->used_bytes, 1, file) != 1 ||
        fclose(file) != 0) {
        bench_die(path);
    }
}

int main(int argc, char **argv)
{
    static way *const ways[WAYS] = {askcam_way, rgb_way_encode, rgb_way_encode_o3};

    if (argc != 7) {
        bench_die("usage: bench_encode FILE WIDTH HEIGHT RUNS ASKCAM.jpg RGB.jpg");
    }
    const struct askcam_frame frame = bench_frame_open(argv[1], bench_number(argv[2], SIDE_MOST),
                                                       bench_number(argv[3], SIDE_MOST));
    struct bench_memory memory = bench_memory_open(2UL * frame.width_px * frame.height_px);
    for (int i = 0; i < WAYS - 1; i++) { /* the first run of each is not counted */
        (void)cost_us(ways[i], &frame, &memory);
        keep(argv[5 + i], &memory);
    }
    for (uint32_t run = bench_number(argv[4], RUNS_MOST); run > 0; run--) {
        double us[WAYS];
        for (int i = 0; i < WAYS; i++) {
            us[i] = cost_us(ways[i], &frame, &memory);
        }
        (void)printf("%.1f %.1f %.1f\n", us[0], us[1], us[2]);
    }
    return EXIT_SUCCESS;
}
