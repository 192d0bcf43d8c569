/* SPDX-License-Identifier: MIT */
/*
 * test_picture.c - pictures as they are sent, decoded again by libjpeg and compared with the same
 * operations done plainly; and pictures that nothing changes, to the byte.
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
#include "picture.h"
#include "reference.h"
#include "sample_jpeg.h"
#include "sample_raw.h"

#define PX(n)                                                                                      \
    {                                                                                              \
        (n), false                                                                                 \
    }

static struct askcam_frame jpeg_frame(const struct sample *jpeg)
{
    return (struct askcam_frame){.name = "in.jpg",
                                 .is_jpeg = true,
                                 .jpeg = askcam_bytes_of_memory(jpeg->bytes, jpeg->bytes_len)};
}

/* Writes, and checks on the way that measuring and writing again tell the same. */
static struct callbacks written(struct askcam_picture *picture)
{
    struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
    struct callbacks again = {.limit_bytes = SIZE_MAX};
    struct askcam_error err = {.kind = ASKCAM_OK};

    assert_int_equal(askcam_picture_write(picture, capture_sink_sink(&callbacks), &err), ASKCAM_OK);
    assert_int_equal(askcam_picture_measure(picture, UINT64_MAX, &err), ASKCAM_OK);
    assert_int_equal(picture->size_bytes, callbacks.bytes_len);
    assert_int_equal(askcam_picture_measure(picture, callbacks.bytes_len, &err), ASKCAM_OK);
    assert_int_equal(askcam_picture_measure(picture, callbacks.bytes_len - 1, &err),
                     ASKCAM_ERR_TOO_LARGE);
    assert_int_equal(picture->size_bytes, 0);
    assert_int_equal(askcam_picture_write(picture, capture_sink_sink(&again), &err), ASKCAM_OK);
    assert_int_equal(again.bytes_len, callbacks.bytes_len);
    assert_memory_equal(again.bytes, callbacks.bytes, callbacks.bytes_len);
    assert_int_equal(err.kind, ASKCAM_OK);
    free(again.bytes);
    return callbacks;
}

static struct sample with_orientation(const struct sample_spec *spec, int orientation)
{
    uint8_t exif[64];
    const size_t exif_bytes = sample_exif(exif, orientation % 2 == 0, (uint16_t)orientation);
    const struct sample plain = sample_jpeg(spec);
    const struct sample with = sample_with_segment(&plain, 2, 0xE1, exif, exif_bytes);

    free(plain.bytes);
    return with;
}

/* Operations in pixels of the upright picture. */
struct change {
    int orientation;
    uint32_t crop[4]; /* x, y, width, height; width 0: none */
    uint32_t masks[2][4];
    unsigned degrees;
    uint32_t max_side_px;
};

static struct askcam_rect_spec spec_of(const uint32_t rect[4])
{
    return (struct askcam_rect_spec){PX(rect[0]), PX(rect[1]), PX(rect[2]), PX(rect[3])};
}

static struct askcam_picture_options options_of(const struct change *change)
{
    return (struct askcam_picture_options){
        .quality = 96,
        .crop = spec_of(change->crop),
        .masks = {spec_of(change->masks[0]), spec_of(change->masks[1])},
        .masks_count = 2,
        .rotate_degrees = (uint16_t)change->degrees,
        .max_side_px = change->max_side_px};
}

/* The same done plainly; masks are in the coordinates of the uncropped picture. */
static struct reference plainly(struct reference picture, const struct change *change)
{
    picture = reference_upright(picture, change->orientation);
    for (int i = 0; i < 2; i++) {
        const uint32_t *const mask = change->masks[i];
        picture = reference_mask(picture, mask[0], mask[1], mask[2], mask[3]);
    }
    if (change->crop[2] > 0) {
        picture = reference_crop(picture, change->crop[0], change->crop[1], change->crop[2],
                                 change->crop[3]);
    }
    picture = reference_rotate(picture, change->degrees);
    const uint32_t longer =
        picture.width_px > picture.height_px ? picture.width_px : picture.height_px;
    if (change->max_side_px > 0 && change->max_side_px < longer) {
        const uint32_t width = (picture.width_px * change->max_side_px + longer / 2) / longer;
        const uint32_t height = (picture.height_px * change->max_side_px + longer / 2) / longer;
        picture = reference_shrink(picture, width > 0 ? width : 1, height > 0 ? height : 1);
    }
    return picture;
}

