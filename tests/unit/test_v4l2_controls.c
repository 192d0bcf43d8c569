/* SPDX-License-Identifier: MIT */
/* test_v4l2_controls.c - NAME=VALUE on a fake camera: what is set, and what is refused how. */
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
#include "v4l2_control.h"

#define SINGLE (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING)

enum { BRIGHTNESS = 1, AUTO, EXPOSURE, MENU, FREQUENCY, MASK, WIDE, TEXT, PRESS, SERIAL, ARRAY };

static const struct fake_control CONTROLS[] = {
    {.id = 10, .type = V4L2_CTRL_TYPE_CTRL_CLASS, .name = "User Controls"},
    {.id = 11, .type = V4L2_CTRL_TYPE_INTEGER, .name = "Brightness", .maximum = 250, .step = 10},
    {.id = 12,
     .type = V4L2_CTRL_TYPE_BOOLEAN,
     .name = "Exposure, Auto",
     .maximum = 1,
     .value = 1,
     .rules = 1},
    {.id = 13,
     .type = V4L2_CTRL_TYPE_INTEGER,
     .name = "Exposure Time, Absolute",
     .minimum = -3,
     .maximum = 5000,
     .flags = V4L2_CTRL_FLAG_INACTIVE},
    {.id = 14,
     .type = V4L2_CTRL_TYPE_MENU,
     .name = "Test Pattern",
     .maximum = 3,
     .items = {"75% Colorbar", "White", NULL, "CSC Colorbar"}},
    {.id = 15,
     .type = V4L2_CTRL_TYPE_INTEGER_MENU,
     .name = "Link Frequency",
     .maximum = 1,
     .numbers = {96000000, 5000000000}},
    {.id = 16, .type = V4L2_CTRL_TYPE_BITMASK, .name = "Mask", .maximum = 0x80000003},
    {.id = 17,
     .type = V4L2_CTRL_TYPE_INTEGER64,
     .name = "Wide",
     .minimum = INT64_MIN,
     .maximum = INT64_MAX},
    {.id = 18,
     .type = V4L2_CTRL_TYPE_STRING,
     .name = "Text",
     .minimum = 2,
     .maximum = 6,
     .step = 2},
    {.id = 19, .type = V4L2_CTRL_TYPE_BUTTON, .name = "Press"},
    {.id = 20,
     .type = V4L2_CTRL_TYPE_INTEGER,
     .name = "Serial",
     .maximum = 9,
     .flags = V4L2_CTRL_FLAG_READ_ONLY},
    {.id = 21, .type = V4L2_CTRL_TYPE_INTEGER, .name = "Array", .maximum = 9, .dims = 1},
};

struct rig {
    struct fake_v4l2 fake;
    struct fake_node *node;
    struct askcam_error err;
};

static void rig_init(struct rig *rig)
{
    *rig = (struct rig){.node = NULL};
    fake_v4l2_init(&rig->fake);
    rig->node = fake_v4l2_node(&rig->fake, 0, SINGLE);
    rig->node->modes[0] =
        (struct fake_mode){.fourcc = V4L2_PIX_FMT_YUYV, .width_px = 64, .height_px = 48};
    memcpy(rig->node->controls, CONTROLS, sizeof CONTROLS);
}

/* Opens the camera with these settings, and closes it. */
static enum askcam_status opened(struct rig *rig, const char *const *settings, size_t count)
{
    const struct askcam_v4l2_ports ports = {.host = &rig->fake.host, .io = &rig->fake.io};
    const struct askcam_source_options options = {.controls = settings, .controls_count = count};
    struct askcam_source source = {.ops = NULL};

    const enum askcam_status status =
        askcam_v4l2_camera_open(&source, &ports, NULL, &options, &rig->err);
    if (status == ASKCAM_OK) {
        source.ops->close(source.ctx);
    }
    return status;
}

static unsigned sets_count(const struct rig *rig)
{
    unsigned count = 0;

    for (size_t i = 0; i < FAKE_CONTROLS; i++) {
        count += rig->node->controls[i].sets;
    }
    return count;
}

static struct good_case {
    const char *setting;
    int control;
    int64_t value;
    bool needs_ext; /* a driver without extended calls has no such control */
} good[] = {
    {"brightness=250", BRIGHTNESS, 250, false},
    {"brightness=0", BRIGHTNESS, 0, false},
    {"brightness=0x64", BRIGHTNESS, 100, false},
    {"brightness=040", BRIGHTNESS, 40, false},
    {"brightness=13", BRIGHTNESS, 10, false}, /* by the driver's step */
    {"exposure_auto=0", AUTO, 0, false},
    {"exposure_auto=off", AUTO, 0, false},
    {"exposure_auto=True", AUTO, 1, false},
    {"test_pattern=3", MENU, 3, false},
    {"test_pattern=White", MENU, 1, false},
    {"test_pattern=csc colorbar", MENU, 3, false},
    {"test_pattern=csc_colorbar", MENU, 3, false},
    {"link_frequency=1", FREQUENCY, 1, false},
    {"mask=0x80000001", MASK, 0x80000001, false},
    {"wide=-9223372036854775808", WIDE, INT64_MIN, true},
    {"press=1", PRESS, 0, false},
};

