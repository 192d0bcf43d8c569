/* SPDX-License-Identifier: MIT */
/*
 * test_picture_fit.c - pictures made to fit a number of bytes: quality goes first, then size, and
 * what is written is never longer than what was promised.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_sink.h"
#include "picture.h"
#include "sample_jpeg.h"
#include "sample_raw.h"

enum { WIDTH_PX = 640, HEIGHT_PX = 480 };

static struct sample jpeg;
static struct sample_raw raw;

static struct askcam_frame jpeg_frame(void)
{
    return (struct askcam_frame){.name = "in.jpg",
                                 .is_jpeg = true,
                                 .jpeg = askcam_bytes_of_memory(jpeg.bytes, jpeg.bytes_len)};
}

/* Writes what fit() decided on; it must be as long as it says, and a picture of its size. */
static void check_written(struct askcam_picture *picture, uint64_t limit_bytes)
{
    struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
    struct sample_pixels pixels;

    assert_int_equal(askcam_picture_write(picture, capture_sink_sink(&callbacks), NULL), ASKCAM_OK);
    assert_int_equal(callbacks.bytes_len, picture->size_bytes);
    assert_true(callbacks.bytes_len <= limit_bytes);
    assert_true(sample_decode(callbacks.bytes, callbacks.bytes_len, &pixels));
    assert_int_equal(pixels.width_px, picture->width_px);
    assert_int_equal(pixels.height_px, picture->height_px);
    free(pixels.rgb);
    free(callbacks.bytes);
}

static struct fit_case {
    const char *name;
    bool is_raw;
    struct askcam_picture_options options;
} cases[] = {
    {"JPEG that is passed on", false, {.quality = 0}},
    {"JPEG with metadata kept", false, {.keep_metadata = true}},
    {"JPEG that is turned", false, {.rotate_degrees = 90}},
    {"raw frame", true, {.quality = 0}},
    {"raw frame at 100", true, {.quality = 100}},
    {"raw frame at 30", true, {.quality = 30}},
    {"raw frame, cropped and limited",
     true,
     {.crop = {{10, false}, {10, false}, {400, false}, {300, false}}, .max_side_px = 350}},
};

/* From a limit that changes nothing down to none that any picture could meet. */
static void every_limit_is_kept_or_refused(void **state)
{
    const struct fit_case *const row = *state;
    const struct askcam_frame frame = row->is_raw ? raw.frame : jpeg_frame();
    struct askcam_picture at_first;
    uint32_t last_width_px = UINT32_MAX / 11;
    unsigned last_quality = 101;
    bool refused = false;

    assert_int_equal(askcam_picture_init(&at_first, &frame, &row->options, NULL), ASKCAM_OK);
    assert_int_equal(askcam_picture_measure(&at_first, UINT64_MAX, NULL), ASKCAM_OK);
    for (uint64_t limit = at_first.size_bytes; limit > 300; limit = limit * 3 / 4) {
        struct askcam_picture picture;
        struct askcam_error err = {.kind = ASKCAM_OK};
        bool changed = false;
        assert_int_equal(askcam_picture_init(&picture, &frame, &row->options, NULL), ASKCAM_OK);
        const enum askcam_status status = askcam_picture_fit(&picture, limit, &changed, &err);
        assert_int_equal(changed, limit < at_first.size_bytes);
        if (status != ASKCAM_OK) {
            assert_int_equal(status, ASKCAM_ERR_USAGE);
            assert_non_null(strstr(err.why, "fits"));
            refused = true;
            break;
        }
        check_written(&picture, limit);
        assert_true(picture.quality <= last_quality);
        assert_true(picture.width_px <= last_width_px / 10 * 11); /* steps of sizes may cross */
        assert_true(picture.width_px == at_first.width_px ||
                    picture.quality <= ASKCAM_PICTURE_QUALITY_MIN);
        assert_true(picture.quality >= ASKCAM_PICTURE_QUALITY_MIN ||
                    picture.quality == row->options.quality);
        last_width_px = picture.width_px;
        last_quality = picture.quality;
    }
    assert_true(last_width_px < at_first.width_px); /* else no size was ever tried */
    assert_true(refused);
}

static void what_fits_is_left_alone(void **state)
{
    const struct askcam_frame frame = jpeg_frame();
    struct askcam_picture picture;
    bool changed = true;

    (void)state;
    assert_int_equal(askcam_picture_init(&picture, &frame,
                                         &(struct askcam_picture_options){.quality = 50}, NULL),
                     ASKCAM_OK);
    assert_int_equal(askcam_picture_fit(&picture, jpeg.bytes_len, &changed, NULL), ASKCAM_OK);
    assert_false(changed);
    assert_false(picture.reencodes);
    assert_int_equal(picture.size_bytes, jpeg.bytes_len);
}

/* fit() asks for a little less than the limit, but not for much less. */
static void little_is_given_away(void **state)
{
    struct askcam_picture picture;
    bool changed = false;

    (void)state;
    assert_int_equal(askcam_picture_init(&picture, &raw.frame,
                                         &(struct askcam_picture_options){.quality = 0}, NULL),
                     ASKCAM_OK);
    assert_int_equal(askcam_picture_fit(&picture, 6000, &changed, NULL), ASKCAM_OK);
    assert_true(changed);
    assert_in_range(picture.size_bytes, 4000, 6000);
}

static void a_side_limit_holds_and_only_goes_down(void **state)
{
    struct askcam_picture picture;

    (void)state;
    assert_int_equal(askcam_picture_init(&picture, &raw.frame,
                                         &(struct askcam_picture_options){.max_side_px = 320},
                                         NULL),
                     ASKCAM_OK);
    assert_int_equal(askcam_picture_limit_side(&picture, 400, NULL), ASKCAM_OK);
    assert_int_equal(picture.width_px, 320);
    assert_int_equal(askcam_picture_limit_side(&picture, 160, NULL), ASKCAM_OK);
    assert_int_equal(picture.width_px, 160);
    assert_int_equal(picture.height_px, 120);
    assert_true(picture.reencodes);
}

static int make_samples(void **state)
{
    (void)state;
    jpeg = sample_jpeg(
        &(struct sample_spec){.width_px = WIDTH_PX, .height_px = HEIGHT_PX, .quality = 92});
    raw = sample_raw(ASKCAM_PIXELS_NV12, WIDTH_PX, HEIGHT_PX, 0, false);
    return 0;
}

static int free_samples(void **state)
{
    (void)state;
    free(jpeg.bytes);
    sample_raw_free(&raw);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest SINGLE[] = {
        cmocka_unit_test(what_fits_is_left_alone),
        cmocka_unit_test(little_is_given_away),
        cmocka_unit_test(a_side_limit_holds_and_only_goes_down),
    };
    enum { SINGLES = sizeof SINGLE / sizeof SINGLE[0], ROWS = sizeof cases / sizeof cases[0] };
    struct CMUnitTest tests[SINGLES + ROWS];

    memcpy(tests, SINGLE, sizeof SINGLE);
    for (size_t i = 0; i < ROWS; i++) {
        tests[SINGLES + i] = (struct CMUnitTest){.name = cases[i].name,
                                                 .test_func = every_limit_is_kept_or_refused,
                                                 .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("picture_fit", tests, make_samples, free_samples);
}