static void expect_picture(const struct askcam_frame *frame, struct reference original,
                           const struct change *change, double least_db)
{
    const struct askcam_picture_options options = options_of(change);
    const struct reference want = plainly(original, change);
    struct askcam_error err = {.kind = ASKCAM_OK};
    struct askcam_picture picture;
    struct sample_pixels pixels;

    if (askcam_picture_init(&picture, frame, &options, &err) != ASKCAM_OK) {
        fail_msg("%s", err.why);
    }
    assert_int_equal(picture.width_px, want.width_px);
    assert_int_equal(picture.height_px, want.height_px);
    const struct callbacks callbacks = written(&picture);
    assert_true(sample_decode(callbacks.bytes, callbacks.bytes_len, &pixels));
    assert_int_equal(pixels.warnings, 0);
    assert_false(pixels.has_marker);
    assert_int_equal(pixels.width_px, want.width_px);
    assert_int_equal(pixels.height_px, want.height_px);
    const double db = sample_psnr(want.rgb, pixels.rgb, (size_t)want.width_px * want.height_px * 3);
    if (db < least_db) {
        fail_msg("orientation %d, rotation %u, max %u: only %.1f dB", change->orientation,
                 change->degrees, change->max_side_px, db);
    }
    free(pixels.rgb);
    free(callbacks.bytes);
    free(want.rgb);
}

static void expect_jpeg_changed(const struct sample_spec *spec, const struct change *change,
                                double least_db)
{
    const struct sample jpeg = with_orientation(spec, change->orientation);
    const struct askcam_frame frame = jpeg_frame(&jpeg);
    struct sample_pixels pixels;

    assert_true(sample_decode(jpeg.bytes, jpeg.bytes_len, &pixels));
    const struct reference original = {pixels.rgb, pixels.width_px, pixels.height_px};
    expect_picture(&frame, original, change, least_db);
    free(jpeg.bytes);
}

static void every_orientation_becomes_upright(void **state)
{
    (void)state;
    for (int orientation = 1; orientation <= 8; orientation++) {
        for (unsigned degrees = 0; degrees < 360; degrees += 90) {
            const struct change change = {.orientation = orientation, .degrees = degrees};
            expect_jpeg_changed(&(struct sample_spec){.width_px = 150, .height_px = 100}, &change,
                                35);
        }
    }
}

static struct change_case {
    const char *name;
    struct sample_spec spec;
    struct change change;
} changes[] = {
    {"crop", {.width_px = 300, .height_px = 200}, {1, {33, 47, 101, 63}, {{0}}, 0, 0}},
    {"crop at the far corner",
     {.width_px = 300, .height_px = 200},
     {1, {200, 150, 100, 50}, {{0}}, 0, 0}},
    {"one pixel", {.width_px = 300, .height_px = 200}, {1, {299, 199, 1, 1}, {{0}}, 0, 0}},
    {"one row", {.width_px = 300, .height_px = 200}, {1, {0, 77, 300, 1}, {{0}}, 0, 0}},
    {"one column, turned", {.width_px = 300, .height_px = 200}, {1, {77, 0, 1, 200}, {{0}}, 90, 0}},
    {"crop upright, orientation 6",
     {.width_px = 300, .height_px = 200},
     {6, {21, 110, 150, 140}, {{0}}, 0, 0}},
    {"mask", {.width_px = 300, .height_px = 200}, {1, {0}, {{48, 32, 64, 48}}, 0, 0}},
    {"mask over the edge",
     {.width_px = 300, .height_px = 200},
     {1, {0}, {{256, 160, 500, 500}, {0, 0, 32, 32}}, 0, 0}},
    {"mask upright, orientation 8",
     {.width_px = 320, .height_px = 208},
     {8, {0}, {{16, 32, 48, 64}}, 0, 0}},
    {"mask everything", {.width_px = 64, .height_px = 48}, {1, {0}, {{0, 0, 64, 48}}, 0, 0}},
    {"mask and crop and turn and shrink",
     {.width_px = 640, .height_px = 480},
     {5, {32, 64, 384, 512}, {{96, 128, 64, 128}}, 270, 256}},
    {"shrink by half", {.width_px = 640, .height_px = 480}, {1, {0}, {{0}}, 0, 320}},
    {"shrink by less", {.width_px = 640, .height_px = 480}, {1, {0}, {{0}}, 0, 500}},
    {"shrink by three", {.width_px = 639, .height_px = 481}, {1, {0}, {{0}}, 0, 213}},
    {"shrink by eight and turn", {.width_px = 640, .height_px = 480}, {6, {0}, {{0}}, 0, 80}},
    {"shrink an odd crop",
     {.width_px = 640, .height_px = 480},
     {1, {101, 53, 411, 307}, {{0}}, 0, 101}},
    {"shrink to one pixel", {.width_px = 640, .height_px = 480}, {1, {0}, {{0}}, 0, 1}},
    {"grey",
     {.width_px = 300, .height_px = 200, .components = 1},
     {6, {10, 20, 100, 200}, {{30, 40, 16, 16}}, 180, 150}},
    {"progressive",
     {.width_px = 300, .height_px = 200, .progressive = true},
     {3, {10, 20, 200, 100}, {{0}}, 90, 120}},
    {"restarts",
     {.width_px = 300, .height_px = 200, .restart_rows = 1},
     {1, {10, 100, 200, 100}, {{0}}, 0, 0}},
    {"without tables",
     {.width_px = 300, .height_px = 200, .without_tables = true},
     {1, {0}, {{0}}, 90, 0}},
    {"RGB inside",
     {.width_px = 300, .height_px = 200, .as_rgb = true},
     {1, {0}, {{64, 64, 64, 64}}, 90, 0}},
    {"CMYK", {.width_px = 300, .height_px = 200, .components = 4}, {1, {0}, {{0}}, 90, 150}},
    {"4:4:4",
     {.width_px = 300, .height_px = 200, .h_sampling = 1, .v_sampling = 1},
     {2, {7, 9, 200, 100}, {{0}}, 0, 0}},
    {"smallest", {.width_px = 1, .height_px = 1}, {6, {0}, {{0}}, 180, 0}},
    {"7x3", {.width_px = 7, .height_px = 3}, {6, {0}, {{0}}, 0, 5}},
    {"17x9", {.width_px = 17, .height_px = 9}, {8, {1, 1, 8, 16}, {{0}}, 0, 0}},
};

