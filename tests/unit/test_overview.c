/* SPDX-License-Identifier: MIT */
/* test_overview.c - the whole upright frame comes out, and its marks lie where they were asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "overview.h"
#include "reference.h"
#include "sample_jpeg.h"
#include "sample_raw.h"

enum { WIDTH = 96, HEIGHT = 64 };

static const struct sample_spec SPEC = {
    .width_px = WIDTH, .height_px = HEIGHT, .h_sampling = 1, .v_sampling = 1};

/* Options that all tests share: none of them may change the pixels. */
static const struct askcam_picture_options OPTIONS = {
    .crop = {{10, false}, {20, false}, {30, false}, {40, false}},
    .masks = {{{1, false}, {2, false}, {3, false}, {4, false}},
              {{50, false}, {50, false}, {900, false}, {900, false}}},
    .masks_count = 2,
    .rotate_degrees = 90,
    .max_side_px = 16,
};

struct seen {
    uint8_t *rgb;
    uint32_t width_px;
    uint32_t rows;
};

static void take_row(void *ctx, uint32_t y, const uint8_t *rgb)
{
    struct seen *seen = ctx;

    assert_int_equal(y, seen->rows);
    memcpy(seen->rgb + (size_t)y * seen->width_px * 3, rgb, (size_t)seen->width_px * 3);
    seen->rows++;
}

/* All pixels at a size, against the reference, which is freed. */
static void check_rows(const struct askcam_picture *picture, struct reference wanted, double dB)
{
    const size_t bytes = (size_t)wanted.width_px * wanted.height_px * 3;
    struct seen seen = {.rgb = malloc(bytes), .width_px = wanted.width_px};
    const struct askcam_overview_callbacks callbacks = {&seen, take_row};

    assert_int_equal(
        askcam_overview_rows(picture, wanted.width_px, wanted.height_px, &callbacks, NULL),
        ASKCAM_OK);
    assert_int_equal(seen.rows, wanted.height_px);
    assert_true(sample_psnr(seen.rgb, wanted.rgb, bytes) > dB);
    free(seen.rgb);
    free(wanted.rgb);
}

static struct reference whole(bool is_grey)
{
    return (struct reference){sample_raw_rgb(WIDTH, HEIGHT, is_grey), WIDTH, HEIGHT};
}

static void check_rect(const struct askcam_rect *rect, uint32_t x, uint32_t y, uint32_t width,
                       uint32_t height)
{
    assert_int_equal(rect->x, x);
    assert_int_equal(rect->y, y);
    assert_int_equal(rect->width, width);
    assert_int_equal(rect->height, height);
}

static void every_orientation_is_shown_upright(void **state)
{
    (void)state;
    for (uint16_t orientation = 1; orientation <= 8; orientation++) {
        uint8_t exif[64];
        const size_t exif_bytes = sample_exif(exif, true, orientation);
        struct sample plain = sample_jpeg(&SPEC);
        struct sample jpeg = sample_with_segment(&plain, 2, 0xe1, exif, exif_bytes);
        const struct askcam_frame frame = {
            .is_jpeg = true, .jpeg = askcam_bytes_of_memory(jpeg.bytes, jpeg.bytes_len)};
        const uint32_t width = orientation < 5 ? WIDTH : HEIGHT;
        const uint32_t height = orientation < 5 ? HEIGHT : WIDTH;
        struct askcam_picture picture;
        struct askcam_overview overview;

        assert_int_equal(askcam_picture_init(&picture, &frame, &OPTIONS, NULL), ASKCAM_OK);
        assert_int_equal(askcam_overview_init(&overview, &picture, NULL), ASKCAM_OK);
        assert_int_equal(overview.width_px, width);
        assert_int_equal(overview.height_px, height);
        check_rect(&overview.crop, 10, 20, 30, 40);
        assert_int_equal(overview.masks_count, 2);
        check_rect(&overview.masks[0], 1, 2, 3, 4);
        check_rect(&overview.masks[1], 50, 50, width - 50, height - 50);
        check_rows(&picture, reference_upright(whole(false), orientation), 30);
        check_rows(&picture, reference_shrink(reference_upright(whole(false), orientation), 13, 21),
                   30);
        free(plain.bytes);
        free(jpeg.bytes);
    }
}

static void raw_frames_are_shown_in_their_colours(void **state)
{
    static const struct {
        enum askcam_pixels pixels;
        bool is_grey;
    } rows[] = {{ASKCAM_PIXELS_GREY, true},
                {ASKCAM_PIXELS_YUYV, false},
                {ASKCAM_PIXELS_NV12, false},
                {ASKCAM_PIXELS_BGR3, false}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sample_raw raw = sample_raw(rows[i].pixels, WIDTH, HEIGHT, 0, false);
        struct askcam_picture picture;

        assert_int_equal(askcam_picture_init(&picture, &raw.frame, &OPTIONS, NULL), ASKCAM_OK);
        check_rows(&picture, whole(rows[i].is_grey), 30);
        check_rows(&picture, reference_shrink(whole(rows[i].is_grey), 1, 1), 30);
        sample_raw_free(&raw);
    }
}

static void without_a_crop_it_is_the_whole(void **state)
{
    static const struct askcam_picture_options none;
    struct sample_raw raw = sample_raw(ASKCAM_PIXELS_GREY, WIDTH, HEIGHT, 0, false);
    struct askcam_picture picture;
    struct askcam_overview overview;

    (void)state;
    assert_int_equal(askcam_picture_init(&picture, &raw.frame, &none, NULL), ASKCAM_OK);
    assert_int_equal(askcam_overview_init(&overview, &picture, NULL), ASKCAM_OK);
    check_rect(&overview.crop, 0, 0, WIDTH, HEIGHT);
    assert_int_equal(overview.masks_count, 0);
    sample_raw_free(&raw);
}

static void spoilt_data_are_reported(void **state)
{
    struct sample jpeg = sample_jpeg(&SPEC);
    struct seen seen = {.rgb = malloc((size_t)WIDTH * HEIGHT * 3), .width_px = WIDTH};
    const struct askcam_overview_callbacks callbacks = {&seen, take_row};
    const struct askcam_frame frame = {.is_jpeg = true,
                                       .jpeg = askcam_bytes_of_memory(jpeg.bytes, jpeg.bytes_len)};
    struct askcam_picture picture;

    (void)state;
    assert_int_equal(askcam_picture_init(&picture, &frame, &OPTIONS, NULL), ASKCAM_OK);
    memset(jpeg.bytes + jpeg.bytes_len / 2, 0, jpeg.bytes_len / 4);
    assert_int_equal(askcam_overview_rows(&picture, WIDTH, HEIGHT, &callbacks, NULL),
                     ASKCAM_ERR_SOURCE);
    free(seen.rgb);
    free(jpeg.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_orientation_is_shown_upright),
        cmocka_unit_test(raw_frames_are_shown_in_their_colours),
        cmocka_unit_test(without_a_crop_it_is_the_whole),
        cmocka_unit_test(spoilt_data_are_reported),
    };

    return cmocka_run_group_tests_name("overview", tests, NULL, NULL);
}
