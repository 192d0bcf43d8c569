/* SPDX-License-Identifier: MIT */
/* test_v4l2_camera.c - frames of a fake driver: which are taken, and what goes wrong. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <linux/videodev2.h>

#include "add_rows.h"
#include "fake_v4l2.h"
#include "sample_jpeg.h"
#include "v4l2_camera.h"

#define SINGLE (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING)
#define MULTI  (V4L2_CAP_VIDEO_CAPTURE_MPLANE | V4L2_CAP_STREAMING)

enum { WIDTH = 64, HEIGHT = 48, MOST_SHOTS = 64 };

/* What the camera sees: a row a frame, the last one for ever. */
struct scene {
    struct fake_shot shots[MOST_SHOTS];
    uint32_t count;
};

struct rig {
    struct fake_v4l2 fake;
    struct scene scene;
    struct askcam_source source;
    struct askcam_source_options options;
    struct askcam_error err;
    struct askcam_frame frame;
};

static void show(void *ctx, uint32_t sequence, struct fake_shot *shot)
{
    const struct scene *scene = ctx;
    *shot = scene->shots[sequence < scene->count ? sequence : scene->count - 1];
}

static void rig_init(struct rig *rig, uint32_t caps, uint32_t fourcc)
{
    *rig = (struct rig){.scene = {.count = MOST_SHOTS}};
    fake_v4l2_init(&rig->fake);
    struct fake_node *node = fake_v4l2_node(&rig->fake, 0, caps);
    node->modes[0] = (struct fake_mode){.fourcc = fourcc, .width_px = WIDTH, .height_px = HEIGHT};
    rig->fake.shoot = show;
    rig->fake.shoot_ctx = &rig->scene;
    for (unsigned i = 0; i < MOST_SHOTS; i++) {
        rig->scene.shots[i].level = (uint8_t)(40 + i); /* so that a frame shows its number */
    }
}

static enum askcam_status open_with(struct rig *rig, const struct askcam_v4l2_convert_ops *convert)
{
    const struct askcam_v4l2_ports ports = {
        .host = &rig->fake.host, .io = &rig->fake.io, .convert = convert};

    return askcam_v4l2_camera_open(&rig->source, &ports, NULL, &rig->options, &rig->err);
}

static enum askcam_status rig_start(struct rig *rig)
{
    const enum askcam_status status = open_with(rig, NULL);
    return status == ASKCAM_OK ? rig->source.ops->start(rig->source.ctx, &rig->err) : status;
}

static enum askcam_status rig_take(struct rig *rig, uint64_t not_before_ms)
{
    return rig->source.ops->take(rig->source.ctx, not_before_ms, &rig->frame, &rig->err);
}

static void rig_release(struct rig *rig)
{
    rig->source.ops->release(rig->source.ctx, &rig->frame);
}

static void rig_close(struct rig *rig)
{
    if (rig->source.ops != NULL) {
        rig->source.ops->close(rig->source.ctx);
    }
    fake_v4l2_check_and_free(&rig->fake);
}

/* The number of the frame in rig->frame, by its level. */
static int number_of(const struct rig *rig)
{
    return rig->frame.raw.plane[0][0] - 40;
}

static unsigned queued_count(const struct rig *rig)
{
    unsigned count = 0;

    for (unsigned i = 0; i < rig->fake.buffers_count; i++) {
        count += rig->fake.buffers[i].queued ? 1 : 0;
    }
    return count;
}

static void without_a_warm_up_the_first_frame_is_taken(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_true(rig.source.is_live);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(number_of(&rig), 0);
    assert_false(rig.frame.is_jpeg);
    assert_int_equal(rig.frame.width_px, WIDTH);
    assert_int_equal(rig.frame.height_px, HEIGHT);
    assert_int_equal(rig.frame.raw.pixels, ASKCAM_PIXELS_YUYV);
    assert_int_equal(rig.frame.raw.row_bytes[0], 2 * WIDTH);
    assert_int_equal(rig.frame.taken_ms, rig.fake.now_ms);
    rig_close(&rig);
}

static void only_the_frame_that_is_held_is_kept_from_the_driver(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.options.warmup = 9;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(queued_count(&rig), 3);
    fake_v4l2_pass(&rig.fake, 500); /* the others are filled meanwhile, this one is not touched */
    assert_int_equal(number_of(&rig), 9);
    rig_release(&rig);
    assert_null(rig.frame.raw.plane[0]);
    assert_int_equal(queued_count(&rig), 1);
    rig_close(&rig);
}

static void frames_come_in_order_and_each_once(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_GREY);
    rig.options.warmup = 2;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    for (int i = 2; i < 10; i++) { /* the warm-up is for the first one only */
        assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
        assert_int_equal(number_of(&rig), i);
        rig_release(&rig);
    }
    assert_int_equal(rig.fake.lost, 0);
    rig_close(&rig);
}

