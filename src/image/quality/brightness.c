/* SPDX-License-Identifier: MIT */
/*
 * brightness.c - the mean brightness of a frame, from an eighth of its rows; see picture.h.
 *
 * A JPEG is decoded at an eighth of its size, luma only, which needs little more than reading its
 * bits.
 */
#include "jpeg_rows.h"
#include "picture.h"
#include "pixel_loops.h"
#include "raw_layout.h"

enum { EVERY = 8 };

struct sum {
    uint64_t total;
    uint64_t count;
};

static uint8_t mean(struct sum sum)
{
    return (uint8_t)(sum.count == 0 ? 0 : (sum.total + sum.count / 2) / sum.count);
}

/* Luma of limited range as it will be seen. */
static uint8_t full_range(uint8_t luma)
{
    const int above = luma < 16 ? 0 : luma - 16;

    return (uint8_t)(above >= 219 ? 255 : above * 255 / 219);
}

/* One sample of a part, as bright as the whole byte that it stands for. */
static uint8_t sample_at(const struct askcam_raw_layout *layout, int part, const uint8_t *at)
{
    const struct askcam_word_part bits = {.big_endian = layout->packing == ASKCAM_RAW_BE_WORDS,
                                          .shift = layout->part[part].shift,
                                          .bits = layout->part[part].bits};
    uint8_t sample = *at;

    if (layout->packing != ASKCAM_RAW_BYTES) {
        askcam_pixels_unpack(&sample, at, &bits, 1);
    }
    return sample;
}

/* Every eighth pixel of every eighth row: of RGB, green counts for all, as it does for the eye. */
static uint8_t of_raw(const struct askcam_frame *frame)
{
    const struct askcam_raw_layout *const layout = askcam_raw_layout(frame->raw.pixels);
    const int part = layout->family == ASKCAM_RAW_RGB ? 1 : 0;
    const size_t step = (size_t)layout->part[part].step;
    struct sum sum = {0, 0};

    for (uint32_t y = 0; y < frame->height_px; y += EVERY) {
        const uint8_t *const row = askcam_raw_row(frame, layout, part, y);
        for (uint32_t x = 0; x < frame->width_px; x += EVERY) {
            sum.total += sample_at(layout, part, row + x * step);
            sum.count++;
        }
    }
    const uint8_t luma = mean(sum);
    return frame->raw.limited_range ? full_range(luma) : luma;
}

struct quality {
    struct askcam_jpeg_guard guard;
    struct askcam_jpeg_rows stage;
    const struct askcam_frame *frame;
    struct sum sum;
};

static void look_at_rows(void *ctx)
{
    struct quality *const quality = ctx;
    const struct askcam_jpeg_window window = {.divisor = EVERY, .luma_only = true};
    struct askcam_rows rows = {.ctx = NULL};

    askcam_jpeg_rows_start(&quality->stage, &quality->frame->jpeg, &window, &quality->guard, &rows);
    for (uint32_t y = 0; y < rows.height_px; y++) {
        const uint8_t *const row = rows.next(rows.ctx);
        const size_t step = askcam_rows_components(&rows);
        for (uint32_t x = 0; x < rows.width_px; x++) {
            quality->sum.total += row[x * step + (step == 3)]; /* green, if it is RGB */
        }
        quality->sum.count += rows.width_px;
    }
}

enum askcam_status askcam_frame_brightness(const struct askcam_frame *frame, uint8_t *brightness,
                                           struct askcam_error *err)
{
    struct quality quality = {.frame = frame};

    if (!frame->is_jpeg) {
        const enum askcam_status status = askcam_raw_check(frame, err);
        if (status == ASKCAM_OK) {
            *brightness = of_raw(frame);
        }
        return status;
    }
    askcam_jpeg_guard_init(&quality.guard, askcam_frame_name(frame), err);
    const enum askcam_status status = askcam_jpeg_guard_run(&quality.guard, look_at_rows, &quality);
    askcam_jpeg_rows_destroy(&quality.stage);
    if (status == ASKCAM_OK) {
        *brightness = mean(quality.sum);
    }
    return status;
}
