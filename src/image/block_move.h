/* SPDX-License-Identifier: MIT */
/*
 * block_move.h - a JPEG's blocks of coefficients, moved to where a plan wants them.
 *
 * For: inside the room, lossless.c.  Must not know: files, codecs' lives.
 */
#ifndef ASKCAM_BLOCK_MOVE_H
#define ASKCAM_BLOCK_MOVE_H

#include "jpeg_trap.h"
#include "plan.h"

/* Blackens the blocks of one component that the plan's masks cover. */
void askcam_blocks_blacken(j_decompress_ptr from, int component, jvirt_barray_ptr blocks,
                           const struct askcam_plan *plan);

/* One component's blocks, and where they come from. */
struct askcam_block_move {
    j_decompress_ptr from;
    int component;
    jvirt_barray_ptr source;
    jvirt_barray_ptr target;
};

/* The size in blocks of a component of the result; width is padded to whole pieces. */
void askcam_blocks_size(j_decompress_ptr from, int component, const struct askcam_plan *plan,
                        JDIMENSION *width, JDIMENSION *height);

/* Fills target with what the plan's crop and turn make of source. */
void askcam_blocks_move(const struct askcam_block_move *move, const struct askcam_plan *plan);

#endif