static void the_automatic_warm_up_waits_for_steady_light(void **state)
{
    static const uint8_t levels[] = {0, 0, 10, 60, 90, 120, 121, 121};
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_GREY);
    rig.scene.count = sizeof levels;
    for (unsigned i = 0; i < sizeof levels; i++) {
        rig.scene.shots[i].level = levels[i];
    }
    rig.options.warmup = ASKCAM_WARMUP_AUTO;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(rig.frame.raw.plane[0][0], 121);
    assert_int_equal(rig.fake.sequence, 8);
    rig_close(&rig);
}

static void light_that_never_settles_ends_the_warm_up_after_30_frames(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_GREY);
    for (unsigned i = 0; i < MOST_SHOTS; i++) {
        rig.scene.shots[i].level = i % 2 == 0 ? 50 : 150;
    }
    rig.options.warmup = ASKCAM_WARMUP_AUTO;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(rig.fake.sequence, 31);
    rig_close(&rig);
}

static void frames_from_before_the_question_are_dropped(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_GREY);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    fake_v4l2_pass(&rig.fake, 1000); /* dialling; the four buffers fill at once */
    const uint64_t asked_ms = rig.fake.now_ms;
    assert_int_equal(rig_take(&rig, asked_ms), ASKCAM_OK);
    assert_in_range(rig.frame.taken_ms, asked_ms, asked_ms + 33);
    assert_int_equal(number_of(&rig), 30); /* 1000 ms are 30 frames of 33 */
    rig_close(&rig);
}

static void stale_frames_count_for_the_warm_up(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_GREY);
    for (unsigned i = 0; i < MOST_SHOTS; i++) {
        rig.scene.shots[i].level = i < 2 ? 30 : 100; /* four of them fill the buffers */
    }
    rig.options.warmup = ASKCAM_WARMUP_AUTO;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    fake_v4l2_pass(&rig.fake, 1000);
    const uint64_t asked_ms = rig.fake.now_ms;
    assert_int_equal(rig_take(&rig, asked_ms), ASKCAM_OK);
    assert_in_range(rig.frame.taken_ms, asked_ms, asked_ms + 33); /* the very first fresh one */
    rig_close(&rig);
}

static void a_warm_up_that_ends_with_a_stale_frame_does_not_make_it_fresh(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_GREY);
    rig.scene.count = 1;
    rig.options.warmup = ASKCAM_WARMUP_AUTO;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    fake_v4l2_pass(&rig.fake, 1000);
    const uint64_t asked_ms = rig.fake.now_ms;
    assert_int_equal(rig_take(&rig, asked_ms), ASKCAM_OK);
    assert_in_range(rig.frame.taken_ms, asked_ms, asked_ms + 33);
    rig_close(&rig);
}

static void a_later_take_drops_what_came_meanwhile(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_GREY);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    fake_v4l2_pass(&rig.fake, 400);
    rig_release(&rig);
    const uint64_t asked_ms = rig.fake.now_ms;
    assert_int_equal(rig_take(&rig, asked_ms), ASKCAM_OK);
    assert_true(rig.frame.taken_ms >= asked_ms);
    rig_close(&rig);
}

static void a_frame_of_a_later_time_is_waited_for(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_GREY);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    const uint64_t wanted_ms = rig.fake.now_ms + 30000; /* frames keep coming meanwhile */
    assert_int_equal(rig_take(&rig, wanted_ms), ASKCAM_OK);
    assert_in_range(rig.frame.taken_ms, wanted_ms, wanted_ms + 33);
    rig_close(&rig);
}

static void without_a_clock_of_the_driver_frames_are_fresh_too(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_GREY);
    for (unsigned i = 0; i < MOST_SHOTS; i++) {
        rig.scene.shots[i].has_no_time = true;
    }
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    fake_v4l2_pass(&rig.fake, 1000);
    assert_int_equal(rig_take(&rig, rig.fake.now_ms), ASKCAM_OK);
    assert_int_equal(number_of(&rig), 31); /* 30 may have begun before the question */
    assert_int_equal(rig.frame.taken_ms, rig.fake.now_ms);
    rig_close(&rig);
}

static void a_clock_of_another_kind_does_not_make_old_frames_fresh(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_GREY);
    for (unsigned i = 0; i < MOST_SHOTS; i++) {
        rig.scene.shots[i].time_off_ms = 1700000000000; /* the time of day, called monotonic */
    }
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    fake_v4l2_pass(&rig.fake, 1000);
    assert_int_equal(rig_take(&rig, rig.fake.now_ms), ASKCAM_OK);
    assert_int_equal(number_of(&rig), 31);
    rig_close(&rig);
}

