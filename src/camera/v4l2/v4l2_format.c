/* SPDX-License-Identifier: MIT */
/*
 * v4l2_format.c - see v4l2_format.h.
 *
 * A picture has one to three planes (luma and chroma, or everything packed in one).  With one
 * memory area they follow each other without a gap, and the rows of a chroma plane are as far
 * apart as its share of the luma rows' distance (kernel docs, "Planar YUV formats"); with one area
 * each, the driver gives each distance.
 */
#include "v4l2_format.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <linux/videodev2.h>

#include "raw_layout.h"

#define RAW(code, name)                                                                            \
    {                                                                                              \
        .fourcc = V4L2_PIX_FMT_##code, .pixels = ASKCAM_PIXELS_##name, .memory_planes = 1          \
    }
#define RAW_AREAS(code, name, areas)                                                               \
    {                                                                                              \
        .fourcc = V4L2_PIX_FMT_##code, .pixels = ASKCAM_PIXELS_##name, .memory_planes = (areas)    \
    }

/* X and A variants differ in the name of bits that are ignored here; names without
 * either are the oldest and leave that open. */
const struct askcam_v4l2_format ASKCAM_V4L2_FORMATS[] = {
    {.fourcc = V4L2_PIX_FMT_MJPEG, .is_jpeg = true, .memory_planes = 1},
    {.fourcc = V4L2_PIX_FMT_JPEG, .is_jpeg = true, .memory_planes = 1},
    RAW(NV12, NV12),
    RAW_AREAS(NV12M, NV12, 2),
    RAW(NV21, NV21),
    RAW_AREAS(NV21M, NV21, 2),
    RAW(YUV420, YU12),
    RAW_AREAS(YUV420M, YU12, 3),
    RAW(YVU420, YV12),
    RAW_AREAS(YVU420M, YV12, 3),
    RAW(YUYV, YUYV),
    RAW(UYVY, UYVY),
    RAW(YVYU, YVYU),
    RAW(VYUY, VYUY),
    RAW(NV16, NV16),
    RAW_AREAS(NV16M, NV16, 2),
    RAW(NV61, NV61),
    RAW_AREAS(NV61M, NV61, 2),
    RAW(YUV422P, 422P),
    RAW_AREAS(YUV422M, 422P, 3),
    RAW_AREAS(YVU422M, YVU422, 3),
    RAW(P010, P010),
    RAW(NV24, NV24),
    RAW(NV42, NV42),
    RAW_AREAS(YUV444M, YUV444, 3),
    RAW_AREAS(YVU444M, YVU444, 3),
    RAW(YUV24, YUV24),
    RAW(XYUV32, XYUV32),
    RAW(AYUV32, XYUV32),
    RAW(YUV32, XYUV32),
    RAW(YUVX32, YUVX32),
    RAW(YUVA32, YUVX32),
    RAW(VUYX32, VUYX32),
    RAW(VUYA32, VUYX32),
    RAW(GREY, GREY),
    RAW(RGB24, RGB3),
    RAW(BGR24, BGR3),
    RAW(XBGR32, XBGR32),
    RAW(ABGR32, XBGR32),
    RAW(BGR32, XBGR32),
    RAW(XRGB32, XRGB32),
    RAW(ARGB32, XRGB32),
    RAW(RGB32, XRGB32),
    RAW(BGRX32, BGRX32),
    RAW(BGRA32, BGRX32),
    RAW(RGBX32, RGBX32),
    RAW(RGBA32, RGBX32),
    RAW(RGB565, RGB565),
    RAW(RGB565X, RGB565X),
    RAW(XRGB555, XRGB555),
    RAW(ARGB555, XRGB555),
    RAW(RGB555, XRGB555),
    RAW(XRGB555X, XRGB555X),
    RAW(ARGB555X, XRGB555X),
    RAW(RGB555X, XRGB555X),
    RAW(RGBX555, RGBX555),
    RAW(RGBA555, RGBX555),
    RAW(XBGR555, XBGR555),
    RAW(ABGR555, XBGR555),
    RAW(BGRX555, BGRX555),
    RAW(BGRA555, BGRX555),
    RAW(YUV565, YUV565),
    RAW(YUV555, YUV555),
    RAW(XRGB444, XRGB444),
    RAW(ARGB444, XRGB444),
    RAW(RGB444, XRGB444),
    RAW(RGBX444, RGBX444),
    RAW(RGBA444, RGBX444),
    RAW(XBGR444, XBGR444),
    RAW(ABGR444, XBGR444),
    RAW(BGRX444, BGRX444),
    RAW(BGRA444, BGRX444),
    RAW(YUV444, YUV4),
    RAW(Y16, Y16),
    RAW(Y16_BE, Y16_BE),
    RAW(Y14, Y14),
    RAW(Y12, Y12),
    RAW(Y10, Y10),
};
const size_t ASKCAM_V4L2_FORMATS_COUNT = sizeof ASKCAM_V4L2_FORMATS / sizeof ASKCAM_V4L2_FORMATS[0];

