/* SPDX-License-Identifier: MIT */
/* test_v4l2_format.c - four-character codes, memory layouts, colour ranges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <linux/videodev2.h>

#include "v4l2_colour.h"
#include "v4l2_format.h"

static void codes_become_text_and_back(void **state)
{
    static const struct {
        const char *text;
        uint32_t fourcc;
    } rows[] = {
        {"MJPG", V4L2_PIX_FMT_MJPEG},       {"YUYV", V4L2_PIX_FMT_YUYV},
        {"Y16", V4L2_PIX_FMT_Y16},          {"422P", V4L2_PIX_FMT_YUV422P},
        {"pBAA", V4L2_PIX_FMT_SBGGR10P},    {"Y16-BE", V4L2_PIX_FMT_Y16_BE},
        {"XR15-BE", V4L2_PIX_FMT_XRGB555X},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[ASKCAM_FOURCC_BYTES];
        assert_int_equal(askcam_fourcc(rows[i].text), rows[i].fourcc);
        askcam_fourcc_text(rows[i].fourcc, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void what_is_not_code_is_zero(void **state)
{
    static const char *const rows[] = {"", "MJPEG", "Y\n", "\xC3\xBC", "XRGB5-BE", "YUYV-be"};
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(askcam_fourcc(rows[i]), 0);
    }
}

static void a_code_that_cannot_be_printed_breaks_no_line(void **state)
{
    char text[ASKCAM_FOURCC_BYTES];
    (void)state;

    askcam_fourcc_text(0x0A000741U, text);
    assert_string_equal(text, "A???");
}

static void every_format_names_pixels_that_are_listed_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < ASKCAM_V4L2_FORMATS_COUNT; i++) {
        const struct askcam_v4l2_format *format = &ASKCAM_V4L2_FORMATS[i];
        assert_ptr_equal(askcam_v4l2_format(format->fourcc), format);
        assert_null(askcam_v4l2_conversion(format->fourcc));
        assert_in_range(format->memory_planes, 1, ASKCAM_RAW_PLANES);
    }
}

/* Offsets and row lengths of a 10x6 picture, and the fewest bytes that hold it. */
static const struct layout_case {
    const char *name;
    uint32_t fourcc;
    uint32_t width, height;
    uint32_t said_row_bytes;
    unsigned planes;
    size_t at[3];
    uint32_t row_bytes[3];
    size_t least_bytes;
} layouts[] = {
    {"YUYV", V4L2_PIX_FMT_YUYV, 10, 6, 20, 1, {0}, {20}, 120},
    {"YUYV, rows with gaps; none after the last", V4L2_PIX_FMT_YUYV, 10, 6, 32, 1, {0}, {32}, 180},
    {"YUYV of odd width ends with a whole pair", V4L2_PIX_FMT_YUYV, 9, 2, 20, 1, {0}, {20}, 40},
    {"a driver that says 0 means no gaps", V4L2_PIX_FMT_YUYV, 10, 6, 0, 1, {0}, {20}, 120},
    {"nor can a row be shorter than its pixels", V4L2_PIX_FMT_YUYV, 10, 6, 10, 1, {0}, {20}, 120},
    {"NV12", V4L2_PIX_FMT_NV12, 10, 6, 10, 2, {0, 60}, {10, 10}, 90},
    {"NV12 with gaps", V4L2_PIX_FMT_NV12, 10, 6, 16, 2, {0, 96}, {16, 16}, 138},
    {"NV12 of odd height has a chroma row for the last",
     V4L2_PIX_FMT_NV12,
     10,
     5,
     10,
     2,
     {0, 50},
     {10, 10},
     80},
    {"NV16", V4L2_PIX_FMT_NV16, 10, 6, 10, 2, {0, 60}, {10, 10}, 120},
    {"YU12", V4L2_PIX_FMT_YUV420, 10, 6, 10, 3, {0, 60, 75}, {10, 5, 5}, 90},
    {"YU12 with gaps", V4L2_PIX_FMT_YUV420, 10, 6, 16, 3, {0, 96, 120}, {16, 8, 8}, 141},
    {"YU12 of odd width", V4L2_PIX_FMT_YUV420, 9, 6, 9, 3, {0, 54, 69}, {9, 5, 5}, 84},
    {"422P", V4L2_PIX_FMT_YUV422P, 10, 6, 10, 3, {0, 60, 90}, {10, 5, 5}, 120},
    {"NV24", V4L2_PIX_FMT_NV24, 10, 6, 10, 2, {0, 60}, {10, 20}, 180},
    {"NV24 with gaps", V4L2_PIX_FMT_NV24, 10, 6, 16, 2, {0, 96}, {16, 32}, 276},
    {"P010", V4L2_PIX_FMT_P010, 10, 6, 20, 2, {0, 120}, {20, 20}, 180},
    {"P010 with gaps", V4L2_PIX_FMT_P010, 10, 6, 32, 2, {0, 192}, {32, 32}, 276},
    {"YUV3", V4L2_PIX_FMT_YUV24, 10, 6, 30, 1, {0}, {30}, 180},
    {"VUYX", V4L2_PIX_FMT_VUYX32, 10, 6, 40, 1, {0}, {40}, 240},
    {"RGBP", V4L2_PIX_FMT_RGB565, 10, 6, 20, 1, {0}, {20}, 120},
    {"Y10", V4L2_PIX_FMT_Y10, 9, 6, 0, 1, {0}, {18}, 108},
    {"GREY", V4L2_PIX_FMT_GREY, 10, 6, 10, 1, {0}, {10}, 60},
    {"RGB3", V4L2_PIX_FMT_RGB24, 10, 6, 30, 1, {0}, {30}, 180},
    {"XR24", V4L2_PIX_FMT_XBGR32, 10, 6, 40, 1, {0}, {40}, 240},
};