static void damaged_frames_are_never_given_out(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.scene.shots[0].extra_flags = V4L2_BUF_FLAG_ERROR;
    rig.scene.shots[1].short_by = 1;
    rig.scene.shots[2].short_by = 2 * WIDTH * HEIGHT; /* empty */
    rig.scene.shots[3].is_lost = true;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(number_of(&rig), 4);
    assert_true(fake_v4l2_logged(&rig.fake, "frame 0 dropped: flagged as damaged"));
    assert_true(fake_v4l2_logged(&rig.fake, "frame 1 dropped: shorter than a picture"));
    assert_true(fake_v4l2_logged(&rig.fake, "frame 2 dropped: empty"));
    rig_close(&rig);
}

static void broken_frames_do_not_count_for_the_warm_up(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.options.warmup = 2;
    rig.scene.shots[1].extra_flags = V4L2_BUF_FLAG_ERROR;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(number_of(&rig), 3); /* 0 and 2 were the two good ones */
    rig_close(&rig);
}

static void a_jpeg_is_walked_and_ends_with_its_end_marker(void **state)
{
    const struct sample_spec spec = {.width_px = 32, .height_px = 16, .without_tables = true};
    struct sample jpeg = sample_jpeg(&spec);
    uint8_t *padded = calloc(1, jpeg.bytes_len + 512);
    struct rig rig;
    (void)state;

    assert_non_null(padded);
    memcpy(padded, jpeg.bytes, jpeg.bytes_len);
    rig_init(&rig, SINGLE, V4L2_PIX_FMT_MJPEG);
    rig.scene.count = 4;
    rig.scene.shots[0] = (struct fake_shot){.jpeg = padded, .jpeg_bytes = jpeg.bytes_len / 2};
    rig.scene.shots[1] = (struct fake_shot){.jpeg = padded + 1, .jpeg_bytes = jpeg.bytes_len - 1};
    rig.scene.shots[2] = (struct fake_shot){.jpeg = padded, .jpeg_bytes = 10};
    rig.scene.shots[3] = (struct fake_shot){.jpeg = padded, .jpeg_bytes = jpeg.bytes_len + 512};
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(rig.fake.sequence, 4);
    assert_true(rig.frame.is_jpeg);
    assert_int_equal(rig.frame.jpeg.size_bytes, jpeg.bytes_len);
    assert_memory_equal(rig.frame.jpeg.memory, jpeg.bytes, jpeg.bytes_len);
    assert_int_equal(rig.frame.width_px, 32); /* by the JPEG's own word */
    assert_true(fake_v4l2_logged(&rig.fake, "frame 0 dropped: truncated JPEG"));
    assert_true(fake_v4l2_logged(&rig.fake, "frame 1 dropped: not a JPEG"));
    rig_close(&rig);
    free(padded);
    free(jpeg.bytes);
}

/* A lost packet leaves both ends of a picture where they were. */
static void a_jpeg_with_a_gap_in_its_data_is_passed_over(void **state)
{
    const struct sample jpeg =
        sample_jpeg(&(struct sample_spec){.width_px = 320, .height_px = 240});
    const size_t gap_bytes = jpeg.bytes_len / 4;
    const size_t gap_at = jpeg.bytes_len / 2;
    uint8_t *const less = malloc(jpeg.bytes_len);
    struct rig rig;
    (void)state;

    assert_non_null(less);
    memcpy(less, jpeg.bytes, gap_at);
    memcpy(less + gap_at, jpeg.bytes + gap_at + gap_bytes, jpeg.bytes_len - gap_at - gap_bytes);
    rig_init(&rig, SINGLE, V4L2_PIX_FMT_MJPEG);
    rig.scene.count = 2;
    rig.scene.shots[0] = (struct fake_shot){.jpeg = less, .jpeg_bytes = jpeg.bytes_len - gap_bytes};
    rig.scene.shots[1] = (struct fake_shot){.jpeg = jpeg.bytes, .jpeg_bytes = jpeg.bytes_len};
    assert_int_equal(rig_start(&rig), ASKCAM_OK); /* without a warm-up, which decodes frames */
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(rig.frame.jpeg.size_bytes, jpeg.bytes_len);
    assert_true(fake_v4l2_logged(&rig.fake, "frame 0 dropped: truncated or broken JPEG near byte"));
    rig_close(&rig);
    free(less);
    free(jpeg.bytes);
}

static void a_steady_mjpeg_camera_gives_its_third_frame(void **state)
{
    const struct sample_spec spec = {.width_px = 64, .height_px = 48};
    struct sample jpeg = sample_jpeg(&spec);
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_MJPEG);
    rig.scene.count = 1;
    rig.scene.shots[0] = (struct fake_shot){.jpeg = jpeg.bytes, .jpeg_bytes = jpeg.bytes_len};
    rig.options.warmup = ASKCAM_WARMUP_AUTO;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(rig.fake.sequence, 3);
    rig_close(&rig);
    free(jpeg.bytes);
}

