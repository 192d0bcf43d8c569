/* SPDX-License-Identifier: MIT */
/*
 * transform.h - a frame decoded, changed and encoded again, in one pass.
 *
 * For: inside the module, pictures that a plan changes.  Must not know: what the options were.
 */
#ifndef ASKCAM_TRANSFORM_H
#define ASKCAM_TRANSFORM_H

#include <stdint.h>

#include "error.h"
#include "frame.h"
#include "plan.h"
#include "sink.h"

/*
 * Writes what the plan makes of the frame; quality 1..100.  ASKCAM_ERR_SOURCE if the JPEG is
 * broken, or too large for what jpeg_rows.h and rotate_rows.h may hold; a status of out comes back
 * as it is.  What has been written before a failure stays.
 * Heap from libjpeg's pools: some rows, and what those two headers name.
 */
enum askcam_status askcam_transform(const struct askcam_frame *frame,
                                    const struct askcam_plan *plan, uint8_t quality,
                                    struct askcam_sink out, struct askcam_error *err);

#endif