static void pixels_lie_where_v4l2_puts_them(void **state)
{
    const struct layout_case *row = *state;
    static const uint8_t memory[512];
    const struct askcam_v4l2_layout layout = {.fourcc = row->fourcc,
                                              .format = askcam_v4l2_format(row->fourcc),
                                              .width_px = row->width,
                                              .height_px = row->height,
                                              .memory_planes = 1,
                                              .row_bytes = {row->said_row_bytes}};
    struct askcam_v4l2_payload payload = {memory, row->least_bytes};
    struct askcam_raw raw;

    assert_true(askcam_v4l2_raw(&layout, &payload, &raw));
    for (unsigned i = 0; i < row->planes; i++) {
        assert_ptr_equal(raw.plane[i], memory + row->at[i]);
        assert_int_equal(raw.row_bytes[i], row->row_bytes[i]);
        assert_int_equal(raw.plane_bytes[i], row->least_bytes - row->at[i]);
    }
    assert_null(row->planes < 3 ? raw.plane[row->planes] : NULL);
    payload.bytes--;
    assert_false(askcam_v4l2_raw(&layout, &payload, &raw));
}

static void separate_areas_have_their_own_rows_and_lengths(void **state)
{
    static const uint8_t y[128], u[64], v[64];
    const struct askcam_v4l2_layout layout = {.format = askcam_v4l2_format(V4L2_PIX_FMT_YUV420M),
                                              .width_px = 10,
                                              .height_px = 6,
                                              .memory_planes = 3,
                                              .row_bytes = {16, 12, 10}};
    struct askcam_v4l2_payload payload[3] = {{y, 90}, {u, 29}, {v, 25}};
    struct askcam_raw raw;
    (void)state;

    assert_true(askcam_v4l2_raw(&layout, payload, &raw));
    assert_ptr_equal(raw.plane[1], u);
    assert_ptr_equal(raw.plane[2], v);
    assert_int_equal(raw.row_bytes[1], 12);
    assert_int_equal(raw.row_bytes[2], 10);
    for (unsigned i = 0; i < 3; i++) {
        payload[i].bytes--;
        assert_false(askcam_v4l2_raw(&layout, payload, &raw));
        payload[i].bytes++;
    }
    payload[2].at = NULL;
    assert_false(askcam_v4l2_raw(&layout, payload, &raw));
}

