/* SPDX-License-Identifier: MIT */
/* lossless.c - see lossless.h. */
#include "lossless.h"

#include <assert.h>

#include "block_move.h"
#include "jpeg_in.h"
#include "jpeg_out.h"
#include "jpeg_trap.h"

struct work {
    struct askcam_jpeg_trap trap;
    struct jpeg_decompress_struct from;
    struct jpeg_compress_struct to;
    struct askcam_jpeg_in in;
    struct askcam_jpeg_out out;
    const struct askcam_frame *frame;
    const struct askcam_plan *plan;
    struct askcam_sink sink;
    jvirt_barray_ptr moved[MAX_COMPS_IN_SCAN]; /* blocks of the result, if any move */
};

/* Whether a span begins between two pieces, and ends there or with the picture. */
static bool between(uint32_t at, uint32_t length, uint32_t side_px, uint32_t piece_px)
{
    return at % piece_px == 0 && ((at + length) % piece_px == 0 || at + length == side_px);
}

static bool rect_fits(const struct askcam_plan *plan, const struct askcam_rect *rect,
                      const struct askcam_jpeg_info *info)
{
    return between(rect->x, rect->width, plan->source_width_px, info->piece_width_px) &&
           between(rect->y, rect->height, plan->source_height_px, info->piece_height_px);
}

/* The coefficients of the whole picture and, at most, as many again of the result. */
static bool memory_suffices(const struct askcam_plan *plan, const struct askcam_jpeg_info *info)
{
    const uint64_t pieces = (uint64_t)(plan->source_width_px / info->piece_width_px + 1) *
                            (plan->source_height_px / info->piece_height_px + 1);

    return pieces * info->piece_blocks * sizeof(JBLOCK) * 2 <= ASKCAM_LOSSLESS_BYTES;
}

bool askcam_lossless_can(const struct askcam_plan *plan, const struct askcam_jpeg_info *info)
{
    const struct askcam_rect *const crop = &plan->crop;

    if (plan->scaled_width_px != crop->width || plan->scaled_height_px != crop->height ||
        !rect_fits(plan, crop, info) || !memory_suffices(plan, info)) {
        return false;
    }
    if ((plan->turn.flips_x && crop->width % info->piece_width_px != 0) ||
        (plan->turn.flips_y && crop->height % info->piece_height_px != 0)) {
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

static bool moves(const struct askcam_plan *plan)
{
    return plan->turn.swaps || plan->turn.flips_x || plan->turn.flips_y ||
           plan->crop.width != plan->source_width_px || plan->crop.height != plan->source_height_px;
}

/* Must be asked for before the coefficients are read, with which libjpeg allots it. */
static void request_blocks(struct work *work)
{
    for (int i = 0; i < work->from.num_components; i++) {
        const jpeg_component_info *const info = &work->from.comp_info[i];
        const bool swaps = work->plan->turn.swaps;
        JDIMENSION width = 0;
        JDIMENSION height = 0;
        askcam_blocks_size(&work->from, i, work->plan, &width, &height);
        work->moved[i] = work->from.mem->request_virt_barray(
            (j_common_ptr)&work->from, JPOOL_IMAGE, TRUE, width, height,
            (JDIMENSION)(swaps ? info->h_samp_factor : info->v_samp_factor));
    }
}

static void rearrange(struct work *work, jvirt_barray_ptr *blocks)
{
    for (int i = 0; i < work->from.num_components; i++) {
        askcam_blocks_blacken(&work->from, i, blocks[i], work->plan);
        if (moves(work->plan)) {
            const struct askcam_block_move move = {&work->from, i, blocks[i], work->moved[i]};
            askcam_blocks_move(&move, work->plan);
        }
    }
}

static void transpose(UINT16 steps[DCTSIZE2])
{
    for (int v = 0; v < DCTSIZE; v++) {
        for (int u = 0; u < v; u++) {
            const UINT16 step = steps[v * DCTSIZE + u];
            steps[v * DCTSIZE + u] = steps[u * DCTSIZE + v];
            steps[u * DCTSIZE + v] = step;
        }
    }
}

/* A turned block needs the turned steps of its quantization, and the component its samplings. */
static void swap_parameters(struct jpeg_compress_struct *to)
{
    for (int i = 0; i < to->num_components; i++) {
        const int across = to->comp_info[i].h_samp_factor;
        to->comp_info[i].h_samp_factor = to->comp_info[i].v_samp_factor;
        to->comp_info[i].v_samp_factor = across;
    }
    for (int i = 0; i < NUM_QUANT_TBLS; i++) {
        if (to->quant_tbl_ptrs[i] != NULL) {
            transpose(to->quant_tbl_ptrs[i]->quantval);
        }
    }
}

static void write_blocks(struct work *work, jvirt_barray_ptr *blocks)
{
    struct jpeg_compress_struct *const to = &work->to;

    jpeg_create_compress(to);
    askcam_jpeg_out_init(&work->out, to, work->sink, &work->trap);
    jpeg_copy_critical_parameters(&work->from, to);
    to->image_width = work->plan->width_px;
    to->image_height = work->plan->height_px;
    to->optimize_coding = TRUE; /* the blocks are in memory, so counting them first is cheap */
    if (work->plan->turn.swaps) {
        swap_parameters(to);
    }
    jpeg_write_coefficients(to, blocks);
    jpeg_finish_compress(to);
}

static void run(void *ctx)
{
    struct work *const work = ctx;
    const struct askcam_plan *const plan = work->plan;

    askcam_jpeg_in_start(&work->in, &work->from, &work->frame->jpeg, &work->trap,
                         plan->source_width_px, plan->source_height_px);
    if (moves(plan)) {
        request_blocks(work);
    }
    jvirt_barray_ptr *const blocks = jpeg_read_coefficients(&work->from);
    rearrange(work, blocks);
    write_blocks(work, moves(plan) ? work->moved : blocks);
}

enum askcam_status askcam_lossless_write(const struct askcam_frame *frame,
                                         const struct askcam_plan *plan, struct askcam_sink out,
                                         struct askcam_error *err)
{
    struct work work = {.frame = frame, .plan = plan, .sink = out};

    assert(frame->is_jpeg);
    askcam_jpeg_trap_init(&work.trap, askcam_frame_name(frame), err);
    work.to.err = &work.trap.mgr;
    const enum askcam_status status = askcam_jpeg_trap_run(&work.trap, run, &work);
    jpeg_destroy_compress(&work.to);
    jpeg_destroy_decompress(&work.from);
    return status;
}
