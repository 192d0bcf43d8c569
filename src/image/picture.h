/* SPDX-License-Identifier: MIT */
/*
 * picture.h - a frame as it will be sent: which pixels, at which quality, in how many bytes.
 *
 * For: writing the same JPEG into any sink, any number of times, without ever holding it whole:
 * a JPEG that nothing changes goes through with only its metadata dropped and missing Huffman
 * tables put in; everything else is decoded, transformed and encoded in strips of rows.
 * Knows JPEG, Exif orientation.  Must not know: base64, requests, where frames come from.
 */
#ifndef ASKCAM_PICTURE_H
#define ASKCAM_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "frame.h"
#include "jpeg_walk.h"
#include "media.h"
#include "plan.h" /* struct askcam_picture_options */
#include "sink.h"

enum {
    ASKCAM_PICTURE_SIDE_PX = 65500,  /* the longest side that libjpeg takes */
    ASKCAM_PICTURE_QUALITY = 85,     /* the default */
    ASKCAM_PICTURE_QUALITY_MIN = 40, /* fit() goes no lower before it makes the picture smaller */
};

/*
 * Picture state, in the caller's memory; fields belong to picture.c.  Borrows the frame's pixels
 * or bytes until the last call; holds no handle between calls, so there is no close, and it may be
 * copied.
 */
struct askcam_picture {
    struct askcam_frame frame;
    struct askcam_picture_options options;
    struct askcam_plan plan;
    uint32_t width_px; /* of what is written, after all operations */
    uint32_t height_px;
    bool reencodes;  /* false: what was coded stays coded as it is */
    bool rearranges; /* its coded blocks are cropped, rotated or masked without loss */
    bool is_cmyk;
    struct askcam_jpeg_info jpeg; /* of the frame, if it is one */
    uint8_t orientation;          /* Exif, 1..8 */
    uint8_t quality;              /* in force */
    uint64_t size_bytes;          /* of what is written; 0: not measured yet */
};

/*
 * Inspects the frame and decides what to do.  Operations in order: Exif orientation, masks and
 * crop, rotation, max_side, encoding.  quality is at most 100, rotate_degrees one of the four.
 *
 * A JPEG that no operation changes goes through: with keep_metadata byte for byte (but for Huffman
 * tables that it lacks), else without metadata and without what follows its end.  One that is only
 * rotated, cropped or masked where its coded blocks end is rearranged without loss (lossless.h),
 * unless a quality is asked for.  All else is encoded again; CMYK becomes YCbCr then.  A picture
 * that is not passed on as it is has no metadata in any case.  A PNG or WebP goes through likewise
 * (still_image.h); a change of one is refused (ASKCAM_ERR_SOURCE).
 *
 * ASKCAM_ERR_USAGE: a crop that reaches outside the picture.  ASKCAM_ERR_SOURCE: not a valid JPEG
 * (what is wrong and at which byte), one to be passed through that has fewer bytes than any picture
 * of the size in its header, or a raw frame that is shorter than its size requires.
 */
enum askcam_status askcam_picture_init(struct askcam_picture *picture,
                                       const struct askcam_frame *frame,
                                       const struct askcam_picture_options *options,
                                       struct askcam_error *err);

/* What write() writes. */
enum askcam_media askcam_picture_media(const struct askcam_picture *picture);

/*
 * The bytes that write() will write, known from the walk if it is passed on, else by a pass that
 * keeps nothing; remembered in picture->size_bytes.  Gives up at limit_bytes with
 * ASKCAM_ERR_TOO_LARGE (and no err).
 */
enum askcam_status askcam_picture_measure(struct askcam_picture *picture, uint64_t limit_bytes,
                                          struct askcam_error *err);

/*
 * Makes the picture at most limit_bytes long: measures, then lowers the quality in steps down to
 * ASKCAM_PICTURE_QUALITY_MIN, then the size.  *changed is set if it had to; the caller
 * warns with picture->quality, width_px and height_px.
 * ASKCAM_ERR_USAGE if not even a small picture fits; ASKCAM_ERR_SOURCE for a PNG or WebP that is
 * too large.
 */
enum askcam_status askcam_picture_fit(struct askcam_picture *picture, uint64_t limit_bytes,
                                      bool *changed, struct askcam_error *err);

/*
 * Makes the longer side at most side_px (> 0), as --max-side does; the smallest limit counts.
 * Measure again.  For fit(), and for callers with limits of their own.
 */
enum askcam_status askcam_picture_limit_side(struct askcam_picture *picture, uint32_t side_px,
                                             struct askcam_error *err);

/*
 * Writes the whole picture: the same bytes each time, as many as measure() reported.  A status of
 * out comes back as it is, with no err of its own.  ASKCAM_ERR_SOURCE: picture data damaged between
 * markers, which only decoding shows, or a picture too large to decode or rotate in memory.
 *
 * Memory: some 10 KiB of stack, and from libjpeg's pools 36 bytes a column for raw frames; some 30
 * bytes a column for what is decoded, plus all coefficients of a progressive JPEG (jpeg_rows.h)
 * and the cropped and shrunk picture if it is rotated (rotate_rows.h); for what is rearranged some
 * rows of blocks, and the crop's blocks if it is rotated (lossless.h).  All are bounded.
 */
enum askcam_status askcam_picture_write(struct askcam_picture *picture, struct askcam_sink out,
                                        struct askcam_error *err);

/*
 * Whether a JPEG's data can be read to their end: a packet that a USB camera lost shows in
 * the Huffman codes, since what remains is invalid or too short.  About 10 ns a byte on a PC
 * and a few rows of heap.  Raw frames and JPEGs of several scans (progressive), which
 * libjpeg would hold whole, are not checked; damage that still forms valid codes is not found. For
 * sources of live frames, where the next one may be valid; a file is walked (jpeg_walk.h).
 * ASKCAM_ERR_SOURCE: what is wrong, and near which byte.
 */
enum askcam_status askcam_frame_check(const struct askcam_frame *frame, struct askcam_error *err);

/*
 * Mean brightness of a frame, 0..255, from a coarse sample (every so many rows, or the JPEG decoded
 * at 1/8).  For the settling of a camera's exposure.
 */
enum askcam_status askcam_frame_brightness(const struct askcam_frame *frame, uint8_t *brightness,
                                           struct askcam_error *err);

#endif
