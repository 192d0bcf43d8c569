/* SPDX-License-Identifier: MIT */
/* bench_frame.c - see bench_frame.h. */
#define _GNU_SOURCE
#include "bench_frame.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

_Noreturn void bench_die(const char *what)
{
    (void)fprintf(stderr, "bench: %s\n", what);
    exit(EXIT_FAILURE);
}

uint32_t bench_number(const char *text, uint32_t limit)
{
    char *end = NULL;
    const unsigned long value = strtoul(text, &end, 10);

    if (end == text || *end != '\0' || value > limit) {
        bench_die(text);
    }
    return (uint32_t)value;
}

struct askcam_frame bench_frame_open(const char *path, uint32_t width_px, uint32_t height_px)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat facts;

    if (fd < 0 || fstat(fd, &facts) != 0 || facts.st_size <= 0) {
        bench_die(path);
    }
    const size_t bytes = (size_t)facts.st_size;
    const uint8_t *const at = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (at == MAP_FAILED || (width_px > 0 && bytes != 2UL * width_px * height_px)) {
        bench_die(path);
    }
    struct askcam_frame frame = {.width_px = width_px, .height_px = height_px};
    frame.is_jpeg = width_px == 0;
    if (frame.is_jpeg) {
        frame.jpeg = askcam_bytes_of_memory(at, bytes);
    } else {
        frame.raw = (struct askcam_raw){.pixels = ASKCAM_PIXELS_YUYV,
                                        .plane = {at},
                                        .plane_bytes = {bytes},
                                        .row_bytes = {2 * width_px}};
    }
    return frame; /* the file stays mapped to the end */
}

struct bench_memory bench_memory_open(size_t cap_bytes)
{
    void *const bytes = mmap(NULL, cap_bytes, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

    if (bytes == MAP_FAILED) {
        bench_die("no memory");
    }
    return (struct bench_memory){.bytes = bytes, .cap_bytes = cap_bytes};
}

static enum askcam_status take(void *ctx, const void *bytes, size_t bytes_len)
{
    struct bench_memory *const memory = ctx;

    if (bytes_len > memory->cap_bytes - memory->used_bytes) {
        return ASKCAM_ERR_TOO_LARGE;
    }
    memcpy(memory->bytes + memory->used_bytes, bytes, bytes_len);
    memory->used_bytes += bytes_len;
    return ASKCAM_OK;
}

struct askcam_sink bench_memory_sink(struct bench_memory *memory)
{
    return (struct askcam_sink){.write = take, .ctx = memory};
}
