/* SPDX-License-Identifier: MIT */
/* v4l2_picture_format.c - see v4l2_picture_format.h. */
#include "v4l2_picture_format.h"

#include <stdio.h>

#include <linux/videodev2.h>

static void take_single(const struct v4l2_pix_format *pix, struct askcam_v4l2_layout *layout)
{
    /* Only a driver that knows of the later fields says so in priv. */
    const struct askcam_v4l2_colour colour = {.fourcc = pix->pixelformat,
                                              .colorspace = pix->colorspace,
                                              .quantization = pix->priv == V4L2_PIX_FMT_PRIV_MAGIC
                                                                  ? pix->quantization
                                                                  : V4L2_QUANTIZATION_DEFAULT};

    *layout = (struct askcam_v4l2_layout){.fourcc = pix->pixelformat,
                                          .width_px = pix->width,
                                          .height_px = pix->height,
                                          .memory_planes = 1,
                                          .row_bytes = {pix->bytesperline},
                                          .image_bytes = {pix->sizeimage},
                                          .limited_range = askcam_v4l2_limited_range(&colour)};
}

static void take_multi(const struct v4l2_pix_format_mplane *pix, struct askcam_v4l2_layout *layout)
{
    const struct askcam_v4l2_colour colour = {.fourcc = pix->pixelformat,
                                              .colorspace = pix->colorspace,
                                              .quantization = pix->quantization};

    *layout = (struct askcam_v4l2_layout){.fourcc = pix->pixelformat,
                                          .width_px = pix->width,
                                          .height_px = pix->height,
                                          .memory_planes = pix->num_planes,
                                          .limited_range = askcam_v4l2_limited_range(&colour)};
    for (unsigned i = 0; i < pix->num_planes && i < ASKCAM_RAW_PLANES; i++) {
        layout->row_bytes[i] = pix->plane_fmt[i].bytesperline;
        layout->image_bytes[i] = pix->plane_fmt[i].sizeimage;
    }
}

static int ask_format(const struct askcam_v4l2_device *device, unsigned long request,
                      const struct v4l2_pix_format *wanted, struct askcam_v4l2_layout *layout)
{
    struct v4l2_format format = {.type = askcam_v4l2_buf_type(device)};

    if (device->multiplanar) {
        format.fmt.pix_mp.width = wanted->width;
        format.fmt.pix_mp.height = wanted->height;
        format.fmt.pix_mp.pixelformat = wanted->pixelformat;
    } else {
        format.fmt.pix = *wanted;
    }
    const int failed = askcam_v4l2_ioctl(device, request, &format);
    if (failed != 0) {
        return failed;
    }
    if (device->multiplanar) {
        take_multi(&format.fmt.pix_mp, layout);
    } else {
        take_single(&format.fmt.pix, layout);
    }
    layout->format = askcam_v4l2_format(layout->fourcc);
    return 0;
}

int askcam_v4l2_set_format(const struct askcam_v4l2_device *device, uint32_t fourcc,
                           struct askcam_v4l2_size size, struct askcam_v4l2_layout *layout)
{
    const struct v4l2_pix_format wanted = {.width = size.width_px,
                                           .height = size.height_px,
                                           .pixelformat = fourcc,
                                           .priv = V4L2_PIX_FMT_PRIV_MAGIC};
    return ask_format(device, VIDIOC_S_FMT, &wanted, layout);
}

int askcam_v4l2_try_format(const struct askcam_v4l2_device *device, uint32_t fourcc,
                           struct askcam_v4l2_size size, struct askcam_v4l2_layout *layout)
{
    const struct v4l2_pix_format wanted = {.width = size.width_px,
                                           .height = size.height_px,
                                           .pixelformat = fourcc,
                                           .priv = V4L2_PIX_FMT_PRIV_MAGIC};
    return ask_format(device, VIDIOC_TRY_FMT, &wanted, layout);
}

int askcam_v4l2_enum_format(const struct askcam_v4l2_device *device, uint32_t index,
                            uint32_t *fourcc, char *description)
{
    struct v4l2_fmtdesc entry = {.index = index, .type = askcam_v4l2_buf_type(device)};

    const int failed = askcam_v4l2_ioctl(device, VIDIOC_ENUM_FMT, &entry);
    if (failed != 0) {
        return failed;
    }
    *fourcc = entry.pixelformat;
    if (description != NULL) {
        (void)snprintf(description, sizeof entry.description, "%.*s",
                       (int)sizeof entry.description - 1, (const char *)entry.description);
    }
    return 0;
}
