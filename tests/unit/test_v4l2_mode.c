/* SPDX-License-Identifier: MIT */
/* test_v4l2_mode.c - which device, format, size and rate is chosen, over a fake driver. */
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
#include "v4l2_mode.h"
#include "v4l2_open.h"

#define SINGLE (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING)
#define SIZE(code, width, height)                                                                  \
    {                                                                                              \
        .fourcc = V4L2_PIX_FMT_##code, .width_px = (width), .height_px = (height)                  \
    }
#define MULTI (V4L2_CAP_VIDEO_CAPTURE_MPLANE | V4L2_CAP_STREAMING)

static struct mode_case {
    const char *name;
    uint32_t caps;
    bool hides_sizes;
    struct fake_mode modes[8];
    struct askcam_source_options options;
    uint32_t fourcc;
    uint32_t width, height;
    uint32_t rate_num, rate_den;
    const char *log; /* must hold this; NULL: no warning */
} cases[] = {
    {.name = "MJPG before raw, wherever it is listed",
     .modes = {{V4L2_PIX_FMT_YUYV, 1280, 720, .rates_hz = {10}},
               {V4L2_PIX_FMT_NV12, 1280, 720, .rates_hz = {10}},
               {V4L2_PIX_FMT_MJPEG, 1280, 720, .rates_hz = {60, 30, 15}}},
     .fourcc = V4L2_PIX_FMT_MJPEG,
     .width = 1280,
     .height = 720,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "the largest up to 1280x720",
     .modes = {{V4L2_PIX_FMT_MJPEG, 640, 480, .rates_hz = {30}},
               {V4L2_PIX_FMT_MJPEG, 1920, 1080, .rates_hz = {30}},
               {V4L2_PIX_FMT_MJPEG, 1024, 576, .rates_hz = {25}},
               {V4L2_PIX_FMT_MJPEG, 320, 240, .rates_hz = {30}}},
     .fourcc = V4L2_PIX_FMT_MJPEG,
     .width = 1024,
     .height = 576,
     .rate_num = 1,
     .rate_den = 25},
    {.name = "the smallest, if all are larger",
     .modes = {{V4L2_PIX_FMT_MJPEG, 2592, 1944, .rates_hz = {5}},
               {V4L2_PIX_FMT_MJPEG, 1920, 1080, .rates_hz = {60}}},
     .fourcc = V4L2_PIX_FMT_MJPEG,
     .width = 1920,
     .height = 1080,
     .rate_num = 1,
     .rate_den = 60},
    {.name = "800 high is too high for the default",
     .modes = {{V4L2_PIX_FMT_MJPEG, 1280, 800, .rates_hz = {30}},
               {V4L2_PIX_FMT_MJPEG, 640, 360, .rates_hz = {30}}},
     .fourcc = V4L2_PIX_FMT_MJPEG,
     .width = 640,
     .height = 360,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "4:2:0 before 4:2:2 before grey before RGB",
     .modes = {SIZE(RGB24, 640, 480), SIZE(GREY, 640, 480), SIZE(YUYV, 640, 480),
               SIZE(YUV420, 640, 480)},
     .fourcc = V4L2_PIX_FMT_YUV420,
     .width = 640,
     .height = 480,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "grey before RGB",
     .modes = {SIZE(RGB24, 640, 480), SIZE(GREY, 640, 480)},
     .fourcc = V4L2_PIX_FMT_GREY,
     .width = 640,
     .height = 480,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "what must be converted only if there is nothing else",
     .modes = {SIZE(SBGGR8, 1280, 720), SIZE(RGB24, 320, 240)},
     .fourcc = V4L2_PIX_FMT_RGB24,
     .width = 320,
     .height = 240,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "but then it is taken",
     .modes = {SIZE(H264, 1280, 720), SIZE(SBGGR8, 640, 480)},
     .fourcc = V4L2_PIX_FMT_SBGGR8,
     .width = 640,
     .height = 480,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "a named size is taken from the format that has it",
     .modes = {SIZE(MJPEG, 640, 480), SIZE(YUYV, 1600, 1200)},
     .options = {.width_px = 1600, .height_px = 1200},
     .fourcc = V4L2_PIX_FMT_YUYV,
     .width = 1600,
     .height = 1200,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "a size that it lacks gives its nearest, with a warning",
     .modes = {SIZE(MJPEG, 640, 480), SIZE(MJPEG, 1920, 1080)},
     .options = {.width_px = 800, .height_px = 600},
     .fourcc = V4L2_PIX_FMT_MJPEG,
     .width = 640,
     .height = 480,
     .rate_num = 1,
     .rate_den = 30,
     .log = "has no 800x600; using the nearest, 640x480"},
    {.name = "of two as near the larger",
     .modes = {SIZE(MJPEG, 600, 400), SIZE(MJPEG, 800, 400)},
     .options = {.width_px = 700, .height_px = 400},
     .fourcc = V4L2_PIX_FMT_MJPEG,
     .width = 800,
     .height = 400,
     .rate_num = 1,
     .rate_den = 30,
     .log = "using the nearest, 800x400"},
    {.name = "a named format is kept though another is cheaper",
     .modes = {SIZE(MJPEG, 1280, 720), SIZE(YUYV, 640, 480)},
     .options = {.format = "YUYV"},
     .fourcc = V4L2_PIX_FMT_YUYV,
     .width = 640,
     .height = 480,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "in lower case too",
     .modes = {SIZE(MJPEG, 1280, 720), SIZE(YUYV, 640, 480)},
     .options = {.format = "yuyv"},
     .fourcc = V4L2_PIX_FMT_YUYV,
     .width = 640,
     .height = 480,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "auto is not the name of a format",
     .modes = {SIZE(MJPEG, 1280, 720), SIZE(YUYV, 640, 480)},
     .options = {.format = "auto"},
     .fourcc = V4L2_PIX_FMT_MJPEG,
     .width = 1280,
     .height = 720,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "steps: down to a step within the default",
     .modes = {{V4L2_PIX_FMT_YUYV, 32, 32, 2592, 1944, 48, {30}, false}},
     .fourcc = V4L2_PIX_FMT_YUYV,
     .width = 1280,
     .height = 704,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "steps: the nearest step to a named size",
     .modes = {{V4L2_PIX_FMT_YUYV, 32, 32, 2592, 1944, 16, {30}, false}},
     .options = {.width_px = 637, .height_px = 473},
     .fourcc = V4L2_PIX_FMT_YUYV,
     .width = 640,
     .height = 480,
     .rate_num = 1,
     .rate_den = 30,
     .log = "has no 637x473"},
    {.name = "continuous: any size",
     .modes = {{V4L2_PIX_FMT_YUYV, 2, 2, 4056, 3040, 1, {30}, false}},
     .options = {.width_px = 1014, .height_px = 760},
     .fourcc = V4L2_PIX_FMT_YUYV,
     .width = 1014,
     .height = 760,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "continuous: no more than there is",
     .modes = {{V4L2_PIX_FMT_YUYV, 2, 2, 640, 480, 1, {30}, false}},
     .options = {.width_px = 4000, .height_px = 3000},
     .fourcc = V4L2_PIX_FMT_YUYV,
     .width = 640,
     .height = 480,
     .rate_num = 1,
     .rate_den = 30,
     .log = "using the nearest, 640x480"},
    {.name = "of a span of rates 30 is taken",
     .modes = {{V4L2_PIX_FMT_YUYV, 640, 480, 0, 0, 0, {5, 90}, true}},
     .fourcc = V4L2_PIX_FMT_YUYV,
     .width = 640,
     .height = 480,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "or its fastest, if that is slower",
     .modes = {{V4L2_PIX_FMT_YUYV, 640, 480, 0, 0, 0, {5, 20}, true}},
     .fourcc = V4L2_PIX_FMT_YUYV,
     .width = 640,
     .height = 480,
     .rate_num = 1,
     .rate_den = 20},
    {.name = "or its slowest, if all are faster",
     .modes = {{V4L2_PIX_FMT_YUYV, 640, 480, 0, 0, 0, {50, 90}, true}},
     .fourcc = V4L2_PIX_FMT_YUYV,
     .width = 640,
     .height = 480,
     .rate_num = 1,
     .rate_den = 50},
    {.name = "a driver that lists no sizes is asked",
     .hides_sizes = true,
     .modes = {SIZE(YUYV, 720, 576)},
     .fourcc = V4L2_PIX_FMT_YUYV,
     .width = 720,
     .height = 576,
     .rate_num = 1,
     .rate_den = 30},
    {.name = "the multi-planar API",
     .caps = MULTI,
     .modes = {SIZE(YUYV, 1280, 720), SIZE(NV12M, 1280, 720)},
     .fourcc = V4L2_PIX_FMT_NV12M,
     .width = 1280,
     .height = 720,
     .rate_num = 1,
     .rate_den = 30},
};

