/* SPDX-License-Identifier: MIT */
/* v4l2_picture_format.c - see v4l2_picture_format.h. */
#include "v4l2_picture_format.h"

#include <stdio.h>

#include <linux/videodev2.h>

#include "v4l2_colour.h"

/* What both APIs report. */
static struct askcam_v4l2_layout layout_of(const struct askcam_v4l2_colour *colour,
                                           struct askcam_v4l2_size size, uint32_t field)
{
    const enum askcam_row_order order = askcam_v4l2_row_order(field);

    return (struct askcam_v4l2_layout){
        .fourcc = colour->fourcc,
        .format = askcam_v4l2_format(colour->fourcc),
        .width_px = size.width_px,
        .height_px = order == ASKCAM_ORDER_ONE_FIELD ? 2 * size.height_px : size.height_px,
        .limited_range = askcam_v4l2_limited_range(colour),
        .matrix = askcam_v4l2_matrix(colour),
        .order = order};
}

static void take_single(const struct v4l2_pix_format *pix, struct askcam_v4l2_layout *layout)
{
    /* Only a driver that knows the later fields sets priv. */
    const bool reports = pix->priv == V4L2_PIX_FMT_PRIV_MAGIC;
    const struct askcam_v4l2_colour colour = {
        .fourcc = pix->pixelformat,
        .colorspace = pix->colorspace,
        .quantization = reports ? pix->quantization : V4L2_QUANTIZATION_DEFAULT,
        .ycbcr_enc = reports ? pix->ycbcr_enc : V4L2_YCBCR_ENC_DEFAULT};

    *layout = layout_of(&colour, (struct askcam_v4l2_size){pix->width, pix->height}, pix->field);
    layout->memory_planes = 1;
    layout->row_bytes[0] = pix->bytesperline;
    layout->image_bytes[0] = pix->sizeimage;
}

static void take_multi(const struct v4l2_pix_format_mplane *pix, struct askcam_v4l2_layout *layout)
{
    const struct askcam_v4l2_colour colour = {.fourcc = pix->pixelformat,
                                              .colorspace = pix->colorspace,
                                              .quantization = pix->quantization,
                                              .ycbcr_enc = pix->ycbcr_enc};

    *layout = layout_of(&colour, (struct askcam_v4l2_size){pix->width, pix->height}, pix->field);
    layout->memory_planes = pix->num_planes;
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
        format.fmt.pix_mp.field = wanted->field;
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
    return 0;
}

/*
 * Whatever field the driver likes best, but both rather than one, and them interleaved.  One field
 * is asked for with its own height, else a driver that scales would draw it as high as a frame.
 */
static int ask(const struct askcam_v4l2_device *device, unsigned long request, uint32_t fourcc,
               struct askcam_v4l2_size size, struct askcam_v4l2_layout *layout)
{
    struct v4l2_pix_format wanted = {.width = size.width_px,
                                     .height = size.height_px,
                                     .pixelformat = fourcc,
                                     .field = V4L2_FIELD_ANY,
                                     .priv = V4L2_PIX_FMT_PRIV_MAGIC};

    const int failed = ask_format(device, request, &wanted, layout);
    if (failed != 0 || layout->order == ASKCAM_ORDER_PLAIN) {
        return failed;
    }
    wanted.field = V4L2_FIELD_INTERLACED;
    (void)ask_format(device, request, &wanted, layout); /* a refusal leaves the first answer */
    if (layout->order == ASKCAM_ORDER_ONE_FIELD && layout->height_px != size.height_px) {
        wanted.field = V4L2_FIELD_ALTERNATE;
        wanted.height = size.height_px / 2;
        (void)ask_format(device, request, &wanted, layout); /* likewise */
    }
    return 0;
}

int askcam_v4l2_set_format(const struct askcam_v4l2_device *device, uint32_t fourcc,
                           struct askcam_v4l2_size size, struct askcam_v4l2_layout *layout)
{
    return ask(device, VIDIOC_S_FMT, fourcc, size, layout);
}

int askcam_v4l2_try_format(const struct askcam_v4l2_device *device, uint32_t fourcc,
                           struct askcam_v4l2_size size, struct askcam_v4l2_layout *layout)
{
    return ask(device, VIDIOC_TRY_FMT, fourcc, size, layout);
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
