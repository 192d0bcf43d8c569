/* SPDX-License-Identifier: MIT */
/* test_camera_list.c - what `askcam cameras` is given, over a fake driver. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <linux/videodev2.h>

#include "camera_list.h"
#include "fake_v4l2.h"

#define SINGLE (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING)
#define MULTI  (V4L2_CAP_VIDEO_CAPTURE_MPLANE | V4L2_CAP_STREAMING)

/* Everything reported, as text. */
struct reported {
    char text[4096];
    size_t used;
};

static void take_device(void *ctx, const struct askcam_camera_device *device)
{
    struct reported *reported = ctx;
    const char *node = strrchr(device->path, '/');

    reported->used += (size_t)snprintf(
        reported->text + reported->used, sizeof reported->text - reported->used,
        "%s [%s|%s|%s]%s%s%s\n", node + 1, device->card, device->driver, device->bus, device->by_id,
        device->multiplanar ? " mplane" : "", device->problem);
}

static void take_mode(void *ctx, const struct askcam_camera_mode *mode)
{
    struct reported *reported = ctx;

    reported->used +=
        (size_t)snprintf(reported->text + reported->used, sizeof reported->text - reported->used,
                         "  %s (%s)%s %ux%u", mode->fourcc, mode->description,
                         mode->direct ? "" : " converted", mode->width_px, mode->height_px);
    if (mode->step_width_px != 0) {
        reported->used += (size_t)snprintf(reported->text + reported->used,
                                           sizeof reported->text - reported->used, "..%ux%u/%u,%u",
                                           mode->max_width_px, mode->max_height_px,
                                           mode->step_width_px, mode->step_height_px);
    }
    for (uint32_t i = 0; i < mode->rates_count; i++) {
        reported->used +=
            (size_t)snprintf(reported->text + reported->used,
                             sizeof reported->text - reported->used, " %u", mode->rates_mhz[i]);
    }
    reported->used += (size_t)snprintf(reported->text + reported->used,
                                       sizeof reported->text - reported->used, "\n");
}

static enum askcam_status list(struct fake_v4l2 *fake, struct reported *reported,
                               struct askcam_error *err)
{
    const struct askcam_camera_callbacks callbacks = {
        .ctx = reported, .device = take_device, .mode = take_mode};

    *reported = (struct reported){.used = 0};
    *err = (struct askcam_error){.kind = ASKCAM_OK};
    return askcam_cameras_of(&fake->io, &fake->host, &callbacks, err);
}

static void every_capture_device_is_reported_with_its_modes(void **state)
{
    struct fake_v4l2 fake;
    struct reported reported;
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
    assert_int_equal(list(&fake, &reported, &err), ASKCAM_OK);
    assert_string_equal(reported.text, "video2 [Cam era|fake|fake:2]\n"
                                       "  MJPG (format 0) 640x480 30000 25000 15000\n"
                                       "  MJPG (format 0) 1280x720 30000\n"
                                       "  BA81 (format 1) converted 640x480 60000 5000\n"
                                       "video10 [Fake|fake|fake:10] mplane\n"
                                       "  NM12 (format 0) 32x32..1920x1080/16,16 60000\n");
    fake_v4l2_check_and_free(&fake);
}

static void a_driver_that_lists_no_sizes_reports_the_one_it_would_give(void **state)
{
    struct fake_v4l2 fake;
    struct reported reported;
    struct askcam_error err;
    (void)state;

    fake_v4l2_init(&fake);
    struct fake_node *node = fake_v4l2_node(&fake, 0, SINGLE);
    node->hides_sizes = true;
    node->modes[0] = (struct fake_mode){V4L2_PIX_FMT_YUYV, 720, 576, 0, 0, 0, {0}, false};
    assert_int_equal(list(&fake, &reported, &err), ASKCAM_OK);
    assert_string_equal(reported.text, "video0 [Fake|fake|fake:0]\n"
                                       "  YUYV (format 0) 720x576\n");
    fake_v4l2_check_and_free(&fake);
}

static void a_device_that_may_not_be_opened_is_reported_with_its_problem(void **state)
{
    struct fake_v4l2 fake;
    struct reported reported;
    struct askcam_error err;
    (void)state;

    fake_v4l2_init(&fake);
    fake_v4l2_node(&fake, 0, SINGLE)->open_errno = EACCES;
    fake_v4l2_node(&fake, 1, SINGLE)->open_errno = ENODEV;
    fake_v4l2_node(&fake, 2, SINGLE)->open_errno = EBUSY;
    assert_int_equal(list(&fake, &reported, &err), ASKCAM_OK);
    assert_string_equal(reported.text, "video0 [||]no permission\nvideo2 [||]busy\n");
    fake_v4l2_check_and_free(&fake);
}

static void take_control(void *ctx, const struct askcam_camera_control *control)
{
    struct reported *reported = ctx;
    const size_t free_bytes = sizeof reported->text - reported->used;

    reported->used += (size_t)snprintf(reported->text + reported->used, free_bytes, "  %s (%s) %s",
                                       control->name, control->title, control->type);
    if (control->has_range) {
        reported->used += (size_t)snprintf(
            reported->text + reported->used, sizeof reported->text - reported->used,
            " %lld..%lld/%llu %lld", (long long)control->minimum, (long long)control->maximum,
            (unsigned long long)control->step, (long long)control->default_value);
    }
    if (control->has_value) {
        reported->used += (size_t)snprintf(
            reported->text + reported->used, sizeof reported->text - reported->used, " =%lld%s",
            (long long)control->value, control->text != NULL ? control->text : "");
    }
    for (uint32_t i = 0; i < control->items_count; i++) {
        reported->used += (size_t)snprintf(reported->text + reported->used,
                                           sizeof reported->text - reported->used, " %u:%s",
                                           control->items[i].index, control->items[i].name);
    }
    reported->used += (size_t)snprintf(
        reported->text + reported->used, sizeof reported->text - reported->used, "%s%s\n",
        control->read_only ? " read-only" : "", control->inactive ? " inactive" : "");
}

