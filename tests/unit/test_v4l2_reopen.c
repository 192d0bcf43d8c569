/* SPDX-License-Identifier: MIT */
/* test_v4l2_reopen.c - a fake camera that is pulled out and comes back, or another in its place. */
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

#include "camera_identity.h"
#include "fake_v4l2.h"
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

static void rig_free(struct rig *rig)
{
    (void)unlink(rig->link); /* not every test leaves one */
    assert_int_equal(rmdir(rig->dirs[1]), 0);
    assert_int_equal(rmdir(rig->dirs[0]), 0);
    fake_v4l2_check_and_free(&rig->fake);
}

/* A camera is plugged in as /dev/videoN. */
static struct fake_node *plug_node(struct rig *rig, unsigned number)
{
    struct fake_node *node = fake_v4l2_node(&rig->fake, number, SINGLE);

    node->modes[0] =
        (struct fake_mode){.fourcc = V4L2_PIX_FMT_YUYV, .width_px = 64, .height_px = 48};
    rig->fake.is_broken = false;
    rig->fake.break_errno = 0;
    return node;
}

/* The lasting name leads to /dev/videoN. */
static void link_to(struct rig *rig, unsigned number)
{
    char target[PATH_BYTES];

    (void)unlink(rig->link); /* there may be none */
    (void)snprintf(target, sizeof target, "../../video%u", number);
    assert_int_equal(symlink(target, rig->link), 0);
}

static void plug(struct rig *rig, unsigned number)
{
    (void)plug_node(rig, number);
    link_to(rig, number);
}

/* The first camera goes. */
static void unplug(struct rig *rig)
{
    rig->fake.nodes[0].open_errno = ENOENT;
    rig->fake.break_errno = ENODEV;
    rig->fake.is_broken = true;
    (void)unlink(rig->link); /* there may be none */
}

/* Opens and closes a camera; the identity as in source.h. */
static enum askcam_status open_as(struct rig *rig, const char *path,
                                  struct askcam_camera_identity *identity)
{
    const struct askcam_v4l2_ports ports = {.host = &rig->fake.host, .io = &rig->fake.io};
    const struct askcam_source_options options = {.warmup = 0, .identity = identity};

    rig->err = (struct askcam_error){.kind = ASKCAM_OK};
    const enum askcam_status status =
        askcam_v4l2_camera_open(&rig->source, &ports, path, &options, &rig->err);
    askcam_source_close(&rig->source);
    return status;
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
    assert_int_equal(askcam_source_state(&rig.source), ASKCAM_SOURCE_GIVES);
    unplug(&rig);
    assert_int_equal(askcam_source_state(&rig.source), ASKCAM_SOURCE_GONE);
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
    rig_free(&rig);
}

static void a_camera_that_was_not_named_is_found_again_by_its_lasting_name(void **state)
{
    struct askcam_camera_identity identity = {.path = ""};
    struct rig rig;
    (void)state;

    rig_init(&rig);
    plug(&rig, 0);
    assert_int_equal(open_as(&rig, NULL, &identity), ASKCAM_OK);
    assert_string_equal(identity.path, rig.link);
    unplug(&rig);
    (void)plug_node(&rig, 1); /* would be the first one now */
    assert_int_equal(open_as(&rig, NULL, &identity), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.what, rig.link);
    rig.fake.nodes[1].card = "Other";
    (void)plug_node(&rig, 4);
    link_to(&rig, 4);
    assert_int_equal(open_as(&rig, NULL, &identity), ASKCAM_OK);
    rig_free(&rig);
}

static void another_camera_under_its_number_is_not_taken_for_it(void **state)
{
    struct askcam_camera_identity identity = {.path = ""};
    char path[PATH_BYTES];
    struct rig rig;
    (void)state;

    rig_init(&rig);
    struct fake_node *node = plug_node(&rig, 0);
    (void)snprintf(path, sizeof path, "%s/video0", rig.fake.dev_dir);
    assert_int_equal(open_as(&rig, path, &identity), ASKCAM_OK);
    assert_string_equal(identity.path, path);

    node->card = "Other";
    assert_int_equal(open_as(&rig, path, &identity), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "another camera is there now: Other");
    node->card = "Fake";
    node->driver = "other";
    assert_int_equal(open_as(&rig, path, &identity), ASKCAM_ERR_SOURCE);
    node->driver = "fake";
    node->bus = "fake:at another port";
    assert_int_equal(open_as(&rig, path, &identity), ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(rig.err.why, "at another port, not fake:0"));
    node->bus = NULL;
    assert_int_equal(open_as(&rig, path, &identity), ASKCAM_OK);
    rig_free(&rig);
}

