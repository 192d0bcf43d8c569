/* SPDX-License-Identifier: MIT */
/* test_camera_list.c - what `askcam cameras` is told, over a fake driver. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <linux/videodev2.h>

#include "../fakes/fake_v4l2.h"
#include "camera_list.h"

#define SINGLE (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING)
#define MULTI  (V4L2_CAP_VIDEO_CAPTURE_MPLANE | V4L2_CAP_STREAMING)

/* Everything told, as text. */
struct told {
    char text[4096];
    size_t used;
};

static void take_device(void *ctx, const struct askcam_camera_device *device)
{
    struct told *told = ctx;
    const char *node = strrchr(device->path, '/');

    told->used += (size_t)snprintf(told->text + told->used, sizeof told->text - told->used,
                                   "%s [%s|%s|%s]%s%s%s\n", node + 1, device->card, device->driver,
                                   device->bus, device->by_id, device->multiplanar ? " mplane" : "",
                                   device->problem);
}

static void take_mode(void *ctx, const struct askcam_camera_mode *mode)
{
    struct told *told = ctx;

    told->used += (size_t)snprintf(
        told->text + told->used, sizeof told->text - told->used, "  %s (%s)%s %ux%u", mode->fourcc,
        mode->description, mode->direct ? "" : " converted", mode->width_px, mode->height_px);
    if (mode->step_width_px != 0) {
        told->used += (size_t)snprintf(told->text + told->used, sizeof told->text - told->used,
                                       "..%ux%u/%u,%u", mode->max_width_px, mode->max_height_px,
                                       mode->step_width_px, mode->step_height_px);
    }
    for (uint32_t i = 0; i < mode->rates_count; i++) {
        told->used += (size_t)snprintf(told->text + told->used, sizeof told->text - told->used,
                                       " %u", mode->rates_mhz[i]);
    }
    told->used += (size_t)snprintf(told->text + told->used, sizeof told->text - told->used, "\n");
}

static enum askcam_status list(struct fake_v4l2 *fake, struct told *told, struct askcam_error *err)
{
    const struct askcam_camera_taker taker = {
        .ctx = told, .device = take_device, .mode = take_mode};

    *told = (struct told){.used = 0};
    *err = (struct askcam_error){.kind = ASKCAM_OK};
    return askcam_cameras_of(&fake->io, &fake->host, &taker, err);
}

static void every_capture_device_is_told_with_its_modes(void **state)
{
    struct fake_v4l2 fake;
    struct told told;
    struct askcam_error err;
    (void)state;

    fake_v4l2_init(&fake);
    struct fake_node *node = fake_v4l2_node(&fake, 10, MULTI);
    node->modes[0] = (struct fake_mode){V4L2_PIX_FMT_NV12M, 32, 32, 1920, 1080, 16, {60}, false};
    (void)fake_v4l2_node(&fake, 3, V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING);
    node = fake_v4l2_node(&fake, 2, SINGLE);
    node->card = "Cam\nera";
    node->modes[0] =
        (struct fake_mode){V4L2_PIX_FMT_MJPEG, 640, 480, 0, 0, 0, {15, 30, 30, 25}, false};
    node->modes[1] = (struct fake_mode){V4L2_PIX_FMT_MJPEG, 1280, 720, 0, 0, 0, {30}, false};
    node->modes[2] = (struct fake_mode){V4L2_PIX_FMT_SBGGR8, 640, 480, 0, 0, 0, {5, 60}, true};
    assert_int_equal(list(&fake, &told, &err), ASKCAM_OK);
    assert_string_equal(told.text, "video2 [Cam era|fake|fake:2]\n"
                                   "  MJPG (format 0) 640x480 30000 25000 15000\n"
                                   "  MJPG (format 0) 1280x720 30000\n"
                                   "  BA81 (format 1) converted 640x480 60000 5000\n"
                                   "video10 [Fake|fake|fake:10] mplane\n"
                                   "  NM12 (format 0) 32x32..1920x1080/16,16 60000\n");
    fake_v4l2_check_and_free(&fake);
}

static void a_driver_that_lists_no_sizes_tells_the_one_it_would_give(void **state)
{
    struct fake_v4l2 fake;
    struct told told;
    struct askcam_error err;
    (void)state;

    fake_v4l2_init(&fake);
    struct fake_node *node = fake_v4l2_node(&fake, 0, SINGLE);
    node->hides_sizes = true;
    node->modes[0] = (struct fake_mode){V4L2_PIX_FMT_YUYV, 720, 576, 0, 0, 0, {0}, false};
    assert_int_equal(list(&fake, &told, &err), ASKCAM_OK);
    assert_string_equal(told.text, "video0 [Fake|fake|fake:0]\n"
                                   "  YUYV (format 0) 720x576\n");
    fake_v4l2_check_and_free(&fake);
}

static void a_device_that_may_not_be_opened_is_told_with_its_problem(void **state)
{
    struct fake_v4l2 fake;
    struct told told;
    struct askcam_error err;
    (void)state;

    fake_v4l2_init(&fake);
    fake_v4l2_node(&fake, 0, SINGLE)->open_errno = EACCES;
    fake_v4l2_node(&fake, 1, SINGLE)->open_errno = ENODEV;
    fake_v4l2_node(&fake, 2, SINGLE)->open_errno = EBUSY;
    assert_int_equal(list(&fake, &told, &err), ASKCAM_OK);
    assert_string_equal(told.text, "video0 [||]no permission\nvideo2 [||]busy\n");
    fake_v4l2_check_and_free(&fake);
}

static void without_a_camera_it_says_so(void **state)
{
    struct fake_v4l2 fake;
    struct told told;
    struct askcam_error err;
    (void)state;

    fake_v4l2_init(&fake);
    (void)fake_v4l2_node(&fake, 0, V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING);
    assert_int_equal(list(&fake, &told, &err), ASKCAM_ERR_SOURCE);
    assert_string_equal(err.why, "there is no V4L2 capture device");
    assert_non_null(strstr(err.mend, "plug in a camera"));
    assert_string_equal(told.text, "");
    fake_v4l2_check_and_free(&fake);
}

static void a_taker_may_want_devices_only(void **state)
{
    struct fake_v4l2 fake;
    struct told told = {.used = 0};
    const struct askcam_camera_taker devices = {.ctx = &told, .device = take_device};
    const struct askcam_camera_taker modes = {.ctx = &told, .mode = take_mode};
    (void)state;

    fake_v4l2_init(&fake);
    struct fake_node *node = fake_v4l2_node(&fake, 0, SINGLE);
    node->modes[0] = (struct fake_mode){V4L2_PIX_FMT_YUYV, 720, 576, 0, 0, 0, {0}, false};
    assert_int_equal(askcam_cameras_of(&fake.io, &fake.host, &devices, NULL), ASKCAM_OK);
    assert_string_equal(told.text, "video0 [Fake|fake|fake:0]\n");
    assert_int_equal(askcam_cameras_of(&fake.io, &fake.host, &modes, NULL), ASKCAM_OK);
    fake_v4l2_check_and_free(&fake);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_capture_device_is_told_with_its_modes),
        cmocka_unit_test(a_driver_that_lists_no_sizes_tells_the_one_it_would_give),
        cmocka_unit_test(a_device_that_may_not_be_opened_is_told_with_its_problem),
        cmocka_unit_test(without_a_camera_it_says_so),
        cmocka_unit_test(a_taker_may_want_devices_only),
    };
    return cmocka_run_group_tests_name("camera_list", tests, NULL, NULL);
}
