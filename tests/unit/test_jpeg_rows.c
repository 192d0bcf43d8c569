/* SPDX-License-Identifier: MIT */
/*
 * test_jpeg_rows.c - windows of all kinds of JPEG are, to the bit, what a decoding of the whole
 * picture has there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jpeg_rows.h"
#include "sample_jpeg.h"

/* What a run of the stage is to do, and what came out. */
struct run {
    struct askcam_jpeg_guard guard;
    struct askcam_jpeg_rows stage;
    struct askcam_bytes bytes;
    struct askcam_jpeg_window window;
    struct askcam_rows rows;
    uint8_t *pixels;
};

static void pull(void *ctx)
{
    struct run *const run = ctx;

    askcam_jpeg_rows_start(&run->stage, &run->bytes, &run->window, &run->guard, &run->rows);
    const size_t row_bytes = (size_t)run->rows.width_px * askcam_rows_components(&run->rows);
    run->pixels = malloc(row_bytes * run->rows.height_px);
    for (uint32_t y = 0; y < run->rows.height_px; y++) {
        memcpy(run->pixels + row_bytes * y, run->rows.next(run->rows.ctx), row_bytes);
    }
}

static enum askcam_status decode(struct run *run, const struct sample *jpeg,
                                 const struct askcam_jpeg_window *window, struct askcam_error *err)
{
    *run = (struct run){.bytes = askcam_bytes_of_memory(jpeg->bytes, jpeg->bytes_len),
                        .window = *window};
    askcam_jpeg_guard_init(&run->guard, "in.jpg", err);
    const enum askcam_status status = askcam_jpeg_guard_run(&run->guard, pull, run);
    askcam_jpeg_rows_destroy(&run->stage);
    return status;
}

static struct kind_case {
    const char *name;
    struct sample_spec spec;
} kinds[] = {
    {"4:2:0", {.width_px = 203, .height_px = 117}},
    {"4:2:2", {.width_px = 203, .height_px = 117, .h_sampling = 2, .v_sampling = 1}},
    {"4:4:4", {.width_px = 203, .height_px = 117, .h_sampling = 1, .v_sampling = 1}},
    {"4:4:0", {.width_px = 203, .height_px = 117, .h_sampling = 1, .v_sampling = 2}},
    {"4:1:1", {.width_px = 203, .height_px = 117, .h_sampling = 4, .v_sampling = 1}},
    {"grey", {.width_px = 203, .height_px = 117, .components = 1}},
    {"CMYK", {.width_px = 203, .height_px = 117, .components = 4}},
    {"RGB", {.width_px = 203, .height_px = 117, .as_rgb = true}},
    {"progressive", {.width_px = 203, .height_px = 117, .progressive = true}},
    {"restarts", {.width_px = 203, .height_px = 117, .restart_rows = 1}},
    {"without tables", {.width_px = 203, .height_px = 117, .without_tables = true}},
};

static void compare(const struct run *whole, const struct run *part)
{
    const size_t bytes = askcam_rows_components(&part->rows);
    const uint32_t x = part->window.rect.x / part->window.divisor;
    const uint32_t y = part->window.rect.y / part->window.divisor;

    for (uint32_t row = 0; row < part->rows.height_px; row++) {
        const uint8_t *const want =
            whole->pixels + ((size_t)(y + row) * whole->rows.width_px + x) * bytes;
        assert_memory_equal(part->pixels + (size_t)row * part->rows.width_px * bytes, want,
                            part->rows.width_px * bytes);
    }
}

static void windows_are_exact(void **state)
{
    static const struct askcam_rect RECTS[] = {
        {0, 0, 203, 117}, {0, 0, 1, 1},     {202, 116, 1, 1}, {1, 1, 201, 115},   {16, 16, 16, 16},
        {15, 15, 18, 18}, {17, 33, 50, 30}, {32, 48, 64, 8},  {100, 0, 103, 117}, {0, 100, 203, 17},
        {7, 8, 9, 10},    {64, 63, 2, 2},   {190, 1, 13, 7},  {48, 31, 1, 86},    {31, 47, 33, 49}};
    const struct sample jpeg = sample_jpeg(&((const struct kind_case *)*state)->spec);

    for (uint32_t divisor = 1; divisor <= 8; divisor *= 2) {
        const struct askcam_jpeg_window all = {.divisor = divisor};
        struct run whole;
        assert_int_equal(decode(&whole, &jpeg, &all, NULL), ASKCAM_OK);
        assert_int_equal(whole.rows.width_px, (203 + divisor - 1) / divisor);
        for (size_t i = 0; i < sizeof RECTS / sizeof RECTS[0]; i++) {
            const struct askcam_jpeg_window window = {203, 117, RECTS[i], divisor, false};
            struct run part;
            assert_int_equal(decode(&part, &jpeg, &window, NULL), ASKCAM_OK);
            compare(&whole, &part);
            free(part.pixels);
        }
        free(whole.pixels);
    }
    free(jpeg.bytes);
}

/* Every corner inside some blocks: the places where libjpeg treats edges on its own. */
static void every_offset_is_exact(void **state)
{
    const struct sample jpeg = sample_jpeg(&((const struct kind_case *)*state)->spec);
    const struct askcam_jpeg_window all = {.divisor = 1};
    struct run whole;

    assert_int_equal(decode(&whole, &jpeg, &all, NULL), ASKCAM_OK);
    for (uint32_t at = 0; at < 67; at++) {
        const struct askcam_rect rect = {at, at, 203 - at - at / 2, 117 - at - at / 3};
        const struct askcam_jpeg_window window = {203, 117, rect, 1, false};
        struct run part;
        assert_int_equal(decode(&part, &jpeg, &window, NULL), ASKCAM_OK);
        compare(&whole, &part);
        free(part.pixels);
    }
    free(whole.pixels);
    free(jpeg.bytes);
}

static void another_size_than_walked_is_refused(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 20, .height_px = 10});
    const struct askcam_jpeg_window window = {20, 11, {0, 0, 20, 11}, 1, false};
    struct askcam_error err = {.kind = ASKCAM_OK};
    struct run run;

    (void)state;
    assert_int_equal(decode(&run, &jpeg, &window, &err), ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(err.why, "changed"));
    free(jpeg.bytes);
}

int main(void)
{
    enum { KINDS = sizeof kinds / sizeof kinds[0] };
    struct CMUnitTest tests[2 * KINDS + 1] = {
        cmocka_unit_test(another_size_than_walked_is_refused)};

    for (size_t i = 0; i < KINDS; i++) {
        tests[2 * i + 1] = (struct CMUnitTest){
            .name = kinds[i].name, .test_func = windows_are_exact, .initial_state = &kinds[i]};
        tests[2 * i + 2] = (struct CMUnitTest){
            .name = kinds[i].name, .test_func = every_offset_is_exact, .initial_state = &kinds[i]};
    }
    return cmocka_run_group_tests_name("jpeg_rows", tests, NULL, NULL);
}
