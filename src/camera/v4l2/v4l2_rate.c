/* SPDX-License-Identifier: MIT */
/* v4l2_rate.c - see v4l2_rate.h.  V4L2 reports intervals as fractions of seconds, not rates. */
#include "v4l2_rate.h"

#include <linux/videodev2.h>

/* a < b, as lengths of time. */
static bool shorter(struct v4l2_fract a, struct v4l2_fract b)
{
    return (uint64_t)a.numerator * b.denominator < (uint64_t)b.numerator * a.denominator;
}

static bool is_sane(struct v4l2_fract interval)
{
    return interval.numerator > 0 && interval.denominator > 0;
}

static uint32_t rate_mhz(struct v4l2_fract interval)
{
    const uint64_t mhz =
        ((uint64_t)interval.denominator * 1000U + interval.numerator / 2) / interval.numerator;
    return mhz < UINT32_MAX ? (uint32_t)mhz : UINT32_MAX;
}

/* The index-th interval, or range of them, of a mode: [0] the shortest, [1] the longest. */
static bool enum_interval(const struct askcam_v4l2_device *device,
                          const struct v4l2_frmivalenum *mode, uint32_t index,
                          struct v4l2_fract ends[2])
{
    struct v4l2_frmivalenum entry = *mode;

    entry.index = index;
    if (askcam_v4l2_ioctl(device, VIDIOC_ENUM_FRAMEINTERVALS, &entry) != 0) {
        return false;
    }
    const bool is_discrete = entry.type == V4L2_FRMIVAL_TYPE_DISCRETE;
    ends[0] = is_discrete ? entry.discrete : entry.stepwise.min;
    ends[1] = is_discrete ? entry.discrete : entry.stepwise.max;
    return is_sane(ends[0]) && is_sane(ends[1]);
}

/* Keeps the list sorted and without doubles; a full list forgets its slowest. */
static void insert_rate(uint32_t rates_mhz[ASKCAM_V4L2_RATES], unsigned *count, uint32_t mhz)
{
    unsigned at = 0;

    while (at < *count && rates_mhz[at] > mhz) {
        at++;
    }
    if (at == ASKCAM_V4L2_RATES || (at < *count && rates_mhz[at] == mhz)) {
        return;
    }
    *count += *count < ASKCAM_V4L2_RATES ? 1 : 0;
    for (unsigned i = *count - 1; i > at; i--) {
        rates_mhz[i] = rates_mhz[i - 1];
    }
    rates_mhz[at] = mhz;
}

unsigned askcam_v4l2_rates(const struct askcam_v4l2_device *device, uint32_t fourcc,
                           struct askcam_v4l2_size size, uint32_t rates_mhz[ASKCAM_V4L2_RATES])
{
    const struct v4l2_frmivalenum mode = {
        .pixel_format = fourcc, .width = size.width_px, .height = size.height_px};
    struct v4l2_fract ends[2];
    unsigned count = 0;

    for (uint32_t i = 0; i < ASKCAM_V4L2_RATES && enum_interval(device, &mode, i, ends); i++) {
        insert_rate(rates_mhz, &count, rate_mhz(ends[0]));
        insert_rate(rates_mhz, &count, rate_mhz(ends[1]));
    }
    return count;
}

/* Of two intervals the better: the shortest that is not below the limit, else the longest. */
static bool better(struct v4l2_fract a, struct v4l2_fract b)
{
    const struct v4l2_fract limit = {1, ASKCAM_V4L2_RATE_LIMIT_HZ};
    const bool a_fits = !shorter(a, limit);

    if (a_fits != !shorter(b, limit)) {
        return a_fits;
    }
    return a_fits ? shorter(a, b) : shorter(b, a);
}

static struct v4l2_fract best_interval(const struct askcam_v4l2_device *device,
                                       const struct v4l2_frmivalenum *mode)
{
    const struct v4l2_fract limit = {1, ASKCAM_V4L2_RATE_LIMIT_HZ};
    struct v4l2_fract best = {0, 0};
    struct v4l2_fract ends[2];

    for (uint32_t i = 0; i < ASKCAM_V4L2_RATES && enum_interval(device, mode, i, ends); i++) {
        const bool spans_limit = !shorter(limit, ends[0]) && !shorter(ends[1], limit);
        const struct v4l2_fract here =
            spans_limit ? limit : (better(ends[0], ends[1]) ? ends[0] : ends[1]);
        if (!is_sane(best) || better(here, best)) {
            best = here;
        }
    }
    return is_sane(best) ? best : limit; /* a driver that lists none may still accept a rate */
}

void askcam_v4l2_set_rate(const struct askcam_v4l2_device *device, uint32_t fourcc,
                          struct askcam_v4l2_size size)
{
    const struct v4l2_frmivalenum mode = {
        .pixel_format = fourcc, .width = size.width_px, .height = size.height_px};
    struct v4l2_streamparm parm = {.type = askcam_v4l2_buf_type(device)};

    if (askcam_v4l2_ioctl(device, VIDIOC_G_PARM, &parm) != 0 ||
        (parm.parm.capture.capability & V4L2_CAP_TIMEPERFRAME) == 0) {
        return;
    }
    parm.parm.capture.timeperframe = best_interval(device, &mode);
    const int failed = askcam_v4l2_ioctl(device, VIDIOC_S_PARM, &parm);
    if (failed != 0) {
        askcam_log(device->host, ASKCAM_LOG_DEBUG, "%s keeps its own frame rate (errno %d)",
                   device->path, -failed);
    }
}
