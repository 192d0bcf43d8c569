/* SPDX-License-Identifier: MIT */
/*
 * v4l2_camera.c - see v4l2_camera.h.
 *
 * Every buffer is with the driver but for the one that is looked at; it goes back at once unless
 * take() returns it, and then with release().  held is its index, or NOTHING_HELD.
 */
#include "v4l2_camera.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include <linux/videodev2.h>

#include "camera_identity.h"
#include "picture.h"
#include "settle.h"
#include "v4l2_buffers.h"
#include "v4l2_encode.h"
#include "v4l2_failure.h"
#include "v4l2_frame.h"
#include "v4l2_fresh.h"
#include "v4l2_mode.h"
#include "v4l2_set_controls.h"
#include "v4l2_signal.h"

enum {
    NOTHING_HELD = -1,
    CHANGES_MOST = 8, /* of the source, within one take() */
    SIGNAL_LOOK_MS = 100,
};

struct camera {
    struct askcam_v4l2_device device;
    struct askcam_v4l2_layout layout;
    struct askcam_v4l2_buffers buffers;
    struct askcam_v4l2_convert convert;
    struct askcam_v4l2_encode encode;
    struct askcam_settle settle;
    struct askcam_fresh fresh;
    struct askcam_source_options options; /* without what is borrowed for open only */
    bool tells_changes;                   /* of the signal at its input */
    int held;
    int give_failed; /* -errno of a release(), told by the next take() */
};

/* How long one take() has been waiting for what. */
struct patience {
    uint64_t frame_ms; /* since the last frame of any kind */
    uint64_t good_ms;  /* since the last good one, or since when one is wanted */
    unsigned broken;   /* frames since then */
    unsigned changes;  /* of the source */
    char why[ASKCAM_ERROR_WHY_BYTES];
};

static enum askcam_status camera_start(void *ctx, struct askcam_error *err)
{
    struct camera *camera = ctx;

    if (camera->buffers.streams) {
        return ASKCAM_OK;
    }
    camera->tells_changes = askcam_v4l2_signal_subscribe(&camera->device);
    askcam_fresh_init(&camera->fresh, askcam_now_ms(camera->device.host));
    return askcam_v4l2_buffers_start(&camera->buffers, &camera->device, &camera->layout, err);
}

static enum askcam_status out_of_patience(const struct camera *camera,
                                          const struct patience *patience, struct askcam_error *err)
{
    const struct askcam_blame blame = {camera->device.path,
                                       "check its cable, or unplug it and plug it in again"};
    const uint64_t now_ms = askcam_now_ms(camera->device.host);

    if (now_ms - patience->frame_ms >= ASKCAM_FRAME_TIMEOUT_MS) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, blame, "no frame for %d s",
                           ASKCAM_FRAME_TIMEOUT_MS / 1000);
    }
    if (patience->broken == 0) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, blame, "no fresh frame for %d s",
                           ASKCAM_BROKEN_TIMEOUT_MS / 1000);
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE, blame,
                       "only broken frames for %d s (%u; the last: %s)",
                       ASKCAM_BROKEN_TIMEOUT_MS / 1000, patience->broken, patience->why);
}

static uint64_t patience_ends_ms(const struct patience *patience)
{
    const uint64_t frame_ms = patience->frame_ms + ASKCAM_FRAME_TIMEOUT_MS;
    const uint64_t good_ms = patience->good_ms + ASKCAM_BROKEN_TIMEOUT_MS;
    return frame_ms < good_ms ? frame_ms : good_ms;
}

/* Waits until a buffer is filled; *is_live: none was when the wait began. */
static enum askcam_status await(const struct camera *camera, const struct patience *patience,
                                unsigned *ready, bool *is_live, struct askcam_error *err)
{
    const struct askcam_host *host = camera->device.host;
    const unsigned wanted = ASKCAM_WAIT_READ | (camera->tells_changes ? ASKCAM_WAIT_EVENT : 0);
    const int fd = camera->device.fd;

    *ready = 0;
    enum askcam_status status = host->wait(host->ctx, fd, wanted, 0, ready);
    *is_live = status == ASKCAM_ERR_TIMEOUT;
    if (*is_live) {
        status = host->wait(host->ctx, fd, wanted, patience_ends_ms(patience), ready);
    }
    if (status == ASKCAM_ERR_TIMEOUT) {
        return out_of_patience(camera, patience, err);
    }
    if (status != ASKCAM_OK) {
        return askcam_fail(err, status, (struct askcam_blame){camera->device.path, "start again"},
                           "interrupted while waiting for a frame");
    }
    return ASKCAM_OK;
}