/*
 * A decoder that divides by 2, 4 or 8 weighs pixels otherwise than a mean does, and the ripple is
 * fine enough to show it.
 */
static void a_change_is_as_done_plainly(void **state)
{
    const struct change_case *const row = *state;
    const uint32_t width = row->change.crop[2] > 0 ? row->change.crop[2] : row->spec.width_px;
    const bool divides = row->change.max_side_px > 0 && row->change.max_side_px * 2 <= width;

    expect_jpeg_changed(&row->spec, &row->change, divides ? 33 : 36);
}

static uint32_t chance(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (uint32_t)(((uint64_t)*seed * below) >> 32);
}

static struct change any_change(uint32_t *seed, uint32_t width, uint32_t height, int orientation)
{
    struct change change = {.orientation = orientation, .degrees = 90 * chance(seed, 4)};
    const uint32_t upright_width = orientation >= 5 ? height : width;
    const uint32_t upright_height = orientation >= 5 ? width : height;

    if (chance(seed, 3) > 0) {
        change.crop[0] = chance(seed, upright_width - 8);
        change.crop[1] = chance(seed, upright_height - 8);
        change.crop[2] = 8 + chance(seed, upright_width - change.crop[0] - 7);
        change.crop[3] = 8 + chance(seed, upright_height - change.crop[1] - 7);
    }
    if (chance(seed, 2) > 0) {
        change.max_side_px = 30 + chance(seed, 120);
    }
    return change;
}

static void any_change_of_a_jpeg_is_as_done_plainly(void **state)
{
    uint32_t seed = 1;

    (void)state;
    for (int i = 0; i < 150; i++) {
        const struct sample_spec spec = {.width_px = 20 + chance(&seed, 200),
                                         .height_px = 20 + chance(&seed, 200),
                                         .components = chance(&seed, 4) == 0 ? 1 : 3,
                                         .progressive = chance(&seed, 4) == 0,
                                         .quality = 95};
        const struct change change =
            any_change(&seed, spec.width_px, spec.height_px, 1 + (int)chance(&seed, 8));
        expect_jpeg_changed(&spec, &change, change.max_side_px > 0 ? 29 : 35);
    }
}

static void any_change_of_a_raw_frame_is_as_done_plainly(void **state)
{
    uint32_t seed = 7;

    (void)state;
    for (int i = 0; i < 400; i++) {
        const enum askcam_pixels pixels = (enum askcam_pixels)chance(&seed, ASKCAM_PIXELS_COUNT);
        const uint32_t width = 20 + chance(&seed, 200);
        const uint32_t height = 20 + chance(&seed, 200);
        struct sample_raw raw = sample_raw_of(&(struct sample_raw_spec){
            .pixels = pixels,
            .width_px = width,
            .height_px = height,
            .row_gap_bytes = chance(&seed, 20),
            .limited_range = chance(&seed, 2) == 0,
            .matrix = (enum askcam_matrix)chance(&seed, ASKCAM_MATRIX_COUNT),
            .order = (enum askcam_row_order)chance(&seed, ASKCAM_ORDER_ONE_FIELD)});
        const struct change change = any_change(&seed, width, height, 1);
        const struct reference original = {
            sample_raw_rgb(width, height, sample_raw_is_grey(pixels)), width, height};
        expect_picture(&raw.frame, original, &change, sample_raw_bits(pixels) < 8 ? 27 : 31);
        sample_raw_free(&raw);
    }
}

