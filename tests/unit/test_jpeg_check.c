/* SPDX-License-Identifier: MIT */
/*
 * test_jpeg_check.c - damage is seen without decoding, and nothing else is taken for damage; the
 * judge is libjpeg, which decodes the same bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jpeg_walk.h"
#include "picture.h"
#include "sample_jpeg.h"

static struct kind_case {
    const char *name;
    struct sample_spec spec;
} kinds[] = {
    {"one pixel", {.width_px = 1, .height_px = 1}},
    {"grey", {.width_px = 7, .height_px = 3, .components = 1}},
    {"grey with sampling factors", {.width_px = 40, .height_px = 24, .components = 1}},
    {"4:2:0", {.width_px = 65, .height_px = 33}},
    {"4:4:4", {.width_px = 50, .height_px = 30, .h_sampling = 1, .v_sampling = 1}},
    {"4:1:1", {.width_px = 70, .height_px = 20, .h_sampling = 4, .v_sampling = 1}},
    {"CMYK", {.width_px = 33, .height_px = 20, .components = 4}},
    {"restarts", {.width_px = 64, .height_px = 80, .restart_rows = 1}},
    {"finest quality", {.width_px = 64, .height_px = 48, .quality = 100}},
    {"without tables", {.width_px = 64, .height_px = 48, .without_tables = true}},
};

/* Where the data of the first scan begin. */
static size_t find_data(const struct sample *jpeg)
{
    size_t at = 2;

    while (jpeg->bytes[at + 1] != 0xDA) {
        at += 2U + (size_t)((jpeg->bytes[at + 2] << 8) | jpeg->bytes[at + 3]);
    }
    return at + 2 + (size_t)((jpeg->bytes[at + 2] << 8) | jpeg->bytes[at + 3]);
}

static struct askcam_frame frame_of(const struct sample *jpeg)
{
    return (struct askcam_frame){.name = "in.jpg",
                                 .is_jpeg = true,
                                 .jpeg = askcam_bytes_of_memory(jpeg->bytes, jpeg->bytes_len)};
}

/* ASKCAM_ERR_USAGE: not even its markers are sound, which is the walk's business. */
static enum askcam_status check(const struct sample *jpeg, struct askcam_error *err)
{
    const struct askcam_frame frame = frame_of(jpeg);
    struct askcam_jpeg_info info;

    *err = (struct askcam_error){.kind = ASKCAM_OK};
    if (askcam_jpeg_walk(&frame.jpeg, "in.jpg", &info, NULL) != ASKCAM_OK) {
        return ASKCAM_ERR_USAGE;
    }
    return askcam_frame_check(&frame, err);
}

static enum askcam_status decode(const struct sample *jpeg)
{
    const struct askcam_frame frame = frame_of(jpeg);
    uint8_t brightness = 0;

    return askcam_frame_brightness(&frame, &brightness, NULL);
}

static void a_sound_jpeg_passes(void **state)
{
    const struct sample jpeg = sample_jpeg(&((const struct kind_case *)*state)->spec);
    struct askcam_error err;

    assert_int_equal(check(&jpeg, &err), ASKCAM_OK);
    free(jpeg.bytes);
}

/* Cut at every byte of the data, with an end marker as if nothing were missing. */
static void one_that_ends_too_early_does_not(void **state)
{
    const struct kind_case *const row = *state;
    const struct sample whole = sample_jpeg(&row->spec);
    const size_t data = find_data(&whole);
    size_t refused = 0;

    for (size_t cut = data; cut < whole.bytes_len - 3; cut++) {
        const struct sample jpeg = {malloc(cut + 2), cut + 2};
        struct askcam_error err;
        memcpy(jpeg.bytes, whole.bytes, cut);
        memcpy(jpeg.bytes + cut, "\xFF\xD9", 2);
        const enum askcam_status status = check(&jpeg, &err);
        if (status != ASKCAM_ERR_USAGE) {
            assert_int_equal(status, decode(&jpeg));
        }
        if (status == ASKCAM_ERR_SOURCE) {
            refused++;
            assert_non_null(strstr(err.why, "truncated or broken JPEG near byte "));
            assert_string_equal(err.what, "in.jpg");
        }
        free(jpeg.bytes);
    }
    assert_true(refused >= whole.bytes_len - data - 8);
    free(whole.bytes);
}

/* Every bit of the data is rotated in its turn: what libjpeg would paint grey is refused. */
static void damage_is_seen_where_libjpeg_sees_it(void **state)
{
    const struct kind_case *const row = *state;
    const struct sample jpeg = sample_jpeg(&row->spec);
    const size_t from = find_data(&jpeg);
    const size_t bits = 8 * (jpeg.bytes_len - 2 - from);
    const size_t stride = 1 + bits / 3000;

    for (size_t bit = 0; bit < bits; bit += stride) {
        uint8_t *const byte = jpeg.bytes + from + bit / 8;
        struct askcam_error err;
        *byte ^= (uint8_t)(1U << (bit % 8));
        const enum askcam_status status = check(&jpeg, &err);
        if (status != ASKCAM_ERR_USAGE && status != decode(&jpeg)) {
            fail_msg("bit %zu: %d, but libjpeg says %d", bit, (int)status, (int)decode(&jpeg));
        }
        *byte ^= (uint8_t)(1U << (bit % 8));
    }
    free(jpeg.bytes);
}