static void a_camera_that_hangs_is_given_up_after_5_s(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.hangs_from = 2;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    rig_release(&rig);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    rig_release(&rig);
    const uint64_t from_ms = rig.fake.now_ms;
    assert_int_equal(rig_take(&rig, 0), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "no frame for 5 s");
    assert_int_equal(rig.fake.now_ms - from_ms, 5000);
    rig_close(&rig);
}

static void a_driver_that_says_ready_for_nothing_is_given_up_too(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.poll_lies = true;
    rig.fake.hangs_from = 1;
    rig.scene.shots[0].is_lost = true;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    const uint64_t from_ms = rig.fake.now_ms;
    assert_int_equal(rig_take(&rig, 0), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "no frame for 5 s");
    assert_in_range(rig.fake.now_ms - from_ms, 5000, 5010);
    rig_close(&rig);
}

static void only_broken_frames_are_given_up_after_10_s(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.period_ms = 1000;
    rig.scene.count = 1;
    rig.scene.shots[0].extra_flags = V4L2_BUF_FLAG_ERROR;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    const uint64_t from_ms = rig.fake.now_ms;
    assert_int_equal(rig_take(&rig, 0), ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(rig.err.why, "only broken frames for 10 s (10; the last: flagged"));
    assert_int_equal(rig.fake.now_ms - from_ms, 10000);
    rig_close(&rig);
}

static void broken_frames_without_a_pause_are_given_up_too(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.dequeue_ms = 100; /* the next one is there before this one is looked at */
    rig.scene.count = 1;
    rig.scene.shots[0].extra_flags = V4L2_BUF_FLAG_ERROR;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    const uint64_t from_ms = rig.fake.now_ms;
    assert_int_equal(rig_take(&rig, 0), ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(rig.err.why, "only broken frames for 10 s"));
    assert_in_range(rig.fake.now_ms - from_ms, 10000, 10200);
    rig_close(&rig);
}

static void the_deadline_ends_the_wait_for_a_frame(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.hangs_from = 1;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    rig_release(&rig);
    const uint64_t deadline_ms = rig.fake.now_ms + 700;
    askcam_source_set_deadline(&rig.source, deadline_ms);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(rig.fake.now_ms, deadline_ms);
    rig_close(&rig);
}

/* There is always a frame to take, so nothing is ever waited for. */
static void the_deadline_ends_a_flood_of_broken_frames(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.scene.shots[0].extra_flags = V4L2_BUF_FLAG_ERROR;
    rig.scene.count = 1;
    rig.fake.dequeue_ms = 200;
    rig.options.deadline_ms = rig.fake.now_ms + 900;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_ERR_UNAVAILABLE);
    assert_true(rig.fake.now_ms < rig.options.deadline_ms + 300);
    rig_close(&rig);
}

static void a_camera_is_not_opened_after_the_deadline(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.options.deadline_ms = rig.fake.now_ms;
    assert_int_equal(rig_start(&rig), ASKCAM_ERR_UNAVAILABLE);
    rig_close(&rig);
}

static void slow_good_frames_between_broken_ones_are_waited_for(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.period_ms = 4000;
    rig.scene.shots[0].extra_flags = V4L2_BUF_FLAG_ERROR;
    rig.scene.shots[2].extra_flags = V4L2_BUF_FLAG_ERROR;
    rig.options.warmup = 1;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(number_of(&rig), 3);
    rig_close(&rig);
}

static const struct break_case {
    const char *name;
    int error;
    const char *why;
} breaks[] = {
    {"unplugged", ENODEV, "the camera was unplugged, or its driver is gone"},
    {"a stream that broke", EIO,
     "VIDIOC_DQBUF failed: the camera's stream broke (Input/output error, errno 5)"},
    {"poll says broken, the driver says nothing", EAGAIN,
     "poll failed: the camera's stream broke (Input/output error, errno 5)"},
};

static void a_break_between_frames_is_reported(void **state)
{
    const struct break_case *row = *state;
    struct rig rig;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.breaks_at = 3;
    rig.fake.break_errno = row->error;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
        rig_release(&rig);
    }
    assert_int_equal(rig_take(&rig, 0), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, row->why);
    rig_close(&rig);
}

static void a_break_while_a_frame_is_held_is_reported_by_the_next_take(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.breaks_at = 1;
    rig.fake.break_errno = ENODEV;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    fake_v4l2_pass(&rig.fake, 100);
    assert_int_equal(number_of(&rig), 0); /* what is held stays readable */
    rig_release(&rig);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(rig.err.why, "unplugged"));
    rig_close(&rig);
}