/* The contract of a picture that nothing changes. */
static void expect_bytes(const struct sample *jpeg, const struct askcam_picture_options *options,
                         const struct sample *want)
{
    const struct askcam_frame frame = jpeg_frame(jpeg);
    struct askcam_picture picture;

    assert_int_equal(askcam_picture_init(&picture, &frame, options, NULL), ASKCAM_OK);
    assert_false(picture.reencodes);
    const struct callbacks callbacks = written(&picture);
    assert_int_equal(callbacks.bytes_len, want->bytes_len);
    assert_memory_equal(callbacks.bytes, want->bytes, want->bytes_len);
    free(callbacks.bytes);
}

static void what_changes_nothing_leaves_the_bytes(void **state)
{
    static const struct askcam_picture_options OPTIONS[] = {
        {.quality = 0},
        {.quality = 10},
        {.max_side_px = 300},
        {.max_side_px = 65500},
        {.crop = {PX(0), PX(0), PX(300), PX(200)}},
        {.masks = {{PX(300), PX(0), PX(10), PX(10)}}, .masks_count = 1},
    };
    const struct sample plain =
        sample_jpeg(&(struct sample_spec){.width_px = 300, .height_px = 200});
    const struct sample noted = sample_with_segment(&plain, 2, 0xFE, "a secret", 8);

    (void)state;
    for (size_t i = 0; i < sizeof OPTIONS / sizeof OPTIONS[0]; i++) {
        struct askcam_picture_options options = OPTIONS[i];
        expect_bytes(&plain, &options, &plain);
        expect_bytes(&noted, &options, &plain);
        options.keep_metadata = true;
        expect_bytes(&noted, &options, &noted);
    }
    free(noted.bytes);
    free(plain.bytes);
}

static void kept_metadata_keep_every_byte(void **state)
{
    const struct askcam_picture_options options = {.keep_metadata = true};
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 30, .height_px = 20});
    const struct sample padded = {malloc(plain.bytes_len + 9), plain.bytes_len + 9};

    (void)state;
    memcpy(padded.bytes, plain.bytes, 2);
    memset(padded.bytes + 2, 0xFF, 4); /* fill bytes, and something behind the end */
    memcpy(padded.bytes + 6, plain.bytes + 2, plain.bytes_len - 2);
    memcpy(padded.bytes + plain.bytes_len + 4, "hello", 5);
    expect_bytes(&padded, &options, &padded);
    expect_bytes(&padded, &(struct askcam_picture_options){.quality = 0}, &plain);
    free(padded.bytes);
    free(plain.bytes);
}

static void cmyk_goes_through_as_it_is(void **state)
{
    const struct sample jpeg =
        sample_jpeg(&(struct sample_spec){.width_px = 30, .height_px = 20, .components = 4});

    (void)state;
    expect_bytes(&jpeg, &(struct askcam_picture_options){.quality = 50}, &jpeg);
    free(jpeg.bytes);
}

static void missing_tables_come_in_any_case(void **state)
{
    struct sample_spec spec = {.width_px = 30, .height_px = 20};
    const struct sample whole = sample_jpeg(&spec);

    (void)state;
    spec.without_tables = true;
    const struct sample bare = sample_jpeg(&spec);
    expect_bytes(&bare, &(struct askcam_picture_options){.quality = 0}, &whole);
    expect_bytes(&bare, &(struct askcam_picture_options){.keep_metadata = true}, &whole);
    free(bare.bytes);
    free(whole.bytes);
}