const struct askcam_v4l2_format *askcam_v4l2_format(uint32_t fourcc)
{
    for (size_t i = 0; i < ASKCAM_V4L2_FORMATS_COUNT; i++) {
        if (ASKCAM_V4L2_FORMATS[i].fourcc == fourcc) {
            return &ASKCAM_V4L2_FORMATS[i];
        }
    }
    return NULL;
}

#define TO_RGB(code)                                                                               \
    {                                                                                              \
        V4L2_PIX_FMT_##code, ASKCAM_PIXELS_RGB3, false                                             \
    }
#define TO_YUV(code)                                                                               \
    {                                                                                              \
        V4L2_PIX_FMT_##code, ASKCAM_PIXELS_YU12, false                                             \
    }
#define LUMA(code)                                                                                 \
    {                                                                                              \
        V4L2_PIX_FMT_##code, ASKCAM_PIXELS_YU12, true                                              \
    }

/*
 * Found by giving libv4lconvert 1.22.1 a picture of each code that videodev2.h has.  It makes
 * limited Y'CbCr of RGB, and passes the range of Y'CbCr through, so what is RGB stays RGB.  HSV is
 * left out: vivid's came out in other colours.
 */
static const struct askcam_v4l2_conversion CONVERSIONS[] = {
    TO_RGB(SBGGR8),       TO_RGB(SGBRG8),     TO_RGB(SGRBG8),
    TO_RGB(SRGGB8),       TO_RGB(SBGGR10),    TO_RGB(SGBRG10),
    TO_RGB(SGRBG10),      TO_RGB(SRGGB10),    TO_RGB(SBGGR10P),
    TO_RGB(SGBRG10P),     TO_RGB(SGRBG10P),   TO_RGB(SRGGB10P),
    TO_RGB(SBGGR16),      TO_RGB(SGBRG16),    TO_RGB(SGRBG16),
    TO_RGB(SRGGB16),      TO_RGB(SPCA561),    TO_RGB(SN9C10X),
    TO_RGB(SN9C2028),     TO_RGB(MR97310A),   TO_RGB(SQ905C),
    TO_RGB(PAC207),       TO_RGB(STV0680),    TO_RGB(SE401),
    TO_YUV(M420),         TO_YUV(SPCA501),    TO_YUV(SPCA505),
    TO_YUV(SPCA508),      TO_YUV(CIT_YYVYUY), TO_YUV(KONICA420),
    TO_YUV(SN9C20X_I420), TO_YUV(NV12_16L16), TO_YUV(PJPG),
    TO_YUV(JPGL),         LUMA(Y4),           LUMA(Y6),
    LUMA(Y10BPACK),
};

const struct askcam_v4l2_conversion *askcam_v4l2_conversion(uint32_t fourcc)
{
    for (size_t i = 0; i < sizeof CONVERSIONS / sizeof CONVERSIONS[0]; i++) {
        if (CONVERSIONS[i].fourcc == fourcc) {
            return &CONVERSIONS[i];
        }
    }
    return NULL;
}

/* v4l2_fourcc_be() of videodev2.h, and what v4l2-ctl writes for it. */
#define BIG_ENDIAN_BIT (1U << 31)
static const char BIG_ENDIAN_END[] = "-BE";

void askcam_fourcc_text(uint32_t fourcc, char text[ASKCAM_FOURCC_BYTES])
{
    size_t end = 0;

    for (size_t i = 0; i < 4; i++) {
        const int byte = (int)((fourcc & ~BIG_ENDIAN_BIT) >> (8 * i) & 0xFFU);
        text[i] = (char)(isprint(byte) ? byte : '?');
        end = text[i] != ' ' ? i + 1 : end;
    }
    (void)snprintf(text + end, ASKCAM_FOURCC_BYTES - end, "%s",
                   (fourcc & BIG_ENDIAN_BIT) != 0 ? BIG_ENDIAN_END : "");
}

uint32_t askcam_fourcc(const char *text)
{
    const size_t all_bytes = strlen(text);
    const size_t end_bytes = sizeof BIG_ENDIAN_END - 1;
    const bool big_endian =
        all_bytes > end_bytes && strcmp(text + all_bytes - end_bytes, BIG_ENDIAN_END) == 0;
    const size_t bytes = big_endian ? all_bytes - end_bytes : all_bytes;
    uint32_t fourcc = big_endian ? BIG_ENDIAN_BIT : 0;

    if (bytes < 1 || bytes > 4) {
        return 0;
    }
    for (size_t i = 0; i < 4; i++) {
        const unsigned char byte = i < bytes ? (unsigned char)text[i] : ' ';
        if (!isprint(byte)) {
            return 0;
        }
        fourcc |= (uint32_t)byte << (8 * i);
    }
    return fourcc;
}

