/* SPDX-License-Identifier: MIT */
/*
 * v4l2_format.c - see v4l2_format.h.
 *
 * A picture has one to three components (luma and chroma, or everything packed in one).  With one
 * memory area they follow each other without a gap, and the rows of a chroma component are as far
 * apart as its share of the luma rows' distance (kernel docs, "Planar YUV formats"); with one area
 * each, the driver gives each distance.
 */
#include "v4l2_format.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include <linux/videodev2.h>

#define RAW(code, name)                                                                            \
    {                                                                                              \
        .fourcc = V4L2_PIX_FMT_##code, .pixels = ASKCAM_PIXELS_##name, .memory_planes = 1          \
    }
#define RAW_AREAS(code, name, areas)                                                               \
    {                                                                                              \
        .fourcc = V4L2_PIX_FMT_##code, .pixels = ASKCAM_PIXELS_##name, .memory_planes = (areas)    \
    }

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
    RAW(GREY, GREY),
    RAW(RGB24, RGB3),
    RAW(BGR24, BGR3),
    RAW(XBGR32, XBGR32), /* B G R X in memory; the others of these differ in what X is called */
    RAW(ABGR32, XBGR32),
    RAW(BGR32, XBGR32),
    RAW(XRGB32, XRGB32),
    RAW(ARGB32, XRGB32),
    RAW(RGB32, XRGB32),
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
    TO_RGB(SBGGR8),     TO_RGB(SGBRG8),     TO_RGB(SGRBG8),    TO_RGB(SRGGB8),
    TO_RGB(SBGGR10),    TO_RGB(SGBRG10),    TO_RGB(SGRBG10),   TO_RGB(SRGGB10),
    TO_RGB(SBGGR10P),   TO_RGB(SGBRG10P),   TO_RGB(SGRBG10P),  TO_RGB(SRGGB10P),
    TO_RGB(SBGGR16),    TO_RGB(SGBRG16),    TO_RGB(SGRBG16),   TO_RGB(SRGGB16),
    TO_RGB(RGB565),     TO_RGB(SPCA561),    TO_RGB(SN9C10X),   TO_RGB(SN9C2028),
    TO_RGB(MR97310A),   TO_RGB(SQ905C),     TO_RGB(PAC207),    TO_RGB(STV0680),
    TO_RGB(SE401),      TO_YUV(M420),       TO_YUV(SPCA501),   TO_YUV(SPCA505),
    TO_YUV(SPCA508),    TO_YUV(CIT_YYVYUY), TO_YUV(KONICA420), TO_YUV(SN9C20X_I420),
    TO_YUV(NV12_16L16), TO_YUV(PJPG),       TO_YUV(JPGL),      LUMA(Y4),
    LUMA(Y6),           LUMA(Y10BPACK),     LUMA(Y16),         LUMA(Y16_BE),
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

void askcam_fourcc_text(uint32_t fourcc, char text[ASKCAM_FOURCC_BYTES])
{
    size_t end = 0;

    for (size_t i = 0; i < 4; i++) {
        const int byte = (int)((fourcc >> (8 * i)) & 0x7FU); /* the top bit marks big endian */
        text[i] = (char)(isprint(byte) ? byte : '?');
        end = text[i] != ' ' ? i + 1 : end;
    }
    text[end] = '\0';
}

