/* SPDX-License-Identifier: MIT */
/*
 * block_move.c - see block_move.h.
 *
 * Blocks count from the top left of a component.  Pixels become blocks by the component's share
 * of the largest sampling factors; the plan's edges lie between pieces, so no block is cut.
 */
#include "block_move.h"

#include <assert.h>
#include <string.h>

/* A plan's rectangle in blocks of a component. */
static struct askcam_rect in_blocks(j_decompress_ptr from, int component,
                                    const struct askcam_rect *rect)
{
    const jpeg_component_info *const info = &from->comp_info[component];
    const uint32_t across = (uint32_t)info->h_samp_factor;
    const uint32_t down = (uint32_t)info->v_samp_factor;
    const uint32_t wide = (uint32_t)from->max_h_samp_factor * DCTSIZE;
    const uint32_t high = (uint32_t)from->max_v_samp_factor * DCTSIZE;
    const struct askcam_rect blocks = {rect->x * across / wide, rect->y * down / high,
                                       (rect->width * across + wide - 1) / wide,
                                       (rect->height * down + high - 1) / high};

    assert(rect->x * across % wide == 0 && rect->y * down % high == 0);
    return blocks;
}

static JBLOCKROW row_of(j_decompress_ptr from, jvirt_barray_ptr blocks, uint32_t row, bool writes)
{
    return from->mem->access_virt_barray((j_common_ptr)from, blocks, row, 1, writes)[0];
}

/*
 * Black is -128 in each sample, so -1024 in the first coefficient; rounded away from 0, which
 * decoders clip.  Colour differences of black are 0.
 */
static JCOEF black_of(j_decompress_ptr from, int component)
{
    const int step = from->comp_info[component].quant_table->quantval[0];

    if (component > 0 && from->jpeg_color_space == JCS_YCbCr) {
        return 0;
    }
    return (JCOEF)(-(8 * 128 + step - 1) / step);
}

static void blacken(JBLOCKROW row, uint32_t count, JCOEF black)
{
    memset(row, 0, count * sizeof row[0]);
    for (uint32_t x = 0; x < count; x++) {
        row[x][0] = black;
    }
}

void askcam_blocks_blacken(j_decompress_ptr from, int component, jvirt_barray_ptr blocks,
                           const struct askcam_plan *plan)
{
    const JCOEF black = black_of(from, component);

    for (size_t i = 0; i < plan->masks_count; i++) {
        const struct askcam_rect rect = in_blocks(from, component, &plan->masks[i]);
        for (uint32_t y = rect.y; y < rect.y + rect.height; y++) {
            blacken(row_of(from, blocks, y, true) + rect.x, rect.width, black);
        }
    }
}

static JDIMENSION padded(uint32_t blocks, int factor)
{
    const uint32_t piece = (uint32_t)factor;

    return (blocks + piece - 1) / piece * piece;
}

void askcam_blocks_size(j_decompress_ptr from, int component, const struct askcam_plan *plan,
                        JDIMENSION *width, JDIMENSION *height)
{
    const jpeg_component_info *const info = &from->comp_info[component];
    const struct askcam_rect crop = in_blocks(from, component, &plan->crop);
    const JDIMENSION across = padded(crop.width, info->h_samp_factor);
    const JDIMENSION down = padded(crop.height, info->v_samp_factor);

    *width = plan->turn.swaps ? down : across;
    *height = plan->turn.swaps ? across : down;
}

/* One block as the turn wants it; frequencies are counted along rows (u) and down (v). */
static void turn_block(const JCOEF *from, JCOEF *to, struct askcam_turn turn)
{
    for (unsigned v = 0; v < DCTSIZE; v++) {
        for (unsigned u = 0; u < DCTSIZE; u++) {
            const bool negative = (turn.flips_x && u % 2 == 1) != (turn.flips_y && v % 2 == 1);
            const int value = from[v * DCTSIZE + u];
            to[turn.swaps ? u * DCTSIZE + v : v * DCTSIZE + u] = (JCOEF)(negative ? -value : value);
        }
    }
}

/* The source's block for the block (x, y) of the result. */
static struct askcam_rect place_of(const struct askcam_rect *crop, struct askcam_turn turn,
                                   uint32_t x, uint32_t y)
{
    const uint32_t across = turn.swaps ? y : x;
    const uint32_t down = turn.swaps ? x : y;

    return (struct askcam_rect){crop->x + (turn.flips_x ? crop->width - 1 - across : across),
                                crop->y + (turn.flips_y ? crop->height - 1 - down : down), 1, 1};
}

void askcam_blocks_move(const struct askcam_block_move *move, const struct askcam_plan *plan)
{
    const struct askcam_rect crop = in_blocks(move->from, move->component, &plan->crop);
    const uint32_t width = plan->turn.swaps ? crop.height : crop.width;
    const uint32_t height = plan->turn.swaps ? crop.width : crop.height;

    for (uint32_t y = 0; y < height; y++) {
        JBLOCKROW to = row_of(move->from, move->target, y, true);
        for (uint32_t x = 0; x < width; x++) {
            const struct askcam_rect place = place_of(&crop, plan->turn, x, y);
            JBLOCKROW from = row_of(move->from, move->source, place.y, false);
            turn_block(from[place.x], to[x], plan->turn);
        }
    }
}