/* A part that lies in the plane: luma, or everything packed, is plane 0. */
static int part_in(const struct askcam_raw_layout *how, unsigned plane)
{
    int part = 0;

    while (how->part[part].plane != plane) {
        part++;
        assert(part < ASKCAM_RAW_PARTS);
    }
    return part;
}

/* Bytes that the pixels of one row of a plane fill: its longest part with the step after it. */
static uint32_t filled_bytes(const struct askcam_raw_layout *how, unsigned plane, uint32_t width_px)
{
    uint32_t most = 0;

    for (int part = 0; part < ASKCAM_RAW_PARTS; part++) {
        const uint32_t bytes = askcam_raw_part_width(how, part, width_px) * how->part[part].step;
        if (how->part[part].plane == plane && bytes > most) {
            most = bytes;
        }
    }
    return most;
}

struct askcam_v4l2_extent askcam_v4l2_extent(enum askcam_pixels pixels, unsigned plane,
                                             uint32_t width_px, uint32_t height_px)
{
    const struct askcam_raw_layout *how = askcam_raw_layout(pixels);

    if (plane >= how->planes_count) {
        return (struct askcam_v4l2_extent){0, 0};
    }
    return (struct askcam_v4l2_extent){filled_bytes(how, plane, width_px),
                                       askcam_raw_part_height(how, part_in(how, plane), height_px)};
}

/* The distance of rows; 0, or less than a row, means no gaps. */
static uint32_t row_bytes_of(const struct askcam_v4l2_layout *layout,
                             const struct askcam_raw_layout *how, unsigned plane)
{
    const bool own_area = layout->memory_planes > 1;
    const uint32_t filled = filled_bytes(how, plane, layout->width_px);
    uint64_t said = layout->row_bytes[own_area ? plane : 0];

    if (plane > 0 && !own_area) {
        said = said * how->part[part_in(how, plane)].step /
               (how->part[0].step * (uint64_t)how->chroma_columns);
    }
    return said < filled || said > UINT32_MAX ? filled : (uint32_t)said;
}

bool askcam_v4l2_raw(const struct askcam_v4l2_layout *layout,
                     const struct askcam_v4l2_payload *payload, struct askcam_raw *raw)
{
    assert(layout->format != NULL && !layout->format->is_jpeg);
    const struct askcam_raw_layout *how = askcam_raw_layout(layout->format->pixels);
    uint64_t offset = 0;

    assert(layout->memory_planes == 1 || layout->memory_planes == how->planes_count);
    *raw = (struct askcam_raw){.pixels = layout->format->pixels,
                               .limited_range = layout->limited_range,
                               .matrix = layout->matrix,
                               .order = layout->order};
    for (unsigned i = 0; i < how->planes_count; i++) {
        const struct askcam_v4l2_payload *area = &payload[layout->memory_planes > 1 ? i : 0];
        const uint32_t row_bytes = row_bytes_of(layout, how, i);
        const struct askcam_v4l2_extent extent =
            askcam_v4l2_extent(raw->pixels, i, layout->width_px, layout->height_px);
        const uint32_t rows = askcam_stored_rows(layout->order, extent.rows);
        /* The gap after the last row need not be there. */
        const uint64_t needed_bytes = (uint64_t)row_bytes * (rows - 1) + extent.row_bytes;
        if (area->at == NULL || offset + needed_bytes > area->bytes) {
            return false;
        }
        raw->plane[i] = area->at + offset;
        raw->plane_bytes[i] = (size_t)(area->bytes - offset);
        raw->row_bytes[i] = row_bytes;
        offset = layout->memory_planes > 1 ? 0 : offset + (uint64_t)row_bytes * rows;
    }
    return true;
}

enum askcam_row_order askcam_v4l2_row_order(uint32_t field)
{
    switch (field) {
    case V4L2_FIELD_SEQ_TB:
        return ASKCAM_ORDER_TOP_FIRST;
    case V4L2_FIELD_SEQ_BT:
        return ASKCAM_ORDER_BOTTOM_FIRST;
    case V4L2_FIELD_TOP:
    case V4L2_FIELD_BOTTOM:
    case V4L2_FIELD_ALTERNATE:
        return ASKCAM_ORDER_ONE_FIELD;
    default: /* progressive, or interleaved in either order of time */
        return ASKCAM_ORDER_PLAIN;
    }
}