/* What a mask hides must not shine through at its rim, whatever the coding does. */
static void masked_pixels_are_black_at_any_quality(void **state)
{
    const struct sample jpeg =
        sample_jpeg(&(struct sample_spec){.width_px = 320, .height_px = 240});
    const struct askcam_frame frame = jpeg_frame(&jpeg);

    (void)state;
    for (unsigned quality = 40; quality <= 100; quality += 20) {
        const struct askcam_picture_options options = {.quality = (uint8_t)quality,
                                                       .masks = {{PX(64), PX(48), PX(128), PX(96)}},
                                                       .masks_count = 1};
        struct askcam_picture picture;
        struct sample_pixels pixels;
        assert_int_equal(askcam_picture_init(&picture, &frame, &options, NULL), ASKCAM_OK);
        assert_true(picture.reencodes);
        const struct callbacks callbacks = written(&picture);
        assert_true(sample_decode(callbacks.bytes, callbacks.bytes_len, &pixels));
        for (size_t y = 50; y < 142; y++) { /* at the rim a decoder blends in the colour outside */
            for (size_t x = 66 * 3; x < 190 * 3; x++) {
                assert_in_range(pixels.rgb[y * 320 * 3 + x], 0, 12);
            }
        }
        free(pixels.rgb);
        free(callbacks.bytes);
    }
    free(jpeg.bytes);
}

static void a_crop_outside_is_refused(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 30, .height_px = 20});
    const struct askcam_frame frame = jpeg_frame(&jpeg);
    const struct askcam_picture_options options = {.crop = {PX(20), PX(0), PX(11), PX(5)}};
    struct askcam_picture picture;
    struct askcam_error err = {.kind = ASKCAM_OK};

    (void)state;
    assert_int_equal(askcam_picture_init(&picture, &frame, &options, &err), ASKCAM_ERR_USAGE);
    assert_string_equal(err.what, "in.jpg");
    assert_non_null(strstr(err.why, "20,0,11,5"));
    free(jpeg.bytes);
}

static size_t find_scan(const struct sample *jpeg)
{
    for (size_t at = 2; at + 4 < jpeg->bytes_len;) {
        const size_t bytes = 2U + (size_t)((jpeg->bytes[at + 2] << 8) | jpeg->bytes[at + 3]);
        at += bytes;
        if (jpeg->bytes[at - bytes + 1] == 0xDA) {
            return at;
        }
    }
    fail_msg("no scan");
    return 0;
}

/* An end marker is there, so the walk is content; the missing rows show when it is decoded. */
static void a_hidden_gap_is_found_when_decoded(void **state)
{
    const struct sample_spec specs[] = {{.width_px = 300, .height_px = 200},
                                        {.width_px = 300, .height_px = 200, .components = 1}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct sample jpeg = sample_jpeg(&specs[i]);
        const size_t cut = find_scan(&jpeg) + 500;
        memcpy(jpeg.bytes + cut, "\xFF\xD9", 2);
        jpeg.bytes_len = cut + 2;
        const struct askcam_frame frame = jpeg_frame(&jpeg);
        const struct askcam_picture_options options = {.rotate_degrees = 90};
        struct askcam_picture picture;
        struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(askcam_picture_init(&picture, &frame, &options, &err), ASKCAM_OK);
        assert_int_equal(askcam_picture_write(&picture, capture_sink_sink(&callbacks), &err),
                         ASKCAM_ERR_SOURCE);
        assert_non_null(strstr(err.why, "truncated or broken JPEG near byte"));
        free(callbacks.bytes);
        free(jpeg.bytes);
    }
}

/* The largest sizes that a header can claim, over the data of a small picture. */
static void a_lying_header_ends_soon(void **state)
{
    static const uint16_t SIZES[][2] = {{65535, 65535}, {65500, 65500}, {16000, 15999}};

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        const struct sample jpeg = sample_jpeg(
            &(struct sample_spec){.width_px = 30, .height_px = 20, .progressive = i >= 3});
        size_t at = 2;
        while (jpeg.bytes[at + 1] != (i >= 3 ? 0xC2 : 0xC0)) {
            at += 2U + (size_t)((jpeg.bytes[at + 2] << 8) | jpeg.bytes[at + 3]);
        }
        for (int side = 0; side < 2; side++) {
            jpeg.bytes[at + 5 + 2 * (size_t)side] = (uint8_t)(SIZES[i % 3][side] >> 8);
            jpeg.bytes[at + 6 + 2 * (size_t)side] = (uint8_t)SIZES[i % 3][side];
        }
        const struct askcam_frame frame = jpeg_frame(&jpeg);
        const struct askcam_picture_options options = {.max_side_px = 100};
        const struct askcam_picture_options none = {.keep_metadata = i % 2 == 0};
        struct askcam_picture picture;
        struct askcam_counter counter = {.limit_bytes = UINT64_MAX};
        struct askcam_error err = {.kind = ASKCAM_OK};
        uint8_t brightness = 0;
        assert_int_equal(askcam_picture_init(&picture, &frame, &none, &err), ASKCAM_ERR_SOURCE);
        assert_non_null(strstr(err.why, "bytes are too few for its "));
        err = (struct askcam_error){.kind = ASKCAM_OK};
        assert_int_equal(askcam_picture_init(&picture, &frame, &options, &err), ASKCAM_OK);
        assert_int_equal(askcam_picture_write(&picture, askcam_counter_sink(&counter), &err),
                         ASKCAM_ERR_SOURCE);
        assert_true(err.why[0] != '\0');
        assert_int_equal(askcam_frame_brightness(&frame, &brightness, NULL), ASKCAM_ERR_SOURCE);
        free(jpeg.bytes);
    }
}

