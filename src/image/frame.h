/* SPDX-License-Identifier: MIT */
/*
 * frame.h - one picture as a source gives it: a coded JPEG, raw pixels in memory, or a PNG or WebP
 * file.
 *
 * For: the interface between cameras and the JPEG code.  Must not know: V4L2, where frames come
 * from.
 */
#ifndef ASKCAM_FRAME_H
#define ASKCAM_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "error.h"

struct askcam_jpeg_info;  /* jpeg_walk.h */
struct askcam_still_info; /* still_image.h */

/*
 * Named as V4L2 names them; raw_layout.c has where their samples are.  X is a byte, or some
 * bits, without meaning; V4L2's variants with an alpha channel are treated alike.
 */
enum askcam_pixels {
    ASKCAM_PIXELS_YUYV, /* 4:2:2, packed Y0 U Y1 V */
    ASKCAM_PIXELS_YVYU,
    ASKCAM_PIXELS_UYVY,
    ASKCAM_PIXELS_VYUY,
    ASKCAM_PIXELS_NV12, /* 4:2:0, Y plane, then U and V interleaved */
    ASKCAM_PIXELS_NV21, /* the same with V first */
    ASKCAM_PIXELS_NV16, /* 4:2:2, Y plane, then U and V interleaved */
    ASKCAM_PIXELS_NV61,
    ASKCAM_PIXELS_NV24, /* 4:4:4, Y plane, then U and V interleaved */
    ASKCAM_PIXELS_NV42,
    ASKCAM_PIXELS_P010, /* 4:2:0 as NV12, 10 bits at the top of 16, little endian */
    ASKCAM_PIXELS_YU12, /* 4:2:0, planes Y, U, V */
    ASKCAM_PIXELS_YV12, /* planes Y, V, U */
    ASKCAM_PIXELS_422P, /* 4:2:2, planes Y, U, V */
    ASKCAM_PIXELS_YVU422,
    ASKCAM_PIXELS_YUV444, /* 4:4:4, planes Y, U, V */
    ASKCAM_PIXELS_YVU444,
    ASKCAM_PIXELS_YUV24,  /* 4:4:4, packed Y U V */
    ASKCAM_PIXELS_XYUV32, /* X Y U V */
    ASKCAM_PIXELS_YUVX32,
    ASKCAM_PIXELS_VUYX32,
    ASKCAM_PIXELS_YUV565, /* 16 bits, little endian, Y at the top */
    ASKCAM_PIXELS_YUV555,
    ASKCAM_PIXELS_YUV4, /* 4 bits each (V4L2's YUV444) */
    ASKCAM_PIXELS_GREY, /* 8 bit luma */
    ASKCAM_PIXELS_Y10,  /* 16 bits, little endian, of which the lower 10 are luma */
    ASKCAM_PIXELS_Y12,
    ASKCAM_PIXELS_Y14,
    ASKCAM_PIXELS_Y16,
    ASKCAM_PIXELS_Y16_BE,
    ASKCAM_PIXELS_RGB3, /* 24 bit R G B */
    ASKCAM_PIXELS_BGR3,
    ASKCAM_PIXELS_XBGR32,  /* 32 bit B G R X (V4L2's XR24) */
    ASKCAM_PIXELS_XRGB32,  /* 32 bit X R G B (V4L2's BX24) */
    ASKCAM_PIXELS_BGRX32,  /* 32 bit X B G R (V4L2's RX24) */
    ASKCAM_PIXELS_RGBX32,  /* 32 bit R G B X (V4L2's XB24) */
    ASKCAM_PIXELS_RGB565,  /* 16 bits, little endian, R at the top */
    ASKCAM_PIXELS_RGB565X, /* big endian */
    ASKCAM_PIXELS_XRGB555,
    ASKCAM_PIXELS_XRGB555X,
    ASKCAM_PIXELS_RGBX555,
    ASKCAM_PIXELS_XBGR555,
    ASKCAM_PIXELS_BGRX555,
    ASKCAM_PIXELS_XRGB444,
    ASKCAM_PIXELS_RGBX444,
    ASKCAM_PIXELS_XBGR444,
    ASKCAM_PIXELS_BGRX444,
    ASKCAM_PIXELS_COUNT,
};

