/* SPDX-License-Identifier: MIT */
/*
 * test_jpeg_copy.c - metadata goes, the coded picture stays to the bit, missing tables come; from
 * memory and from a reader of single bytes alike.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_sink.h"
#include "jpeg_copy.h"
#include "jpeg_walk.h"
#include "sample_jpeg.h"

static enum askcam_status read_byte(void *ctx, uint64_t offset, void *buf, size_t cap_bytes,
                                    size_t *got_bytes, struct askcam_error *err)
{
    const struct sample *const jpeg = ctx;

    (void)err;
    assert_true(cap_bytes > 0);
    *got_bytes = offset < jpeg->bytes_len;
    if (*got_bytes == 1) {
        memcpy(buf, jpeg->bytes + offset, 1);
    }
    return ASKCAM_OK;
}

/* A length in a request's head must be right before the copy is made. */
static void expect_length_by_walking(const struct askcam_bytes *bytes, bool keep_metadata,
                                     size_t want_bytes)
{
    struct askcam_jpeg_info info;

    assert_int_equal(askcam_jpeg_walk(bytes, "a", &info, NULL), ASKCAM_OK);
    if (!keep_metadata) {
        assert_int_equal(info.bare_bytes, want_bytes);
    }
}

static void expect_copy(const struct sample *jpeg, bool keep_metadata, const struct sample *want)
{
    struct sample borrowed = *jpeg;
    const struct askcam_bytes ways[] = {
        askcam_bytes_of_memory(jpeg->bytes, jpeg->bytes_len),
        {.read = read_byte, .ctx = &borrowed, .size_bytes = jpeg->bytes_len}};

    for (size_t i = 0; i < 2; i++) {
        struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
        assert_int_equal(
            askcam_jpeg_copy(&ways[i], "a", keep_metadata, capture_sink_sink(&callbacks), NULL),
            ASKCAM_OK);
        assert_int_equal(callbacks.bytes_len, want->bytes_len);
        assert_memory_equal(callbacks.bytes, want->bytes, want->bytes_len);
        free(callbacks.bytes);
        expect_length_by_walking(&ways[i], keep_metadata, want->bytes_len);
    }
}

static struct plain_case {
    const char *name;
    struct sample_spec spec;
} plains[] = {
    {"colour", {.width_px = 100, .height_px = 60}},
    {"grey", {.width_px = 7, .height_px = 3, .components = 1}},
    {"CMYK with Adobe's segment", {.width_px = 30, .height_px = 30, .components = 4}},
    {"RGB with Adobe's segment", {.width_px = 30, .height_px = 30, .as_rgb = true}},
    {"progressive", {.width_px = 90, .height_px = 90, .progressive = true}},
    {"restarts", {.width_px = 300, .height_px = 99, .restart_rows = 1, .quality = 100}},
};

static void what_has_no_metadata_stays_byte_for_byte(void **state)
{
    const struct plain_case *const row = *state;
    const struct sample jpeg = sample_jpeg(&row->spec);

    expect_copy(&jpeg, false, &jpeg);
    expect_copy(&jpeg, true, &jpeg);
    free(jpeg.bytes);
}

/* libjpeg writes the tables of Annex K itself where it is not set to leave them out. */
static void missing_tables_are_put_in_as_libjpeg_writes_them(void **state)
{
    struct sample_spec spec = {.width_px = 100, .height_px = 60};
    const struct sample whole = sample_jpeg(&spec);

    (void)state;
    spec.without_tables = true;
    const struct sample bare = sample_jpeg(&spec);
    assert_int_equal(whole.bytes_len, bare.bytes_len + 432);
    expect_copy(&bare, false, &whole);
    expect_copy(&bare, true, &whole);
    free(bare.bytes);
    free(whole.bytes);
}

static struct dropped_case {
    const char *name;
    uint8_t code;
    const char *payload;
    size_t bytes;
} dropped[] = {
    {"Exif", 0xE1, "Exif\0\0MM\0*\0\0\0\x08\0\0", 16},
    {"XMP", 0xE1, "http://ns.adobe.com/xap/1.0/", 28},
    {"ICC", 0xE2, "ICC_PROFILE\0\1\1 a profile", 24},
    {"IPTC", 0xED, "Photoshop 3.0", 14},
    {"comment", 0xFE, "x", 1},
    {"empty comment", 0xFE, "", 0},
    {"short APP0", 0xE0, "JFIF", 5},
    {"JFXX thumbnail", 0xE0, "JFXX\0\x10 a thumbnail", 18},
    {"APP14 of others", 0xEE, "Ducky\0\0\0\0\0\0\0\0", 14},
};

