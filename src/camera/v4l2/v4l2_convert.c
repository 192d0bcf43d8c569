/* SPDX-License-Identifier: MIT */
/* v4l2_convert.c - see v4l2_convert.h. */
#include "v4l2_convert.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>

#include <linux/videodev2.h>

/* Bytes of a picture without gaps, as libv4lconvert writes it. */
static uint64_t picture_bytes(enum askcam_pixels pixels, uint32_t width_px, uint32_t height_px)
{
    const uint64_t area_px = (uint64_t)width_px * height_px;
    const uint64_t chroma_bytes = (uint64_t)((width_px + 1) / 2) * ((height_px + 1) / 2) * 2;

    return pixels == ASKCAM_PIXELS_RGB3 ? area_px * 3 : area_px + chroma_bytes;
}

static enum askcam_status refuse(struct askcam_error *err, const char *path, const char *why)
{
    return askcam_fail(
        err, ASKCAM_ERR_SOURCE,
        (struct askcam_error_context){path, "use another --format or a smaller --size"}, "%s", why);
}

enum askcam_status askcam_v4l2_convert_open(struct askcam_v4l2_convert *convert, int fd,
                                            const char *path, const struct askcam_v4l2_layout *from,
                                            struct askcam_error *err)
{
    const struct askcam_v4l2_conversion *conversion = askcam_v4l2_conversion(from->fourcc);

    assert(conversion != NULL && convert->ops != NULL);
    const uint32_t rows = askcam_stored_rows(from->order, from->height_px);
    const uint64_t bytes = picture_bytes(conversion->pixels, from->width_px, rows);
    if (bytes > ASKCAM_CONVERT_MAX_BYTES) {
        return refuse(err, path, "the picture is too large to be converted");
    }
    convert->to = (struct askcam_v4l2_layout){
        .format = askcam_v4l2_format(
            conversion->pixels == ASKCAM_PIXELS_RGB3 ? V4L2_PIX_FMT_RGB24 : V4L2_PIX_FMT_YUV420),
        .width_px = from->width_px,
        .height_px = from->height_px,
        .memory_planes = 1,
        .limited_range = from->limited_range,
        .matrix = from->matrix,
        .order = from->order};
    convert->picture_bytes = (size_t)bytes;
    convert->picture = malloc((size_t)bytes);
    if (convert->picture == NULL) {
        return askcam_fail(err, ASKCAM_ERR_INTERNAL,
                           (struct askcam_error_context){path, "use a smaller --size"},
                           "no memory to convert the picture in");
    }
    convert->converter = convert->ops->create(fd);
    return convert->converter != NULL
               ? ASKCAM_OK
               : refuse(err, path, "libv4lconvert is missing or does not support this camera");
}

bool askcam_v4l2_convert_frame(struct askcam_v4l2_convert *convert,
                               const struct askcam_v4l2_layout *from,
                               const struct askcam_v4l2_payload *payload, struct askcam_raw *raw)
{
    const struct askcam_v4l2_payload out = {convert->picture, convert->picture_bytes};

    if (payload->bytes > INT_MAX) { /* the library counts in int */
        return false;
    }
    const int bytes =
        convert->ops->convert(convert->converter, from, convert->to.format->pixels, payload, &out);
    const struct askcam_v4l2_payload made = {convert->picture, bytes > 0 ? (size_t)bytes : 0};
    return made.bytes <= out.bytes && askcam_v4l2_raw(&convert->to, &made, raw);
}

void askcam_v4l2_convert_close(struct askcam_v4l2_convert *convert)
{
    if (convert->converter != NULL) {
        convert->ops->destroy(convert->converter);
    }
    free(convert->picture);
    convert->converter = NULL;
    convert->picture = NULL;
}
