/* SPDX-License-Identifier: MIT */
/* v4l2_size.c - see v4l2_size.h. */
#include "v4l2_size.h"

#include <linux/videodev2.h>

#include "v4l2_picture_format.h"

enum { SIZES_MAX = 512 }; /* bounds the list of a faulty driver */

struct askcam_v4l2_wanted_size askcam_v4l2_wanted_size(uint32_t width_px, uint32_t height_px)
{
    if (width_px != 0 && height_px != 0) {
        return (struct askcam_v4l2_wanted_size){.size = {width_px, height_px}, .is_named = true};
    }
    return (struct askcam_v4l2_wanted_size){
        .size = {ASKCAM_V4L2_DEFAULT_WIDTH_PX, ASKCAM_V4L2_DEFAULT_HEIGHT_PX}};
}

static uint64_t apart(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

static uint64_t distance(struct askcam_v4l2_size a, struct askcam_v4l2_size b)
{
    return apart(a.width_px, b.width_px) + apart(a.height_px, b.height_px);
}

static uint64_t area(struct askcam_v4l2_size size)
{
    return (uint64_t)size.width_px * size.height_px;
}

static bool within(struct askcam_v4l2_size size, struct askcam_v4l2_size limit)
{
    return size.width_px <= limit.width_px && size.height_px <= limit.height_px;
}

bool askcam_v4l2_size_better(const struct askcam_v4l2_wanted_size *wanted,
                             struct askcam_v4l2_size a, struct askcam_v4l2_size b)
{
    if (wanted->is_named) {
        const uint64_t far_a = distance(a, wanted->size);
        const uint64_t far_b = distance(b, wanted->size);
        return far_a != far_b ? far_a < far_b : area(a) > area(b);
    }
    const bool a_within = within(a, wanted->size);
    if (a_within != within(b, wanted->size)) {
        return a_within;
    }
    return a_within ? area(a) > area(b) : area(a) < area(b);
}

/* The value of min, min + step, … max that serves best: the nearest, or the largest up to wanted.
 */
static uint32_t on_step(uint32_t wanted, const __u32 range[3], bool nearest)
{
    const uint32_t min = range[0];
    const uint32_t max = range[1];
    const uint32_t step = range[2] > 0 ? range[2] : 1;

    if (wanted <= min || max < min) {
        return min;
    }
    const uint32_t capped = wanted < max ? wanted : max;
    const uint32_t steps = (capped - min) / step;
    const uint32_t below = min + steps * step;
    const bool up = nearest && capped - below > step / 2 && max - below >= step;
    return up ? below + step : below;
}

static struct askcam_v4l2_size of_range(const struct v4l2_frmsize_stepwise *range,
                                        const struct askcam_v4l2_wanted_size *wanted)
{
    const __u32 widths[3] = {range->min_width, range->max_width, range->step_width};
    const __u32 heights[3] = {range->min_height, range->max_height, range->step_height};

    return (struct askcam_v4l2_size){on_step(wanted->size.width_px, widths, wanted->is_named),
                                     on_step(wanted->size.height_px, heights, wanted->is_named)};
}

static struct askcam_v4l2_size asked(const struct askcam_v4l2_device *device, uint32_t fourcc,
                                     const struct askcam_v4l2_wanted_size *wanted)
{
    struct askcam_v4l2_layout layout;

    if (askcam_v4l2_try_format(device, fourcc, wanted->size, &layout) != 0 ||
        layout.width_px == 0 || layout.height_px == 0) {
        return wanted->size;
    }
    return (struct askcam_v4l2_size){layout.width_px, layout.height_px};
}

struct askcam_v4l2_size askcam_v4l2_best_size(const struct askcam_v4l2_device *device,
                                              uint32_t fourcc,
                                              const struct askcam_v4l2_wanted_size *wanted)
{
    struct askcam_v4l2_size best = {0, 0};

    for (uint32_t i = 0; i < SIZES_MAX; i++) {
        struct v4l2_frmsizeenum entry = {.index = i, .pixel_format = fourcc};
        if (askcam_v4l2_ioctl(device, VIDIOC_ENUM_FRAMESIZES, &entry) != 0) {
            break;
        }
        const bool is_discrete = entry.type == V4L2_FRMSIZE_TYPE_DISCRETE;
        const struct askcam_v4l2_size size =
            is_discrete ? (struct askcam_v4l2_size){entry.discrete.width, entry.discrete.height}
                        : of_range(&entry.stepwise, wanted);
        if (area(size) > 0 && (area(best) == 0 || askcam_v4l2_size_better(wanted, size, best))) {
            best = size;
        }
        if (!is_discrete) {
            break; /* a range is the only entry */
        }
    }
    return area(best) > 0 ? best : asked(device, fourcc, wanted);
}
