/* SPDX-License-Identifier: MIT */
/*
 * encode_raw.h - raw pixels as JPEG, straight into a sink.
 *
 * For: inside the module, cameras without MJPEG.  YUV never becomes RGB on the way: its planes go
 * to libjpeg as they lie, or in strips of 16 rows, as 4:2:0 (of more chroma than that, the mean).
 * The heap that libjpeg takes does not depend on the height: 36 bytes a column and some 20 KB.
 * Must not know: V4L2, transformations.
 */
#ifndef ASKCAM_ENCODE_RAW_H
#define ASKCAM_ENCODE_RAW_H

#include <stdint.h>

#include "error.h"
#include "frame.h"
#include "sink.h"

/*
 * Encodes a frame that is not a JPEG; quality 1..100.  ASKCAM_ERR_SOURCE if the frame is short; a
 * status of out comes back as it is.  What has been written before a failure stays.
 */
enum askcam_status askcam_encode_raw(const struct askcam_frame *frame, uint8_t quality,
                                     struct askcam_sink out, struct askcam_error *err);

#endif
