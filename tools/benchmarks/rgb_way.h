/* SPDX-License-Identifier: MIT */
/*
 * rgb_way.h - YUYV as JPEG by way of RGB, one line at a time.
 *
 * For: tools/bench pictures, as what askcam's own way is compared with: the way of µStreamer 4.9,
 * after a description of what it does; none of its text is here.
 */
#ifndef RGB_WAY_H
#define RGB_WAY_H

#include <stdint.h>

#include "frame.h"
#include "sink.h"

/* Encodes a YUYV frame as 4:2:0; ends the process if libjpeg fails. */
void rgb_way_encode(const struct askcam_frame *frame, int quality, struct askcam_sink out);

/* The same source compiled with -O3. */
void rgb_way_encode_o3(const struct askcam_frame *frame, int quality, struct askcam_sink out);

#endif
