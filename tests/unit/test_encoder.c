/* SPDX-License-Identifier: MIT */
/* test_encoder.c - raw frames through a fake memory-to-memory JPEG encoder, and around it. */
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

#include "fake_m2m.h"
#include "fake_v4l2.h"
#include "sample_jpeg.h"
#include "v4l2_camera.h"

#define SINGLE (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING)

enum { WIDTH = 64, HEIGHT = 48, LEVEL = 100 };

struct rig {
    struct fake_v4l2 cameras;
    struct fake_m2m m2m;
    struct sample jpeg;
    struct askcam_source_options options;
    struct askcam_source source;
    struct askcam_error err;
    struct askcam_frame frame;
    uint8_t level; /* what the camera shows, if a test says so */
};

static struct rig rig; /* the fake's buffers are too large for the stack */

static void rig_init(uint32_t fourcc)
{
    const struct sample_spec spec = {.width_px = WIDTH, .height_px = HEIGHT};

    memset(&rig, 0, sizeof rig);
    fake_v4l2_init(&rig.cameras);
    struct fake_node *node = fake_v4l2_node(&rig.cameras, 0, SINGLE);
    node->modes[0] = (struct fake_mode){.fourcc = fourcc, .width_px = WIDTH, .height_px = HEIGHT};
    rig.cameras.quantization = V4L2_QUANTIZATION_FULL_RANGE;
    fake_m2m_init(&rig.m2m, &rig.cameras);
    rig.jpeg = sample_jpeg(&spec);
    rig.m2m.jpeg = rig.jpeg.bytes;
    rig.m2m.jpeg_bytes = rig.jpeg.bytes_len;
    rig.options.encoder = "auto";
}

static enum askcam_status rig_start(void)
{
    const struct askcam_v4l2_ports ports = {.host = &rig.m2m.host, .io = &rig.m2m.io};

    const enum askcam_status status =
        askcam_v4l2_camera_open(&rig.source, &ports, NULL, &rig.options, &rig.err);
    return status == ASKCAM_OK ? rig.source.ops->start(rig.source.ctx, &rig.err) : status;
}

static enum askcam_status rig_take(void)
{
    return rig.source.ops->take(rig.source.ctx, 0, &rig.frame, &rig.err);
}

static void rig_release(void)
{
    rig.source.ops->release(rig.source.ctx, &rig.frame);
}

static void rig_close(void)
{
    if (rig.source.ops != NULL) {
        rig.source.ops->close(rig.source.ctx);
    }
    fake_m2m_check(&rig.m2m);
    fake_v4l2_check_and_free(&rig.cameras);
    free(rig.jpeg.bytes);
}

/* Whether the frame is the encoder's JPEG. */
static bool is_encoded(void)
{
    return rig.frame.is_jpeg && rig.frame.jpeg.size_bytes == rig.jpeg.bytes_len;
}

static void raw_frames_become_jpeg(void **state)
{
    (void)state;
    rig_init(V4L2_PIX_FMT_YUYV);
    rig.options.quality = 77;
    rig.m2m.encode_ms = 10;
    assert_int_equal(rig_start(), ASKCAM_OK);
    for (unsigned i = 1; i <= 10; i++) { /* more than there are buffers */
        assert_int_equal(rig_take(), ASKCAM_OK);
        assert_true(is_encoded());
        assert_int_equal(rig.frame.width_px, WIDTH);
        assert_true(rig.frame.taken_ms > 0);
        assert_int_equal(rig.m2m.encoded, i);
        rig_release();
    }
    assert_int_equal(rig.m2m.quality, 77);
    assert_int_equal(rig.m2m.used_bytes, WIDTH * HEIGHT * 2);
    assert_true(fake_v4l2_logged(&rig.cameras, "Fake encoder encodes JPEG"));
    rig_close();
}

static void the_pixels_lie_as_the_encoder_wants_them(void **state)
{
    (void)state;
    rig_init(V4L2_PIX_FMT_YUYV);
    rig.cameras.row_gap_bytes = 6;
    rig.m2m.row_gap_bytes = 32;
    assert_int_equal(rig_start(), ASKCAM_OK);
    assert_int_equal(rig_take(), ASKCAM_OK);
    for (unsigned y = 0; y < HEIGHT; y++) {
        for (unsigned x = 0; x < WIDTH; x++) {
            assert_int_equal(rig.m2m.fed[y * (2 * WIDTH + 32) + 2 * x], LEVEL);
            assert_int_equal(rig.m2m.fed[y * (2 * WIDTH + 32) + 2 * x + 1], 128);
        }
    }
    rig_close();
}