static void a_buffer_that_cannot_be_given_back_is_reported_by_the_next_take(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    rig.fake.fail_request = VIDIOC_QBUF;
    rig.fake.fail_errno = EINVAL;
    rig_release(&rig);
    rig.fake.fail_request = 0;
    assert_int_equal(rig_take(&rig, 0), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "VIDIOC_QBUF failed: Invalid argument (errno 22)");
    rig_close(&rig);
}

static const struct busy_case {
    const char *name;
    unsigned long request;
    int error;
    const char *why;
} refusals[] = {
    {"busy at S_FMT", VIDIOC_S_FMT, EBUSY, "the camera is busy"},
    {"busy at REQBUFS", VIDIOC_REQBUFS, EBUSY, "the camera is busy"},
    {"busy at STREAMON", VIDIOC_STREAMON, EBUSY, "the camera is busy"},
    {"no USB bandwidth", VIDIOC_STREAMON, ENOSPC, "the USB bus has no bandwidth left"},
    {"no pipeline", VIDIOC_STREAMON, ENOLINK, "media pipeline is not set up"},
    {"no buffers", VIDIOC_REQBUFS, ENOMEM, "VIDIOC_REQBUFS failed: Cannot allocate memory"},
    {"no queue", VIDIOC_QBUF, EINVAL, "VIDIOC_QBUF failed: Invalid argument"},
    {"no stream", VIDIOC_STREAMON, EIO, "VIDIOC_STREAMON failed: the camera's stream broke"},
    {"no camera any more", VIDIOC_QUERYBUF, ENODEV, "the camera was unplugged"},
    {"no V4L2 device", VIDIOC_QUERYCAP, EINVAL, "not a V4L2 device"},
};

static void a_refused_call_is_reported_in_words(void **state)
{
    const struct busy_case *row = *state;
    struct rig rig;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.fail_request = row->request;
    rig.fake.fail_errno = row->error;
    assert_int_equal(rig_start(&rig), ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(rig.err.why, row->why));
    assert_true(rig.err.hint[0] != '\0');
    rig_close(&rig);
}

static void a_failure_at_any_call_leaves_nothing_behind(void **state)
{
    static const int errors[] = {EINVAL, EBUSY, ENODEV, EIO, ENOMEM};
    bool reached_the_end = false;
    (void)state;

    for (unsigned nth = 1; !reached_the_end; nth++) {
        for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
            struct rig rig;
            rig_init(&rig, i % 2 == 0 ? SINGLE : MULTI, V4L2_PIX_FMT_NV12);
            rig.fake.fail_nth = nth;
            rig.fake.fail_errno = errors[i];
            enum askcam_status status = rig_start(&rig);
            for (int takes = 0; takes < 3 && status == ASKCAM_OK; takes++) {
                status = rig_take(&rig, 0);
                if (status == ASKCAM_OK) {
                    rig_release(&rig);
                }
            }
            assert_true(status == ASKCAM_OK || status == ASKCAM_ERR_SOURCE);
            assert_int_equal(rig.err.kind, status);
            reached_the_end = rig.fake.ioctls < nth;
            rig_close(&rig);
        }
        assert_true(nth < 200);
    }
}

static void closing_undoes_any_part(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    assert_int_equal(open_with(&rig, NULL), ASKCAM_OK);
    rig_close(&rig); /* opened, never started */
    rig_init(&rig, MULTI, V4L2_PIX_FMT_NV12M);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    rig_close(&rig); /* started, nothing taken */
    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    rig_close(&rig); /* a frame is held */
}

static void an_end_by_the_user_ends_the_wait(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.hangs_from = 1;
    rig.fake.interrupted_ms = rig.fake.now_ms + 1200;
    rig.options.warmup = 1;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_ERR_INTERRUPTED);
    assert_int_equal(rig.err.kind, ASKCAM_ERR_INTERRUPTED);
    assert_int_equal(rig.fake.now_ms, rig.fake.interrupted_ms);
    rig_close(&rig);
}

static void two_buffers_are_enough_and_one_is_not(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.buffers_given = 2;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    rig_close(&rig);
    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.buffers_given = 1;
    assert_int_equal(rig_start(&rig), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "the driver gave 1 buffers, 2 are needed");
    rig_close(&rig);
}

static void of_many_buffers_some_are_used(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_YUYV);
    rig.fake.buffers_given = FAKE_BUFFERS;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig.fake.mapped_count, 8);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    rig_close(&rig);
}

static void planes_of_the_multi_planar_api_are_read_in_place(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, MULTI, V4L2_PIX_FMT_NV12M);
    rig.fake.data_offset = 128;
    rig.fake.row_gap_bytes = 16;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    const struct fake_buffer *buffer = &rig.fake.buffers[0];
    assert_int_equal(rig.frame.raw.pixels, ASKCAM_PIXELS_NV12);
    assert_ptr_equal(rig.frame.raw.plane[0], buffer->plane[0].memory + 128);
    assert_ptr_equal(rig.frame.raw.plane[1], buffer->plane[1].memory + 128);
    assert_int_equal(rig.frame.raw.row_bytes[1], WIDTH + 16);
    assert_int_equal(number_of(&rig), 0);
    assert_int_equal(rig.frame.raw.plane[1][0], 128);
    rig_close(&rig);
}