static void the_largest_picture_overflows_nothing(void **state)
{
    static const uint8_t memory[16];
    const struct askcam_v4l2_layout layout = {.format = askcam_v4l2_format(V4L2_PIX_FMT_YUV420),
                                              .width_px = ASKCAM_V4L2_MAX_SIDE,
                                              .height_px = ASKCAM_V4L2_MAX_SIDE,
                                              .memory_planes = 1,
                                              .row_bytes = {UINT32_MAX}};
    const struct askcam_v4l2_payload payload = {memory, sizeof memory};
    struct askcam_raw raw;
    (void)state;

    assert_false(askcam_v4l2_raw(&layout, &payload, &raw));
}

static void the_range_is_the_drivers_word_or_v4l2s_default(void **state)
{
    static const struct {
        struct askcam_v4l2_colour colour;
        bool limited;
    } rows[] = {
        {{V4L2_PIX_FMT_YUYV, V4L2_COLORSPACE_SRGB, V4L2_QUANTIZATION_DEFAULT,
          V4L2_YCBCR_ENC_DEFAULT},
         true},
        {{V4L2_PIX_FMT_YUYV, V4L2_COLORSPACE_DEFAULT, V4L2_QUANTIZATION_DEFAULT,
          V4L2_YCBCR_ENC_DEFAULT},
         true},
        {{V4L2_PIX_FMT_YUYV, V4L2_COLORSPACE_JPEG, V4L2_QUANTIZATION_DEFAULT,
          V4L2_YCBCR_ENC_DEFAULT},
         false},
        {{V4L2_PIX_FMT_YUYV, V4L2_COLORSPACE_SRGB, V4L2_QUANTIZATION_FULL_RANGE,
          V4L2_YCBCR_ENC_DEFAULT},
         false},
        {{V4L2_PIX_FMT_YUYV, V4L2_COLORSPACE_JPEG, V4L2_QUANTIZATION_LIM_RANGE,
          V4L2_YCBCR_ENC_DEFAULT},
         true},
        {{V4L2_PIX_FMT_NV12, V4L2_COLORSPACE_REC709, V4L2_QUANTIZATION_DEFAULT,
          V4L2_YCBCR_ENC_DEFAULT},
         true},
        {{V4L2_PIX_FMT_RGB24, V4L2_COLORSPACE_SRGB, V4L2_QUANTIZATION_DEFAULT,
          V4L2_YCBCR_ENC_DEFAULT},
         false},
        {{V4L2_PIX_FMT_GREY, V4L2_COLORSPACE_SRGB, V4L2_QUANTIZATION_DEFAULT,
          V4L2_YCBCR_ENC_DEFAULT},
         false},
        {{V4L2_PIX_FMT_GREY, V4L2_COLORSPACE_SRGB, V4L2_QUANTIZATION_LIM_RANGE,
          V4L2_YCBCR_ENC_DEFAULT},
         true},
        {{V4L2_PIX_FMT_SBGGR8, V4L2_COLORSPACE_RAW, V4L2_QUANTIZATION_DEFAULT,
          V4L2_YCBCR_ENC_DEFAULT},
         false},
        {{V4L2_PIX_FMT_M420, V4L2_COLORSPACE_SRGB, V4L2_QUANTIZATION_DEFAULT,
          V4L2_YCBCR_ENC_DEFAULT},
         true},
        {{V4L2_PIX_FMT_RGB24, V4L2_COLORSPACE_SRGB, V4L2_QUANTIZATION_LIM_RANGE, 0}, true},
        {{V4L2_PIX_FMT_NV24, V4L2_COLORSPACE_SRGB, V4L2_QUANTIZATION_DEFAULT, 0}, true},
        {{V4L2_PIX_FMT_RGB565, V4L2_COLORSPACE_SRGB, V4L2_QUANTIZATION_DEFAULT, 0}, false},
        {{V4L2_PIX_FMT_YUYV, 0, V4L2_QUANTIZATION_FULL_RANGE, V4L2_YCBCR_ENC_XV709}, true},
        {{V4L2_PIX_FMT_YUYV, 0, V4L2_QUANTIZATION_FULL_RANGE, V4L2_YCBCR_ENC_XV601}, true},
        {{V4L2_PIX_FMT_RGB24, 0, V4L2_QUANTIZATION_FULL_RANGE, V4L2_YCBCR_ENC_XV709}, false},
        {{V4L2_PIX_FMT_Y16, V4L2_COLORSPACE_SRGB, V4L2_QUANTIZATION_DEFAULT,
          V4L2_YCBCR_ENC_DEFAULT},
         false},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(askcam_v4l2_limited_range(&rows[i].colour), rows[i].limited);
    }
}

