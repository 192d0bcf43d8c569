/* SPDX-License-Identifier: MIT */
/* test_v4l2_dv_timings.c - a fake HDMI bridge whose source switches, goes and comes back. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <linux/videodev2.h>

#include "fake_v4l2.h"
#include "v4l2_camera.h"

#define SINGLE (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING)

enum { START_MS = 100000 }; /* of the fake's clock */

struct rig {
    struct fake_v4l2 fake;
    struct askcam_source source;
    struct askcam_error err;
    struct askcam_frame frame;
};

static void rig_init(struct rig *rig, const struct fake_change *changes, size_t count)
{
    *rig = (struct rig){.source = {.ops = NULL}};
    fake_v4l2_init(&rig->fake);
    struct fake_node *node = fake_v4l2_node(&rig->fake, 0, SINGLE);
    node->hides_sizes = true;
    node->modes[0] =
        (struct fake_mode){.fourcc = V4L2_PIX_FMT_YUYV, .width_px = 64, .height_px = 48};
    rig->fake.has_signal = true;
    rig->fake.sent = (struct fake_change){.width_px = 64, .height_px = 48};
    for (size_t i = 0; i < count; i++) {
        rig->fake.changes[i] = changes[i];
    }
}

static enum askcam_status rig_start(struct rig *rig)
{
    const struct askcam_v4l2_ports ports = {.host = &rig->fake.host, .io = &rig->fake.io};
    const struct askcam_source_options options = {.warmup = 0};

    const enum askcam_status status =
        askcam_v4l2_camera_open(&rig->source, &ports, NULL, &options, &rig->err);
    return status == ASKCAM_OK ? rig->source.ops->start(rig->source.ctx, &rig->err) : status;
}

static enum askcam_status rig_take(struct rig *rig, uint64_t not_before_ms)
{
    return rig->source.ops->take(rig->source.ctx, not_before_ms, &rig->frame, &rig->err);
}

static void rig_close(struct rig *rig)
{
    if (rig->source.ops != NULL) {
        rig->source.ops->close(rig->source.ctx);
    }
    fake_v4l2_check_and_free(&rig->fake);
}

static void the_timing_of_the_source_is_set_before_the_first_frame(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, NULL, 0);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(rig.frame.width_px, 64);
    rig_close(&rig);
}

static void a_source_that_switches_gives_frames_of_its_new_size(void **state)
{
    static const struct fake_change changes[] = {{START_MS + 100, 96, 64, 0}};
    struct rig rig;
    (void)state;

    rig_init(&rig, changes, 1);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(rig.frame.width_px, 64);
    fake_v4l2_pass(&rig.fake, 500); /* it switches while a frame is held, which stays readable */
    assert_int_equal(rig.frame.raw.plane[0][0], 100);
    rig.source.ops->release(rig.source.ctx, &rig.frame);
    assert_int_equal(rig_take(&rig, rig.fake.now_ms), ASKCAM_OK);
    assert_int_equal(rig.frame.width_px, 96);
    assert_int_equal(rig.frame.height_px, 64);
    assert_int_equal(rig.frame.raw.plane_bytes[0], 96 * 64 * 2);
    rig_close(&rig);
}

static void a_switch_while_we_wait_is_followed(void **state)
{
    static const struct fake_change changes[] = {{START_MS + 150, 96, 64, 0}};
    struct rig rig;
    (void)state;

    rig_init(&rig, changes, 1);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, START_MS + 400), ASKCAM_OK);
    assert_int_equal(rig.frame.width_px, 96);
    rig_close(&rig);
}

static void a_pause_without_a_signal_is_waited_for(void **state)
{
    static const struct fake_change changes[] = {{START_MS + 100, 0, 0, ENOLINK},
                                                 {START_MS + 1100, 0, 0, ENOLCK},
                                                 {START_MS + 2100, 32, 32, 0}};
    struct rig rig;
    (void)state;

    rig_init(&rig, changes, 3);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, START_MS + 300), ASKCAM_OK);
    assert_int_equal(rig.frame.width_px, 32);
    assert_in_range(rig.fake.now_ms, START_MS + 2100, START_MS + 2400);
    rig_close(&rig);
}

static void frames_have_their_5_s_after_a_pause(void **state)
{
    static const struct fake_change changes[] = {{START_MS + 100, 0, 0, ENOLINK},
                                                 {START_MS + 4600, 32, 32, 0}};
    struct rig rig;
    (void)state;

    rig_init(&rig, changes, 2);
    rig.fake.period_ms = 1000; /* so the first frame comes later than 5 s after the beginning */
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_in_range(rig.fake.now_ms, START_MS + 5500, START_MS + 5900);
    rig_close(&rig);
}

