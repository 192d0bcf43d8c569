/* SPDX-License-Identifier: MIT */
/* picture_fit.c - making a picture fit a number of bytes; see picture.h. */
#include <inttypes.h>

#include "picture.h"

enum {
    SMALLEST_SIDE_PX = 64, /* a picture whose longer side is below this is of no use to a model */
    MIN_SHRINK = 95,       /* percent; how much of a side is kept at most */
};

/* Where to go from the quality in force. */
static const uint8_t QUALITIES[] = {85, 75, 65, 55, ASKCAM_PICTURE_QUALITY_MIN};

static enum askcam_status lower_quality(struct askcam_picture *picture, uint64_t limit_bytes,
                                        struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_ERR_TOO_LARGE;

    if (!picture->reencodes) { /* a JPEG whose coded picture was kept so far */
        picture->reencodes = true;
        picture->rearranges = false;
        status = askcam_picture_measure(picture, limit_bytes, err);
    }
    for (size_t i = 0; i < sizeof QUALITIES && status == ASKCAM_ERR_TOO_LARGE; i++) {
        if (QUALITIES[i] < picture->quality) {
            picture->quality = QUALITIES[i];
            status = askcam_picture_measure(picture, limit_bytes, err);
        }
    }
    return status;
}

/* The whole part of a square root, bit by bit. */
static uint64_t root(uint64_t square)
{
    uint64_t result = 0;

    for (uint64_t bit = UINT64_C(1) << 31; bit != 0; bit >>= 1) {
        if ((result + bit) * (result + bit) <= square) {
            result += bit;
        }
    }
    return result;
}

/*
 * The longer side for the next attempt: bytes go with the area, and a little less is asked for
 * because what a smaller picture shows is denser.
 */
static uint32_t smaller_side(const struct askcam_picture *picture, uint64_t limit_bytes)
{
    const uint32_t side =
        picture->width_px > picture->height_px ? picture->width_px : picture->height_px;
    const uint64_t limit = limit_bytes < UINT32_MAX ? limit_bytes : UINT32_MAX;
    const uint64_t share = root((limit << 16) / picture->size_bytes); /* of 256 */
    const uint64_t wanted = side * share * MIN_SHRINK / 100 / 256;
    const uint64_t most = (uint64_t)side * MIN_SHRINK / 100;

    return (uint32_t)(wanted < most ? wanted : most);
}

static enum askcam_status shrink(struct askcam_picture *picture, uint64_t limit_bytes,
                                 struct askcam_error *err)
{
    enum askcam_status status = askcam_picture_measure(picture, UINT64_MAX, err);

    while (status == ASKCAM_OK && picture->size_bytes > limit_bytes) {
        const uint32_t side_px = smaller_side(picture, limit_bytes);
        if (side_px < SMALLEST_SIDE_PX) {
            return askcam_fail(err, ASKCAM_ERR_USAGE,
                               (struct askcam_error_context){askcam_frame_name(&picture->frame),
                                                             "raise --max-body"},
                               "no useful picture fits in %" PRIu64 " bytes", limit_bytes);
        }
        status = askcam_picture_limit_side(picture, side_px, err);
        if (status == ASKCAM_OK) {
            status = askcam_picture_measure(picture, UINT64_MAX, err);
        }
    }
    return status;
}

/* One that cannot be encoded again. */
static enum askcam_status refuse(struct askcam_picture *picture, uint64_t limit_bytes,
                                 struct askcam_error *err)
{
    const struct askcam_error_context context = {askcam_frame_name(&picture->frame),
                                                 "raise --max-body, or convert it to JPEG first"};

    const enum askcam_status status = askcam_picture_measure(picture, UINT64_MAX, err);
    return status != ASKCAM_OK
               ? status
               : askcam_fail(err, ASKCAM_ERR_SOURCE, context,
                             "%s of %" PRIu64 " bytes is sent as it is and does not fit in %" PRIu64
                             " bytes",
                             askcam_media_text(askcam_picture_media(picture)), picture->size_bytes,
                             limit_bytes);
}

enum askcam_status askcam_picture_fit(struct askcam_picture *picture, uint64_t limit_bytes,
                                      bool *changed, struct askcam_error *err)
{
    enum askcam_status status = askcam_picture_measure(picture, limit_bytes, err);

    *changed = false;
    if (status == ASKCAM_ERR_TOO_LARGE && picture->frame.still != NULL) {
        return refuse(picture, limit_bytes, err);
    }
    *changed = status == ASKCAM_ERR_TOO_LARGE;
    if (status == ASKCAM_ERR_TOO_LARGE) {
        status = lower_quality(picture, limit_bytes, err);
    }
    if (status == ASKCAM_ERR_TOO_LARGE) {
        status = shrink(picture, limit_bytes, err);
    }
    return status;
}
