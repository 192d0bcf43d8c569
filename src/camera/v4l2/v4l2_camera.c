/* SPDX-License-Identifier: MIT */
/*
 * v4l2_camera.c - see v4l2_camera.h.
 *
 * Every buffer is with the driver except the one being checked; it goes back at once unless
 * take() returns it, and then with release().  held is its index, or NOTHING_HELD.
 */
#include "v4l2_camera.h"

#include <assert.h>
#include <stdlib.h>

#include <linux/videodev2.h>

#include "picture.h"
#include "settle.h"
#include "v4l2_failure.h"
#include "v4l2_frame.h"
#include "v4l2_identity.h"
#include "v4l2_set_controls.h"
#include "v4l2_stream.h"
#include "v4l2_timeout.h"

enum { NOTHING_HELD = -1 };

struct camera {
    struct askcam_v4l2_stream stream;
    struct askcam_source_deadline deadline;
    struct askcam_settle settle;
    int held;
    int give_failed; /* -errno of a release(), reported by the next take() */
};

static enum askcam_status camera_start(void *ctx, struct askcam_error *err)
{
    struct camera *camera = ctx;

    return askcam_v4l2_stream_start(&camera->stream, err);
}

static enum askcam_status give_back(struct camera *camera, unsigned index, struct askcam_error *err)
{
    const int failed = askcam_v4l2_buffers_give(&camera->stream.buffers, index);
    return failed == 0 ? ASKCAM_OK
                       : askcam_v4l2_failed(&camera->stream.device, "VIDIOC_QBUF", -failed, err);
}

/* Looks at all of a frame's data. */
static enum askcam_status read_frame(const struct camera *camera, struct askcam_frame *frame,
                                     uint8_t *brightness, struct askcam_error *err)
{
    *brightness = 0;
    return askcam_settle_measures(&camera->settle) ? askcam_frame_brightness(frame, brightness, err)
                                                   : askcam_frame_check(frame, err);
}

/* A good picture, with its brightness if the warm-up wants it; else it is counted as broken. */
static bool is_good(struct camera *camera, const struct askcam_v4l2_filled *filled,
                    struct askcam_frame *frame, uint8_t *brightness,
                    struct askcam_v4l2_timeout *timeout)
{
    struct askcam_v4l2_stream *stream = &camera->stream;
    struct askcam_error err = {.kind = ASKCAM_OK};

    bool good = askcam_v4l2_frame(filled, &stream->layout, &stream->convert, frame, timeout->why);
    if (good && read_frame(camera, frame, brightness, &err) != ASKCAM_OK) {
        askcam_error_text(timeout->why, sizeof timeout->why, err.why);
        good = false;
    }
    if (good) {
        askcam_v4l2_timeout_good(timeout);
        return true;
    }
    askcam_v4l2_timeout_broken(timeout);
    askcam_log(stream->device.host, ASKCAM_LOG_INFO, "%s: frame %u dropped: %s",
               stream->device.path, (unsigned)filled->sequence, timeout->why);
    return false;
}

/* Whether this frame is the one; else its buffer can go back. */
static bool is_wanted(struct camera *camera, const struct askcam_v4l2_filled *filled,
                      const struct askcam_v4l2_timestamp_times *times, uint64_t not_before_ms,
                      struct askcam_v4l2_timeout *timeout, struct askcam_frame *frame)
{
    const bool is_fresh = times->exposed_after_ms >= not_before_ms;
    uint8_t brightness = 0;

    if (!is_fresh && camera->settle.is_over) {
        return false; /* it is not used, so it need not be good */
    }
    if (!is_good(camera, filled, frame, &brightness, timeout)) {
        return false;
    }
    frame->taken_ms = times->taken_ms;
    return askcam_settle_frame(&camera->settle, brightness, times->taken_ms) && is_fresh;
}

static void camera_release(void *ctx, struct askcam_frame *frame)
{
    struct camera *camera = ctx;

    *frame = (struct askcam_frame){.is_jpeg = false};
    if (camera->held != NOTHING_HELD) {
        camera->give_failed =
            askcam_v4l2_buffers_give(&camera->stream.buffers, (unsigned)camera->held);
        camera->held = NOTHING_HELD;
    }
}

/* The stream goes on as it should. */
static enum askcam_status check_stream(const struct camera *camera, struct askcam_error *err)
{
    const struct askcam_error_context context = {camera->stream.device.path, "open it again"};

    const enum askcam_status reached = askcam_source_deadline_reached(&camera->deadline, err);
    if (reached != ASKCAM_OK) {
        return reached;
    }
    if (!camera->stream.buffers.streams) { /* a change of the source that failed ended it */
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "its stream has ended");
    }
    return camera->give_failed == 0 ? ASKCAM_OK
                                    : askcam_v4l2_failed(&camera->stream.device, "VIDIOC_QBUF",
                                                         -camera->give_failed, err);
}

