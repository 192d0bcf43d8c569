/* SPDX-License-Identifier: MIT */
/* rotate_rows.c - see rotate_rows.h. */
#include "rotate_rows.h"

#include <inttypes.h>
#include <string.h>

static void copy_pixel(uint8_t *to, const uint8_t *from, unsigned components)
{
    to[0] = from[0];
    if (components == 3) {
        to[1] = from[1];
        to[2] = from[2];
    }
}

/* Left to right, in place. */
static void mirror(uint8_t *row, uint32_t width_px, unsigned components)
{
    for (uint32_t left = 0, right = width_px - 1; left < right; left++, right--) {
        uint8_t kept[3] = {0};
        copy_pixel(kept, row + (size_t)left * components, components);
        copy_pixel(row + (size_t)left * components, row + (size_t)right * components, components);
        copy_pixel(row + (size_t)right * components, kept, components);
    }
}

static uint8_t *next_mirrored(void *ctx)
{
    struct askcam_rotate_rows *const stage = ctx;
    uint8_t *const row = stage->from.next(stage->from.ctx);

    mirror(row, stage->from.width_px, askcam_rows_components(&stage->from));
    return row;
}

static size_t row_bytes(const struct askcam_rotate_rows *stage)
{
    return (size_t)stage->from.width_px * askcam_rows_components(&stage->from);
}

/* All rows, once; bottom up if the rotation flips them. */
static void gather(struct askcam_rotate_rows *stage)
{
    const uint32_t height = stage->from.height_px;

    if (stage->picture != NULL) {
        return;
    }
    stage->picture = askcam_rows_alloc(stage->codec, row_bytes(stage) * height);
    for (uint32_t y = 0; y < height; y++) {
        const uint32_t to = stage->rotation.flips_y ? height - 1 - y : y;
        uint8_t *const row = stage->from.next(stage->from.ctx);
        if (stage->rotation.flips_x) {
            mirror(row, stage->from.width_px, askcam_rows_components(&stage->from));
        }
        memcpy(stage->picture + row_bytes(stage) * to, row, row_bytes(stage));
    }
}

static uint8_t *next_gathered(void *ctx)
{
    struct askcam_rotate_rows *const stage = ctx;

    gather(stage);
    return stage->picture + row_bytes(stage) * stage->y_out++;
}

/* Columns of the gathered picture, from `first` on, as rows of the strip. */
static void turn_strip(struct askcam_rotate_rows *stage, uint32_t first)
{
    const unsigned components = askcam_rows_components(&stage->from);
    const uint32_t left = stage->height_px - first;
    const uint32_t rows = left < ASKCAM_ROTATE_STRIP_ROWS ? left : ASKCAM_ROTATE_STRIP_ROWS;
    const size_t strip_row_bytes = (size_t)stage->from.height_px * components;

    for (uint32_t y = 0; y < stage->from.height_px; y++) {
        const uint8_t *const from =
            stage->picture + row_bytes(stage) * y + (size_t)first * components;
        uint8_t *const to = stage->strip + (size_t)y * components;
        for (uint32_t i = 0; i < rows; i++) {
            copy_pixel(to + strip_row_bytes * i, from + (size_t)i * components, components);
        }
    }
}

static uint8_t *next_swapped(void *ctx)
{
    struct askcam_rotate_rows *const stage = ctx;
    const uint32_t in_strip = stage->y_out % ASKCAM_ROTATE_STRIP_ROWS;

    gather(stage);
    if (in_strip == 0) {
        turn_strip(stage, stage->y_out);
    }
    stage->y_out++;
    return stage->strip +
           (size_t)stage->from.height_px * askcam_rows_components(&stage->from) * in_strip;
}

static void check_size(const struct askcam_rotate_rows *stage, struct askcam_jpeg_guard *guard)
{
    const struct askcam_error_context context = {guard->name, "use --max-side or --crop"};

    if (row_bytes(stage) * stage->from.height_px > ASKCAM_ROTATE_BYTES) {
        askcam_jpeg_guard_abort(guard, askcam_fail(guard->err, ASKCAM_ERR_SOURCE, context,
                                                   "%" PRIu32 "x%" PRIu32
                                                   " pixels are too many to rotate in memory",
                                                   stage->from.width_px, stage->from.height_px));
    }
}

void askcam_rotate_rows_start(struct askcam_rotate_rows *stage, struct askcam_rotation rotation,
                              struct askcam_jpeg_guard *guard, j_common_ptr codec,
                              struct askcam_rows *rows)
{
    if (!rotation.swaps && !rotation.flips_x && !rotation.flips_y) {
        return;
    }
    *stage = (struct askcam_rotate_rows){.from = *rows, .rotation = rotation, .codec = codec};
    rows->ctx = stage;
    if (!rotation.swaps && !rotation.flips_y) {
        rows->next = next_mirrored;
        return;
    }
    check_size(stage, guard);
    rows->next = next_gathered;
    if (rotation.swaps) {
        rows->next = next_swapped;
        rows->width_px = stage->from.height_px;
        rows->height_px = stage->from.width_px;
        stage->height_px = rows->height_px;
        stage->strip =
            askcam_rows_alloc(codec, (size_t)rows->width_px * askcam_rows_components(rows) *
                                         ASKCAM_ROTATE_STRIP_ROWS);
    }
}
