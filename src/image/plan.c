/* SPDX-License-Identifier: MIT */
/* plan.c - see plan.h. */
#include "plan.h"

#include <assert.h>
#include <inttypes.h>

enum { WHOLE = 10000 }; /* a pixel, or hundred percent */

/* Exif 2.3 section 4.6.4.A: what makes each orientation upright; [0] is unused. */
static const struct askcam_rotation UPRIGHT[9] = {
    [2] = {false, true, false}, [3] = {false, true, true}, [4] = {false, false, true},
    [5] = {true, false, false}, [6] = {true, false, true}, [7] = {true, true, true},
    [8] = {true, true, false},
};

/* One rotation after another, as a single one.  A flip of x before a swap is one of y after it. */
static struct askcam_rotation then(struct askcam_rotation first, struct askcam_rotation second)
{
    const bool second_x = first.swaps ? second.flips_y : second.flips_x;
    const bool second_y = first.swaps ? second.flips_x : second.flips_y;

    return (struct askcam_rotation){first.swaps != second.swaps, first.flips_x != second_x,
                                    first.flips_y != second_y};
}

static struct askcam_rotation rotation(uint16_t degrees)
{
    static const uint8_t as_orientation[] = {1, 6, 3, 8};

    assert(degrees % 90 == 0 && degrees < 360);
    return UPRIGHT[as_orientation[degrees / 90]];
}

/* In ten-thousandths of a pixel, which is exact. */
static uint64_t exact(struct askcam_extent extent, uint32_t side_px)
{
    return (uint64_t)extent.value * (extent.is_percent ? side_px : WHOLE);
}

/* A span of a side; `outwards` takes a pixel that is touched, else one whose start is inside. */
static struct span {
    uint64_t begin;
    uint64_t end;
} span_of(struct askcam_extent at, struct askcam_extent length, uint32_t side_px, bool outwards)
{
    const uint64_t begin = exact(at, side_px);
    const uint64_t end = begin + exact(length, side_px);

    return (struct span){begin / WHOLE, (end + (outwards ? WHOLE - 1 : 0)) / WHOLE};
}

/* The crop in the upright picture, which is all of it unless one is asked for. */
static enum askcam_status crop_of(const struct askcam_rect_spec *spec,
                                  const struct askcam_rect *upright, struct askcam_rect *crop,
                                  const char *name, struct askcam_error *err)
{
    const struct askcam_error_context context = {name, "use a --crop X,Y,W,H inside the picture"};
    const struct span x = span_of(spec->x, spec->width, upright->width, false);
    const struct span y = span_of(spec->y, spec->height, upright->height, false);

    *crop = *upright;
    if (spec->width.value == 0) {
        return ASKCAM_OK;
    }
    if (x.end > upright->width || y.end > upright->height || x.begin >= x.end || y.begin >= y.end) {
        return askcam_fail(
            err, ASKCAM_ERR_USAGE, context,
            "the crop %" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64
            " is empty or reaches outside the picture of %" PRIu32 "x%" PRIu32 " pixels",
            x.begin, y.begin, x.end - x.begin, y.end - y.begin, upright->width, upright->height);
    }
    *crop = (struct askcam_rect){(uint32_t)x.begin, (uint32_t)y.begin, (uint32_t)(x.end - x.begin),
                                 (uint32_t)(y.end - y.begin)};
    return ASKCAM_OK;
}

/* What of a span lies between low and high; empty if nothing does. */
static struct span clipped(struct span span, uint32_t low, uint32_t length)
{
    const uint64_t high = (uint64_t)low + length;

    span.begin = span.begin < low ? low : span.begin > high ? high : span.begin;
    span.end = span.end < low ? low : span.end > high ? high : span.end;
    return span;
}

/* The part of a mask that lies in the crop; its width or height may come out as 0. */
static struct askcam_rect mask_of(const struct askcam_rect_spec *spec,
                                  const struct askcam_rect *upright, const struct askcam_rect *crop)
{
    const struct span x =
        clipped(span_of(spec->x, spec->width, upright->width, true), crop->x, crop->width);
    const struct span y =
        clipped(span_of(spec->y, spec->height, upright->height, true), crop->y, crop->height);

    return (struct askcam_rect){(uint32_t)x.begin, (uint32_t)y.begin, (uint32_t)(x.end - x.begin),
                                (uint32_t)(y.end - y.begin)};
}

