/* SPDX-License-Identifier: MIT */
/*
 * lossless.c - see lossless.h.
 *
 * libjpeg's encoder takes coefficients only from its virtual arrays, and asks its memory manager
 * for their rows, from the top to the bottom and twice: to count what the Huffman tables should
 * be, and to write.  The function that it asks is ours here, which makes the rows from the
 * decoder's while they are asked for, so no array is behind it.
 */
#include "lossless.h"

#include <assert.h>
#include <string.h>

#include "block_rotate.h"
#include "block_rows.h"
#include "jpeg_guard.h"
#include "jpeg_out.h"

/* One component of the result. */
struct part {
    int component;
    JBLOCKARRAY strip; /* the rows that the encoder asked for last */
    JCOEF black;       /* first coefficient of a black block; the others are 0 */
    struct askcam_rect masks[ASKCAM_PICTURE_MASKS]; /* in blocks of the window */
};

struct work {
    struct askcam_jpeg_guard guard;
    struct askcam_block_rows from;
    struct jpeg_compress_struct to;
    struct askcam_jpeg_out out;
    const struct askcam_frame *frame;
    const struct askcam_plan *plan;
    struct askcam_sink sink;
    struct part parts[MAX_COMPS_IN_SCAN];
};

/* Whether a span starts at an MCU border, and ends at one or with the picture. */
static bool between(uint32_t at, uint32_t length, uint32_t side_px, uint32_t mcu_px)
{
    return at % mcu_px == 0 && ((at + length) % mcu_px == 0 || at + length == side_px);
}

static bool rect_fits(const struct askcam_plan *plan, const struct askcam_rect *rect,
                      const struct askcam_jpeg_info *info)
{
    return between(rect->x, rect->width, plan->source_width_px, info->mcu_width_px) &&
           between(rect->y, rect->height, plan->source_height_px, info->mcu_height_px);
}

/* Whether the result's rows are other than rows of the source from the top to the bottom. */
static bool needs_any_order(const struct askcam_plan *plan)
{
    return plan->rotation.swaps || plan->rotation.flips_y;
}

static bool memory_suffices(const struct askcam_plan *plan, const struct askcam_jpeg_info *info)
{
    const uint64_t mcus = (uint64_t)(plan->crop.width / info->mcu_width_px + 1) *
                          (plan->crop.height / info->mcu_height_px + 1);

    return !needs_any_order(plan) ||
           mcus * info->mcu_blocks * sizeof(JBLOCK) <= ASKCAM_LOSSLESS_BYTES;
}

bool askcam_lossless_can(const struct askcam_plan *plan, const struct askcam_jpeg_info *info)
{
    const struct askcam_rect *const crop = &plan->crop;

    if (plan->scaled_width_px != crop->width || plan->scaled_height_px != crop->height ||
        !rect_fits(plan, crop, info) || !memory_suffices(plan, info) ||
        info->mcu_blocks > C_MAX_BLOCKS_IN_MCU) {
        return false;
    }
    if ((plan->rotation.flips_x && crop->width % info->mcu_width_px != 0) ||
        (plan->rotation.flips_y && crop->height % info->mcu_height_px != 0)) {
        return false;
    }
    if (plan->masks_count > 0 && info->components == 4) {
        return false; /* what black is depends on who wrote the CMYK */
    }
    for (size_t i = 0; i < plan->masks_count; i++) {
        if (!rect_fits(plan, &plan->masks[i], info)) {
            return false;
        }
    }
    return true;
}

static bool is_masked(const struct work *work, const struct part *part, uint32_t x, uint32_t y)
{
    for (size_t i = 0; i < work->plan->masks_count; i++) {
        const struct askcam_rect *const mask = &part->masks[i];
        if (x - mask->x < mask->width && y - mask->y < mask->height) {
            return true;
        }
    }
    return false;
}

/* The block (x, y) of a component's window. */
static void take_block(struct work *work, const struct part *part, uint32_t x, uint32_t y,
                       JCOEF *to)
{
    const struct askcam_rotation rotation = work->plan->rotation;

    if (is_masked(work, part, x, y)) {
        memset(to, 0, sizeof(JBLOCK));
        to[0] = part->black;
        return;
    }
    const JCOEF *const from = askcam_block_row(&work->from, part->component, y)[x];
    if (rotation.swaps || rotation.flips_x || rotation.flips_y) {
        askcam_block_rotate(from, to, rotation);
    } else {
        memcpy(to, from, sizeof(JBLOCK));
    }
}

