/* SPDX-License-Identifier: MIT */
/*
 * test_photos.c - real photographs of meters, which lie beside the project in ../shared/photos and
 * are not part of it.  Without them every test here is skipped, and says so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_sink.h"
#include "frame_quality.h"
#include "picture.h"
#include "sample_jpeg.h"

#define PHOTOS ASKCAM_SOURCE_DIR "/../shared/photos/"

static struct photo_case {
    const char *name;
    uint32_t width_px;
    uint32_t height_px;
    enum askcam_verdict verdict;
} photos[] = {
    {"suapapa-gas-ok.jpg", 640, 480, ASKCAM_VERDICT_OK},
    {"suapapa-gas-ambiguous_digit_ok.jpg", 640, 480, ASKCAM_VERDICT_OK},
    {"suapapa-gas-ambiguous_digit_ng.jpg", 640, 480, ASKCAM_VERDICT_OK},
    {"suapapa-gas-blur_image.jpg", 640, 480, ASKCAM_VERDICT_BLURRED},
    {"suapapa-gas-too_bright.jpg", 640, 480, ASKCAM_VERDICT_BRIGHT},
    {"suapapa-gas-too_dark.jpg", 640, 480, ASKCAM_VERDICT_DARK},
    {"dcelasun-meter-photo.jpg", 2048, 1536, ASKCAM_VERDICT_OK},
    {"jomjol-watermeter-original.jpg", 800, 600, ASKCAM_VERDICT_OK},
    {"dgomes-gauge-camera-1.jpg", 640, 480, ASKCAM_VERDICT_OK},
    {"bmxmale-gas-IMG_3290.jpg", 4032, 3024, ASKCAM_VERDICT_OK},
};

/* The file's bytes; skips the test if it is not there. */
static struct sample load(const char *name)
{
    char path[512];
    struct sample file = {NULL, 0};

    (void)snprintf(path, sizeof path, PHOTOS "%s", name);
    FILE *const in = fopen(path, "rb");
    if (in == NULL) {
        print_message("skipped: there is no %s\n", path);
        skip();
    }
    assert_int_equal(fseek(in, 0, SEEK_END), 0);
    file.bytes_len = (size_t)ftell(in);
    rewind(in);
    file.bytes = malloc(file.bytes_len);
    assert_int_equal(fread(file.bytes, 1, file.bytes_len, in), file.bytes_len);
    (void)fclose(in);
    return file;
}

static struct callbacks written(const struct sample *file,
                                const struct askcam_picture_options *options, bool *reencodes)
{
    const struct askcam_frame frame = {
        .is_jpeg = true, .jpeg = askcam_bytes_of_memory(file->bytes, file->bytes_len)};
    struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
    struct askcam_picture picture;

    assert_int_equal(askcam_picture_init(&picture, &frame, options, NULL), ASKCAM_OK);
    assert_int_equal(askcam_picture_write(&picture, capture_sink_sink(&callbacks), NULL),
                     ASKCAM_OK);
    *reencodes = picture.reencodes;
    return callbacks;
}

static void a_photo_goes_through_to_the_pixel_without_metadata(void **state)
{
    const struct photo_case *const row = *state;
    const struct sample file = load(row->name);
    struct sample_pixels before;
    struct sample_pixels after;
    bool reencodes = true;

    const struct callbacks callbacks =
        written(&file, &(struct askcam_picture_options){.quality = 20}, &reencodes);
    assert_false(reencodes);
    assert_true(callbacks.bytes_len <= file.bytes_len);
    assert_true(sample_decode(file.bytes, file.bytes_len, &before));
    assert_true(sample_decode(callbacks.bytes, callbacks.bytes_len, &after));
    assert_false(after.has_marker);
    assert_int_equal(after.width_px, row->width_px);
    assert_int_equal(after.height_px, row->height_px);
    assert_memory_equal(after.rgb, before.rgb, (size_t)row->width_px * row->height_px * 3);
    free(before.rgb);
    free(after.rgb);
    free(callbacks.bytes);
    free(file.bytes);
}

static void a_photo_shrinks_and_turns(void **state)
{
    const struct photo_case *const row = *state;
    const struct sample file = load(row->name);
    const struct askcam_picture_options options = {.max_side_px = 400, .rotate_degrees = 90};
    struct sample_pixels pixels;
    bool reencodes = false;

    const struct callbacks callbacks = written(&file, &options, &reencodes);
    assert_true(reencodes);
    assert_true(sample_decode(callbacks.bytes, callbacks.bytes_len, &pixels));
    assert_int_equal(pixels.width_px, 300);
    assert_int_equal(pixels.height_px, 400);
    assert_int_equal(pixels.warnings, 0);
    free(pixels.rgb);
    free(callbacks.bytes);
    free(file.bytes);
}

static void a_photo_is_judged_as_people_judge_it(void **state)
{
    const struct photo_case *const row = *state;
    const struct sample file = load(row->name);
    const struct askcam_frame frame = {.is_jpeg = true,
                                       .jpeg = askcam_bytes_of_memory(file.bytes, file.bytes_len)};
    struct askcam_frame_quality look;

    assert_int_equal(askcam_frame_quality_measure(&frame, &look, NULL), ASKCAM_OK);
    assert_string_equal(
        askcam_verdict_text(askcam_frame_quality_first(askcam_frame_quality_verdicts(&look, NULL))),
        askcam_verdict_text(row->verdict));
    free(file.bytes);
}

int main(void)
{
    static void (*const EACH[])(void **) = {a_photo_goes_through_to_the_pixel_without_metadata,
                                            a_photo_shrinks_and_turns,
                                            a_photo_is_judged_as_people_judge_it};
    enum { PHOTOS_COUNT = sizeof photos / sizeof photos[0], EACHES = sizeof EACH / sizeof EACH[0] };
    struct CMUnitTest tests[PHOTOS_COUNT * EACHES];
    size_t count = 0;

    for (size_t i = 0; i < PHOTOS_COUNT; i++) {
        for (size_t j = 0; j < EACHES; j++) {
            tests[count++] = (struct CMUnitTest){
                .name = photos[i].name, .test_func = EACH[j], .initial_state = &photos[i]};
        }
    }
    return cmocka_run_group_tests_name("photos", tests, NULL, NULL);
}