/* This is the frame: it is kept, and encoded where a device of the board does that. */
static enum askcam_status keep(struct camera *camera, const struct askcam_v4l2_filled *filled,
                               struct askcam_frame *frame, struct askcam_error *err)
{
    camera->held = (int)filled->index;
    const enum askcam_status status = askcam_v4l2_encode_frame(&camera->stream.encode, frame, err);
    if (status != ASKCAM_OK) {
        camera_release(camera, frame);
    }
    return status;
}

static enum askcam_status camera_take(void *ctx, uint64_t not_before_ms, struct askcam_frame *frame,
                                      struct askcam_error *err)
{
    struct camera *camera = ctx;
    struct askcam_v4l2_stream *stream = &camera->stream;
    struct askcam_v4l2_timeout timeout;

    assert(camera->held == NOTHING_HELD && stream->buffers.device != NULL);
    askcam_v4l2_timeout_init(&timeout, askcam_now_ms(stream->device.host), not_before_ms);
    timeout.deadline = camera->deadline;
    enum askcam_status status = check_stream(camera, err);
    while (status == ASKCAM_OK) {
        struct askcam_v4l2_filled filled;
        struct askcam_v4l2_timestamp_times times;
        status = askcam_v4l2_stream_next(stream, &timeout, &filled, &times, err);
        if (status != ASKCAM_OK) {
            break;
        }
        if (is_wanted(camera, &filled, &times, not_before_ms, &timeout, frame)) {
            return keep(camera, &filled, frame, err);
        }
        status = give_back(camera, filled.index, err);
        if (status == ASKCAM_OK && timeout.frame_ms >= askcam_v4l2_timeout_ends_ms(&timeout)) {
            status = askcam_v4l2_timeout_fail(&timeout, &stream->device, err);
        }
    }
    return status;
}

/* For a device that is gone the kernel returns ENODEV for every call. */
static enum askcam_source_state camera_state(void *ctx)
{
    const struct camera *camera = ctx;
    struct v4l2_capability cap = {0};

    return askcam_v4l2_ioctl(&camera->stream.device, VIDIOC_QUERYCAP, &cap) == 0
               ? ASKCAM_SOURCE_GIVES
               : ASKCAM_SOURCE_GONE;
}

static void camera_set_deadline(void *ctx, uint64_t deadline_ms)
{
    struct camera *camera = ctx;

    askcam_source_deadline_set(&camera->deadline, deadline_ms);
}

static void camera_close(void *ctx)
{
    struct camera *camera = ctx;

    askcam_v4l2_stream_close(&camera->stream);
    free(camera);
}

static const struct askcam_source_ops CAMERA_OPS = {.start = camera_start,
                                                    .take = camera_take,
                                                    .release = camera_release,
                                                    .state = camera_state,
                                                    .set_deadline = camera_set_deadline,
                                                    .close = camera_close};

static enum askcam_status open_all(struct camera *camera, const struct askcam_v4l2_ports *ports,
                                   const char *path, const struct askcam_source_options *options,
                                   struct askcam_error *err)
{
    struct askcam_v4l2_device *device = &camera->stream.device;

    enum askcam_status status = askcam_source_deadline_check(&camera->deadline, err);
    if (status == ASKCAM_OK) {
        status = askcam_camera_identity_open(device, ports, path, options->identity, err);
    }
    if (status == ASKCAM_OK) { /* before the mode: some controls change what modes there are */
        status = askcam_v4l2_set_controls(device, options, err);
    }
    return status == ASKCAM_OK ? askcam_v4l2_stream_set_up(&camera->stream, err) : status;
}

enum askcam_status askcam_v4l2_camera_open(struct askcam_source *source,
                                           const struct askcam_v4l2_ports *ports, const char *path,
                                           const struct askcam_source_options *options,
                                           struct askcam_error *err)
{
    struct camera *camera = calloc(1, sizeof *camera);

    if (camera == NULL) {
        return askcam_fail(err, ASKCAM_ERR_INTERNAL,
                           (struct askcam_error_context){"camera", "free memory"}, "out of memory");
    }
    camera->stream.device.fd = -1;
    camera->held = NOTHING_HELD;
    camera->stream.convert.ops = ports->convert;
    camera->stream.options = *options;
    camera->stream.options.controls_count = 0;
    camera->stream.options.identity = NULL;
    askcam_source_deadline_init(&camera->deadline, ports->host, camera->stream.device.path,
                                options->deadline_ms);
    askcam_settle_init(&camera->settle, options->warmup);
    const enum askcam_status status = open_all(camera, ports, path, options, err);
    if (status != ASKCAM_OK) {
        camera_close(camera);
        return status;
    }
    *source = (struct askcam_source){.ops = &CAMERA_OPS, .ctx = camera, .is_live = true};
    return ASKCAM_OK;
}