static void make_larger(const struct sample *jpeg, uint16_t width, uint16_t height)
{
    size_t at = 2;

    while (jpeg->bytes[at + 1] != 0xC0) {
        at += 2U + (size_t)((jpeg->bytes[at + 2] << 8) | jpeg->bytes[at + 3]);
    }
    jpeg->bytes[at + 5] = (uint8_t)(height >> 8);
    jpeg->bytes[at + 6] = (uint8_t)height;
    jpeg->bytes[at + 7] = (uint8_t)(width >> 8);
    jpeg->bytes[at + 8] = (uint8_t)width;
}

static enum askcam_status refused(const struct sample *jpeg,
                                  const struct askcam_picture_options *options,
                                  struct askcam_error *err)
{
    const struct askcam_frame frame = jpeg_frame(jpeg);
    struct askcam_picture picture;

    *err = (struct askcam_error){.kind = ASKCAM_OK};
    assert_int_equal(askcam_picture_init(&picture, &frame, options, err), ASKCAM_OK);
    return askcam_picture_measure(&picture, UINT64_MAX, err);
}

static void a_rotation_that_needs_too_much_memory_is_refused(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 30, .height_px = 20});
    struct askcam_error err;

    (void)state;
    make_larger(&jpeg, 12000, 12000);
    assert_int_equal(refused(&jpeg, &(struct askcam_picture_options){.rotate_degrees = 90}, &err),
                     ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(err.why, "too many to rotate"));
    assert_non_null(strstr(err.hint, "--max-side"));
    free(jpeg.bytes);
}

/* A progressive JPEG whose first scan comes repeatedly: every time costs time. */
static void endless_scans_are_refused(void **state)
{
    enum { AGAIN = 150 };
    const struct sample once =
        sample_jpeg(&(struct sample_spec){.width_px = 40, .height_px = 30, .progressive = true});
    const size_t data = find_scan(&once);
    const size_t scan = data - 14; /* SOS of three components */
    size_t end = data;
    struct askcam_error err;

    (void)state;
    while (once.bytes[end] != 0xFF || once.bytes[end + 1] == 0) {
        end++;
    }
    const size_t more_bytes = AGAIN * (end - scan);
    const struct sample many = {malloc(once.bytes_len + more_bytes), once.bytes_len + more_bytes};
    memcpy(many.bytes, once.bytes, scan);
    for (size_t i = 0; i < AGAIN; i++) {
        memcpy(many.bytes + scan + i * (end - scan), once.bytes + scan, end - scan);
    }
    memcpy(many.bytes + scan + more_bytes, once.bytes + scan, once.bytes_len - scan);
    assert_int_equal(refused(&many, &(struct askcam_picture_options){.rotate_degrees = 90}, &err),
                     ASKCAM_ERR_SOURCE);
    assert_string_equal(err.why, "JPEG with too many scans");
    free(many.bytes);
    free(once.bytes);
}

/* Any byte of a small JPEG damaged: an error or a picture, and never a crash or a hang. */
static void spoilt_bytes_do_no_harm(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){
        .width_px = 40, .height_px = 30, .progressive = *(const int *)*state != 0});
    const struct askcam_picture_options options = {.rotate_degrees = 90, .max_side_px = 20};

    for (size_t at = 2; at < jpeg.bytes_len; at++) {
        for (int how = 0; how < 3; how++) {
            const uint8_t old = jpeg.bytes[at];
            jpeg.bytes[at] = (uint8_t)(how == 0 ? old ^ 0x10 : how == 1 ? 0xFF : 0);
            const struct askcam_frame frame = jpeg_frame(&jpeg);
            struct askcam_picture picture;
            struct askcam_counter counter = {.limit_bytes = UINT64_MAX};
            struct askcam_error err = {.kind = ASKCAM_OK};
            enum askcam_status status = askcam_picture_init(&picture, &frame, &options, &err);
            if (status == ASKCAM_OK) {
                status = askcam_picture_write(&picture, askcam_counter_sink(&counter), &err);
            }
            assert_int_equal(err.kind, status);
            assert_true(status == ASKCAM_OK || status == ASKCAM_ERR_SOURCE);
            jpeg.bytes[at] = old;
        }
    }
    free(jpeg.bytes);
}