static void planes_lie_as_the_encoder_wants_them(void **state)
{
    (void)state;
    rig_init(V4L2_PIX_FMT_NV12);
    rig.m2m.raw_fourcc = V4L2_PIX_FMT_NV12;
    rig.m2m.align_px = 32; /* 48 lines become 64, and chroma begins behind them */
    assert_int_equal(rig_start(), ASKCAM_OK);
    assert_int_equal(rig_take(), ASKCAM_OK);
    assert_true(is_encoded());
    assert_int_equal(rig.m2m.crop_width, WIDTH);
    assert_int_equal(rig.m2m.crop_height, HEIGHT);
    assert_int_equal(rig.m2m.fed[0], LEVEL);
    assert_int_equal(rig.m2m.fed[WIDTH * HEIGHT - 1], LEVEL);
    assert_int_equal(rig.m2m.fed[WIDTH * 64], 128);
    assert_int_equal(rig.m2m.fed[WIDTH * 64 + WIDTH * HEIGHT / 2 - 1], 128);
    rig_close();
}

struct level {
    uint8_t limited, full;
};

static void show_level(void *ctx, uint32_t sequence, struct fake_shot *shot)
{
    (void)sequence;
    shot->level = *(const uint8_t *)ctx;
}

static void a_limited_range_becomes_the_full_one(void **state)
{
    static const struct level rows[] = {{16, 0}, {235, 255}, {100, 98}, {0, 0}, {255, 255}};
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rig_init(V4L2_PIX_FMT_YUYV);
        rig.cameras.quantization = V4L2_QUANTIZATION_LIM_RANGE;
        rig.cameras.shoot = show_level;
        rig.cameras.shoot_ctx = &rig.level;
        rig.level = rows[i].limited;
        assert_int_equal(rig_start(), ASKCAM_OK);
        assert_int_equal(rig_take(), ASKCAM_OK);
        assert_int_equal(rig.m2m.fed[0], rows[i].full);
        assert_int_equal(rig.m2m.fed[1], 128);
        rig_close();
    }
}

static void fields_reach_the_encoder_interleaved(void **state)
{
    (void)state;
    rig_init(V4L2_PIX_FMT_YUYV);
    rig.cameras.field = V4L2_FIELD_ALTERNATE;
    assert_int_equal(rig_start(), ASKCAM_OK);
    assert_int_equal(rig_take(), ASKCAM_OK);
    assert_true(is_encoded());
    assert_int_equal(rig.frame.height_px, HEIGHT);
    assert_int_equal(rig.m2m.fed[2 * WIDTH * (HEIGHT - 1)], LEVEL);
    rig_close();
}

static void other_weights_are_left_to_software(void **state)
{
    (void)state;
    rig_init(V4L2_PIX_FMT_YUYV);
    rig.cameras.ycbcr_enc = V4L2_YCBCR_ENC_709;
    assert_int_equal(rig_start(), ASKCAM_OK);
    assert_int_equal(rig_take(), ASKCAM_OK);
    assert_false(rig.frame.is_jpeg);
    assert_int_equal(rig.frame.raw.matrix, ASKCAM_MATRIX_709);
    assert_true(fake_v4l2_logged(&rig.cameras, "its colours must be converted"));
    rig_close();
}

static void a_multi_planar_encoder_works(void **state)
{
    (void)state;
    rig_init(V4L2_PIX_FMT_YUYV);
    rig.m2m.caps = V4L2_CAP_VIDEO_M2M_MPLANE | V4L2_CAP_STREAMING;
    assert_int_equal(rig_start(), ASKCAM_OK);
    assert_int_equal(rig_take(), ASKCAM_OK);
    assert_true(is_encoded());
    assert_int_equal(rig.m2m.used_bytes, WIDTH * HEIGHT * 2);
    rig_close();
}

static void an_encoder_of_fixed_quality_works(void **state)
{
    (void)state;
    rig_init(V4L2_PIX_FMT_YUYV);
    rig.m2m.lacks_quality = true;
    assert_int_equal(rig_start(), ASKCAM_OK);
    assert_int_equal(rig_take(), ASKCAM_OK);
    assert_true(is_encoded());
    rig_close();
}

static void a_named_encoder_is_used(void **state)
{
    (void)state;
    rig_init(V4L2_PIX_FMT_YUYV);
    rig.options.encoder = rig.m2m.path;
    assert_int_equal(rig_start(), ASKCAM_OK);
    assert_int_equal(rig_take(), ASKCAM_OK);
    assert_true(is_encoded());
    rig_close();
}

