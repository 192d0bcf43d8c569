/* SPDX-License-Identifier: MIT */
/*
 * bench_frame.h - a frame that lies in a file, mapped, and a sink into memory.
 *
 * For: the programs of tools/bench pictures.  Mapped, so that no heap is counted for it.
 */
#ifndef BENCH_FRAME_H
#define BENCH_FRAME_H

#include <stdint.h>

#include "frame.h"
#include "sink.h"

/* YUYV of that size, or a JPEG if a side is 0.  Ends the process if the file is not so. */
struct askcam_frame bench_frame_open(const char *path, uint32_t width_px, uint32_t height_px);

/* A decimal number of a command line, at most limit; ends the process if it is none. */
uint32_t bench_number(const char *text, uint32_t limit);

/* Ends the process with a word on what failed. */
_Noreturn void bench_die(const char *what);

/* A block of memory that is written from its start; .used_bytes = 0 to begin anew. */
struct bench_memory {
    uint8_t *bytes;
    size_t cap_bytes;
    size_t used_bytes;
};

/* Mapped and touched, so that no page is missed while the clock runs. */
struct bench_memory bench_memory_open(size_t cap_bytes);
struct askcam_sink bench_memory_sink(struct bench_memory *memory);

#endif