static void a_short_last_plane_is_a_broken_frame(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, MULTI, V4L2_PIX_FMT_YUV420M);
    rig.scene.shots[0].short_by = 1;
    assert_int_equal(rig_start(&rig), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(number_of(&rig), 1);
    rig_close(&rig);
}

static void the_colour_range_is_the_drivers_word(void **state)
{
    static const struct {
        uint32_t caps, quantization;
        bool limited;
    } rows[] = {
        {SINGLE, V4L2_QUANTIZATION_DEFAULT, true},
        {SINGLE, V4L2_QUANTIZATION_FULL_RANGE, false},
        {MULTI, V4L2_QUANTIZATION_DEFAULT, true},
        {MULTI, V4L2_QUANTIZATION_FULL_RANGE, false},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig, rows[i].caps, V4L2_PIX_FMT_NV12);
        rig.fake.colorspace = V4L2_COLORSPACE_SRGB;
        rig.fake.quantization = rows[i].quantization;
        assert_int_equal(rig_start(&rig), ASKCAM_OK);
        assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
        assert_int_equal(rig.frame.raw.limited_range, rows[i].limited);
        rig_close(&rig);
    }
}

static void the_weights_of_luma_are_the_drivers_word(void **state)
{
    static const struct {
        uint32_t caps, colorspace, ycbcr_enc;
        enum askcam_matrix matrix;
    } rows[] = {
        {SINGLE, V4L2_COLORSPACE_REC709, V4L2_YCBCR_ENC_DEFAULT, ASKCAM_MATRIX_709},
        {SINGLE, V4L2_COLORSPACE_REC709, V4L2_YCBCR_ENC_601, ASKCAM_MATRIX_601},
        {MULTI, V4L2_COLORSPACE_SRGB, V4L2_YCBCR_ENC_DEFAULT, ASKCAM_MATRIX_601},
        {MULTI, V4L2_COLORSPACE_SRGB, V4L2_YCBCR_ENC_BT2020, ASKCAM_MATRIX_2020},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig, rows[i].caps, V4L2_PIX_FMT_NV12);
        rig.fake.colorspace = rows[i].colorspace;
        rig.fake.ycbcr_enc = rows[i].ycbcr_enc;
        assert_int_equal(rig_start(&rig), ASKCAM_OK);
        assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
        assert_int_equal(rig.frame.raw.matrix, rows[i].matrix);
        rig_close(&rig);
    }
}

/* Whatever a driver makes of its fields, the picture has the camera's proportions. */
static void fields_become_one_picture(void **state)
{
    static const struct {
        uint32_t field;
        bool interlaces, scales;
        enum askcam_row_order order;
        uint32_t rows_stored;
    } rows[] = {
        {V4L2_FIELD_INTERLACED, false, false, ASKCAM_ORDER_PLAIN, HEIGHT},
        {V4L2_FIELD_SEQ_TB, false, false, ASKCAM_ORDER_TOP_FIRST, HEIGHT},
        {V4L2_FIELD_SEQ_BT, false, false, ASKCAM_ORDER_BOTTOM_FIRST, HEIGHT},
        {V4L2_FIELD_SEQ_TB, true, false, ASKCAM_ORDER_PLAIN, HEIGHT},
        {V4L2_FIELD_ALTERNATE, true, false, ASKCAM_ORDER_PLAIN, HEIGHT},
        {V4L2_FIELD_ALTERNATE, false, false, ASKCAM_ORDER_ONE_FIELD, HEIGHT / 2},
        {V4L2_FIELD_ALTERNATE, false, true, ASKCAM_ORDER_ONE_FIELD, HEIGHT / 2},
        {V4L2_FIELD_BOTTOM, false, false, ASKCAM_ORDER_ONE_FIELD, HEIGHT / 2},
    };
    (void)state;

    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig, i % 2 == 0 ? SINGLE : MULTI, V4L2_PIX_FMT_NV12);
        rig.fake.field = rows[i / 2].field;
        rig.fake.interlaces = rows[i / 2].interlaces;
        rig.fake.scales_fields = rows[i / 2].scales;
        assert_int_equal(rig_start(&rig), ASKCAM_OK);
        assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
        assert_int_equal(rig.frame.raw.order, rows[i / 2].order);
        assert_int_equal(rig.frame.width_px, WIDTH);
        assert_int_equal(rig.frame.height_px, HEIGHT);
        assert_ptr_equal(rig.frame.raw.plane[1],
                         rig.frame.raw.plane[0] + (size_t)WIDTH * rows[i / 2].rows_stored);
        rig_close(&rig);
    }
}

