/* SPDX-License-Identifier: MIT */
/*
 * lossless.h - a JPEG cropped, rotated and masked without decoding it: its coded blocks are moved,
 * mirrored and blackened as they are, so that nothing of the picture is lost.
 *
 * For: inside the module, plans that crop and rotate only where blocks allow it.
 * Knows ITU T.81 A.3: a block's rows and columns of frequencies change sign when it is mirrored,
 * and change places when it is rotated.  Must not know: what the options were.
 */
#ifndef ASKCAM_LOSSLESS_H
#define ASKCAM_LOSSLESS_H

#include <stdbool.h>

#include "error.h"
#include "frame.h"
#include "jpeg_walk.h"
#include "plan.h"
#include "sink.h"

/* For the blocks of a crop that is rotated, or mirrored top to bottom, 2 bytes a sample: as much as
 * rotate_rows.h may hold, and 33 megapixels with 4:2:0.  A larger one is encoded again instead. */
enum { ASKCAM_LOSSLESS_BYTES = 96 << 20 };

/*
 * Whether a plan can be carried out this way: no other size, and every edge of the crop and of the
 * masks at MCU borders (see jpeg_walk.h) or at the picture's end; and what is flipped ends
 * at an MCU border.  A crop inside an MCU would leave what was cut off in the file.
 */
bool askcam_lossless_can(const struct askcam_plan *plan, const struct askcam_jpeg_info *info);

/*
 * Writes what the plan makes of a JPEG frame for which can() was true, with Huffman tables of its
 * own and without metadata.  Statuses as askcam_transform().
 *
 * Heap from libjpeg's pools: a row of MCUs of the picture and one of the result, and the blocks
 * of a crop that is rotated; of a progressive JPEG all of its blocks (block_rows.h).  The picture
 * is decoded down to the crop's end twice, since Huffman tables come before what they are made for.
 */
enum askcam_status askcam_lossless_write(const struct askcam_frame *frame,
                                         const struct askcam_plan *plan, struct askcam_sink out,
                                         struct askcam_error *err);

#endif