static void metadata_is_dropped_wherever_it_is(void **state)
{
    const struct dropped_case *const row = *state;
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 40, .height_px = 40});
    const size_t before_tables = 20; /* behind SOI and JFIF */
    const struct sample one =
        sample_with_segment(&plain, before_tables, row->code, row->payload, row->bytes);
    const struct sample two = sample_with_segment(&one, 2, row->code, row->payload, row->bytes);

    expect_copy(&two, false, &plain);
    expect_copy(&two, true, &two);
    free(two.bytes);
    free(one.bytes);
    free(plain.bytes);
}

static void largest_segment_is_dropped(void **state)
{
    enum { LARGEST = 65533 };
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 40, .height_px = 40});
    uint8_t *const payload = calloc(1, LARGEST);

    (void)state;
    memset(payload, 0xFF, LARGEST);
    const struct sample jpeg = sample_with_segment(&plain, 2, 0xE5, payload, LARGEST);
    expect_copy(&jpeg, false, &plain);
    free(jpeg.bytes);
    free(payload);
    free(plain.bytes);
}

/* The thumbnail would show what a crop or a mask was to hide. */
static void thumbnail_in_jfif_is_cut_off(void **state)
{
    static const char JFIF[] = "JFIF\0\1\1\0\0\1\0\1\1\1abc";
    static const char BARE[] = "JFIF\0\1\1\0\0\1\0\1\0\0";
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 40, .height_px = 40});
    const struct sample with = sample_with_segment(&plain, 2, 0xE0, JFIF, 17);
    const struct sample want = sample_with_segment(&plain, 2, 0xE0, BARE, 14);

    (void)state;
    expect_copy(&with, false, &want);
    free(want.bytes);
    free(with.bytes);
    free(plain.bytes);
}

static void padding_and_fill_bytes_are_cut(void **state)
{
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 40, .height_px = 40});
    const struct sample padded = {calloc(1, plain.bytes_len + 103), plain.bytes_len + 103};

    (void)state;
    memcpy(padded.bytes, plain.bytes, 2);
    memset(padded.bytes + 2, 0xFF, 3);
    memcpy(padded.bytes + 5, plain.bytes + 2, plain.bytes_len - 2);
    expect_copy(&padded, false, &plain);
    free(padded.bytes);
    free(plain.bytes);
}

static const struct stray_case {
    const char *name;
    const char *bytes;
    size_t bytes_len;
} strays[] = {
    {"a zero byte", "\0", 1},
    {"zero bytes", "\0\0\0", 3},
    {"a line of text", "padding\r\n", 9},
    {"a stuffed zero", "\xFF\0", 2},
    {"a marker of arithmetic coding", "\xFF\x01", 2},
    {"restart markers", "\xFF\xD0x\xFF\xD7", 5},
    {"fill bytes among others", "\0\xFF\xFF\0\xFF", 5},
    {"an SOI without its FF", "\xD8", 1},
};

/* Where the segment behind this one begins; 0: scan data do. */
static size_t next_marker(const struct sample *jpeg, size_t at)
{
    if (jpeg->bytes[at + 1] == 0xDA) {
        return 0;
    }
    return at + 2 + ((size_t)jpeg->bytes[at + 2] << 8) + jpeg->bytes[at + 3];
}

/* Phones and scanners pad segments; decoders pass over what they find there. */
static void stray_bytes_between_segments_are_dropped(void **state)
{
    const struct stray_case *const row = *state;
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 40, .height_px = 40});
    unsigned places = 0;

    for (size_t at = 2; at != 0; at = next_marker(&plain, at)) {
        const struct sample jpeg = sample_with_bytes(&plain, at, row->bytes, row->bytes_len);
        struct sample_pixels pixels;
        expect_copy(&jpeg, false, &plain);
        assert_true(sample_decode(jpeg.bytes, jpeg.bytes_len, &pixels)); /* as others do */
        free(pixels.rgb);
        free(jpeg.bytes);
        places++;
    }
    assert_true(places > 6);
    free(plain.bytes);
}

