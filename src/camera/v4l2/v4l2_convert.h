/* SPDX-License-Identifier: MIT */
/*
 * v4l2_convert.h - pictures in formats that only libv4lconvert reads, made readable.
 *
 * For: cameras that give nothing but Bayer patterns, 16 bit luma and the like.
 * Must not know: devices beyond their descriptor, which frame is wanted.
 */
#ifndef ASKCAM_V4L2_CONVERT_H
#define ASKCAM_V4L2_CONVERT_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "frame.h"
#include "v4l2_format.h"

enum { ASKCAM_CONVERT_MAX_BYTES = 64 * 1024 * 1024 }; /* 21 megapixels of RGB */

/* The library's calls, so that a test can replace them. */
struct askcam_v4l2_convert_ops {
    /* NULL: no such library, out of memory, or not a device that it supports. */
    void *(*create)(int fd);

    /* Bytes written to picture, or -1.  The payload is only read. */
    int (*convert)(void *converter, const struct askcam_v4l2_layout *from, enum askcam_pixels to,
                   const struct askcam_v4l2_payload *payload,
                   const struct askcam_v4l2_payload *out);
    void (*destroy)(void *converter);
};

/* libv4lconvert's, which is loaded by create(). */
extern const struct askcam_v4l2_convert_ops ASKCAM_V4L2_CONVERT_REAL;

/* In the caller's memory; zeroed is closed.  Holds one allocation and the library's state. */
struct askcam_v4l2_convert {
    const struct askcam_v4l2_convert_ops *ops;
    void *converter;
    uint8_t *picture; /* the last converted one */
    size_t picture_bytes;
    struct askcam_v4l2_layout to;
};

/*
 * Prepares for pictures laid out as in *from, whose fourcc has an askcam_v4l2_conversion().
 * `path` is for the error text.  ASKCAM_ERR_SOURCE: too large, or the library refuses.
 * ASKCAM_ERR_INTERNAL: out of memory.  After a failure, close.
 */
enum askcam_status askcam_v4l2_convert_open(struct askcam_v4l2_convert *convert, int fd,
                                            const char *path, const struct askcam_v4l2_layout *from,
                                            struct askcam_error *err);

/* *raw is valid until the next call or close.  false: the picture cannot be converted. */
bool askcam_v4l2_convert_frame(struct askcam_v4l2_convert *convert,
                               const struct askcam_v4l2_layout *from,
                               const struct askcam_v4l2_payload *payload, struct askcam_raw *raw);

/* Idempotent. */
void askcam_v4l2_convert_close(struct askcam_v4l2_convert *convert);

#endif