static void a_source_that_stays_away_fails_after_5_s(void **state)
{
    static const struct fake_change changes[] = {{START_MS + 100, 0, 0, ENOLINK}};
    struct rig rig;
    (void)state;

    rig_init(&rig, changes, 1);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, START_MS + 300), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "no signal at its input");
    assert_in_range(rig.fake.now_ms, START_MS + 5100, START_MS + 5300);
    assert_int_equal(rig_take(&rig, 0),
                     ASKCAM_ERR_SOURCE); /* and a second time is not an accident */
    rig_close(&rig);
}

static void an_interrupt_ends_the_wait_for_a_signal(void **state)
{
    static const struct fake_change changes[] = {{START_MS + 100, 0, 0, ENOLINK}};
    struct rig rig;
    (void)state;

    rig_init(&rig, changes, 1);
    rig.fake.interrupted_ms = START_MS + 1000;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, START_MS + 300), ASKCAM_ERR_INTERRUPTED);
    rig_close(&rig);
}

static void without_a_signal_nothing_is_opened(void **state)
{
    static const struct {
        int error;
        const char *why;
    } rows[] = {{ENOLINK, "no signal"}, {ENOLCK, "cannot lock on"}, {ERANGE, "cannot receive"}};
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig, NULL, 0);
        rig.fake.sent.query_errno = rows[i].error;
        assert_int_equal(rig_start(&rig), ASKCAM_ERR_SOURCE);
        assert_non_null(strstr(rig.err.why, rows[i].why));
        rig_close(&rig);
    }
}

static void a_driver_that_cannot_report_the_timing_keeps_its_own(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, NULL, 0);
    rig.fake.received_width = 64;
    rig.fake.received_height = 48;
    rig.fake.fail_request = VIDIOC_QUERY_DV_TIMINGS;
    rig.fake.fail_errno = EBUSY;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    rig_close(&rig);
}

static void a_source_that_never_stops_switching_fails(void **state)
{
    struct fake_change changes[FAKE_CHANGES];
    struct rig rig;
    (void)state;

    for (unsigned i = 0; i < FAKE_CHANGES; i++) {
        changes[i] = (struct fake_change){START_MS + 20 * (i + 1), 32 + 32 * (i % 2), 32, 0};
    }
    rig_init(&rig, changes, FAKE_CHANGES);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(rig.err.why, "changed 9 times"));
    rig_close(&rig);
}

/* Whatever call fails while the source switches: it ends with a cause, and all is let go. */
static void every_call_may_fail_during_a_switch(void **state)
{
    static const struct fake_change changes[] = {{START_MS + 150, 96, 64, 0}};
    unsigned failures = 0;
    (void)state;

    for (unsigned n = 1; n < 120; n++) {
        struct rig rig;
        rig_init(&rig, changes, 1);
        rig.fake.fail_nth = n;
        rig.fake.fail_errno = EIO;
        enum askcam_status status = rig_start(&rig);
        if (status == ASKCAM_OK) {
            status = rig_take(&rig, START_MS + 400);
        }
        assert_true(status == ASKCAM_OK || status == ASKCAM_ERR_SOURCE);
        failures += status != ASKCAM_OK ? 1 : 0;
        rig_close(&rig);
    }
    assert_true(failures > 20);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_timing_of_the_source_is_set_before_the_first_frame),
        cmocka_unit_test(a_source_that_switches_gives_frames_of_its_new_size),
        cmocka_unit_test(a_switch_while_we_wait_is_followed),
        cmocka_unit_test(a_pause_without_a_signal_is_waited_for),
        cmocka_unit_test(frames_have_their_5_s_after_a_pause),
        cmocka_unit_test(a_source_that_stays_away_fails_after_5_s),
        cmocka_unit_test(an_interrupt_ends_the_wait_for_a_signal),
        cmocka_unit_test(without_a_signal_nothing_is_opened),
        cmocka_unit_test(a_driver_that_cannot_report_the_timing_keeps_its_own),
        cmocka_unit_test(a_source_that_never_stops_switching_fails),
        cmocka_unit_test(every_call_may_fail_during_a_switch),
    };
    return cmocka_run_group_tests_name("v4l2_signal", tests, NULL, NULL);
}