uint32_t askcam_fourcc(const char *text)
{
    const size_t bytes = strlen(text);
    uint32_t fourcc = 0;

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

struct shape {
    uint8_t components;
    uint8_t first_bytes_per_px; /* of luma, or of everything packed */
    bool first_has_pairs; /* two pixels share their chroma: a row is a whole number of pairs */
    uint8_t chroma_share; /* a chroma row is as long as a luma row, divided by this */
    uint8_t chroma_rows;  /* there are as many of them as luma rows, divided by this */
};

static const struct shape SHAPES[ASKCAM_PIXELS_COUNT] = {
    [ASKCAM_PIXELS_YUYV] = {1, 2, true, 0, 0},    [ASKCAM_PIXELS_YVYU] = {1, 2, true, 0, 0},
    [ASKCAM_PIXELS_UYVY] = {1, 2, true, 0, 0},    [ASKCAM_PIXELS_VYUY] = {1, 2, true, 0, 0},
    [ASKCAM_PIXELS_NV12] = {2, 1, false, 1, 2},   [ASKCAM_PIXELS_NV21] = {2, 1, false, 1, 2},
    [ASKCAM_PIXELS_NV16] = {2, 1, false, 1, 1},   [ASKCAM_PIXELS_NV61] = {2, 1, false, 1, 1},
    [ASKCAM_PIXELS_YU12] = {3, 1, false, 2, 2},   [ASKCAM_PIXELS_YV12] = {3, 1, false, 2, 2},
    [ASKCAM_PIXELS_422P] = {3, 1, false, 2, 1},   [ASKCAM_PIXELS_GREY] = {1, 1, false, 0, 0},
    [ASKCAM_PIXELS_RGB3] = {1, 3, false, 0, 0},   [ASKCAM_PIXELS_BGR3] = {1, 3, false, 0, 0},
    [ASKCAM_PIXELS_XBGR32] = {1, 4, false, 0, 0}, [ASKCAM_PIXELS_XRGB32] = {1, 4, false, 0, 0},
};

/* Bytes that the pixels of one row of a component fill. */
static uint32_t filled_bytes(const struct shape *shape, unsigned component, uint32_t width_px)
{
    const uint32_t even_px = width_px + (width_px & 1U);

    if (component == 0) {
        return (shape->first_has_pairs ? even_px : width_px) * shape->first_bytes_per_px;
    }
    return even_px / shape->chroma_share;
}

static uint32_t rows_of(const struct shape *shape, unsigned component, uint32_t height_px)
{
    return component == 0 ? height_px : (height_px + shape->chroma_rows - 1) / shape->chroma_rows;
}

struct askcam_v4l2_extent askcam_v4l2_extent(enum askcam_pixels pixels, unsigned component,
                                             uint32_t width_px, uint32_t height_px)
{
    const struct shape *shape = &SHAPES[pixels];

    if (component >= shape->components) {
        return (struct askcam_v4l2_extent){0, 0};
    }
    return (struct askcam_v4l2_extent){filled_bytes(shape, component, width_px),
                                       rows_of(shape, component, height_px)};
}

/* The distance of rows; a driver that says 0, or less than a row, means that there are no gaps. */
static uint32_t row_bytes_of(const struct askcam_v4l2_layout *layout, const struct shape *shape,
                             unsigned component)
{
    const bool own_area = layout->memory_planes > 1;
    const uint32_t said = layout->row_bytes[own_area ? component : 0];
    const uint32_t filled = filled_bytes(shape, component, layout->width_px);
    const uint32_t share = component > 0 && !own_area ? shape->chroma_share : 1;

    return said / share < filled ? filled : said / share;
}

bool askcam_v4l2_raw(const struct askcam_v4l2_layout *layout,
                     const struct askcam_v4l2_payload *payload, struct askcam_raw *raw)
{
    assert(layout->format != NULL && !layout->format->is_jpeg);
    const struct shape *shape = &SHAPES[layout->format->pixels];
    uint64_t offset = 0;

    assert(layout->memory_planes == 1 || layout->memory_planes == shape->components);
    *raw = (struct askcam_raw){.pixels = layout->format->pixels,
                               .limited_range = layout->limited_range};
    for (unsigned i = 0; i < shape->components; i++) {
        const struct askcam_v4l2_payload *area = &payload[layout->memory_planes > 1 ? i : 0];
        const uint32_t row_bytes = row_bytes_of(layout, shape, i);
        const uint32_t rows = rows_of(shape, i, layout->height_px);
        /* The gap after the last row need not be there. */
        const uint64_t needed_bytes =
            (uint64_t)row_bytes * (rows - 1) + filled_bytes(shape, i, layout->width_px);
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

static bool is_rgb_or_luma(uint32_t fourcc)
{
    const struct askcam_v4l2_format *format = askcam_v4l2_format(fourcc);
    const struct askcam_v4l2_conversion *conversion = askcam_v4l2_conversion(fourcc);

    if (conversion != NULL) {
        return conversion->is_luma || conversion->pixels == ASKCAM_PIXELS_RGB3;
    }
    return format != NULL && !format->is_jpeg && format->pixels >= ASKCAM_PIXELS_GREY;
}

bool askcam_v4l2_limited_range(const struct askcam_v4l2_colour *colour)
{
    if (colour->quantization != V4L2_QUANTIZATION_DEFAULT) {
        return colour->quantization == V4L2_QUANTIZATION_LIM_RANGE;
    }
    return V4L2_MAP_QUANTIZATION_DEFAULT(is_rgb_or_luma(colour->fourcc), colour->colorspace,
                                         V4L2_YCBCR_ENC_DEFAULT) == V4L2_QUANTIZATION_LIM_RANGE;
}