static void a_value_is_set_before_the_camera_streams(void **state)
{
    const struct good_case *row = *state;

    for (int lacks = 0; lacks < (row->needs_ext ? 1 : 2); lacks++) {
        struct rig rig;
        rig_init(&rig);
        rig.node->controls[row->control].maximum +=
            row->control == PRESS ? 1 : 0; /* the fake looks at it, the kernel does not */
        rig.fake.lacks_ext_controls = lacks == 1;
        assert_int_equal(opened(&rig, &row->setting, 1), ASKCAM_OK);
        assert_int_equal(sets_count(&rig), 1);
        assert_int_equal(rig.node->controls[row->control].sets, 1);
        if (row->control != PRESS) {
            assert_true(rig.node->controls[row->control].value == row->value);
        }
        fake_v4l2_check_and_free(&rig.fake);
    }
}

static struct bad_case {
    const char *setting;
    enum askcam_status status;
    const char *why;
    const char *hint;
} bad[] = {
    {"brightness", ASKCAM_ERR_USAGE, "invalid value \"brightness\"", "NAME=VALUE"},
    {"=3", ASKCAM_ERR_USAGE, "invalid value \"=3\"", "NAME=VALUE"},
    {"a_name_that_is_longer_than_any_may_be=3", ASKCAM_ERR_USAGE, "name too long", "NAME=VALUE"},
    {"brightness=", ASKCAM_ERR_USAGE, "invalid value \"\" for brightness", "from 0 to 250"},
    {"brightness=251", ASKCAM_ERR_USAGE, "invalid value \"251\" for brightness", "from 0 to 250"},
    {"brightness=-1", ASKCAM_ERR_USAGE, "invalid value \"-1\" for brightness", "from 0 to 250"},
    {"brightness=1x", ASKCAM_ERR_USAGE, "invalid value \"1x\" for brightness", "from 0 to 250"},
    {"brightness= 1", ASKCAM_ERR_USAGE, "invalid value \" 1\" for brightness", "from 0 to 250"},
    {"brightness=99999999999999999999", ASKCAM_ERR_USAGE,
     "invalid value \"99999999999999999999\" for brightness", "from 0 to 250"},
    {"exposure_auto=2", ASKCAM_ERR_USAGE, "invalid value \"2\" for exposure_auto", "0 or 1"},
    {"test_pattern=2", ASKCAM_ERR_USAGE, "invalid value \"2\" for test_pattern",
     "0 (75% Colorbar), 1 (White), 3 (CSC Colorbar)"},
    {"test_pattern=4", ASKCAM_ERR_USAGE, "invalid value \"4\" for test_pattern",
     "3 (CSC Colorbar)"},
    {"test_pattern=Black", ASKCAM_ERR_USAGE, "invalid value \"Black\" for test_pattern",
     "1 (White)"},
    {"link_frequency=2", ASKCAM_ERR_USAGE, "invalid value \"2\" for link_frequency",
     "0 (96000000), 1 (5000000000)"},
    {"mask=4", ASKCAM_ERR_USAGE, "invalid value \"4\" for mask", "0x80000003"},
    {"mask=-1", ASKCAM_ERR_USAGE, "invalid value \"-1\" for mask", "0x80000003"},
    {"wide=9223372036854775808", ASKCAM_ERR_USAGE, "invalid value \"9223372036854775808\" for wide",
     "to 9223372036854775807"},
    {"text=abc", ASKCAM_ERR_USAGE, "invalid value \"abc\" for text", "2 to 6 bytes in steps of 2"},
    {"text=", ASKCAM_ERR_USAGE, "invalid value \"\" for text", "2 to 6 bytes"},
    {"text=abcdefgh", ASKCAM_ERR_USAGE, "invalid value \"abcdefgh\" for text", "2 to 6 bytes"},
    {"press=2", ASKCAM_ERR_USAGE, "invalid value \"2\" for press", "use 1"},
    {"serial=1", ASKCAM_ERR_SOURCE, "serial can only be read", "remove it"},
    {"array=1", ASKCAM_ERR_SOURCE, "cannot be set", "remove it"},
    {"exposure_time_absolute=5", ASKCAM_ERR_SOURCE, "is inactive", "automatic"},
    {"brigthness=5", ASKCAM_ERR_SOURCE, "no control brigthness", "it has brightness, "},
    {"exposure=5", ASKCAM_ERR_SOURCE, "no control exposure",
     "it has exposure_auto, exposure_time_absolute, "},
    {"user_controls=5", ASKCAM_ERR_SOURCE, "no control user_controls", "cameras --controls"},
};

