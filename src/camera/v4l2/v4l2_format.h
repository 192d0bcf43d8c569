/* SPDX-License-Identifier: MIT */
/*
 * v4l2_format.h - V4L2's picture formats: which ones are taken as they are, in which order they
 * are preferred, and where the pixels of a captured buffer lie.
 *
 * For: choosing a camera's format, and reading its buffers in place.
 * Knows V4L2's four-character codes and memory layouts.  Must not know: devices, calls.
 */
#ifndef ASKCAM_V4L2_FORMAT_H
#define ASKCAM_V4L2_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"
#include "source.h"

enum {
    ASKCAM_FOURCC_BYTES = ASKCAM_SOURCE_FORMAT_BYTES,
    ASKCAM_V4L2_MAX_SIDE = 65500, /* the longest side that libjpeg writes */
};

struct askcam_v4l2_size {
    uint32_t width_px;
    uint32_t height_px;
};

/* A format that needs no conversion. */
struct askcam_v4l2_format {
    uint32_t fourcc;
    enum askcam_pixels pixels; /* if not is_jpeg */
    bool is_jpeg;
    uint8_t memory_planes; /* separate memory areas: 1, or more for the M formats */
};

/*
 * All of them, in order of preference: JPEG, which is sent untouched; 4:2:0, which the JPEG encoder
 * takes with the least work; 4:2:2; 4:4:4; luma alone; RGB, whose colours must be converted; what
 * has more or fewer than 8 bits.  Not among them, for want of a camera that gives them: RGB332,
 * BGR666, HSV, and the tiled and compressed layouts of video decoders.
 */
extern const struct askcam_v4l2_format ASKCAM_V4L2_FORMATS[];
extern const size_t ASKCAM_V4L2_FORMATS_COUNT;

/* NULL if frames of this format must be converted first. */
const struct askcam_v4l2_format *askcam_v4l2_format(uint32_t fourcc);

/* A format that libv4lconvert converts to one that we read. */
struct askcam_v4l2_conversion {
    uint32_t fourcc;
    enum askcam_pixels pixels; /* what it becomes */
    bool is_luma;
};

/* NULL if libv4lconvert cannot convert it, or need not. */
const struct askcam_v4l2_conversion *askcam_v4l2_conversion(uint32_t fourcc);

/* "MJPG", "XR15-BE"; bytes that cannot be printed become '?', spaces at the end go. */
void askcam_fourcc_text(uint32_t fourcc, char text[ASKCAM_FOURCC_BYTES]);

/* The code of 1..4 printable characters ("Y16" is "Y16 ") and maybe "-BE"; 0 if text is none. */
uint32_t askcam_fourcc(const char *text);

/* The memory layout of a device's pictures in one mode, as the driver reports it. */
struct askcam_v4l2_layout {
    uint32_t fourcc;
    const struct askcam_v4l2_format *format; /* NULL: must be converted */
    uint32_t width_px;
    uint32_t height_px; /* of the picture: of one field only, twice as many rows as are stored */
    unsigned memory_planes;
    uint32_t row_bytes[ASKCAM_RAW_PLANES];   /* of each memory area; 0 is understood as "no gaps" */
    uint32_t image_bytes[ASKCAM_RAW_PLANES]; /* the largest size of one picture */
    bool limited_range;
    enum askcam_matrix matrix;
    enum askcam_row_order order;
};

/* What the driver filled of one memory area. */
struct askcam_v4l2_payload {
    const uint8_t *at;
    size_t bytes;
};

/*
 * Where the pixels lie.  false: the payload ends before the picture does.  layout->format must be
 * a raw one; payload has layout->memory_planes entries.
 */
bool askcam_v4l2_raw(const struct askcam_v4l2_layout *layout,
                     const struct askcam_v4l2_payload *payload, struct askcam_raw *raw);

/* What of a raw picture's plane is pixels: so many rows of so many bytes; 0: there is none. */
struct askcam_v4l2_extent {
    uint32_t row_bytes;
    uint32_t rows;
};

struct askcam_v4l2_extent askcam_v4l2_extent(enum askcam_pixels pixels, unsigned plane,
                                             uint32_t width_px, uint32_t height_px);

/*
 * Where the rows of an interlaced picture lie, by its V4L2_FIELD_….  Of alternating fields each is
 * a picture of its own, every row of it shown twice: right in its proportions and free of combing,
 * with half the detail in the height.
 */
enum askcam_row_order askcam_v4l2_row_order(uint32_t field);

#endif