static void the_weights_are_the_drivers_word_or_the_colour_spaces(void **state)
{
    static const struct {
        uint32_t colorspace, ycbcr_enc;
        enum askcam_matrix matrix;
    } rows[] = {
        {V4L2_COLORSPACE_DEFAULT, V4L2_YCBCR_ENC_DEFAULT, ASKCAM_MATRIX_601},
        {V4L2_COLORSPACE_SRGB, V4L2_YCBCR_ENC_DEFAULT, ASKCAM_MATRIX_601},
        {V4L2_COLORSPACE_SMPTE170M, V4L2_YCBCR_ENC_DEFAULT, ASKCAM_MATRIX_601},
        {V4L2_COLORSPACE_JPEG, V4L2_YCBCR_ENC_DEFAULT, ASKCAM_MATRIX_601},
        {V4L2_COLORSPACE_REC709, V4L2_YCBCR_ENC_DEFAULT, ASKCAM_MATRIX_709},
        {V4L2_COLORSPACE_DCI_P3, V4L2_YCBCR_ENC_DEFAULT, ASKCAM_MATRIX_709},
        {V4L2_COLORSPACE_BT2020, V4L2_YCBCR_ENC_DEFAULT, ASKCAM_MATRIX_2020},
        {V4L2_COLORSPACE_SMPTE240M, V4L2_YCBCR_ENC_DEFAULT, ASKCAM_MATRIX_240M},
        {V4L2_COLORSPACE_REC709, V4L2_YCBCR_ENC_601, ASKCAM_MATRIX_601},
        {V4L2_COLORSPACE_REC709, V4L2_YCBCR_ENC_XV601, ASKCAM_MATRIX_601},
        {V4L2_COLORSPACE_SRGB, V4L2_YCBCR_ENC_709, ASKCAM_MATRIX_709},
        {V4L2_COLORSPACE_SRGB, V4L2_YCBCR_ENC_XV709, ASKCAM_MATRIX_709},
        {V4L2_COLORSPACE_SRGB, V4L2_YCBCR_ENC_BT2020_CONST_LUM, ASKCAM_MATRIX_2020},
        {V4L2_COLORSPACE_REC709, 77, ASKCAM_MATRIX_601}, /* of a kernel to come */
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct askcam_v4l2_colour colour = {.fourcc = V4L2_PIX_FMT_YUYV,
                                                  .colorspace = rows[i].colorspace,
                                                  .ycbcr_enc = rows[i].ycbcr_enc};
        assert_int_equal(askcam_v4l2_matrix(&colour), rows[i].matrix);
    }
}

