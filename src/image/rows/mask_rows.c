/* SPDX-License-Identifier: MIT */
/* mask_rows.c - see mask_rows.h. */
#include "mask_rows.h"

#include <assert.h>
#include <string.h>

static void blacken(uint8_t *pixels, uint32_t count, enum askcam_row_colours colours)
{
    if (colours == ASKCAM_ROWS_YCBCR) {
        for (size_t x = 0; x < count; x++) {
            pixels[3 * x] = 0;
            pixels[3 * x + 1] = 128;
            pixels[3 * x + 2] = 128;
        }
    } else {
        memset(pixels, 0, (size_t)count * (colours == ASKCAM_ROWS_GREY ? 1 : 3));
    }
}

static uint8_t *next(void *ctx)
{
    struct askcam_mask_rows *const stage = ctx;
    const struct askcam_plan *const plan = stage->plan;
    uint8_t *const row = stage->from.next(stage->from.ctx);

    for (size_t i = 0; i < plan->masks_count; i++) {
        const struct askcam_rect *const mask = &plan->masks[i];
        if (stage->y >= mask->y && stage->y - mask->y < mask->height) {
            const size_t at = mask->x - plan->crop.x;
            blacken(row + at * askcam_rows_components(&stage->from), mask->width,
                    stage->from.colours);
        }
    }
    stage->y++;
    return row;
}

void askcam_mask_rows_start(struct askcam_mask_rows *stage, const struct askcam_plan *plan,
                            struct askcam_rows *rows)
{
    if (plan->masks_count == 0) {
        return;
    }
    assert(rows->width_px == plan->crop.width && rows->height_px == plan->crop.height);
    stage->from = *rows;
    stage->plan = plan;
    stage->y = plan->crop.y;
    rows->ctx = stage;
    rows->next = next;
}