static void check_mode(struct fake_v4l2 *fake, const struct mode_case *row)
{
    struct askcam_v4l2_device device;
    struct askcam_v4l2_layout layout;
    struct askcam_error err = {.kind = ASKCAM_OK};

    assert_int_equal(askcam_v4l2_open_camera(&device, &fake->io, &fake->host, NULL, &err),
                     ASKCAM_OK);
    assert_int_equal(askcam_v4l2_set_mode(&device, &row->options, &layout, &err), ASKCAM_OK);
    assert_int_equal(layout.fourcc, row->fourcc);
    assert_int_equal(fake->fourcc, row->fourcc);
    assert_int_equal(layout.width_px, row->width);
    assert_int_equal(layout.height_px, row->height);
    assert_int_equal(fake->rate_num, row->rate_num);
    assert_int_equal(fake->rate_den, row->rate_den);
    assert_int_equal(fake_v4l2_logged(fake, row->log != NULL ? row->log : "has no"),
                     row->log != NULL);
    askcam_v4l2_device_close(&device);
}

static void the_mode_is_the_best_one(void **state)
{
    const struct mode_case *row = *state;
    struct fake_v4l2 fake;

    fake_v4l2_init(&fake);
    struct fake_node *node = fake_v4l2_node(&fake, 0, row->caps != 0 ? row->caps : SINGLE);
    node->hides_sizes = row->hides_sizes;
    memcpy(node->modes, row->modes, sizeof row->modes);
    check_mode(&fake, row);
    fake_v4l2_check_and_free(&fake);
}