/* 10x6: a field has 3 rows, and 2 (top) or 1 (bottom) of the 3 rows of chroma. */
static void one_field_fills_half_of_the_memory(void **state)
{
    static const uint8_t memory[128];
    struct askcam_v4l2_layout layout = {.format = askcam_v4l2_format(V4L2_PIX_FMT_NV12),
                                        .width_px = 10,
                                        .height_px = 6,
                                        .memory_planes = 1,
                                        .row_bytes = {10},
                                        .order = ASKCAM_ORDER_ONE_FIELD};
    struct askcam_v4l2_payload payload = {memory, 50};
    struct askcam_raw raw;
    (void)state;

    assert_true(askcam_v4l2_raw(&layout, &payload, &raw));
    assert_int_equal(raw.order, ASKCAM_ORDER_ONE_FIELD);
    assert_ptr_equal(raw.plane[1], memory + 30);
    payload.bytes--;
    assert_false(askcam_v4l2_raw(&layout, &payload, &raw));
    layout.order = ASKCAM_ORDER_TOP_FIRST;
    payload.bytes = 90;
    assert_true(askcam_v4l2_raw(&layout, &payload, &raw));
    assert_int_equal(raw.order, ASKCAM_ORDER_TOP_FIRST);
    assert_ptr_equal(raw.plane[1], memory + 60);
}

static void rows_of_fields_are_found(void **state)
{
    static const struct {
        uint32_t field;
        enum askcam_row_order order;
        uint32_t places[5]; /* of a picture of five rows */
    } rows[] = {
        {V4L2_FIELD_ANY, ASKCAM_ORDER_PLAIN, {0, 1, 2, 3, 4}},
        {V4L2_FIELD_NONE, ASKCAM_ORDER_PLAIN, {0, 1, 2, 3, 4}},
        {V4L2_FIELD_INTERLACED, ASKCAM_ORDER_PLAIN, {0, 1, 2, 3, 4}},
        {V4L2_FIELD_INTERLACED_TB, ASKCAM_ORDER_PLAIN, {0, 1, 2, 3, 4}},
        {V4L2_FIELD_INTERLACED_BT, ASKCAM_ORDER_PLAIN, {0, 1, 2, 3, 4}},
        {V4L2_FIELD_SEQ_TB, ASKCAM_ORDER_TOP_FIRST, {0, 3, 1, 4, 2}},
        {V4L2_FIELD_SEQ_BT, ASKCAM_ORDER_BOTTOM_FIRST, {2, 0, 3, 1, 4}},
        {V4L2_FIELD_TOP, ASKCAM_ORDER_ONE_FIELD, {0, 0, 1, 1, 2}},
        {V4L2_FIELD_BOTTOM, ASKCAM_ORDER_ONE_FIELD, {0, 0, 1, 1, 2}},
        {V4L2_FIELD_ALTERNATE, ASKCAM_ORDER_ONE_FIELD, {0, 0, 1, 1, 2}},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const enum askcam_row_order order = askcam_v4l2_row_order(rows[i].field);
        assert_int_equal(order, rows[i].order);
        for (uint32_t row = 0; row < 5; row++) {
            assert_int_equal(askcam_row_place(order, row, 5), rows[i].places[row]);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest plain[] = {
        cmocka_unit_test(codes_become_text_and_back),
        cmocka_unit_test(what_is_not_code_is_zero),
        cmocka_unit_test(a_code_that_cannot_be_printed_breaks_no_line),
        cmocka_unit_test(every_format_names_pixels_that_are_listed_once),
        cmocka_unit_test(separate_areas_have_their_own_rows_and_lengths),
        cmocka_unit_test(the_largest_picture_overflows_nothing),
        cmocka_unit_test(the_range_is_the_drivers_word_or_v4l2s_default),
        cmocka_unit_test(the_weights_are_the_drivers_word_or_the_colour_spaces),
        cmocka_unit_test(one_field_fills_half_of_the_memory),
        cmocka_unit_test(rows_of_fields_are_found),
    };
    struct CMUnitTest rows[sizeof layouts / sizeof layouts[0]];

    for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
        union { /* cmocka takes void *, the test only reads */
            const struct layout_case *read_only;
            void *plain;
        } row = {.read_only = &layouts[i]};
        rows[i] = (struct CMUnitTest){.name = layouts[i].name,
                                      .test_func = pixels_lie_where_v4l2_puts_them,
                                      .initial_state = row.plain};
    }
    const int failed = cmocka_run_group_tests_name("v4l2_format", plain, NULL, NULL);
    return failed + cmocka_run_group_tests_name("v4l2_format layouts", rows, NULL, NULL);
}
