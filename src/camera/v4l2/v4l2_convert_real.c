/* SPDX-License-Identifier: MIT */
/*
 * v4l2_convert_real.c - libv4lconvert behind the interface of v4l2_convert.h.
 *
 * The library is loaded when a camera needs it, which few do: it brings the maths library along,
 * and linked it would add 0.5 MB to the memory of every question, also about a file.
 */
#include "v4l2_convert.h"

#include <dlfcn.h>
#include <libv4lconvert.h>
#include <stdlib.h>
#include <string.h>

static const char LIBRARY[] = "libv4lconvert.so.0"; /* the interface of the header above */

struct converter {
    void *library;
    struct v4lconvert_data *data;
    __typeof__(v4lconvert_create) *create; /* the types of the header, whatever they are */
    __typeof__(v4lconvert_fixup_fmt) *fixup_fmt;
    __typeof__(v4lconvert_convert) *convert;
    __typeof__(v4lconvert_destroy) *destroy;
};

/* Sets a pointer to a function.  ISO C has no cast from dlsym()'s result; POSIX promises this. */
static bool look_up(void *library, const char *name, void *function)
{
    void *const found = dlsym(library, name);

    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static bool load(struct converter *converter)
{
    void *const library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

    converter->library = library;
    return library != NULL && look_up(library, "v4lconvert_create", &converter->create) &&
           look_up(library, "v4lconvert_fixup_fmt", &converter->fixup_fmt) &&
           look_up(library, "v4lconvert_convert", &converter->convert) &&
           look_up(library, "v4lconvert_destroy", &converter->destroy);
}

static void destroy(void *ctx)
{
    struct converter *converter = ctx;

    if (converter->data != NULL) {
        converter->destroy(converter->data);
    }
    if (converter->library != NULL) {
        (void)dlclose(converter->library); /* whether it is unloaded or not, it is not used again */
    }
    free(converter);
}

static void *create(int fd)
{
    struct converter *converter = calloc(1, sizeof *converter);

    if (converter == NULL) {
        return NULL;
    }
    converter->data = load(converter) ? converter->create(fd) : NULL;
    if (converter->data == NULL) {
        destroy(converter);
        return NULL;
    }
    return converter;
}

static void set_pix(struct v4l2_format *format, const struct askcam_v4l2_layout *layout)
{
    format->type = V4L2_BUF_TYPE_VIDEO_CAPTURE; /* also for what came by the multi-planar API */
    format->fmt.pix.width = layout->width_px;
    format->fmt.pix.height = askcam_stored_rows(layout->order, layout->height_px);
    format->fmt.pix.pixelformat = layout->fourcc;
    format->fmt.pix.bytesperline = layout->row_bytes[0];
    format->fmt.pix.sizeimage = layout->image_bytes[0];
    format->fmt.pix.field = V4L2_FIELD_NONE;
}

static int convert(void *ctx, const struct askcam_v4l2_layout *from, enum askcam_pixels to,
                   const struct askcam_v4l2_payload *payload, const struct askcam_v4l2_payload *out)
{
    const struct converter *converter = ctx;
    struct v4l2_format src = {0};
    struct v4l2_format dst = {0};
    union { /* the library only reads its source, but it is not declared const */
        const uint8_t *read_only;
        unsigned char *plain;
    } src_at = {.read_only = payload->at}, dst_at = {.read_only = out->at};

    set_pix(&src, from);
    set_pix(&dst, from);
    dst.fmt.pix.pixelformat = to == ASKCAM_PIXELS_RGB3 ? V4L2_PIX_FMT_RGB24 : V4L2_PIX_FMT_YUV420;
    converter->fixup_fmt(&dst);
    return converter->convert(converter->data, &src, &dst, src_at.plain, (int)payload->bytes,
                              dst_at.plain, (int)out->bytes);
}

const struct askcam_v4l2_convert_ops ASKCAM_V4L2_CONVERT_REAL = {
    .create = create, .convert = convert, .destroy = destroy};
