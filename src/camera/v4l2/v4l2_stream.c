/* SPDX-License-Identifier: MIT */
/* v4l2_stream.c - see v4l2_stream.h. */
#include "v4l2_stream.h"

#include <errno.h>

#include "v4l2_dv_timings.h"
#include "v4l2_failure.h"
#include "v4l2_mode.h"

enum { SIGNAL_CHECK_MS = 100 };

static enum askcam_status set_mode(struct askcam_v4l2_stream *stream, struct askcam_error *err)
{
    const enum askcam_status status =
        askcam_v4l2_set_mode(&stream->device, &stream->options, &stream->layout, err);

    if (status == ASKCAM_OK && stream->layout.format == NULL) {
        return askcam_v4l2_convert_open(&stream->convert, stream->device.fd, stream->device.path,
                                        &stream->layout, err);
    }
    if (status == ASKCAM_OK) {
        askcam_v4l2_encode_open(&stream->encode, &stream->device, &stream->options,
                                &stream->layout);
    }
    return status;
}

enum askcam_status askcam_v4l2_stream_set_up(struct askcam_v4l2_stream *stream,
                                             struct askcam_error *err)
{
    const int failed = askcam_v4l2_dv_timings_follow(&stream->device);

    return failed == 0 ? set_mode(stream, err)
                       : askcam_v4l2_dv_timings_failed(&stream->device, failed, err);
}

enum askcam_status askcam_v4l2_stream_start(struct askcam_v4l2_stream *stream,
                                            struct askcam_error *err)
{
    if (stream->buffers.streams) {
        return ASKCAM_OK;
    }
    stream->reports_changes = askcam_v4l2_dv_timings_subscribe(&stream->device);
    askcam_v4l2_timestamp_init(&stream->timestamp, askcam_now_ms(stream->device.host));
    return askcam_v4l2_buffers_start(&stream->buffers, &stream->device, &stream->layout, err);
}

/* Waits until a buffer is filled; *is_live: none was when the wait began. */
static enum askcam_status await(const struct askcam_v4l2_stream *stream,
                                const struct askcam_v4l2_timeout *timeout, unsigned *ready,
                                bool *is_live, struct askcam_error *err)
{
    const struct askcam_host *host = stream->device.host;
    const unsigned wanted = ASKCAM_WAIT_READ | (stream->reports_changes ? ASKCAM_WAIT_EVENT : 0);
    const int fd = stream->device.fd;

    *ready = 0;
    enum askcam_status status = host->wait(host->ctx, fd, wanted, 0, ready);
    *is_live = status == ASKCAM_ERR_TIMEOUT;
    if (*is_live) {
        status = host->wait(host->ctx, fd, wanted, askcam_v4l2_timeout_ends_ms(timeout), ready);
    }
    if (status == ASKCAM_ERR_TIMEOUT) {
        return askcam_v4l2_timeout_fail(timeout, &stream->device, err);
    }
    if (status != ASKCAM_OK) {
        return askcam_fail(err, status,
                           (struct askcam_error_context){stream->device.path, "run it again"},
                           "interrupted");
    }
    return ASKCAM_OK;
}

/* A source that switches has no signal for a while; it has the same timeout as a frame. */
static enum askcam_status await_signal(const struct askcam_v4l2_device *device,
                                       const struct askcam_source_deadline *deadline,
                                       struct askcam_error *err)
{
    const struct askcam_host *host = device->host;
    const uint64_t until_ms = askcam_deadline(host, ASKCAM_FRAME_TIMEOUT_MS);

