/* SPDX-License-Identifier: MIT */
/*
 * v4l2_rate.h - how many pictures a second a camera gives.
 *
 * For: setting and listing rates.  Knows VIDIOC_ENUM_FRAMEINTERVALS, VIDIOC_S_PARM.
 * Must not know: how a mode is chosen.
 */
#ifndef ASKCAM_V4L2_RATE_H
#define ASKCAM_V4L2_RATE_H

#include "v4l2_device.h"
#include "v4l2_format.h"

enum {
    ASKCAM_V4L2_RATES = 32,
    ASKCAM_V4L2_RATE_LIMIT_HZ =
        30, /* faster costs the bus and the exposure, and gains us nothing */
};

/*
 * The rates of a mode in millihertz, fastest first, without doubles; of a range its two ends.
 * Returns how many; 0 if the driver reports none.
 */
unsigned askcam_v4l2_rates(const struct askcam_v4l2_device *device, uint32_t fourcc,
                           struct askcam_v4l2_size size, uint32_t rates_mhz[ASKCAM_V4L2_RATES]);

/*
 * Sets the highest rate up to ASKCAM_V4L2_RATE_LIMIT_HZ that the driver has for this mode, else
 * its lowest one.  A driver without a choice keeps its own rate, which is not an error.
 */
void askcam_v4l2_set_rate(const struct askcam_v4l2_device *device, uint32_t fourcc,
                          struct askcam_v4l2_size size);

#endif
