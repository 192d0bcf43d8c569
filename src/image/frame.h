/* SPDX-License-Identifier: MIT */
/*
 * frame.h - one picture as a source gives it: a coded JPEG, or raw pixels in memory.
 *
 * For: the face between cameras and the JPEG room.  Must not know: V4L2, where frames come from.
 */
#ifndef ASKCAM_FRAME_H
#define ASKCAM_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

struct askcam_jpeg_info; /* jpeg_walk.h */

enum askcam_pixels {                     /* named as V4L2 names them */
                     ASKCAM_PIXELS_YUYV, /* 4:2:2, packed Y0 U Y1 V */
                     ASKCAM_PIXELS_YVYU,
                     ASKCAM_PIXELS_UYVY,
                     ASKCAM_PIXELS_VYUY,
                     ASKCAM_PIXELS_NV12, /* 4:2:0, Y plane, then U and V interleaved */
                     ASKCAM_PIXELS_NV21, /* the same with V first */
                     ASKCAM_PIXELS_NV16, /* 4:2:2, Y plane, then U and V interleaved */
                     ASKCAM_PIXELS_NV61,
                     ASKCAM_PIXELS_YU12, /* 4:2:0, planes Y, U, V */
                     ASKCAM_PIXELS_YV12, /* planes Y, V, U */
                     ASKCAM_PIXELS_422P, /* 4:2:2, planes Y, U, V */
                     ASKCAM_PIXELS_GREY, /* 8 bit luma */
                     ASKCAM_PIXELS_RGB3, /* 24 bit R G B */
                     ASKCAM_PIXELS_BGR3,
                     ASKCAM_PIXELS_XBGR32, /* 32 bit B G R X (V4L2's XR24) */
                     ASKCAM_PIXELS_XRGB32, /* 32 bit X R G B (V4L2's BX24) */
                     ASKCAM_PIXELS_COUNT,
};

enum { ASKCAM_RAW_PLANES = 3 };

/* Pixels in somebody else's memory.  Rows of plane p begin row_bytes[p] apart. */
struct askcam_raw {
    enum askcam_pixels pixels;
    const uint8_t *plane[ASKCAM_RAW_PLANES];
    size_t plane_bytes[ASKCAM_RAW_PLANES]; /* readable from plane[p] */
    uint32_t row_bytes[ASKCAM_RAW_PLANES];
    bool limited_range; /* luma 16..235 and chroma 16..240, by the driver's word */
};

/*
 * A frame, borrowed from its source until the source's release().  A JPEG frame has been walked
 * from SOI to EOI by whoever made it; jpeg.size_bytes ends with EOI.
 */
struct askcam_frame {
    const char *name; /* what error texts call it, "/dev/video0"; NULL: "the picture" */
    bool is_jpeg;
    struct askcam_bytes jpeg;                 /* if is_jpeg */
    const struct askcam_jpeg_info *jpeg_info; /* what that walk found; NULL: not kept */
    struct askcam_raw raw;                    /* else */
    uint32_t width_px;
    uint32_t height_px;
    uint64_t taken_ms; /* when its exposure ended, on the host's clock; 0 for files */
};

/* The name for error texts; never NULL. */
static inline const char *askcam_frame_name(const struct askcam_frame *frame)
{
    return frame->name == NULL ? "the picture" : frame->name;
}

#endif