static void a_name_that_leads_elsewhere_is_checked_for_the_model(void **state)
{
    struct askcam_camera_identity identity = {.path = ""};
    struct rig rig;
    (void)state;

    rig_init(&rig);
    plug(&rig, 0);
    assert_int_equal(open_as(&rig, rig.link, &identity), ASKCAM_OK);
    plug_node(&rig, 1)->card = "Other";
    link_to(&rig, 1);
    assert_int_equal(open_as(&rig, rig.link, &identity), ASKCAM_ERR_SOURCE);
    rig.fake.nodes[1].card = "Fake"; /* the same model at another port */
    assert_int_equal(open_as(&rig, rig.link, &identity), ASKCAM_OK);
    rig_free(&rig);
}

/* Two cameras without serial numbers have one name, and udev turns it to the one that is left. */
static void a_twin_is_not_taken_for_it(void **state)
{
    struct askcam_camera_identity identity = {.path = ""};
    struct rig rig;
    (void)state;

    rig_init(&rig);
    plug(&rig, 0);
    (void)plug_node(&rig, 1);
    assert_int_equal(open_as(&rig, rig.link, &identity), ASKCAM_OK);
    unplug(&rig);
    link_to(&rig, 1);
    assert_int_equal(open_as(&rig, rig.link, &identity), ASKCAM_ERR_SOURCE);
    rig.fake.nodes[0].open_errno = 0;
    assert_int_equal(open_as(&rig, rig.link, &identity), ASKCAM_OK);
    rig.fake.nodes[0].bus = rig.fake.nodes[1].bus = "fake:elsewhere"; /* its node, its port */
    assert_int_equal(open_as(&rig, rig.link, &identity), ASKCAM_ERR_SOURCE);
    rig_free(&rig);
}

/* A user's own link may lead to one of udev's. */
static void a_link_to_a_link_is_followed_to_the_node(void **state)
{
    struct askcam_camera_identity identity = {.path = ""};
    char own[PATH_BYTES];
    char node[PATH_BYTES];
    struct rig rig;
    (void)state;

    rig_init(&rig);
    plug(&rig, 0);
    (void)plug_node(&rig, 1);
    (void)snprintf(own, sizeof own, "%s/left", rig.fake.dev_dir);
    (void)snprintf(node, sizeof node, "%s/video0", rig.fake.dev_dir);
    assert_int_equal(symlink("v4l/by-id/usb-Fake", own), 0);
    assert_int_equal(open_as(&rig, own, &identity), ASKCAM_OK);
    assert_string_equal(identity.path, node);
    assert_int_equal(open_as(&rig, own, &identity), ASKCAM_OK);
    assert_int_equal(unlink(own), 0);
    rig_free(&rig);
}

static void a_camera_that_streams_is_not_started_again(void **state)
{
    struct rig rig;
    (void)state;

    rig_init(&rig);
    plug(&rig, 0);
    assert_int_equal(take_one(&rig), ASKCAM_OK);
    rig.source.ops->release(rig.source.ctx, &rig.frame);
    const int mapped = rig.fake.mapped_count;
    fake_v4l2_pass(&rig.fake, 5000);
    const uint64_t began_ms = rig.fake.now_ms;
    assert_int_equal(rig.source.ops->start(rig.source.ctx, &rig.err), ASKCAM_OK);
    assert_int_equal(rig.fake.mapped_count, mapped);
    assert_int_equal(rig.source.ops->take(rig.source.ctx, began_ms, &rig.frame, &rig.err),
                     ASKCAM_OK);
    assert_true(rig.frame.taken_ms >= began_ms); /* what lay in the buffers is passed over */
    rig.source.ops->release(rig.source.ctx, &rig.frame);
    askcam_source_close(&rig.source);
    rig_free(&rig);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_camera_that_comes_back_is_opened_by_its_lasting_name),
        cmocka_unit_test(a_camera_that_was_not_named_is_found_again_by_its_lasting_name),
        cmocka_unit_test(another_camera_under_its_number_is_not_taken_for_it),
        cmocka_unit_test(a_name_that_leads_elsewhere_is_checked_for_the_model),
        cmocka_unit_test(a_twin_is_not_taken_for_it),
        cmocka_unit_test(a_link_to_a_link_is_followed_to_the_node),
        cmocka_unit_test(a_camera_that_streams_is_not_started_again),
    };
    return cmocka_run_group_tests_name("v4l2_reopen", tests, NULL, NULL);
}
