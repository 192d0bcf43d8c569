/* SPDX-License-Identifier: MIT */
/* test_watch_camera.c - the capture loop over a fake V4L2 camera that is pulled out and back. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <linux/videodev2.h>

#include "camera_identity.h"
#include "fake_v4l2.h"
#include "v4l2_camera.h"
#include "watch.h"

enum { LOG_BYTES = 512, PATH_BYTES = 128 };

struct bench {
    struct fake_v4l2 fake;
    struct fake_node *node;
    char path[PATH_BYTES];
    struct askcam_camera_identity identity;
    struct askcam_source source;
    struct askcam_net net;
    struct askcam_frame_filter filter;
    struct askcam_spending spending;
    struct askcam_watch watch;
    struct askcam_error err;
    unsigned opens;      /* that succeeded */
    unsigned tries_away; /* to open it while it is away */
    void (*on_try)(struct bench *bench);
    unsigned unplugs_before; /* this ask */
    unsigned asks;
    char log[LOG_BYTES];
};

static void unplug(struct bench *bench)
{
    bench->node->open_errno = ENOENT;
    bench->fake.break_errno = ENODEV;
    bench->fake.is_broken = true;
}

static void plug(struct bench *bench)
{
    bench->node->open_errno = 0;
    bench->fake.break_errno = 0;
    bench->fake.is_broken = false;
}

static enum askcam_status open_source(void *ctx, struct askcam_error *err)
{
    struct bench *bench = ctx;
    const struct askcam_v4l2_ports ports = {.host = &bench->fake.host, .io = &bench->fake.io};
    const struct askcam_source_options options = {.warmup = 0, .identity = &bench->identity};

    if (bench->source.ops != NULL) {
        return ASKCAM_OK;
    }
    if (bench->fake.is_broken) {
        bench->tries_away++;
        bench->on_try(bench);
    }
    if (bench->opens > 0) {
        bench->fake.hangs_from = 0; /* opening it anew helps */
    }
    const enum askcam_status status =
        askcam_v4l2_camera_open(&bench->source, &ports, bench->path, &options, err);
    bench->opens += status == ASKCAM_OK;
    return status;
}

static void add(struct bench *bench, const char *text)
{
    const size_t used = strlen(bench->log);
    (void)snprintf(bench->log + used, LOG_BYTES - used, "%s; ", text);
}

static enum askcam_status take(void *ctx, uint64_t tick, struct askcam_shot *shot,
                               enum askcam_verdict *rejected, struct askcam_error *err)
{
    struct bench *bench = ctx;
    const struct askcam_source *source = &bench->source;
    struct askcam_frame frame;

    (void)tick;
    (void)shot;
    *rejected = ASKCAM_VERDICT_OK;
    if (++bench->asks == bench->unplugs_before) {
        unplug(bench);
    }
    enum askcam_status status = source->ops->start(source->ctx, err);
    if (status == ASKCAM_OK) {
        status = source->ops->take(source->ctx, bench->fake.now_ms, &frame, err);
    }
    if (status == ASKCAM_OK) {
        source->ops->release(source->ctx, &frame);
        add(bench, "asked");
    }
    return status;
}

static enum askcam_status deliver(void *ctx, uint64_t tick, const struct askcam_shot *shot,
                                  struct askcam_error *err)
{
    (void)ctx;
    (void)tick;
    (void)shot;
    (void)err;
    return ASKCAM_OK;
}

static enum askcam_status report(void *ctx, enum askcam_watch_event event, uint64_t tick,
                                 const struct askcam_error *cause)
{
    struct bench *bench = ctx;

    (void)tick;
    add(bench, event == ASKCAM_WATCH_LOST   ? "lost"
               : event == ASKCAM_WATCH_BACK ? "back"
                                            : "failed");
    if (event == ASKCAM_WATCH_LOST) {
        assert_string_equal(cause->what, bench->path);
    }
    return ASKCAM_OK;
}

static enum askcam_status run(struct bench *bench, uint64_t every_ms, uint64_t count)
{
    const struct askcam_watch_config config = {
        .host = &bench->fake.host,
        .plan = {.every_ms = every_ms},
        .count = count,
        .request_fd = -1,
        .work =
            {.ctx = bench, .open = open_source, .take = take, .deliver = deliver, .report = report},
        .sources = &bench->source,
        .sources_count = 1,
        .net = &bench->net,
        .spending = &bench->spending,
        .filter = &bench->filter,
    };

    return askcam_watch_run(&bench->watch, &config, &bench->err);
}

static void init(struct bench *bench)
{
    *bench = (struct bench){.on_try = NULL};
    fake_v4l2_init(&bench->fake);
    bench->node = fake_v4l2_node(&bench->fake, 0, V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING);
    bench->node->modes[0] =
        (struct fake_mode){.fourcc = V4L2_PIX_FMT_YUYV, .width_px = 64, .height_px = 48};
    (void)snprintf(bench->path, sizeof bench->path, "%s/video0", bench->fake.dev_dir);
}

static void finish(struct bench *bench)
{
    askcam_source_close(&bench->source);
    fake_v4l2_check_and_free(&bench->fake);
}

static void back_at_the_third_try(struct bench *bench)
{
    if (bench->tries_away == 3) {
        plug(bench);
    }
}

static void a_camera_that_is_pulled_out_and_back_goes_on_by_itself(void **state)
{
    static const uint64_t periods_ms[] = {1000, 60000}; /* kept open, and opened each time */
    struct bench bench;
    (void)state;

    for (size_t i = 0; i < sizeof periods_ms / sizeof periods_ms[0]; i++) {
        init(&bench);
        bench.unplugs_before = 3;
        bench.on_try = back_at_the_third_try;
        assert_int_equal(run(&bench, periods_ms[i], 4), ASKCAM_OK);
        assert_string_equal(bench.log, "asked; asked; lost; back; asked; asked; ");
        assert_int_equal(bench.opens, i == 0 ? 2 : 5);
        finish(&bench);
    }
}

/* While it is away another one takes its number; then that goes, and it comes back. */
static void another_one_first(struct bench *bench)
{
    if (bench->tries_away == 2) {
        plug(bench);
        bench->node->card = "Other";
        bench->fake.is_broken = true; /* counts as away */
    }
    if (bench->tries_away == 5) {
        plug(bench);
        bench->node->card = "Fake";
    }
}

static void another_camera_in_its_place_is_not_asked_about(void **state)
{
    struct bench bench;
    (void)state;

    init(&bench);
    bench.unplugs_before = 2;
    bench.on_try = another_one_first;
    assert_int_equal(run(&bench, 1000, 2), ASKCAM_OK);
    assert_string_equal(bench.log, "asked; lost; back; asked; ");
    assert_int_equal(bench.tries_away, 5);
    assert_int_equal(bench.opens, 2);
    finish(&bench);
}

static void a_camera_that_hangs_is_opened_anew(void **state)
{
    struct bench bench;
    (void)state;

    init(&bench);
    bench.fake.hangs_from = 40;
    bench.fake.interrupted_ms = bench.fake.now_ms + 60000; /* at the latest */
    assert_int_equal(run(&bench, 1000, 4), ASKCAM_OK);
    assert_string_equal(bench.log, "asked; asked; failed; asked; asked; ");
    assert_int_equal(bench.opens, 2);
    finish(&bench);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_camera_that_is_pulled_out_and_back_goes_on_by_itself),
        cmocka_unit_test(another_camera_in_its_place_is_not_asked_about),
        cmocka_unit_test(a_camera_that_hangs_is_opened_anew),
    };
    return cmocka_run_group_tests_name("watch_camera", tests, NULL, NULL);
}