/* A source that switches is without a signal for a while; we are as patient as with a frame. */
static enum askcam_status await_signal(const struct camera *camera, struct askcam_error *err)
{
    const struct askcam_host *host = camera->device.host;
    const uint64_t until_ms = askcam_deadline(host, ASKCAM_FRAME_TIMEOUT_MS);

    for (;;) {
        const int failed = askcam_v4l2_signal_follow(&camera->device);
        if (failed == 0) {
            return ASKCAM_OK;
        }
        if (!askcam_v4l2_signal_may_come(failed) || askcam_now_ms(host) >= until_ms) {
            return askcam_v4l2_signal_failed(&camera->device, failed, err);
        }
        if (host->wait(host->ctx, -1, 0, askcam_deadline(host, SIGNAL_LOOK_MS), NULL) ==
            ASKCAM_ERR_INTERRUPTED) {
            return askcam_fail(err, ASKCAM_ERR_INTERRUPTED,
                               (struct askcam_blame){camera->device.path, "start again"},
                               "interrupted while waiting for a signal");
        }
    }
}

static enum askcam_status set_mode(struct camera *camera, struct askcam_error *err)
{
    const enum askcam_status status =
        askcam_v4l2_set_mode(&camera->device, &camera->options, &camera->layout, err);

    if (status == ASKCAM_OK && camera->layout.format == NULL) {
        return askcam_v4l2_convert_open(&camera->convert, camera->device.fd, camera->device.path,
                                        &camera->layout, err);
    }
    if (status == ASKCAM_OK) {
        askcam_v4l2_encode_open(&camera->encode, &camera->device, &camera->options,
                                &camera->layout);
    }
    return status;
}

/* The source has switched: everything but the device itself is set up anew. */
static enum askcam_status change_over(struct camera *camera, struct patience *patience,
                                      struct askcam_error *err)
{
    const struct askcam_blame blame = {camera->device.path, "check the source and its cable"};

    if (patience->changes++ == CHANGES_MOST) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, blame, "its source changed %d times in a row",
                           CHANGES_MOST + 1);
    }
    askcam_log(camera->device.host, ASKCAM_LOG_INFO, "%s: the source has changed",
               camera->device.path);
    askcam_v4l2_encode_close(&camera->encode);
    askcam_v4l2_convert_close(&camera->convert);
    const int failed = askcam_v4l2_buffers_free(&camera->buffers);
    if (failed != 0) {
        return askcam_v4l2_failed(&camera->device, "VIDIOC_REQBUFS", -failed, err);
    }
    enum askcam_status status = await_signal(camera, err);
    if (status == ASKCAM_OK) {
        status = set_mode(camera, err);
    }
    if (status == ASKCAM_OK) {
        status = camera_start(camera, err);
    }
    patience->frame_ms = askcam_now_ms(camera->device.host);
    return status;
}

/* Takes a buffer after a wait that ended with `ready`; *filled stays without one if none is. */
static enum askcam_status take_filled(struct camera *camera, const struct patience *patience,
                                      unsigned ready, struct askcam_v4l2_filled *filled,
                                      bool *is_filled, struct askcam_error *err)
{
    const int failed = askcam_v4l2_buffers_take(&camera->buffers, filled);

    *is_filled = failed == 0;
    if (failed == 0) {
        return ASKCAM_OK;
    }
    if (failed != -EAGAIN) {
        return askcam_v4l2_failed(&camera->device, "VIDIOC_DQBUF", -failed, err);
    }
    if ((ready & ASKCAM_WAIT_BROKEN) != 0) { /* it would be "ready" like this for ever */
        return askcam_v4l2_failed(&camera->device, "poll", EIO, err);
    }
    return askcam_now_ms(camera->device.host) >= patience_ends_ms(patience)
               ? out_of_patience(camera, patience, err)
               : ASKCAM_OK;
}