/* From the rotated picture back into the one before, which is width_px x height_px. */
static struct askcam_rect rotated_back(struct askcam_rect rect, struct askcam_rotation rotation,
                                       uint32_t width_px, uint32_t height_px)
{
    if (rotation.swaps) {
        rect = (struct askcam_rect){rect.y, rect.x, rect.height, rect.width};
    }
    if (rotation.flips_x) {
        rect.x = width_px - rect.x - rect.width;
    }
    if (rotation.flips_y) {
        rect.y = height_px - rect.y - rect.height;
    }
    return rect;
}

/* side * to / from, rounded, and at least 1. */
static uint32_t in_proportion(uint32_t side, uint32_t to, uint32_t from)
{
    const uint64_t scaled = ((uint64_t)side * to + from / 2) / from;

    return scaled == 0 ? 1 : (uint32_t)scaled;
}

/* The crop's size with its longer side at most max_side_px, the shorter in proportion. */
static void scale(struct askcam_plan *plan, uint32_t max_side_px)
{
    const uint32_t width = plan->crop.width;
    const uint32_t height = plan->crop.height;
    const uint32_t longer = width > height ? width : height;

    plan->scaled_width_px = width;
    plan->scaled_height_px = height;
    if (max_side_px != 0 && max_side_px < longer) {
        plan->scaled_width_px = in_proportion(width, max_side_px, longer);
        plan->scaled_height_px = in_proportion(height, max_side_px, longer);
    }
}

static void add_masks(struct askcam_plan *plan, const struct askcam_picture_options *options,
                      const struct askcam_rect *upright, const struct askcam_rect *crop,
                      struct askcam_rotation to_upright)
{
    for (size_t i = 0; i < options->masks_count; i++) {
        const struct askcam_rect mask = mask_of(&options->masks[i], upright, crop);
        if (options->masks[i].width.value > 0 && options->masks[i].height.value > 0 &&
            mask.width > 0 && mask.height > 0) {
            plan->masks[plan->masks_count++] =
                rotated_back(mask, to_upright, plan->source_width_px, plan->source_height_px);
        }
    }
}

enum askcam_status askcam_plan_make(struct askcam_plan *plan,
                                    const struct askcam_plan_source *source,
                                    const struct askcam_picture_options *options,
                                    struct askcam_error *err)
{
    assert(source->orientation >= 1 && source->orientation <= 8);
    assert(options->masks_count <= ASKCAM_PICTURE_MASKS);
    const struct askcam_rotation to_upright = UPRIGHT[source->orientation];
    const struct askcam_rect upright = {
        .width = to_upright.swaps ? source->height_px : source->width_px,
        .height = to_upright.swaps ? source->width_px : source->height_px};
    struct askcam_rect crop;
    const enum askcam_status status = crop_of(&options->crop, &upright, &crop, source->name, err);
    if (status != ASKCAM_OK) {
        return status;
    }

    *plan = (struct askcam_plan){.source_width_px = source->width_px,
                                 .source_height_px = source->height_px};
    plan->crop = rotated_back(crop, to_upright, source->width_px, source->height_px);
    add_masks(plan, options, &upright, &crop, to_upright);
    scale(plan, options->max_side_px);
    plan->rotation = then(to_upright, rotation(options->rotate_degrees));
    plan->width_px = plan->rotation.swaps ? plan->scaled_height_px : plan->scaled_width_px;
    plan->height_px = plan->rotation.swaps ? plan->scaled_width_px : plan->scaled_height_px;
    plan->changes = plan->rotation.swaps || plan->rotation.flips_x || plan->rotation.flips_y ||
                    plan->masks_count > 0 || plan->scaled_width_px != source->width_px ||
                    plan->scaled_height_px != source->height_px;
    return ASKCAM_OK;
}
