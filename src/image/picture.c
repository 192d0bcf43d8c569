/* SPDX-License-Identifier: MIT */
/*
 * picture.c - see picture.h.
 *
 * init() decides what write() does; fit() only lowers picture->quality and options.max_side_px and
 * plans again, so that any number of writes give the same bytes.
 */
#include "picture.h"

#include <assert.h>
#include <inttypes.h>

#include "encode_raw.h"
#include "jpeg_copy.h"
#include "lossless.h"
#include "raw_layout.h"
#include "still_image.h"
#include "transform.h"

enum { COPY_BYTES = 4096 };

/*
 * The plan for the options in force, and the way to carry it out.  What has been encoded again once
 * stays so: fit() has lowered its quality.
 */
static enum askcam_status decide(struct askcam_picture *picture, struct askcam_error *err)
{
    const struct askcam_plan_source source = {.name = askcam_frame_name(&picture->frame),
                                              .width_px = picture->frame.width_px,
                                              .height_px = picture->frame.height_px,
                                              .orientation = picture->orientation};
    const enum askcam_status status =
        askcam_plan_make(&picture->plan, &source, &picture->options, err);

    if (status != ASKCAM_OK) {
        return status;
    }
    const struct askcam_plan *const plan = &picture->plan;
    picture->width_px = plan->width_px;
    picture->height_px = plan->height_px;
    picture->rearranges = picture->frame.is_jpeg && plan->changes && !picture->reencodes &&
                          picture->options.quality == 0 &&
                          askcam_lossless_can(plan, &picture->jpeg);
    picture->reencodes =
        picture->frame.still == NULL &&
        (picture->reencodes || !picture->frame.is_jpeg || (plan->changes && !picture->rearranges));
    return plan->changes ? askcam_frame_refuse_still(&picture->frame, "changed", err) : ASKCAM_OK;
}

static enum askcam_status inspect(struct askcam_picture *picture, struct askcam_error *err)
{
    struct askcam_frame *const frame = &picture->frame;
    struct askcam_jpeg_info *const info = &picture->jpeg;

    picture->orientation = 1;
    if (frame->still != NULL) {
        frame->width_px = frame->still->width_px;
        frame->height_px = frame->still->height_px;
        return ASKCAM_OK;
    }
    if (!frame->is_jpeg) {
        return askcam_raw_check(frame, err);
    }
    enum askcam_status status = ASKCAM_OK;
    if (frame->jpeg_info != NULL) {
        *info = *frame->jpeg_info;
    } else {
        status = askcam_jpeg_walk(&frame->jpeg, askcam_frame_name(frame), info, err);
    }
    if (status == ASKCAM_OK) {
        frame->width_px = info->width_px;
        frame->height_px = info->height_px;
        picture->orientation = info->orientation;
        picture->is_cmyk = info->components == 4;
    }
    return status;
}

/*
 * Fewer bytes than a picture of this size takes at the least: a block of every component in every
 * MCU, with one bit for its DC difference and, unless an end-of-band run spans it, one for its AC
 * coefficients (T.81 F.1.2, G.1.2.2).
 */
static bool is_too_short(const struct askcam_jpeg_info *info)
{
    const uint64_t across = (info->width_px + info->mcu_width_px - 1U) / info->mcu_width_px;
    const uint64_t down = (info->height_px + info->mcu_height_px - 1U) / info->mcu_height_px;
    const unsigned block_bits = info->progressive ? 1 : 2;

    return info->size_bytes < across * down * info->components * block_bits / 8U;
}

/* A decoder finds a false header by itself; what is passed through is checked here only. */
static enum askcam_status check_passed(const struct askcam_picture *picture,
                                       struct askcam_error *err)
{
    const struct askcam_error_context context = {askcam_frame_name(&picture->frame),
                                                 "take or copy the picture again"};

    if (picture->frame.still != NULL || picture->reencodes || picture->rearranges ||
        !is_too_short(&picture->jpeg)) {
        return ASKCAM_OK;
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE, context,
                       "broken JPEG: %" PRIu64 " bytes are too few for its %" PRIu32 " x %" PRIu32
                       " pixels",
                       picture->jpeg.size_bytes, picture->width_px, picture->height_px);
}