static bool has_changed(const struct camera *camera, unsigned ready)
{
    return (ready & (ASKCAM_WAIT_EVENT | ASKCAM_WAIT_BROKEN)) != 0 && camera->tells_changes &&
           askcam_v4l2_signal_changed(&camera->device);
}

/* The next filled buffer. */
static enum askcam_status next(struct camera *camera, struct patience *patience,
                               struct askcam_v4l2_filled *filled, bool *is_live,
                               struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;
    bool is_filled = false;

    while (status == ASKCAM_OK && !is_filled) {
        unsigned ready = 0;
        status = await(camera, patience, &ready, is_live, err);
        if (status == ASKCAM_OK) {
            status = has_changed(camera, ready)
                         ? change_over(camera, patience, err)
                         : take_filled(camera, patience, ready, filled, &is_filled, err);
        }
    }
    return status;
}

static enum askcam_status give_back(struct camera *camera, unsigned index, struct askcam_error *err)
{
    const int failed = askcam_v4l2_buffers_give(&camera->buffers, index);
    return failed == 0 ? ASKCAM_OK
                       : askcam_v4l2_failed(&camera->device, "VIDIOC_QBUF", -failed, err);
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
                    struct askcam_frame *frame, uint8_t *brightness, struct patience *patience)
{
    struct askcam_error err = {.kind = ASKCAM_OK};

    bool good = askcam_v4l2_frame(filled, &camera->layout, &camera->convert, frame, patience->why);
    if (good && read_frame(camera, frame, brightness, &err) != ASKCAM_OK) {
        askcam_error_text(patience->why, sizeof patience->why, err.why);
        good = false;
    }
    if (good) {
        patience->good_ms =
            patience->good_ms > patience->frame_ms ? patience->good_ms : patience->frame_ms;
        patience->broken = 0;
        return true;
    }
    patience->broken++;
    askcam_log(camera->device.host, ASKCAM_LOG_INFO, "%s: frame %u dropped: %s",
               camera->device.path, (unsigned)filled->sequence, patience->why);
    return false;
}

/* Whether this frame is the one; else its buffer can go back. */
static bool is_wanted(struct camera *camera, const struct askcam_v4l2_filled *filled, bool is_live,
                      uint64_t not_before_ms, struct patience *patience, struct askcam_frame *frame)
{
    const struct askcam_fresh_frame arrival = {.has_time = filled->has_monotonic_time,
                                               .time_ms = filled->time_ms,
                                               .now_ms = patience->frame_ms,
                                               .is_live = is_live};
    const struct askcam_fresh_times times = askcam_fresh_times(&camera->fresh, &arrival);
    const bool is_fresh = times.exposed_after_ms >= not_before_ms;
    uint8_t brightness = 0;

    if (!is_fresh && camera->settle.is_over) {
        return false; /* nobody will look at it, so it need not be good */
    }
    if (!is_good(camera, filled, frame, &brightness, patience)) {
        return false;
    }
    frame->taken_ms = times.taken_ms;
    return askcam_settle_frame(&camera->settle, brightness, times.taken_ms) && is_fresh;
}

static void camera_release(void *ctx, struct askcam_frame *frame)
{
    struct camera *camera = ctx;

    *frame = (struct askcam_frame){.is_jpeg = false};
    if (camera->held != NOTHING_HELD) {
        camera->give_failed = askcam_v4l2_buffers_give(&camera->buffers, (unsigned)camera->held);
        camera->held = NOTHING_HELD;
    }
}

/* The stream goes on as it should. */
static enum askcam_status check_stream(const struct camera *camera, struct askcam_error *err)
{
    const struct askcam_blame blame = {camera->device.path, "open it anew"};

    if (!camera->buffers.streams) { /* a change of the source that failed ended it */
        return askcam_fail(err, ASKCAM_ERR_SOURCE, blame, "its stream has ended");
    }
    return camera->give_failed == 0
               ? ASKCAM_OK
               : askcam_v4l2_failed(&camera->device, "VIDIOC_QBUF", -camera->give_failed, err);
}

/* This is the frame: it is kept, and encoded where a device of the board does that. */
static enum askcam_status keep(struct camera *camera, const struct askcam_v4l2_filled *filled,
                               struct askcam_frame *frame, struct askcam_error *err)
{
    camera->held = (int)filled->index;
    const enum askcam_status status = askcam_v4l2_encode_frame(&camera->encode, frame, err);
    if (status != ASKCAM_OK) {
        camera_release(camera, frame);
    }
    return status;
}

