/* SPDX-License-Identifier: MIT */
/* v4l2_colour.c - see v4l2_colour.h. */
#include "v4l2_colour.h"

#include <stddef.h>

#include <linux/videodev2.h>

#include "raw_layout.h"
#include "v4l2_format.h"

static bool is_rgb_or_luma(uint32_t fourcc)
{
    const struct askcam_v4l2_format *format = askcam_v4l2_format(fourcc);
    const struct askcam_v4l2_conversion *conversion = askcam_v4l2_conversion(fourcc);

    if (conversion != NULL) {
        return conversion->is_luma || conversion->pixels == ASKCAM_PIXELS_RGB3;
    }
    return format != NULL && !format->is_jpeg &&
           askcam_raw_layout(format->pixels)->family != ASKCAM_RAW_YUV;
}

static uint32_t encoding_of(const struct askcam_v4l2_colour *colour)
{
    return colour->ycbcr_enc != V4L2_YCBCR_ENC_DEFAULT
               ? colour->ycbcr_enc
               : (uint32_t)V4L2_MAP_YCBCR_ENC_DEFAULT(colour->colorspace);
}

bool askcam_v4l2_limited_range(const struct askcam_v4l2_colour *colour)
{
    const bool rgb_or_luma = is_rgb_or_luma(colour->fourcc);
    const uint32_t encoding = encoding_of(colour);

    if (!rgb_or_luma && (encoding == V4L2_YCBCR_ENC_XV601 || encoding == V4L2_YCBCR_ENC_XV709)) {
        return true;
    }
    if (colour->quantization != V4L2_QUANTIZATION_DEFAULT) {
        return colour->quantization == V4L2_QUANTIZATION_LIM_RANGE;
    }
    return V4L2_MAP_QUANTIZATION_DEFAULT(rgb_or_luma, colour->colorspace, encoding) ==
           V4L2_QUANTIZATION_LIM_RANGE;
}

enum askcam_matrix askcam_v4l2_matrix(const struct askcam_v4l2_colour *colour)
{
    static const struct {
        uint32_t encoding;
        enum askcam_matrix matrix;
    } rows[] = {
        {V4L2_YCBCR_ENC_709, ASKCAM_MATRIX_709},
        {V4L2_YCBCR_ENC_XV709, ASKCAM_MATRIX_709},
        {V4L2_YCBCR_ENC_BT2020, ASKCAM_MATRIX_2020},
        {V4L2_YCBCR_ENC_BT2020_CONST_LUM, ASKCAM_MATRIX_2020},
        {V4L2_YCBCR_ENC_SMPTE240M, ASKCAM_MATRIX_240M},
    };
    const uint32_t encoding = encoding_of(colour);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].encoding == encoding) {
            return rows[i].matrix;
        }
    }
    return ASKCAM_MATRIX_601;
}