static void what_cannot_be_set_is_reported_with_what_can(void **state)
{
    const struct bad_case *row = *state;
    struct rig rig;

    rig_init(&rig);
    assert_int_equal(opened(&rig, &row->setting, 1), row->status);
    assert_non_null(strstr(rig.err.why, row->why));
    assert_non_null(strstr(rig.err.hint, row->hint));
    assert_int_equal(sets_count(&rig), 0);
    assert_int_equal(rig.fake.fourcc, 0); /* nothing else was done either */
    fake_v4l2_check_and_free(&rig.fake);
}

static void one_setting_may_make_the_next_one_active(void **state)
{
    static const char *const settings[] = {"exposure_auto=0", "exposure_time_absolute=-3"};
    struct rig rig;
    (void)state;

    rig_init(&rig);
    assert_int_equal(opened(&rig, settings, 2), ASKCAM_OK);
    assert_int_equal(rig.node->controls[EXPOSURE].value, -3);
    fake_v4l2_check_and_free(&rig.fake);
}

static void a_text_is_set(void **state)
{
    static const char *const settings[] = {"text=a=bc"};
    struct rig rig;
    (void)state;

    rig_init(&rig);
    assert_int_equal(opened(&rig, settings, 1), ASKCAM_OK);
    assert_string_equal(rig.node->controls[TEXT].text, "a=bc");
    fake_v4l2_check_and_free(&rig.fake);
}

static void what_the_driver_makes_of_a_value_is_reported(void **state)
{
    static const char *const settings[] = {"brightness=13"};
    struct rig rig;
    (void)state;

    rig_init(&rig);
    assert_int_equal(opened(&rig, settings, 1), ASKCAM_OK);
    assert_true(fake_v4l2_logged(&rig.fake, "the driver made 10 of brightness=13"));
    fake_v4l2_check_and_free(&rig.fake);
}

static void a_driver_that_refuses_is_reported(void **state)
{
    static const struct {
        int error;
        const char *why;
    } rows[] = {{EBUSY, "refuses brightness=10"}, {ENODEV, "unplugged"}};
    static const char *const settings[] = {"brightness=10"};
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig);
        rig.fake.fail_request = VIDIOC_S_EXT_CTRLS;
        rig.fake.fail_errno = rows[i].error;
        assert_int_equal(opened(&rig, settings, 1), ASKCAM_ERR_SOURCE);
        assert_non_null(strstr(rig.err.why, rows[i].why));
        fake_v4l2_check_and_free(&rig.fake);
    }
}

static void a_camera_without_controls_says_so(void **state)
{
    static const char *const settings[] = {"brightness=10"};
    struct rig rig;
    (void)state;

    rig_init(&rig);
    memset(rig.node->controls, 0, sizeof rig.node->controls);
    assert_int_equal(opened(&rig, settings, 1), ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(rig.err.why, "has no controls"));
    fake_v4l2_check_and_free(&rig.fake);
}

static void names_are_those_of_v4l2_ctl(void **state)
{
    static const char *const rows[][2] = {
        {"Brightness", "brightness"},
        {"White Balance, Automatic", "white_balance_automatic"},
        {"  (S)RGB -- Gain!", "s_rgb_gain"},
        {"", ""},
        {"---", ""},
        {"Thirty-two characters in a name!", "thirty_two_characters_in_a_name"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char name[ASKCAM_V4L2_CONTROL_NAME_BYTES];
        askcam_v4l2_control_name(rows[i][0], name);
        assert_string_equal(name, rows[i][1]);
    }
}

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

int main(void)
{
    static const struct CMUnitTest plain[] = {
        cmocka_unit_test(one_setting_may_make_the_next_one_active),
        cmocka_unit_test(a_text_is_set),
        cmocka_unit_test(what_the_driver_makes_of_a_value_is_reported),
        cmocka_unit_test(a_driver_that_refuses_is_reported),
        cmocka_unit_test(a_camera_without_controls_says_so),
        cmocka_unit_test(names_are_those_of_v4l2_ctl),
    };
    struct CMUnitTest tests[ROWS(good) + ROWS(bad)];

    for (size_t i = 0; i < ROWS(good); i++) {
        tests[i] = (struct CMUnitTest){.name = good[i].setting,
                                       .test_func = a_value_is_set_before_the_camera_streams,
                                       .initial_state = &good[i]};
    }
    for (size_t i = 0; i < ROWS(bad); i++) {
        tests[ROWS(good) + i] =
            (struct CMUnitTest){.name = bad[i].setting,
                                .test_func = what_cannot_be_set_is_reported_with_what_can,
                                .initial_state = &bad[i]};
    }
    return cmocka_run_group_tests_name("v4l2_controls", plain, NULL, NULL) +
           cmocka_run_group_tests_name("v4l2_controls, rows", tests, NULL, NULL);
}