/* Row y of a component of the result. */
static void make_row(struct work *work, const struct part *part, uint32_t y, JBLOCKROW row)
{
    const struct askcam_rect *const window = &work->from.parts[part->component].window;
    const struct askcam_rotation rotation = work->plan->rotation;
    const uint32_t width = rotation.swaps ? window->height : window->width;

    for (uint32_t x = 0; x < width; x++) {
        const uint32_t across = rotation.swaps ? y : x;
        const uint32_t down = rotation.swaps ? x : y;
        take_block(work, part, rotation.flips_x ? window->width - 1 - across : across,
                   rotation.flips_y ? window->height - 1 - down : down, row[x]);
    }
}

/* The encoder asks for rows of whole MCUs, of which the last may reach below the picture. */
static JBLOCKARRAY on_access(j_common_ptr to, jvirt_barray_ptr array, JDIMENSION first,
                             JDIMENSION count, boolean writes)
{
    struct work *const work = to->client_data;
    struct part *const part = (struct part *)(void *)array;
    const JDIMENSION height = work->to.comp_info[part->component].height_in_blocks;

    assert(!writes);
    (void)writes;
    for (JDIMENSION i = 0; i < count && first + i < height; i++) {
        make_row(work, part, first + i, part->strip[i]);
    }
    return part->strip;
}

/* A rotated block needs its quantization table rotated, and the component its sampling factors. */
static void swap_parameters(struct jpeg_compress_struct *to)
{
    for (int i = 0; i < to->num_components; i++) {
        const int across = to->comp_info[i].h_samp_factor;
        to->comp_info[i].h_samp_factor = to->comp_info[i].v_samp_factor;
        to->comp_info[i].v_samp_factor = across;
    }
    for (int i = 0; i < NUM_QUANT_TBLS; i++) {
        if (to->quant_tbl_ptrs[i] != NULL) {
            askcam_block_rotate_steps(to->quant_tbl_ptrs[i]->quantval);
        }
    }
}

/* All parameters of the result but its blocks. */
static void set_parameters(struct work *work)
{
    struct jpeg_compress_struct *const to = &work->to;

    jpeg_create_compress(to);
    askcam_jpeg_out_init(&work->out, to, work->sink, &work->guard);
    jpeg_copy_critical_parameters(&work->from.jpeg, to);
    to->image_width = work->plan->width_px;
    to->image_height = work->plan->height_px;
    to->optimize_coding = TRUE;
    if (work->plan->rotation.swaps) {
        swap_parameters(to);
    }
    to->client_data = work;
    to->mem->access_virt_barray = on_access;
}

static void set_part(struct work *work, int component)
{
    struct part *const part = &work->parts[component];
    const struct askcam_rect *const window = &work->from.parts[component].window;
    const bool swaps = work->plan->rotation.swaps;

    part->component = component;
    if (work->plan->masks_count > 0) {
        part->black = askcam_block_black(&work->from.jpeg, component, &work->guard);
    }
    part->strip = work->to.mem->alloc_barray(
        (j_common_ptr)&work->to, JPOOL_IMAGE, swaps ? window->height : window->width,
        (JDIMENSION)work->to.comp_info[component].v_samp_factor);
    for (size_t i = 0; i < work->plan->masks_count; i++) {
        part->masks[i] = askcam_block_rect(&work->from, component, &work->plan->masks[i]);
        part->masks[i].x -= window->x;
        part->masks[i].y -= window->y;
    }
}

static void run(void *ctx)
{
    struct work *const work = ctx;
    const struct askcam_plan *const plan = work->plan;
    const struct askcam_block_window window = {.width_px = plan->source_width_px,
                                               .height_px = plan->source_height_px,
                                               .rect = plan->crop,
                                               .in_any_order = needs_any_order(plan)};
    jvirt_barray_ptr arrays[MAX_COMPS_IN_SCAN];

    askcam_block_rows_start(&work->from, &work->frame->jpeg, &window, &work->guard);
    set_parameters(work);
    for (int i = 0; i < work->to.num_components; i++) {
        set_part(work, i);
        arrays[i] = (jvirt_barray_ptr)(void *)&work->parts[i]; /* libjpeg only hands it back */
    }
    jpeg_write_coefficients(&work->to, arrays);
    jpeg_finish_compress(&work->to);
}

enum askcam_status askcam_lossless_write(const struct askcam_frame *frame,
                                         const struct askcam_plan *plan, struct askcam_sink out,
                                         struct askcam_error *err)
{
    struct work work = {.frame = frame, .plan = plan, .sink = out};

    assert(frame->is_jpeg);
    askcam_jpeg_guard_init(&work.guard, askcam_frame_name(frame), err);
    work.to.err = &work.guard.mgr;
    const enum askcam_status status = askcam_jpeg_guard_run(&work.guard, run, &work);
    jpeg_destroy_compress(&work.to);
    askcam_block_rows_destroy(&work.from);
    return status;
}