enum askcam_status askcam_picture_init(struct askcam_picture *picture,
                                       const struct askcam_frame *frame,
                                       const struct askcam_picture_options *options,
                                       struct askcam_error *err)
{
    assert(options->quality <= 100 && options->rotate_degrees < 360);
    *picture = (struct askcam_picture){.frame = *frame, .options = *options};
    picture->quality = options->quality == 0 ? ASKCAM_PICTURE_QUALITY : options->quality;
    enum askcam_status status = inspect(picture, err);
    if (status == ASKCAM_OK) {
        status = decide(picture, err);
    }
    return status == ASKCAM_OK ? check_passed(picture, err) : status;
}

enum askcam_media askcam_picture_media(const struct askcam_picture *picture)
{
    return picture->frame.still != NULL ? picture->frame.still->media : ASKCAM_MEDIA_JPEG;
}

enum askcam_status askcam_picture_limit_side(struct askcam_picture *picture, uint32_t side_px,
                                             struct askcam_error *err)
{
    uint32_t *const limit_px = &picture->options.max_side_px;

    *limit_px = *limit_px == 0 || side_px < *limit_px ? side_px : *limit_px;
    picture->size_bytes = 0;
    return decide(picture, err);
}

/* Byte for byte. */
static enum askcam_status copy_bytes(const struct askcam_bytes *bytes, struct askcam_sink out,
                                     struct askcam_error *err)
{
    uint8_t buf[COPY_BYTES];
    uint64_t at = 0;
    size_t got_bytes = 0;
    enum askcam_status status = ASKCAM_OK;

    do {
        status = askcam_bytes_read(bytes, at, buf, sizeof buf, &got_bytes, err);
        if (status == ASKCAM_OK) {
            status = askcam_sink_write(out, buf, got_bytes);
            at += got_bytes;
        }
    } while (status == ASKCAM_OK && got_bytes > 0);
    return status;
}

enum askcam_status askcam_picture_write(struct askcam_picture *picture, struct askcam_sink out,
                                        struct askcam_error *err)
{
    const struct askcam_frame *const frame = &picture->frame;

    if (frame->still != NULL) {
        return picture->options.keep_metadata
                   ? copy_bytes(&frame->jpeg, out, err)
                   : askcam_still_copy(&frame->jpeg, frame->still, askcam_frame_name(frame), out,
                                       err);
    }
    if (picture->rearranges) {
        return askcam_lossless_write(frame, &picture->plan, out, err);
    }
    if (!picture->reencodes && picture->options.keep_metadata && picture->jpeg.has_huffman) {
        return copy_bytes(&frame->jpeg, out, err);
    }
    if (!picture->reencodes) {
        return askcam_jpeg_copy(&frame->jpeg, askcam_frame_name(frame),
                                picture->options.keep_metadata, out, err);
    }
    if (!frame->is_jpeg && !picture->plan.changes) {
        return askcam_encode_raw(frame, picture->quality, out, err);
    }
    return askcam_transform(frame, &picture->plan, picture->quality, out, err);
}

/* What passing it on will write, where the walk has counted it; else 0. */
static uint64_t passed_bytes(const struct askcam_picture *picture)
{
    const struct askcam_still_info *const still = picture->frame.still;

    if (still != NULL) {
        return picture->options.keep_metadata ? still->size_bytes : still->bare_bytes;
    }
    if (picture->reencodes || picture->rearranges) {
        return 0;
    }
    if (!picture->options.keep_metadata) {
        return picture->jpeg.bare_bytes;
    }
    return picture->jpeg.has_huffman ? picture->frame.jpeg.size_bytes : 0;
}

enum askcam_status askcam_picture_measure(struct askcam_picture *picture, uint64_t limit_bytes,
                                          struct askcam_error *err)
{
    const uint64_t known_bytes = passed_bytes(picture);
    if (known_bytes != 0) {
        picture->size_bytes = known_bytes <= limit_bytes ? known_bytes : 0;
        return known_bytes <= limit_bytes ? ASKCAM_OK : ASKCAM_ERR_TOO_LARGE;
    }
    struct askcam_counter counter = {.limit_bytes = limit_bytes};
    const enum askcam_status status =
        askcam_picture_write(picture, askcam_counter_sink(&counter), err);

    picture->size_bytes = status == ASKCAM_OK ? counter.count_bytes : 0;
    return status == ASKCAM_ERR_STOPPED ? ASKCAM_ERR_TOO_LARGE : status;
}
