/* SPDX-License-Identifier: MIT */
/*
 * fuzz_mjpeg_split.c - any stream, any cut: the same pictures in the same order as in one piece,
 * each of which the walk calls whole.
 */
#include <stdint.h>
#include <stdlib.h>

#include "cuts.h"
#include "mjpeg_split.h"

enum { PICTURE_CAP_BYTES = 1 << 20 };

struct reading {
    struct askcam_mjpeg_split split;
    struct seen_sum seen;
    uint8_t *picture;
    size_t picture_bytes;
};

/* A whole picture must be one to the walk, and be reported alike. */
static void check(const struct reading *reading, const struct askcam_jpeg_info *info)
{
    const struct askcam_bytes bytes =
        askcam_bytes_of_memory(reading->picture, reading->picture_bytes);
    struct askcam_jpeg_info walked = {.width_px = 0};

    if (askcam_jpeg_walk(&bytes, "picture", &walked, NULL) != ASKCAM_OK ||
        walked.size_bytes != reading->picture_bytes || walked.width_px != info->width_px ||
        walked.orientation != info->orientation || walked.has_huffman != info->has_huffman) {
        abort();
    }
}

static void take(struct reading *reading, const struct askcam_mjpeg_step *step)
{
    if (step->event == ASKCAM_MJPEG_START || step->event == ASKCAM_MJPEG_BROKEN) {
        reading->picture_bytes = 0;
    }
    if (step->chunk_bytes > PICTURE_CAP_BYTES - reading->picture_bytes) {
        abort(); /* more than the input */
    }
    if (step->chunk_bytes > 0) {
        memcpy(reading->picture + reading->picture_bytes, step->chunk, step->chunk_bytes);
        reading->picture_bytes += step->chunk_bytes;
    }
    if (step->event != ASKCAM_MJPEG_CHUNK) {
        add_number(&reading->seen, (uint64_t)step->event * 100 + (uint64_t)step->error);
    }
    if (step->event == ASKCAM_MJPEG_WHOLE) {
        add_bytes(&reading->seen, reading->picture, reading->picture_bytes);
        check(reading, step->info);
    }
}

static enum askcam_status push(void *ctx, const void *bytes, size_t bytes_len)
{
    struct reading *const reading = ctx;
    struct askcam_jpeg_input in = {bytes, bytes_len};
    struct askcam_mjpeg_step step;

    while ((step = askcam_mjpeg_split_next(&reading->split, &in)).event != ASKCAM_MJPEG_MORE) {
        take(reading, &step);
    }
    return ASKCAM_OK;
}

static uint64_t run(const uint8_t *bytes, size_t bytes_len, uint8_t seed)
{
    static uint8_t picture[PICTURE_CAP_BYTES];
    struct reading reading = {.picture = picture};

    askcam_mjpeg_split_init(&reading.split);
    push_pieces(push, &reading, bytes, bytes_len, seed);
    return reading.seen.sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

/* The first byte says how to cut.  How much of a broken picture comes out depends on the cuts. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    if (bytes_len < 2 || bytes_len > PICTURE_CAP_BYTES) {
        return 0;
    }
    if (run(bytes + 1, bytes_len - 1, 0) != run(bytes + 1, bytes_len - 1, bytes[0])) {
        abort();
    }
    return 0;
}