static enum askcam_status fail_read(void *ctx, uint64_t offset, void *buf, size_t cap_bytes,
                                    size_t *got_bytes, struct askcam_error *err)
{
    struct sample *const jpeg = ctx;
    const size_t left = offset < jpeg->bytes_len ? jpeg->bytes_len - (size_t)offset : 0;
    const size_t bytes = left < cap_bytes ? left : cap_bytes;

    if (jpeg->bytes_len == 0) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_error_context){"f", "g"},
                           "it is gone");
    }
    memcpy(buf, jpeg->bytes + offset, bytes);
    *got_bytes = bytes;
    return ASKCAM_OK;
}

/* A file that is read in pieces, and disappears between init and write. */
static void a_failing_read_comes_back_from_a_decoder(void **state)
{
    struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 300, .height_px = 200});
    const struct askcam_frame frame = {
        .is_jpeg = true, .jpeg = {.read = fail_read, .ctx = &jpeg, .size_bytes = jpeg.bytes_len}};
    const struct askcam_picture_options options = {.rotate_degrees = 90};
    struct askcam_picture picture;
    struct askcam_counter counter = {.limit_bytes = UINT64_MAX};
    struct askcam_error err = {.kind = ASKCAM_OK};

    (void)state;
    assert_int_equal(askcam_picture_init(&picture, &frame, &options, NULL), ASKCAM_OK);
    assert_int_equal(askcam_picture_measure(&picture, UINT64_MAX, NULL), ASKCAM_OK);
    jpeg.bytes_len = 0;
    assert_int_equal(askcam_picture_write(&picture, askcam_counter_sink(&counter), &err),
                     ASKCAM_ERR_SOURCE);
    assert_string_equal(err.why, "it is gone");
    free(jpeg.bytes);
}

struct counted {
    struct sample jpeg;
    size_t read_bytes;
};

static enum askcam_status count_read(void *ctx, uint64_t offset, void *buf, size_t cap_bytes,
                                     size_t *got_bytes, struct askcam_error *err)
{
    struct counted *const counted = ctx;
    const enum askcam_status status =
        fail_read(&counted->jpeg, offset, buf, cap_bytes, got_bytes, err);

    counted->read_bytes += *got_bytes;
    return status;
}

/* Once to look at it, unless its source has, and once to send it. */
static void what_is_passed_on_is_read_no_more_than_it_must(void **state)
{
    struct counted counted = {
        .jpeg = sample_jpeg(&(struct sample_spec){.width_px = 300, .height_px = 200})};
    struct askcam_frame frame = {
        .is_jpeg = true,
        .jpeg = {.read = count_read, .ctx = &counted, .size_bytes = counted.jpeg.bytes_len}};
    struct askcam_jpeg_info info;

    (void)state;
    assert_int_equal(askcam_jpeg_walk(&frame.jpeg, "a", &info, NULL), ASKCAM_OK);
    for (unsigned i = 0; i < 4; i++) {
        const struct askcam_picture_options options = {.keep_metadata = i % 2 == 1};
        struct askcam_counter counter = {.limit_bytes = UINT64_MAX};
        struct askcam_picture picture;
        counted.read_bytes = 0;
        frame.jpeg_info = i < 2 ? NULL : &info;
        assert_int_equal(askcam_picture_init(&picture, &frame, &options, NULL), ASKCAM_OK);
        assert_int_equal(askcam_picture_measure(&picture, UINT64_MAX, NULL), ASKCAM_OK);
        assert_int_equal(askcam_picture_write(&picture, askcam_counter_sink(&counter), NULL),
                         ASKCAM_OK);
        assert_int_equal(counter.count_bytes, picture.size_bytes);
        assert_int_equal(counted.read_bytes, (i < 2 ? 2 : 1) * counted.jpeg.bytes_len);
    }
    free(counted.jpeg.bytes);
}