/* A driver that refuses every further wish keeps what it gave first. */
static void a_refusal_of_interlaced_leaves_the_fields(void **state)
{
    struct rig rig;
    (void)state;

    for (unsigned nth = 1; nth < 60; nth++) {
        rig_init(&rig, SINGLE, V4L2_PIX_FMT_NV12);
        rig.fake.field = V4L2_FIELD_SEQ_TB;
        rig.fake.fail_nth = nth;
        rig.fake.fail_errno = EINVAL;
        if (rig_start(&rig) == ASKCAM_OK && rig_take(&rig, 0) == ASKCAM_OK) {
            assert_int_equal(rig.frame.raw.order, ASKCAM_ORDER_TOP_FIRST);
            assert_int_equal(rig.frame.height_px, HEIGHT);
        }
        rig_close(&rig);
    }
}

/* A converter that counts itself, and makes every pixel one more than the first byte. */
static int converters;

static void *make_converter(int fd)
{
    (void)fd;
    converters++;
    return &converters;
}

static void *make_none(int fd)
{
    (void)fd;
    return NULL;
}

static int convert(void *converter, const struct askcam_v4l2_layout *from, enum askcam_pixels to,
                   const struct askcam_v4l2_payload *payload, const struct askcam_v4l2_payload *out)
{
    union { /* the test's own memory, which the interface calls const */
        const uint8_t *read_only;
        uint8_t *plain;
    } at = {.read_only = out->at};

    assert_ptr_equal(converter, &converters);
    assert_int_equal(to, ASKCAM_PIXELS_RGB3);
    if (payload->bytes < (size_t)from->width_px * from->height_px) {
        return -1;
    }
    memset(at.plain, payload->at[0] + 1, out->bytes);
    return (int)out->bytes;
}

static void free_converter(void *converter)
{
    assert_ptr_equal(converter, &converters);
    converters--;
}

static const struct askcam_v4l2_convert_ops FAKE_CONVERT = {
    .create = make_converter, .convert = convert, .destroy = free_converter};
static const struct askcam_v4l2_convert_ops NO_CONVERT = {
    .create = make_none, .convert = convert, .destroy = free_converter};

static void a_foreign_format_is_converted(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_SBGGR8);
    rig.scene.shots[0].short_by = 1;
    assert_int_equal(open_with(&rig, &FAKE_CONVERT), ASKCAM_OK);
    assert_int_equal(rig.source.ops->start(rig.source.ctx, &rig.err), ASKCAM_OK);
    assert_int_equal(rig_take(&rig, 0), ASKCAM_OK);
    assert_int_equal(rig.frame.raw.pixels, ASKCAM_PIXELS_RGB3);
    assert_int_equal(rig.frame.raw.row_bytes[0], 3 * WIDTH);
    assert_int_equal(rig.frame.raw.plane_bytes[0], 3 * WIDTH * HEIGHT);
    assert_int_equal(rig.frame.raw.plane[0][3 * WIDTH * HEIGHT - 1], 40 + 1 + 1);
    assert_true(fake_v4l2_logged(&rig.fake, "frame 0 dropped: libv4lconvert cannot read it"));
    rig_close(&rig);
    assert_int_equal(converters, 0);
}

static void a_foreign_format_that_cannot_be_converted_is_refused(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig, SINGLE, V4L2_PIX_FMT_SBGGR8);
    assert_int_equal(open_with(&rig, &NO_CONVERT), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "libv4lconvert is missing or does not support this camera");
    rig_close(&rig);
    rig_init(&rig, SINGLE, V4L2_PIX_FMT_SBGGR8);
    rig.fake.nodes[0].modes[0].width_px = 8000;
    rig.fake.nodes[0].modes[0].height_px = 6000;
    assert_int_equal(open_with(&rig, &FAKE_CONVERT), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "the picture is too large to be converted");
    rig_close(&rig);
    assert_int_equal(converters, 0);
}

static const struct path_case {
    const char *name;
    const char *path; /* after the folder */
    uint32_t caps;
    int open_errno;
    const char *why, *hint;
} paths[] = {
    {"another number", "video7", SINGLE, 0, "no such device", "use one of: "},
    {"no camera at all", "video7", V4L2_CAP_META_CAPTURE, 0, "no such device",
     "plug in a camera; none is connected"},
    {"a metadata node", "video0", V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING, 0,
     "not a camera: the device streams no pictures", "cameras here: none"},
    {"not allowed", "video0", SINGLE, EACCES, "no permission to open the camera", ""},
    {"busy at once", "video0", SINGLE, EBUSY, "the camera is busy", "end the other program"},
    {"gone", "video0", SINGLE, ENXIO, "the camera was unplugged, or its driver is gone",
     "plug the camera in again"},
};