/* Frames stay raw: not asked for, or nothing fits. */
static void without_an_encoder_frames_stay_raw(void **state)
{
    static const struct {
        const char *encoder;
        uint32_t camera, coded, raw, caps;
        const char *note;
    } rows[] = {
        {NULL, V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_JPEG, V4L2_PIX_FMT_YUYV, V4L2_CAP_VIDEO_M2M, ""},
        {"auto", V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_H264, V4L2_PIX_FMT_YUYV, V4L2_CAP_VIDEO_M2M,
         "2 no JPEG encoder found"},
        {"auto", V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_JPEG, V4L2_PIX_FMT_NV12, V4L2_CAP_VIDEO_M2M,
         "does not take the camera's format"},
        {"auto", V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_JPEG, V4L2_PIX_FMT_YUYV, V4L2_CAP_VIDEO_OUTPUT,
         "2 no JPEG encoder found"},
        {"/dev/none", V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_JPEG, V4L2_PIX_FMT_YUYV, V4L2_CAP_VIDEO_M2M,
         "0 /dev/none: no encoder for this camera: no such device"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rig_init(rows[i].camera);
        rig.options.encoder = rows[i].encoder;
        rig.m2m.coded_fourcc = rows[i].coded;
        rig.m2m.raw_fourcc = rows[i].raw;
        rig.m2m.caps = rows[i].caps | V4L2_CAP_STREAMING;
        assert_int_equal(rig_start(), ASKCAM_OK);
        assert_int_equal(rig_take(), ASKCAM_OK);
        assert_false(rig.frame.is_jpeg);
        assert_int_equal(rig.frame.raw.plane[0][0], LEVEL);
        assert_true(rows[i].note[0] == '\0' || fake_v4l2_logged(&rig.cameras, rows[i].note));
        rig_close();
    }
}

static void an_encoder_that_fails_mid_way_gives_way_to_software(void **state)
{
    static const enum fake_m2m_fault faults[] = {FAKE_M2M_FLAGS, FAKE_M2M_HANGS, FAKE_M2M_REFUSES,
                                                 FAKE_M2M_RUBBISH, FAKE_M2M_TRUNCATES};
    (void)state;

    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        rig_init(V4L2_PIX_FMT_YUYV);
        rig.m2m.fault = faults[i];
        rig.m2m.fault_at = 2;
        assert_int_equal(rig_start(), ASKCAM_OK);
        for (unsigned n = 0; n < 5; n++) {
            assert_int_equal(rig_take(), ASKCAM_OK);
            assert_int_equal(is_encoded(), n < 2);
            if (n >= 2) {
                assert_false(rig.frame.is_jpeg);
                assert_int_equal(rig.frame.raw.plane[0][0], LEVEL);
            }
            rig_release();
        }
        assert_true(fake_v4l2_logged(&rig.cameras, "using software from now on"));
        assert_int_equal(rig.m2m.open_count, 0);
        rig_close();
    }
}

static void a_picture_of_another_size_is_not_believed(void **state)
{
    const struct sample_spec spec = {.width_px = 32, .height_px = 32};
    (void)state;

    rig_init(V4L2_PIX_FMT_YUYV);
    struct sample other = sample_jpeg(&spec);
    rig.m2m.jpeg = other.bytes;
    rig.m2m.jpeg_bytes = other.bytes_len;
    assert_int_equal(rig_start(), ASKCAM_OK);
    assert_int_equal(rig_take(), ASKCAM_OK);
    assert_false(rig.frame.is_jpeg);
    rig_close();
    free(other.bytes);
}

static void an_interrupt_ends_the_wait_for_the_encoder(void **state)
{
    (void)state;
    rig_init(V4L2_PIX_FMT_YUYV);
    rig.m2m.fault = FAKE_M2M_HANGS;
    assert_int_equal(rig_start(), ASKCAM_OK);
    rig.cameras.interrupted_ms = rig.cameras.now_ms + 500;
    assert_int_equal(rig_take(), ASKCAM_ERR_INTERRUPTED);
    rig_close();
}

/* Whichever of its calls fails, the frame comes, as JPEG or raw. */
static void every_call_of_the_encoder_may_fail(void **state)
{
    unsigned raw = 0;
    (void)state;

    for (unsigned n = 1; n < 60; n++) {
        rig_init(V4L2_PIX_FMT_YUYV);
        rig.m2m.fail_nth = n;
        assert_int_equal(rig_start(), ASKCAM_OK);
        assert_int_equal(rig_take(), ASKCAM_OK);
        assert_true(is_encoded() || rig.frame.raw.plane[0][0] == LEVEL);
        raw += rig.frame.is_jpeg ? 0 : 1;
        rig_release();
        assert_int_equal(rig_take(), ASKCAM_OK);
        rig_close();
    }
    assert_true(raw > 15);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_frames_become_jpeg),
        cmocka_unit_test(the_pixels_lie_as_the_encoder_wants_them),
        cmocka_unit_test(planes_lie_as_the_encoder_wants_them),
        cmocka_unit_test(a_limited_range_becomes_the_full_one),
        cmocka_unit_test(fields_reach_the_encoder_interleaved),
        cmocka_unit_test(other_weights_are_left_to_software),
        cmocka_unit_test(a_multi_planar_encoder_works),
        cmocka_unit_test(an_encoder_of_fixed_quality_works),
        cmocka_unit_test(a_named_encoder_is_used),
        cmocka_unit_test(without_an_encoder_frames_stay_raw),
        cmocka_unit_test(an_encoder_that_fails_mid_way_gives_way_to_software),
        cmocka_unit_test(a_picture_of_another_size_is_not_believed),
        cmocka_unit_test(an_interrupt_ends_the_wait_for_the_encoder),
        cmocka_unit_test(every_call_of_the_encoder_may_fail),
    };
    return cmocka_run_group_tests_name("encoder", tests, NULL, NULL);
}