/* Which weights made Y'CbCr of R'G'B'.  JPEG means Rec. 601's. */
enum askcam_matrix {
    ASKCAM_MATRIX_601,
    ASKCAM_MATRIX_709,
    ASKCAM_MATRIX_2020,
    ASKCAM_MATRIX_240M,
    ASKCAM_MATRIX_COUNT,
};

/* Where the rows of the picture lie in each plane: an interlaced one has two fields, of every
 * second row each, and the top field has row 0. */
enum askcam_row_order {
    ASKCAM_ORDER_PLAIN,        /* one after another; of interlaced pictures, interleaved */
    ASKCAM_ORDER_TOP_FIRST,    /* all rows of the top field, then all of the bottom field */
    ASKCAM_ORDER_BOTTOM_FIRST, /* the other way round */
    ASKCAM_ORDER_ONE_FIELD,    /* of one field only: each is two rows of the picture */
};

enum { ASKCAM_RAW_PLANES = 3 };

/* Pixels in memory of their owner.  Rows of plane p start row_bytes[p] apart. */
struct askcam_raw {
    enum askcam_pixels pixels;
    const uint8_t *plane[ASKCAM_RAW_PLANES];
    size_t plane_bytes[ASKCAM_RAW_PLANES]; /* readable from plane[p] */
    uint32_t row_bytes[ASKCAM_RAW_PLANES];
    bool limited_range;        /* luma and RGB 16..235, chroma 16..240, by the driver's word */
    enum askcam_matrix matrix; /* of Y'CbCr; the driver's word */
    enum askcam_row_order order;
};

/*
 * A frame, borrowed from its source until the source's release().  A JPEG frame has been walked
 * from SOI to EOI by whoever made it; jpeg.size_bytes ends with EOI.  A PNG or WebP can only be
 * sent as it is: what needs its pixels refuses it by askcam_frame_refuse_still().
 */
struct askcam_frame {
    const char *name; /* what error texts call it, "/dev/video0"; NULL: "the picture" */
    bool is_jpeg;
    struct askcam_bytes jpeg;                 /* if is_jpeg; or the PNG or WebP */
    const struct askcam_jpeg_info *jpeg_info; /* what that walk found; NULL: not kept */
    const struct askcam_still_info *still;    /* not NULL: a PNG or WebP; is_jpeg is false */
    struct askcam_raw raw;                    /* else */
    uint32_t width_px;
    uint32_t height_px;
    uint64_t taken_ms; /* when its exposure ended, on the host's clock; 0 for files */
};

/* How many rows are stored of `rows` that are shown. */
static inline uint32_t askcam_stored_rows(enum askcam_row_order order, uint32_t rows)
{
    return order == ASKCAM_ORDER_ONE_FIELD ? rows / 2 + rows % 2 : rows;
}

/* The place in memory, counted in rows, of row `row` of `rows`. */
static inline uint32_t askcam_row_place(enum askcam_row_order order, uint32_t row, uint32_t rows)
{
    const uint32_t before_top = order == ASKCAM_ORDER_BOTTOM_FIRST ? rows / 2 : 0;
    const uint32_t before_bottom = order == ASKCAM_ORDER_TOP_FIRST ? rows / 2 + rows % 2 : 0;

    if (order == ASKCAM_ORDER_PLAIN) {
        return row;
    }
    if (order == ASKCAM_ORDER_ONE_FIELD) {
        return row / 2;
    }
    return row / 2 + (row % 2 == 0 ? before_top : before_bottom);
}

/* The name for error texts; never NULL. */
static inline const char *askcam_frame_name(const struct askcam_frame *frame)
{
    return frame->name == NULL ? "the picture" : frame->name;
}

/*
 * ASKCAM_OK for a frame that can be decoded.  Else ASKCAM_ERR_SOURCE: it cannot be `done`
 * ("changed", "measured").
 */
enum askcam_status askcam_frame_refuse_still(const struct askcam_frame *frame, const char *done,
                                             struct askcam_error *err);

#endif