static void a_full_sink_ends_every_way_of_writing(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 90, .height_px = 60});
    struct sample_raw raw = sample_raw(ASKCAM_PIXELS_YUYV, 90, 60, 0, false);
    const struct askcam_frame frames[] = {jpeg_frame(&jpeg), raw.frame};
    static const struct askcam_picture_options OPTIONS[] = {
        {.quality = 0}, {.keep_metadata = true}, {.rotate_degrees = 90}};

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        struct askcam_picture picture;
        assert_int_equal(askcam_picture_init(&picture, &frames[i % 2], &OPTIONS[i / 2], NULL),
                         ASKCAM_OK);
        assert_int_equal(askcam_picture_measure(&picture, UINT64_MAX, NULL), ASKCAM_OK);
        for (size_t limit = 0; limit < picture.size_bytes; limit += 61) {
            struct callbacks callbacks = {.limit_bytes = limit};
            assert_int_equal(askcam_picture_write(&picture, capture_sink_sink(&callbacks), NULL),
                             ASKCAM_ERR_STOPPED);
            assert_int_equal(callbacks.calls_after_stop, 0);
            free(callbacks.bytes);
        }
    }
    sample_raw_free(&raw);
    free(jpeg.bytes);
}

static void brightness_is_the_mean(void **state)
{
    static const uint8_t LEVELS[] = {0, 60, 128, 255};

    (void)state;
    for (size_t i = 0; i < 2 * sizeof LEVELS; i++) {
        const uint8_t level = LEVELS[i / 2];
        struct sample_raw raw =
            sample_raw(i % 2 == 0 ? ASKCAM_PIXELS_GREY : ASKCAM_PIXELS_RGB3, 100, 75, 4, false);
        memset(raw.planes[0], level, raw.frame.raw.plane_bytes[0]);
        struct askcam_picture picture;
        uint8_t brightness = 1;
        assert_int_equal(askcam_frame_brightness(&raw.frame, &brightness, NULL), ASKCAM_OK);
        assert_int_equal(brightness, level);
        assert_int_equal(askcam_picture_init(&picture, &raw.frame,
                                             &(struct askcam_picture_options){.quality = 90}, NULL),
                         ASKCAM_OK);
        const struct callbacks callbacks = written(&picture);
        const struct sample jpeg = {callbacks.bytes, callbacks.bytes_len};
        const struct askcam_frame frame = jpeg_frame(&jpeg);
        assert_int_equal(askcam_frame_brightness(&frame, &brightness, NULL), ASKCAM_OK);
        assert_in_range(brightness + 1, level, level + 2);
        raw.frame.raw.limited_range = true;
        assert_int_equal(askcam_frame_brightness(&raw.frame, &brightness, NULL), ASKCAM_OK);
        assert_int_equal(brightness, level == 255 ? level
                                     : level < 16 ? 0
                                                  : (level - 16) * 255 / 219);
        free(callbacks.bytes);
        sample_raw_free(&raw);
    }
}

int main(void)
{
    static int plain = 0;
    static int progressive = 1;
    static const struct CMUnitTest SINGLE[] = {
        cmocka_unit_test(every_orientation_becomes_upright),
        cmocka_unit_test(any_change_of_a_jpeg_is_as_done_plainly),
        cmocka_unit_test(any_change_of_a_raw_frame_is_as_done_plainly),
        cmocka_unit_test(what_changes_nothing_leaves_the_bytes),
        cmocka_unit_test(kept_metadata_keep_every_byte),
        cmocka_unit_test(cmyk_goes_through_as_it_is),
        cmocka_unit_test(missing_tables_come_in_any_case),
        cmocka_unit_test(masked_pixels_are_black_at_any_quality),
        cmocka_unit_test(a_crop_outside_is_refused),
        cmocka_unit_test(a_hidden_gap_is_found_when_decoded),
        cmocka_unit_test(a_lying_header_ends_soon),
        cmocka_unit_test(a_rotation_that_needs_too_much_memory_is_refused),
        cmocka_unit_test(endless_scans_are_refused),
        cmocka_unit_test_prestate(spoilt_bytes_do_no_harm, &plain),
        cmocka_unit_test_prestate(spoilt_bytes_do_no_harm, &progressive),
        cmocka_unit_test(what_is_passed_on_is_read_no_more_than_it_must),
        cmocka_unit_test(a_failing_read_comes_back_from_a_decoder),
        cmocka_unit_test(a_full_sink_ends_every_way_of_writing),
        cmocka_unit_test(brightness_is_the_mean),
    };
    enum { SINGLES = sizeof SINGLE / sizeof SINGLE[0], ROWS = sizeof changes / sizeof changes[0] };
    struct CMUnitTest tests[SINGLES + ROWS];

    memcpy(tests, SINGLE, sizeof SINGLE);
    for (size_t i = 0; i < ROWS; i++) {
        tests[SINGLES + i] = (struct CMUnitTest){.name = changes[i].name,
                                                 .test_func = a_change_is_as_done_plainly,
                                                 .initial_state = &changes[i]};
    }
    return cmocka_run_group_tests_name("picture", tests, NULL, NULL);
}
