/* SPDX-License-Identifier: MIT */
/* v4l2_timeout.c - see v4l2_timeout.h. */
#include "v4l2_timeout.h"

#include "source.h"

void askcam_v4l2_timeout_init(struct askcam_v4l2_timeout *timeout, uint64_t now_ms,
                              uint64_t not_before_ms)
{
    *timeout =
        (struct askcam_v4l2_timeout){.frame_ms = now_ms,
                                     .good_ms = now_ms > not_before_ms ? now_ms : not_before_ms,
                                     .deadline = {.at_ms = ASKCAM_NEVER}};
}

void askcam_v4l2_timeout_good(struct askcam_v4l2_timeout *timeout)
{
    timeout->good_ms = timeout->good_ms > timeout->frame_ms ? timeout->good_ms : timeout->frame_ms;
    timeout->broken = 0;
}

void askcam_v4l2_timeout_broken(struct askcam_v4l2_timeout *timeout)
{
    timeout->broken++;
}

enum askcam_status askcam_v4l2_timeout_changed(struct askcam_v4l2_timeout *timeout,
                                               const struct askcam_v4l2_device *device,
                                               struct askcam_error *err)
{
    const struct askcam_error_context context = {device->path, "check the source and its cable"};

    if (timeout->changes++ == ASKCAM_V4L2_CHANGES_MAX) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "its source changed %d times in a row",
                           ASKCAM_V4L2_CHANGES_MAX + 1);
    }
    return ASKCAM_OK;
}

uint64_t askcam_v4l2_timeout_ends_ms(const struct askcam_v4l2_timeout *timeout)
{
    const uint64_t frame_ms = timeout->frame_ms + ASKCAM_FRAME_TIMEOUT_MS;
    const uint64_t good_ms = timeout->good_ms + ASKCAM_BROKEN_TIMEOUT_MS;
    return askcam_source_deadline_limit(&timeout->deadline,
                                        frame_ms < good_ms ? frame_ms : good_ms);
}

enum askcam_status askcam_v4l2_timeout_fail(const struct askcam_v4l2_timeout *timeout,
                                            const struct askcam_v4l2_device *device,
                                            struct askcam_error *err)
{
    const struct askcam_error_context context = {
        device->path, "check its cable, or unplug it and plug it in again"};

    if (askcam_source_deadline_reached(&timeout->deadline, err) != ASKCAM_OK) {
        return ASKCAM_ERR_UNAVAILABLE;
    }
    if (askcam_now_ms(device->host) - timeout->frame_ms >= ASKCAM_FRAME_TIMEOUT_MS) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "no frame for %d s",
                           ASKCAM_FRAME_TIMEOUT_MS / 1000);
    }
    if (timeout->broken == 0) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "no fresh frame for %d s",
                           ASKCAM_BROKEN_TIMEOUT_MS / 1000);
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE, context,
                       "only broken frames for %d s (%u; the last: %s)",
                       ASKCAM_BROKEN_TIMEOUT_MS / 1000, timeout->broken, timeout->why);
}
