/* SPDX-License-Identifier: MIT */
/* v4l2_convert_real.c - libv4lconvert behind the face of v4l2_convert.h. */
#include "v4l2_convert.h"

#include <libv4lconvert.h>

static void *create(int fd)
{
    return v4lconvert_create(fd);
}

static void set_pix(struct v4l2_format *format, const struct askcam_v4l2_layout *layout)
{
    format->type = V4L2_BUF_TYPE_VIDEO_CAPTURE; /* also for what came by the multi-planar API */
    format->fmt.pix.width = layout->width_px;
    format->fmt.pix.height = layout->height_px;
    format->fmt.pix.pixelformat = layout->fourcc;
    format->fmt.pix.bytesperline = layout->row_bytes[0];
    format->fmt.pix.sizeimage = layout->image_bytes[0];
    format->fmt.pix.field = V4L2_FIELD_NONE;
}

static int convert(void *converter, const struct askcam_v4l2_layout *from, enum askcam_pixels to,
                   const struct askcam_v4l2_payload *payload, const struct askcam_v4l2_payload *out)
{
    struct v4l2_format src = {0};
    struct v4l2_format dst = {0};
    union { /* the library only reads its source, but does not say const */
        const uint8_t *read_only;
        unsigned char *plain;
    } src_at = {.read_only = payload->at}, dst_at = {.read_only = out->at};

    set_pix(&src, from);
    set_pix(&dst, from);
    dst.fmt.pix.pixelformat = to == ASKCAM_PIXELS_RGB3 ? V4L2_PIX_FMT_RGB24 : V4L2_PIX_FMT_YUV420;
    v4lconvert_fixup_fmt(&dst);
    return v4lconvert_convert(converter, &src, &dst, src_at.plain, (int)payload->bytes,
                              dst_at.plain, (int)out->bytes);
}

static void destroy(void *converter)
{
    v4lconvert_destroy(converter);
}

const struct askcam_v4l2_convert_ops ASKCAM_V4L2_CONVERT_REAL = {
    .create = create, .convert = convert, .destroy = destroy};