    for (;;) {
        const int failed = askcam_v4l2_dv_timings_follow(device);
        if (failed == 0) {
            return ASKCAM_OK;
        }
        if (!askcam_v4l2_dv_timings_may_come(failed) || askcam_now_ms(host) >= until_ms) {
            return askcam_v4l2_dv_timings_failed(device, failed, err);
        }
        (void)host->wait(host->ctx, -1, 0, askcam_deadline(host, SIGNAL_CHECK_MS), NULL);
        const enum askcam_status status = askcam_source_deadline_check(deadline, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
}

/* The source has switched: everything but the device itself is set up again. */
static enum askcam_status change_over(struct askcam_v4l2_stream *stream,
                                      struct askcam_v4l2_timeout *timeout, struct askcam_error *err)
{
    const struct askcam_v4l2_device *device = &stream->device;
    enum askcam_status status = askcam_v4l2_timeout_changed(timeout, device, err);

    if (status != ASKCAM_OK) {
        return status;
    }
    askcam_log(device->host, ASKCAM_LOG_INFO, "%s: the source has changed", device->path);
    askcam_v4l2_encode_close(&stream->encode);
    askcam_v4l2_convert_close(&stream->convert);
    const int failed = askcam_v4l2_buffers_free(&stream->buffers);
    if (failed != 0) {
        return askcam_v4l2_failed(device, "VIDIOC_REQBUFS", -failed, err);
    }
    status = await_signal(device, &timeout->deadline, err);
    if (status == ASKCAM_OK) {
        status = set_mode(stream, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_v4l2_stream_start(stream, err);
    }
    timeout->frame_ms = askcam_now_ms(device->host);
    return status;
}

/* Takes a buffer after a wait that ended with `ready`; *filled stays without one if none is. */
static enum askcam_status take_filled(struct askcam_v4l2_stream *stream,
                                      const struct askcam_v4l2_timeout *timeout, unsigned ready,
                                      struct askcam_v4l2_filled *filled, bool *is_filled,
                                      struct askcam_error *err)
{
    const struct askcam_v4l2_device *device = &stream->device;
    const int failed = askcam_v4l2_buffers_take(&stream->buffers, filled);

    *is_filled = failed == 0;
    if (failed == 0) {
        return ASKCAM_OK;
    }
    if (failed != -EAGAIN) {
        return askcam_v4l2_failed(device, "VIDIOC_DQBUF", -failed, err);
    }
    if ((ready & ASKCAM_WAIT_BROKEN) != 0) { /* it would be "ready" like this for ever */
        return askcam_v4l2_failed(device, "poll", EIO, err);
    }
    return askcam_now_ms(device->host) >= askcam_v4l2_timeout_ends_ms(timeout)
               ? askcam_v4l2_timeout_fail(timeout, device, err)
               : ASKCAM_OK;
}

static bool has_changed(const struct askcam_v4l2_stream *stream, unsigned ready)
{
    return (ready & (ASKCAM_WAIT_EVENT | ASKCAM_WAIT_BROKEN)) != 0 && stream->reports_changes &&
           askcam_v4l2_dv_timings_changed(&stream->device);
}

/* A frame's age, from its arrival. */
static struct askcam_v4l2_timestamp_times times_of(struct askcam_v4l2_stream *stream,
                                                   const struct askcam_v4l2_filled *filled,
                                                   uint64_t now_ms, bool is_live)
{
    const struct askcam_v4l2_timestamp_frame arrival = {.has_time = filled->has_monotonic_time,
                                                        .time_ms = filled->time_ms,
                                                        .now_ms = now_ms,
                                                        .is_live = is_live};
    return askcam_v4l2_timestamp_times(&stream->timestamp, &arrival);
}

enum askcam_status askcam_v4l2_stream_next(struct askcam_v4l2_stream *stream,
                                           struct askcam_v4l2_timeout *timeout,
                                           struct askcam_v4l2_filled *filled,
                                           struct askcam_v4l2_timestamp_times *times,
                                           struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;
    bool is_filled = false;
    bool is_live = false;

    while (status == ASKCAM_OK && !is_filled) {
        unsigned ready = 0;
        status = await(stream, timeout, &ready, &is_live, err);
        if (status == ASKCAM_OK) {
            status = has_changed(stream, ready)
                         ? change_over(stream, timeout, err)
                         : take_filled(stream, timeout, ready, filled, &is_filled, err);
        }
    }
    if (status == ASKCAM_OK) {
        timeout->frame_ms = askcam_now_ms(stream->device.host);
        *times = times_of(stream, filled, timeout->frame_ms, is_live);
    }
    return status;
}

void askcam_v4l2_stream_close(struct askcam_v4l2_stream *stream)
{
    askcam_v4l2_encode_close(&stream->encode);
    askcam_v4l2_buffers_stop(&stream->buffers);
    askcam_v4l2_convert_close(&stream->convert);
    askcam_v4l2_device_close(&stream->device);
}