static enum askcam_status camera_take(void *ctx, uint64_t not_before_ms, struct askcam_frame *frame,
                                      struct askcam_error *err)
{
    struct camera *camera = ctx;
    const uint64_t now_ms = askcam_now_ms(camera->device.host);
    struct patience patience = {.frame_ms = now_ms,
                                .good_ms = now_ms > not_before_ms ? now_ms : not_before_ms};

    assert(camera->held == NOTHING_HELD && camera->buffers.device != NULL);
    enum askcam_status status = check_stream(camera, err);
    while (status == ASKCAM_OK) {
        struct askcam_v4l2_filled filled;
        bool is_live = false;
        status = next(camera, &patience, &filled, &is_live, err);
        if (status != ASKCAM_OK) {
            break;
        }
        patience.frame_ms = askcam_now_ms(camera->device.host);
        if (is_wanted(camera, &filled, is_live, not_before_ms, &patience, frame)) {
            return keep(camera, &filled, frame, err);
        }
        status = give_back(camera, filled.index, err);
        if (status == ASKCAM_OK &&
            patience.frame_ms >= patience.good_ms + ASKCAM_BROKEN_TIMEOUT_MS) {
            status = out_of_patience(camera, &patience, err);
        }
    }
    return status;
}

/* The kernel answers for a device that is gone, whatever the descriptor, with ENODEV alone. */
static enum askcam_source_state camera_state(void *ctx)
{
    const struct camera *camera = ctx;
    struct v4l2_capability cap = {0};

    return askcam_v4l2_ioctl(&camera->device, VIDIOC_QUERYCAP, &cap) == 0 ? ASKCAM_SOURCE_GIVES
                                                                          : ASKCAM_SOURCE_GONE;
}

static void camera_close(void *ctx)
{
    struct camera *camera = ctx;

    askcam_v4l2_encode_close(&camera->encode);
    askcam_v4l2_buffers_stop(&camera->buffers);
    askcam_v4l2_convert_close(&camera->convert);
    askcam_v4l2_device_close(&camera->device);
    free(camera);
}

static const struct askcam_source_ops CAMERA_OPS = {.start = camera_start,
                                                    .take = camera_take,
                                                    .release = camera_release,
                                                    .state = camera_state,
                                                    .close = camera_close};

static enum askcam_status open_all(struct camera *camera, const struct askcam_v4l2_ports *ports,
                                   const char *path, const struct askcam_source_options *options,
                                   struct askcam_error *err)
{
    enum askcam_status status =
        askcam_camera_identity_open(&camera->device, ports, path, options->identity, err);

    if (status == ASKCAM_OK) { /* before the mode: some controls change what modes there are */
        status = askcam_v4l2_set_controls(&camera->device, options, err);
    }
    if (status == ASKCAM_OK) {
        const int failed = askcam_v4l2_signal_follow(&camera->device);
        status = failed == 0 ? ASKCAM_OK : askcam_v4l2_signal_failed(&camera->device, failed, err);
    }
    return status == ASKCAM_OK ? set_mode(camera, err) : status;
}

enum askcam_status askcam_v4l2_camera_open(struct askcam_source *source,
                                           const struct askcam_v4l2_ports *ports, const char *path,
                                           const struct askcam_source_options *options,
                                           struct askcam_error *err)
{
    struct camera *camera = calloc(1, sizeof *camera);

    if (camera == NULL) {
        return askcam_fail(err, ASKCAM_ERR_INTERNAL, (struct askcam_blame){"camera", "free memory"},
                           "out of memory");
    }
    camera->device.fd = -1;
    camera->held = NOTHING_HELD;
    camera->convert.ops = ports->convert;
    camera->options = *options;
    camera->options.controls_count = 0;
    camera->options.identity = NULL;
    askcam_settle_init(&camera->settle, options->warmup);
    const enum askcam_status status = open_all(camera, ports, path, options, err);
    if (status != ASKCAM_OK) {
        camera_close(camera);
        return status;
    }
    *source = (struct askcam_source){.ops = &CAMERA_OPS, .ctx = camera, .is_live = true};
    return ASKCAM_OK;
}
