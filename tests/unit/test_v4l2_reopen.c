/* SPDX-License-Identifier: MIT */
/* test_v4l2_reopen.c - a fake camera by its lasting name, pulled out and back under a new number.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/videodev2.h>

#include "../fakes/fake_v4l2.h"
#include "v4l2_camera.h"

#define SINGLE (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING)

enum { PATH_BYTES = 128 };

struct rig {
    struct fake_v4l2 fake;
    char dirs[2][PATH_BYTES];
    char link[PATH_BYTES];
    struct askcam_source source;
    struct askcam_error err;
    struct askcam_frame frame;
};

static void rig_init(struct rig *rig)
{
    *rig = (struct rig){.source = {.ops = NULL}};
    fake_v4l2_init(&rig->fake);
    (void)snprintf(rig->dirs[0], PATH_BYTES, "%s/v4l", rig->fake.dev_dir);
    (void)snprintf(rig->dirs[1], PATH_BYTES, "%s/v4l/by-id", rig->fake.dev_dir);
    (void)snprintf(rig->link, PATH_BYTES, "%s/v4l/by-id/usb-Fake", rig->fake.dev_dir);
    assert_int_equal(mkdir(rig->dirs[0], 0700), 0);
    assert_int_equal(mkdir(rig->dirs[1], 0700), 0);
}

/* The camera is plugged in as /dev/videoN. */
static void plug(struct rig *rig, unsigned number)
{
    char target[PATH_BYTES];
    struct fake_node *node = fake_v4l2_node(&rig->fake, number, SINGLE);

    node->modes[0] =
        (struct fake_mode){.fourcc = V4L2_PIX_FMT_YUYV, .width_px = 64, .height_px = 48};
    (void)snprintf(target, sizeof target, "../../video%u", number);
    assert_int_equal(symlink(target, rig->link), 0);
    rig->fake.is_broken = false;
    rig->fake.break_errno = 0;
}

static void unplug(struct rig *rig)
{
    rig->fake.nodes[0].open_errno = ENOENT;
    rig->fake.break_errno = ENODEV;
    rig->fake.is_broken = true;
    assert_int_equal(unlink(rig->link), 0);
}

static enum askcam_status take_one(struct rig *rig)
{
    const struct askcam_v4l2_ports ports = {.host = &rig->fake.host, .io = &rig->fake.io};
    const struct askcam_source_options options = {.warmup = 0};

    rig->err = (struct askcam_error){.kind = ASKCAM_OK};
    enum askcam_status status =
        askcam_v4l2_camera_open(&rig->source, &ports, rig->link, &options, &rig->err);
    if (status == ASKCAM_OK) {
        status = rig->source.ops->start(rig->source.ctx, &rig->err);
    }
    if (status == ASKCAM_OK) {
        status = rig->source.ops->take(rig->source.ctx, 0, &rig->frame, &rig->err);
    }
    return status;
}

static void a_camera_that_comes_back_is_opened_by_its_lasting_name(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig);
    plug(&rig, 0);
    assert_int_equal(take_one(&rig), ASKCAM_OK);
    rig.source.ops->release(rig.source.ctx, &rig.frame);
    unplug(&rig);
    assert_int_equal(rig.source.ops->take(rig.source.ctx, 0, &rig.frame, &rig.err),
                     ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(rig.err.why, "unplugged"));
    askcam_source_close(&rig.source);

    assert_int_equal(take_one(&rig), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "no such device");
    assert_string_equal(rig.err.what, rig.link);
    askcam_source_close(&rig.source); /* of what never opened */

    plug(&rig, 4);
    assert_int_equal(take_one(&rig), ASKCAM_OK);
    assert_int_equal(rig.frame.width_px, 64);
    assert_int_equal(rig.frame.raw.plane[0][0], 100);
    askcam_source_close(&rig.source);

    assert_int_equal(unlink(rig.link), 0);
    assert_int_equal(rmdir(rig.dirs[1]), 0);
    assert_int_equal(rmdir(rig.dirs[0]), 0);
    fake_v4l2_check_and_free(&rig.fake);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_camera_that_comes_back_is_opened_by_its_lasting_name),
    };
    return cmocka_run_group_tests_name("v4l2_reopen", tests, NULL, NULL);
}