static struct refusal_case {
    const char *name;
    struct fake_mode modes[4];
    struct askcam_source_options options;
    uint32_t changed_fourcc;
    enum askcam_status status;
    const char *why, *hint;
} refusals[] = {
    {"a format that it lacks: which it has",
     {SIZE(MJPEG, 640, 480), SIZE(YUYV, 640, 480)},
     {.format = "NV12"},
     0,
     ASKCAM_ERR_SOURCE,
     "the camera has no format NV12",
     "it has: MJPG YUYV"},
    {"no format at all",
     {{0}},
     {.format = ""},
     0,
     ASKCAM_ERR_SOURCE,
     "the camera has no format that askcam can read",
     "it has: none"},
    {"only unreadable formats",
     {SIZE(H264, 640, 480)},
     {.format = ""},
     0,
     ASKCAM_ERR_SOURCE,
     "the camera has no format that askcam can read",
     "it has: H264"},
    {"that one by name",
     {SIZE(H264, 640, 480)},
     {.format = "H264"},
     0,
     ASKCAM_ERR_SOURCE,
     "askcam cannot read the format H264",
     "use --format auto"},
    {"a code that is not known",
     {SIZE(MJPEG, 640, 480)},
     {.format = "\n"},
     0,
     ASKCAM_ERR_USAGE,
     "not a four-character code",
     "use one such as MJPG or YUYV"},
    {"a driver that gives another format than it says",
     {SIZE(MJPEG, 640, 480)},
     {.format = ""},
     V4L2_PIX_FMT_YUYV,
     ASKCAM_ERR_SOURCE,
     "the driver offers MJPG but gives YUYV",
     "use another --format or --size"},
    {"a picture of no size",
     {SIZE(YUYV, 0, 0)},
     {.format = ""},
     0,
     ASKCAM_ERR_SOURCE,
     "the driver reports a size of 0x0",
     "use another --format or --size"},
    {"a picture larger than a JPEG can be",
     {SIZE(YUYV, 70000, 16)},
     {.format = ""},
     0,
     ASKCAM_ERR_SOURCE,
     "the driver reports a size of 70000x16",
     "use another --format or --size"},
};

static void a_mode_that_cannot_be_had_is_refused(void **state)
{
    const struct refusal_case *row = *state;
    struct fake_v4l2 fake;
    struct askcam_v4l2_device device;
    struct askcam_v4l2_layout layout;
    struct askcam_error err = {.kind = ASKCAM_OK};

    fake_v4l2_init(&fake);
    struct fake_node *node = fake_v4l2_node(&fake, 0, SINGLE);
    memcpy(node->modes, row->modes, sizeof row->modes);
    fake.changed_fourcc = row->changed_fourcc;
    assert_int_equal(askcam_v4l2_open_camera(&device, &fake.io, &fake.host, NULL, &err), ASKCAM_OK);
    assert_int_equal(askcam_v4l2_set_mode(&device, &row->options, &layout, &err), row->status);
    assert_string_equal(err.why, row->why);
    assert_string_equal(err.hint, row->hint);
    askcam_v4l2_device_close(&device);
    fake_v4l2_check_and_free(&fake);
}