static void controls_are_reported_with_range_value_and_items(void **state)
{
    struct fake_v4l2 fake;
    struct reported reported = {.used = 0};
    const struct askcam_camera_callbacks callbacks = {.ctx = &reported, .control = take_control};
    (void)state;

    fake_v4l2_init(&fake);
    struct fake_node *node = fake_v4l2_node(&fake, 0, SINGLE);
    node->controls[0] =
        (struct fake_control){.id = 1, .type = V4L2_CTRL_TYPE_CTRL_CLASS, .name = "User Controls"};
    node->controls[1] = (struct fake_control){.id = 2,
                                              .type = V4L2_CTRL_TYPE_INTEGER,
                                              .name = "White  Balance, Temp\xE9",
                                              .minimum = -5,
                                              .maximum = 9,
                                              .step = 2,
                                              .default_value = 1,
                                              .value = 3,
                                              .flags = V4L2_CTRL_FLAG_INACTIVE};
    node->controls[2] = (struct fake_control){.id = 3,
                                              .type = V4L2_CTRL_TYPE_MENU,
                                              .name = "Mode",
                                              .minimum = 0,
                                              .maximum = 2,
                                              .items = {"Off", NULL, "50 Hz"},
                                              .value = 2};
    node->controls[3] = (struct fake_control){.id = 4,
                                              .type = V4L2_CTRL_TYPE_STRING,
                                              .name = "Text",
                                              .maximum = 8,
                                              .text = "a\nb",
                                              .flags = V4L2_CTRL_FLAG_READ_ONLY};
    node->controls[4] =
        (struct fake_control){.id = 5, .type = V4L2_CTRL_TYPE_BUTTON, .name = "Press"};
    node->controls[5] = (struct fake_control){
        .id = 6, .type = V4L2_CTRL_TYPE_BOOLEAN, .name = "Gone", .flags = V4L2_CTRL_FLAG_DISABLED};
    node->controls[6] = (struct fake_control){
        .id = 7, .type = V4L2_CTRL_TYPE_INTEGER, .name = "Array", .dims = 1, .maximum = 3};
    assert_int_equal(askcam_cameras_of(&fake.io, &fake.host, &callbacks, NULL), ASKCAM_OK);
    assert_string_equal(
        reported.text,
        "  white_balance_temp (White  Balance, Temp?) integer -5..9/2 1 =3 inactive\n"
        "  mode (Mode) menu 0..2/0 0 =2 0:Off 2:50 Hz\n"
        "  text (Text) string 0..8/0 0 =0a?b read-only\n"
        "  press (Press) button\n"
        "  array (Array) array or structure\n");
    fake_v4l2_check_and_free(&fake);
}

static void without_a_camera_it_says_so(void **state)
{
    struct fake_v4l2 fake;
    struct reported reported;
    struct askcam_error err;
    (void)state;

    fake_v4l2_init(&fake);
    (void)fake_v4l2_node(&fake, 0, V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING);
    assert_int_equal(list(&fake, &reported, &err), ASKCAM_ERR_SOURCE);
    assert_string_equal(err.why, "there is no V4L2 capture device");
    assert_non_null(strstr(err.hint, "plug in a camera"));
    assert_string_equal(reported.text, "");
    fake_v4l2_check_and_free(&fake);
}

static void callbacks_may_want_devices_only(void **state)
{
    struct fake_v4l2 fake;
    struct reported reported = {.used = 0};
    const struct askcam_camera_callbacks devices = {.ctx = &reported, .device = take_device};
    const struct askcam_camera_callbacks modes = {.ctx = &reported, .mode = take_mode};
    (void)state;

    fake_v4l2_init(&fake);
    struct fake_node *node = fake_v4l2_node(&fake, 0, SINGLE);
    node->modes[0] = (struct fake_mode){V4L2_PIX_FMT_YUYV, 720, 576, 0, 0, 0, {0}, false};
    assert_int_equal(askcam_cameras_of(&fake.io, &fake.host, &devices, NULL), ASKCAM_OK);
    assert_string_equal(reported.text, "video0 [Fake|fake|fake:0]\n");
    assert_int_equal(askcam_cameras_of(&fake.io, &fake.host, &modes, NULL), ASKCAM_OK);
    fake_v4l2_check_and_free(&fake);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_capture_device_is_reported_with_its_modes),
        cmocka_unit_test(a_driver_that_lists_no_sizes_reports_the_one_it_would_give),
        cmocka_unit_test(a_device_that_may_not_be_opened_is_reported_with_its_problem),
        cmocka_unit_test(controls_are_reported_with_range_value_and_items),
        cmocka_unit_test(without_a_camera_it_says_so),
        cmocka_unit_test(callbacks_may_want_devices_only),
    };
    return cmocka_run_group_tests_name("camera_list", tests, NULL, NULL);
}