static void a_device_that_cannot_be_opened_is_reported(void **state)
{
    const struct path_case *row = *state;
    struct rig rig;
    char path[FAKE_DIR_BYTES + 32];

    rig_init(&rig, row->caps, V4L2_PIX_FMT_YUYV);
    rig.fake.nodes[0].open_errno = row->open_errno;
    const struct askcam_v4l2_ports ports = {.host = &rig.fake.host, .io = &rig.fake.io};
    (void)snprintf(path, sizeof path, "%s/%s", rig.fake.dev_dir, row->path);
    assert_int_equal(askcam_v4l2_camera_open(&rig.source, &ports, path, &rig.options, &rig.err),
                     ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.what, path);
    assert_non_null(strstr(rig.err.why, row->why));
    assert_non_null(strstr(rig.err.hint, row->hint));
    rig_close(&rig);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_warm_up_the_first_frame_is_taken),
        cmocka_unit_test(only_the_frame_that_is_held_is_kept_from_the_driver),
        cmocka_unit_test(frames_come_in_order_and_each_once),
        cmocka_unit_test(the_automatic_warm_up_waits_for_steady_light),
        cmocka_unit_test(light_that_never_settles_ends_the_warm_up_after_30_frames),
        cmocka_unit_test(frames_from_before_the_question_are_dropped),
        cmocka_unit_test(stale_frames_count_for_the_warm_up),
        cmocka_unit_test(a_warm_up_that_ends_with_a_stale_frame_does_not_make_it_fresh),
        cmocka_unit_test(a_later_take_drops_what_came_meanwhile),
        cmocka_unit_test(a_frame_of_a_later_time_is_waited_for),
        cmocka_unit_test(without_a_clock_of_the_driver_frames_are_fresh_too),
        cmocka_unit_test(a_clock_of_another_kind_does_not_make_old_frames_fresh),
        cmocka_unit_test(damaged_frames_are_never_given_out),
        cmocka_unit_test(a_jpeg_with_a_gap_in_its_data_is_passed_over),
        cmocka_unit_test(broken_frames_do_not_count_for_the_warm_up),
        cmocka_unit_test(a_jpeg_is_walked_and_ends_with_its_end_marker),
        cmocka_unit_test(a_steady_mjpeg_camera_gives_its_third_frame),
        cmocka_unit_test(a_camera_that_hangs_is_given_up_after_5_s),
        cmocka_unit_test(a_driver_that_says_ready_for_nothing_is_given_up_too),
        cmocka_unit_test(only_broken_frames_are_given_up_after_10_s),
        cmocka_unit_test(broken_frames_without_a_pause_are_given_up_too),
        cmocka_unit_test(the_deadline_ends_the_wait_for_a_frame),
        cmocka_unit_test(the_deadline_ends_a_flood_of_broken_frames),
        cmocka_unit_test(a_camera_is_not_opened_after_the_deadline),
        cmocka_unit_test(slow_good_frames_between_broken_ones_are_waited_for),
        cmocka_unit_test(a_break_while_a_frame_is_held_is_reported_by_the_next_take),
        cmocka_unit_test(a_buffer_that_cannot_be_given_back_is_reported_by_the_next_take),
        cmocka_unit_test(a_failure_at_any_call_leaves_nothing_behind),
        cmocka_unit_test(closing_undoes_any_part),
        cmocka_unit_test(an_end_by_the_user_ends_the_wait),
        cmocka_unit_test(two_buffers_are_enough_and_one_is_not),
        cmocka_unit_test(of_many_buffers_some_are_used),
        cmocka_unit_test(planes_of_the_multi_planar_api_are_read_in_place),
        cmocka_unit_test(a_short_last_plane_is_a_broken_frame),
        cmocka_unit_test(the_colour_range_is_the_drivers_word),
        cmocka_unit_test(the_weights_of_luma_are_the_drivers_word),
        cmocka_unit_test(fields_become_one_picture),
        cmocka_unit_test(a_refusal_of_interlaced_leaves_the_fields),
        cmocka_unit_test(a_foreign_format_is_converted),
        cmocka_unit_test(a_foreign_format_that_cannot_be_converted_is_refused),
    };
    struct CMUnitTest rows[sizeof breaks / sizeof breaks[0] + sizeof refusals / sizeof refusals[0] +
                           sizeof paths / sizeof paths[0]];
    size_t count = 0;

    ADD_ROWS(breaks, a_break_between_frames_is_reported)
    ADD_ROWS(refusals, a_refused_call_is_reported_in_words)
    ADD_ROWS(paths, a_device_that_cannot_be_opened_is_reported)
    const int failed = cmocka_run_group_tests_name("v4l2_camera", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("v4l2_camera faults", rows, NULL, NULL);
}