/* The nodes of a case, and which one is the first camera. */
static struct device_case {
    const char *name;
    struct {
        unsigned number;
        uint32_t caps;
        const char *driver;
        int open_errno;
    } nodes[FAKE_NODES];
    int found; /* number, or -1 */
    const char *why;
} devices[] = {
    {"the lowest number, however they are listed",
     {{10, SINGLE, "uvcvideo", 0}, {9, SINGLE, "uvcvideo", 0}},
     9,
     NULL},
    {"not the metadata node of a UVC camera",
     {{0, V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING, "uvcvideo", 0}, {1, SINGLE, "uvcvideo", 0}},
     1,
     NULL},
    {"not a codec",
     {{0, MULTI | V4L2_CAP_VIDEO_M2M_MPLANE, "codec", 0}, {1, MULTI, "sensor", 0}},
     1,
     NULL},
    {"not what cannot stream",
     {{0, V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_READWRITE, "old", 0}, {1, SINGLE, "new", 0}},
     1,
     NULL},
    {"an ISP's node after a camera",
     {{0, SINGLE, "bcm2835-isp", 0}, {5, SINGLE, "uvcvideo", 0}},
     5,
     NULL},
    {"a media pipeline's node after a camera",
     {{0, SINGLE | V4L2_CAP_IO_MC, "rp1-cfe", 0}, {5, SINGLE, "uvcvideo", 0}},
     5,
     NULL},
    {"but rather that than none", {{0, SINGLE | V4L2_CAP_IO_MC, "rp1-cfe", 0}}, 0, NULL},
    {"one that may not be opened is passed over",
     {{0, SINGLE, "uvcvideo", EACCES}, {2, SINGLE, "uvcvideo", 0}},
     2,
     NULL},
    {"unless it is the only one", {{0, SINGLE, "uvcvideo", EACCES}}, -1, "no permission"},
    {"none that captures",
     {{0, V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING, "uvcvideo", 0}},
     -1,
     "there is no V4L2 capture device"},
    {"none at all", {{0}}, -1, "there is no V4L2 capture device"},
};

static void the_first_camera_is_found(void **state)
{
    const struct device_case *row = *state;
    struct fake_v4l2 fake;
    struct askcam_v4l2_device device;
    struct askcam_error err = {.kind = ASKCAM_OK};
    char path[FAKE_DIR_BYTES + 32];

    fake_v4l2_init(&fake);
    for (size_t i = 0; i < FAKE_NODES && row->nodes[i].caps != 0; i++) {
        struct fake_node *node = fake_v4l2_node(&fake, row->nodes[i].number, row->nodes[i].caps);
        node->driver = row->nodes[i].driver;
        node->open_errno = row->nodes[i].open_errno;
    }
    const enum askcam_status status =
        askcam_v4l2_open_camera(&device, &fake.io, &fake.host, NULL, &err);
    if (row->found >= 0) {
        (void)snprintf(path, sizeof path, "%s/video%d", fake.dev_dir, row->found);
        assert_int_equal(status, ASKCAM_OK);
        assert_string_equal(device.path, path);
    } else {
        assert_int_equal(status, ASKCAM_ERR_SOURCE);
        assert_non_null(strstr(err.why, row->why));
        assert_true(err.hint[0] != '\0');
    }
    askcam_v4l2_device_close(&device);
    fake_v4l2_check_and_free(&fake);
}

static void what_is_not_camera_is_not_left_open(void **state)
{
    struct fake_v4l2 fake;
    struct askcam_v4l2_device device;
    struct askcam_error err = {.kind = ASKCAM_OK};
    char path[FAKE_DIR_BYTES + 32];
    (void)state;

    fake_v4l2_init(&fake);
    (void)fake_v4l2_node(&fake, 1, V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING);
    (void)snprintf(path, sizeof path, "%s/video1", fake.dev_dir);
    assert_int_equal(askcam_v4l2_open_camera(&device, &fake.io, &fake.host, path, &err),
                     ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(err.why, "not a camera"));
    assert_int_equal(fake.open_count, 0);
    fake_v4l2_check_and_free(&fake);
}

#define ADD_ROWS(table, function)                                                                  \
    for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++) {                                \
        tests[count++] = (struct CMUnitTest){                                                      \
            .name = (table)[i].name, .test_func = (function), .initial_state = &(table)[i]};       \
    }

int main(void)
{
    struct CMUnitTest tests[sizeof cases / sizeof cases[0] + sizeof refusals / sizeof refusals[0] +
                            sizeof devices / sizeof devices[0] + 1];
    size_t count = 0;

    ADD_ROWS(cases, the_mode_is_the_best_one)
    ADD_ROWS(refusals, a_mode_that_cannot_be_had_is_refused)
    ADD_ROWS(devices, the_first_camera_is_found)
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(what_is_not_camera_is_not_left_open);
    return cmocka_run_group_tests_name("v4l2_mode", tests, NULL, NULL);
}