/* A packet of a camera that got lost between two restart markers. */
static void a_lost_part_is_seen(void **state)
{
    const struct sample jpeg =
        sample_jpeg(&(struct sample_spec){.width_px = 64, .height_px = 80, .restart_rows = 1});
    size_t marks[2] = {0, 0};
    size_t count = 0;
    struct askcam_error err;

    (void)state;
    for (size_t at = find_data(&jpeg); count < 2; at++) {
        if (jpeg.bytes[at] == 0xFF && jpeg.bytes[at + 1] >= 0xD0 && jpeg.bytes[at + 1] <= 0xD7) {
            marks[count++] = at;
        }
    }
    memmove(jpeg.bytes + marks[0], jpeg.bytes + marks[1], jpeg.bytes_len - marks[1]);
    const struct sample less = {jpeg.bytes, jpeg.bytes_len - (marks[1] - marks[0])};
    assert_int_equal(check(&less, &err), ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(err.why, "truncated or broken JPEG near byte "));
    free(jpeg.bytes);
}

/* Many cameras fill up the last packet. */
static void what_is_left_over_is_no_damage(void **state)
{
    static const uint8_t PADDING[100] = {0};
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 64, .height_px = 48});
    const struct sample more = {malloc(jpeg.bytes_len + sizeof PADDING),
                                jpeg.bytes_len + sizeof PADDING};
    struct askcam_error err;

    (void)state;
    memcpy(more.bytes, jpeg.bytes, jpeg.bytes_len - 2);
    memcpy(more.bytes + jpeg.bytes_len - 2, PADDING, sizeof PADDING);
    memcpy(more.bytes + more.bytes_len - 2, "\xFF\xD9", 2);
    assert_int_equal(check(&more, &err), ASKCAM_OK);
    free(more.bytes);
    free(jpeg.bytes);
}

static enum askcam_status refuse_to_read(void *ctx, uint64_t offset, void *buf, size_t cap_bytes,
                                         size_t *got_bytes, struct askcam_error *err)
{
    (void)ctx;
    (void)offset;
    (void)buf;
    (void)cap_bytes;
    (void)got_bytes;
    return askcam_fail(err, ASKCAM_ERR_STORAGE, (struct askcam_error_context){"the disk", "wait"},
                       "gone");
}

static void a_failing_read_comes_back(void **state)
{
    const struct askcam_frame frame = {.is_jpeg = true,
                                       .jpeg = {.read = refuse_to_read, .size_bytes = 1000}};
    struct askcam_error err = {.kind = ASKCAM_OK};

    (void)state;
    assert_int_equal(askcam_frame_check(&frame, &err), ASKCAM_ERR_STORAGE);
    assert_string_equal(err.why, "gone");
}

static void what_is_raw_or_progressive_is_left_alone(void **state)
{
    const struct sample jpeg =
        sample_jpeg(&(struct sample_spec){.width_px = 64, .height_px = 48, .progressive = true});
    const struct askcam_frame raw = {.is_jpeg = false, .jpeg = {.read = refuse_to_read}};
    struct askcam_error err;

    (void)state;
    memcpy(jpeg.bytes + jpeg.bytes_len - 20, "\xFF\xD9", 2);
    assert_int_equal(check(&jpeg, &err), ASKCAM_OK);
    assert_int_equal(askcam_frame_check(&raw, NULL), ASKCAM_OK);
    free(jpeg.bytes);
}

#define KINDS (sizeof kinds / sizeof kinds[0])

static void add_rows(struct CMUnitTest *rows, CMUnitTestFunction test)
{
    for (size_t i = 0; i < KINDS; i++) {
        rows[i] = (struct CMUnitTest){
            .name = kinds[i].name, .test_func = test, .initial_state = &kinds[i]};
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_part_is_seen),
        cmocka_unit_test(what_is_left_over_is_no_damage),
        cmocka_unit_test(a_failing_read_comes_back),
        cmocka_unit_test(what_is_raw_or_progressive_is_left_alone),
    };
    struct CMUnitTest rows[3 * KINDS];

    add_rows(rows, a_sound_jpeg_passes);
    add_rows(rows + KINDS, one_that_ends_too_early_does_not);
    add_rows(rows + 2 * KINDS, damage_is_seen_where_libjpeg_sees_it);
    const int failed = cmocka_run_group_tests_name("jpeg_check", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("jpeg_check kinds", rows, NULL, NULL);
}
