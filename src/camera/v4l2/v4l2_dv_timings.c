/* SPDX-License-Identifier: MIT */
/* v4l2_dv_timings.c - see v4l2_dv_timings.h. */
#include "v4l2_dv_timings.h"

#include <errno.h>
#include <string.h>

#include <linux/videodev2.h>

#include "v4l2_failure.h"

enum { EVENTS_MAX = 64 }; /* bounds the events of a faulty driver */

bool askcam_v4l2_dv_timings_subscribe(const struct askcam_v4l2_device *device)
{
    struct v4l2_event_subscription wanted = {.type = V4L2_EVENT_SOURCE_CHANGE};
    int input = 0;

    if (askcam_v4l2_ioctl(device, VIDIOC_G_INPUT, &input) == 0 && input > 0) {
        wanted.id = (uint32_t)input; /* events are those of one input */
    }
    return askcam_v4l2_ioctl(device, VIDIOC_SUBSCRIBE_EVENT, &wanted) == 0;
}

bool askcam_v4l2_dv_timings_changed(const struct askcam_v4l2_device *device)
{
    bool has_changed = false;

    for (int i = 0; i < EVENTS_MAX; i++) {
        struct v4l2_event event = {.type = 0};
        if (askcam_v4l2_ioctl(device, VIDIOC_DQEVENT, &event) != 0) {
            break;
        }
        has_changed =
            has_changed || (event.type == V4L2_EVENT_SOURCE_CHANGE &&
                            (event.u.src_change.changes & V4L2_EVENT_SRC_CH_RESOLUTION) != 0);
    }
    return has_changed;
}

static bool is_same(const struct v4l2_dv_timings *a, const struct v4l2_dv_timings *b)
{
    return a->type == b->type && a->bt.width == b->bt.width && a->bt.height == b->bt.height &&
           a->bt.interlaced == b->bt.interlaced && a->bt.pixelclock == b->bt.pixelclock;
}

int askcam_v4l2_dv_timings_follow(const struct askcam_v4l2_device *device)
{
    struct v4l2_dv_timings sent;
    struct v4l2_dv_timings received;

    memset(&sent, 0, sizeof sent); /* packed unions: the kernel is to see zeroes */
    memset(&received, 0, sizeof received);
    const int failed = askcam_v4l2_ioctl(device, VIDIOC_QUERY_DV_TIMINGS, &sent);
    if (failed != 0) { /* anything else means: no input of that kind, or one that stays as it is */
        return askcam_v4l2_dv_timings_may_come(failed) ? failed : 0;
    }
    if (askcam_v4l2_ioctl(device, VIDIOC_G_DV_TIMINGS, &received) == 0 &&
        is_same(&sent, &received)) {
        return 0;
    }
    askcam_log(device->host, ASKCAM_LOG_INFO, "%s: the source sends %ux%u", device->path,
               (unsigned)sent.bt.width, (unsigned)sent.bt.height);
    return askcam_v4l2_ioctl(device, VIDIOC_S_DV_TIMINGS, &sent);
}

bool askcam_v4l2_dv_timings_may_come(int failed)
{
    return failed == -ENOLINK || failed == -ENOLCK || failed == -ERANGE;
}

enum askcam_status askcam_v4l2_dv_timings_failed(const struct askcam_v4l2_device *device,
                                                 int failed, struct askcam_error *err)
{
    static const struct {
        int failed;
        const char *why;
        const char *hint;
    } rows[] = {
        {-ENOLINK, "no signal at its input", "switch the source on, and check its cable"},
        {-ENOLCK, "a signal at its input that it cannot lock on",
         "check the cable, or choose another resolution at the source"},
        {-ERANGE, "a signal at its input that it cannot receive",
         "choose a smaller resolution or a lower rate at the source"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].failed == failed) {
            return askcam_fail(err, ASKCAM_ERR_SOURCE,
                               (struct askcam_error_context){device->path, rows[i].hint}, "%s",
                               rows[i].why);
        }
    }
    return askcam_v4l2_failed(device, "VIDIOC_S_DV_TIMINGS", -failed, err);
}
