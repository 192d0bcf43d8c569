/* SPDX-License-Identifier: MIT */
/*
 * fuzz_picture.c - any bytes as a JPEG under some options: an error or a picture, in bounded time
 * and memory; and what is written is as long as measured, and is whole.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "jpeg_walk.h"
#include "picture.h"

enum {
    OPTION_BYTES = 8,
    OUT_CAP_BYTES = 4 << 20,
    PIXELS_MAX = 1 << 20, /* so that a run stays short; the module's own limits are larger */
};

struct written {
    uint8_t bytes[OUT_CAP_BYTES];
    size_t bytes_len;
};

static enum askcam_status keep(void *ctx, const void *bytes, size_t bytes_len)
{
    struct written *const written = ctx;

    if (bytes_len > sizeof written->bytes - written->bytes_len) {
        return ASKCAM_ERR_STOPPED;
    }
    memcpy(written->bytes + written->bytes_len, bytes, bytes_len);
    written->bytes_len += bytes_len;
    return ASKCAM_OK;
}

/* Columns in whole blocks, which may be cut without decoding; rows anywhere. */
static struct askcam_rect_spec rect_of(const uint8_t *at)
{
    return (struct askcam_rect_spec){{(at[0] & 0x0FU) * 8, false},
                                     {(at[1] & 0x0FU) * 300, true},
                                     {(at[0] >> 4) * 8U, false},
                                     {(at[1] >> 4) * 500U, true}};
}

static struct askcam_picture_options options_of(const uint8_t *bytes)
{
    return (struct askcam_picture_options){.quality =
                                               (uint8_t)(bytes[0] < 128 ? 0 : bytes[0] % 101),
                                           .rotate_degrees = (uint16_t)(bytes[1] % 4 * 90),
                                           .max_side_px = bytes[2],
                                           .keep_metadata = bytes[3] % 2 == 1,
                                           .crop = rect_of(bytes + 4),
                                           .masks = {rect_of(bytes + 6)},
                                           .masks_count = bytes[3] / 2 % 2};
}

static void check_written(struct askcam_picture *picture)
{
    static struct written written;
    struct askcam_jpeg_info info;

    written.bytes_len = 0;
    const enum askcam_status measured = askcam_picture_measure(picture, OUT_CAP_BYTES, NULL);
    const enum askcam_status status =
        askcam_picture_write(picture, (struct askcam_sink){keep, &written}, NULL);
    if (status == ASKCAM_ERR_STOPPED && measured == ASKCAM_ERR_TOO_LARGE) {
        return;
    }
    if (status != measured) {
        abort();
    }
    const struct askcam_bytes bytes = askcam_bytes_of_memory(written.bytes, written.bytes_len);
    if (status == ASKCAM_OK &&
        (picture->size_bytes != written.bytes_len ||
         askcam_jpeg_walk(&bytes, "out", &info, NULL) != ASKCAM_OK ||
         ((picture->reencodes || picture->rearranges) &&
          (info.width_px != picture->width_px || info.height_px != picture->height_px)))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    if (bytes_len < OPTION_BYTES) {
        return 0;
    }
    const struct askcam_picture_options options = options_of(bytes);
    const struct askcam_frame frame = {
        .is_jpeg = true,
        .jpeg = askcam_bytes_of_memory(bytes + OPTION_BYTES, bytes_len - OPTION_BYTES)};
    struct askcam_picture picture;
    uint8_t brightness = 0;

    if (askcam_picture_init(&picture, &frame, &options, NULL) == ASKCAM_OK &&
        (uint64_t)picture.frame.width_px * picture.frame.height_px < PIXELS_MAX) {
        check_written(&picture);
        (void)askcam_frame_brightness(&frame, &brightness, NULL);
    }
    return 0;
}