static void a_full_sink_ends_the_copy_at_once(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 40, .height_px = 40});
    const struct askcam_bytes bytes = askcam_bytes_of_memory(jpeg.bytes, jpeg.bytes_len);

    (void)state;
    for (size_t limit = 0; limit < jpeg.bytes_len; limit++) {
        struct callbacks callbacks = {.limit_bytes = limit};
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(askcam_jpeg_copy(&bytes, "a", false, capture_sink_sink(&callbacks), &err),
                         ASKCAM_ERR_STOPPED);
        assert_int_equal(callbacks.calls_after_stop, 0);
        assert_int_equal(err.kind, ASKCAM_OK);
        free(callbacks.bytes);
    }
    free(jpeg.bytes);
}

static void truncated_bytes_are_reported(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 40, .height_px = 40});

    (void)state;
    for (size_t cut = 0; cut < jpeg.bytes_len; cut++) {
        const struct askcam_bytes bytes = askcam_bytes_of_memory(jpeg.bytes, cut);
        struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(
            askcam_jpeg_copy(&bytes, "a.jpg", false, capture_sink_sink(&callbacks), &err),
            ASKCAM_ERR_SOURCE);
        assert_non_null(strstr(err.why, cut == 0 ? "empty" : "truncated"));
        free(callbacks.bytes);
    }
    free(jpeg.bytes);
}

/* The bytes may have changed since they were walked over. */
static void broken_bytes_are_reported(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 40, .height_px = 40});
    const struct askcam_bytes bytes = askcam_bytes_of_memory(jpeg.bytes, jpeg.bytes_len);
    struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
    struct askcam_error err = {.kind = ASKCAM_OK};

    (void)state;
    jpeg.bytes[21] = 0x02; /* DQT's marker */
    assert_int_equal(askcam_jpeg_copy(&bytes, "a.jpg", false, capture_sink_sink(&callbacks), &err),
                     ASKCAM_ERR_SOURCE);
    assert_string_equal(err.why, "broken JPEG: unknown marker FF 02 at byte 20");
    free(callbacks.bytes);
    free(jpeg.bytes);
}

int main(void)
{
    static const struct CMUnitTest SINGLE[] = {
        cmocka_unit_test(missing_tables_are_put_in_as_libjpeg_writes_them),
        cmocka_unit_test(largest_segment_is_dropped),
        cmocka_unit_test(thumbnail_in_jfif_is_cut_off),
        cmocka_unit_test(padding_and_fill_bytes_are_cut),
        cmocka_unit_test(a_full_sink_ends_the_copy_at_once),
        cmocka_unit_test(truncated_bytes_are_reported),
        cmocka_unit_test(broken_bytes_are_reported),
    };
    enum {
        SINGLES = sizeof SINGLE / sizeof SINGLE[0],
        PLAINS = sizeof plains / sizeof plains[0],
        DROPPED = sizeof dropped / sizeof dropped[0],
        STRAYS = sizeof strays / sizeof strays[0]
    };
    struct CMUnitTest tests[SINGLES + PLAINS + DROPPED + STRAYS];

    memcpy(tests, SINGLE, sizeof SINGLE);
    for (size_t i = 0; i < PLAINS; i++) {
        tests[SINGLES + i] =
            (struct CMUnitTest){.name = plains[i].name,
                                .test_func = what_has_no_metadata_stays_byte_for_byte,
                                .initial_state = &plains[i]};
    }
    for (size_t i = 0; i < DROPPED; i++) {
        tests[SINGLES + PLAINS + i] =
            (struct CMUnitTest){.name = dropped[i].name,
                                .test_func = metadata_is_dropped_wherever_it_is,
                                .initial_state = &dropped[i]};
    }
    for (size_t i = 0; i < STRAYS; i++) {
        union { /* cmocka takes void *, the tests only read */
            const void *read_only;
            void *plain;
        } row = {.read_only = &strays[i]};
        tests[SINGLES + PLAINS + DROPPED + i] =
            (struct CMUnitTest){.name = strays[i].name,
                                .test_func = stray_bytes_between_segments_are_dropped,
                                .initial_state = row.plain};
    }
    return cmocka_run_group_tests_name("jpeg_copy", tests, NULL, NULL);
}
