/* SPDX-License-Identifier: MIT */
/*
 * test_jpeg_walk.c - what a walk reports of sound, truncated, broken and foreign bytes; each from
 * memory and through a reader that gives them in small pieces.
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
#include "sample_jpeg.h"

/* Bytes behind a read(), never more than piece_bytes at once, broken at fail_at. */
struct reading {
    struct askcam_bytes bytes; /* first, so that ctx is the whole */
    const uint8_t *from;
    size_t piece_bytes;
    uint64_t fail_at;
};

static enum askcam_status read_piece(void *ctx, uint64_t offset, void *buf, size_t cap_bytes,
                                     size_t *got_bytes, struct askcam_error *err)
{
    const struct reading *const reading = ctx;
    const uint64_t size = reading->bytes.size_bytes;
    uint64_t bytes = offset < size ? size - offset : 0;

    bytes = bytes < cap_bytes ? bytes : cap_bytes;
    bytes = bytes < reading->piece_bytes ? bytes : reading->piece_bytes;
    if (offset + bytes > reading->fail_at) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE,
                           (struct askcam_error_context){"the file", "wait"}, "changed");
    }
    memcpy(buf, reading->from + offset, bytes);
    *got_bytes = bytes;
    return ASKCAM_OK;
}

static void start_reading(struct reading *reading, const struct sample *jpeg, size_t piece_bytes)
{
    *reading = (struct reading){.bytes = {.read = read_piece, .size_bytes = jpeg->bytes_len},
                                .from = jpeg->bytes,
                                .piece_bytes = piece_bytes,
                                .fail_at = UINT64_MAX};
    reading->bytes.ctx = reading;
}

/* Walks an exact-size copy in memory and in pieces of several sizes; all must agree. */
static enum askcam_status walk(const struct sample *jpeg, struct askcam_jpeg_info *info,
                               struct askcam_error *err)
{
    static const size_t PIECES[] = {1, 7, 1000, 4096};
    struct askcam_bytes memory = askcam_bytes_of_memory(jpeg->bytes, jpeg->bytes_len);

    *err = (struct askcam_error){.kind = ASKCAM_OK};
    *info = (struct askcam_jpeg_info){.width_px = 0};
    const enum askcam_status status = askcam_jpeg_walk(&memory, "in.jpg", info, err);
    assert_int_equal(status, err->kind);
    for (size_t i = 0; i < sizeof PIECES / sizeof PIECES[0]; i++) {
        struct askcam_jpeg_info again = {.width_px = 0};
        struct askcam_error err_again = {.kind = ASKCAM_OK};
        struct reading reading;
        start_reading(&reading, jpeg, PIECES[i]);
        assert_int_equal(askcam_jpeg_walk(&reading.bytes, "in.jpg", &again, &err_again), status);
        assert_string_equal(err_again.why, err->why);
        assert_memory_equal(&again, info, sizeof again);
    }
    return status;
}

static void expect_refusal(const struct sample *jpeg, const char *why)
{
    struct askcam_jpeg_info info;
    struct askcam_error err;

    assert_int_equal(walk(jpeg, &info, &err), ASKCAM_ERR_SOURCE);
    if (strstr(err.why, why) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", err.why, why);
    }
    assert_string_equal(err.what, "in.jpg");
    assert_true(err.hint[0] != '\0');
    assert_int_equal(info.width_px, 0); /* nothing is reported of what is refused */
}

static struct kind_case {
    const char *name;
    struct sample_spec spec;
} kinds[] = {
    {"one pixel", {.width_px = 1, .height_px = 1}},
    {"grey", {.width_px = 7, .height_px = 3, .components = 1}},
    {"4:2:0", {.width_px = 17, .height_px = 9}},
    {"4:4:4", {.width_px = 100, .height_px = 50, .h_sampling = 1, .v_sampling = 1}},
    {"CMYK", {.width_px = 33, .height_px = 20, .components = 4}},
    {"progressive", {.width_px = 65, .height_px = 40, .progressive = true}},
    {"restarts", {.width_px = 64, .height_px = 200, .restart_rows = 1, .quality = 100}},
    {"without tables", {.width_px = 64, .height_px = 48, .without_tables = true}},
    {"wide", {.width_px = 5000, .height_px = 2}},
};

static void a_sound_jpeg_is_reported_as_it_is(void **state)
{
    const struct sample_spec *const spec = &((const struct kind_case *)*state)->spec;
    const struct sample jpeg = sample_jpeg(spec);
    struct askcam_jpeg_info info;
    struct askcam_error err;

    assert_int_equal(walk(&jpeg, &info, &err), ASKCAM_OK);
    assert_int_equal(info.width_px, spec->width_px);
    assert_int_equal(info.height_px, spec->height_px);
    assert_int_equal(info.components, spec->components == 0 ? 3 : spec->components);
    assert_int_equal(info.progressive, spec->progressive);
    assert_int_equal(info.has_huffman, !spec->without_tables);
    assert_int_equal(info.orientation, 1);
    assert_false(info.has_metadata);
    assert_int_equal(info.size_bytes, jpeg.bytes_len);
    free(jpeg.bytes);
}

/* At every single byte, which is the whole claim about truncation. */
static void a_jpeg_cut_anywhere_is_truncated(void **state)
{
    const struct sample_spec *const spec = &((const struct kind_case *)*state)->spec;
    struct sample jpeg = sample_jpeg(spec);
    const size_t step = jpeg.bytes_len > 4000 ? 97 : 1;
    char where[80];

    for (size_t cut = 1; cut < jpeg.bytes_len; cut += step) {
        uint8_t *const copy = malloc(cut);
        memcpy(copy, jpeg.bytes, cut);
        (void)snprintf(where, sizeof where, "truncated JPEG: it ends at byte %zu ", cut);
        expect_refusal(&(struct sample){copy, cut}, where);
        free(copy);
    }
    free(jpeg.bytes);
}

static void padding_behind_the_end_is_not_counted(void **state)
{
    static const uint8_t PADDING[] = {0, 0, 0xFF, 0xD9, 0xFF, 0xFF, 7};
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 20, .height_px = 20});
    const size_t bytes = jpeg.bytes_len + sizeof PADDING;
    uint8_t *const padded = malloc(bytes);
    struct askcam_jpeg_info info;
    struct askcam_error err;

    (void)state;
    memcpy(padded, jpeg.bytes, jpeg.bytes_len);
    memcpy(padded + jpeg.bytes_len, PADDING, sizeof PADDING);
    assert_int_equal(walk(&(struct sample){padded, bytes}, &info, &err), ASKCAM_OK);
    assert_int_equal(info.size_bytes, jpeg.bytes_len);
    free(padded);
    free(jpeg.bytes);
}

static void fill_bytes_before_markers_are_passed(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 20, .height_px = 20});
    uint8_t *const filled = malloc(jpeg.bytes_len + 4);
    struct askcam_jpeg_info info;
    struct askcam_error err;

    (void)state;
    memcpy(filled, jpeg.bytes, 2);
    memset(filled + 2, 0xFF, 2); /* before the first marker */
    memcpy(filled + 4, jpeg.bytes + 2, jpeg.bytes_len - 4);
    memset(filled + jpeg.bytes_len, 0xFF, 2); /* before EOI */
    memcpy(filled + jpeg.bytes_len + 2, jpeg.bytes + jpeg.bytes_len - 2, 2);
    assert_int_equal(walk(&(struct sample){filled, jpeg.bytes_len + 4}, &info, &err), ASKCAM_OK);
    assert_int_equal(info.size_bytes, jpeg.bytes_len + 4);
    free(filled);
    free(jpeg.bytes);
}

/* Where the first marker FF code is. */
static size_t find(const struct sample *jpeg, uint8_t code)
{
    for (size_t i = 0; i + 1 < jpeg->bytes_len; i++) {
        if (jpeg->bytes[i] == 0xFF && jpeg->bytes[i + 1] == code) {
            return i;
        }
    }
    fail_msg("no marker FF %02X", code);
    return 0;
}

static struct orientation_case {
    const char *name;
    bool little_endian;
    uint16_t value;
    uint8_t want;
} orientations[] = {
    {"big-endian 6", false, 6, 6},   {"little-endian 3", true, 3, 3}, {"8 is the last", true, 8, 8},
    {"0 says nothing", false, 0, 1}, {"9 says nothing", true, 9, 1},
};

static void exif_reports_the_orientation(void **state)
{
    const struct orientation_case *const row = *state;
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 20, .height_px = 10});
    uint8_t exif[64];
    const size_t exif_bytes = sample_exif(exif, row->little_endian, row->value);
    const struct sample jpeg = sample_with_segment(&plain, 2, 0xE1, exif, exif_bytes);
    struct askcam_jpeg_info info;
    struct askcam_error err;

    assert_int_equal(walk(&jpeg, &info, &err), ASKCAM_OK);
    assert_int_equal(info.orientation, row->want);
    assert_true(info.has_metadata);
    free(jpeg.bytes);
    free(plain.bytes);
}

/* Any byte of the Exif block spoilt, and the block cut anywhere: still a JPEG, 1..8. */
static void spoilt_exif_harms_nothing(void **state)
{
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 20, .height_px = 10});
    uint8_t exif[64];
    const size_t exif_bytes = sample_exif(exif, true, 6);
    struct askcam_jpeg_info info;
    struct askcam_error err;

    (void)state;
    for (size_t i = 0; i < 2 * exif_bytes; i++) {
        uint8_t bad[64];
        memcpy(bad, exif, exif_bytes);
        bad[i % exif_bytes] ^= 0xFF;
        const size_t bytes = i < exif_bytes ? exif_bytes : i - exif_bytes;
        const struct sample jpeg = sample_with_segment(&plain, 2, 0xE1, bad, bytes);
        assert_int_equal(walk(&jpeg, &info, &err), ASKCAM_OK);
        assert_in_range(info.orientation, 1, 8);
        free(jpeg.bytes);
    }
    free(plain.bytes);
}

static void xmp_before_exif_does_not_hide_it(void **state)
{
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 20, .height_px = 10});
    uint8_t exif[64];
    const size_t exif_bytes = sample_exif(exif, true, 6);
    const struct sample one = sample_with_segment(&plain, 2, 0xE1, exif, exif_bytes);
    const struct sample jpeg = sample_with_segment(&one, 2, 0xE1, "http://ns.adobe.com/xap/", 24);
    struct askcam_jpeg_info info;
    struct askcam_error err;

    (void)state;
    assert_int_equal(walk(&jpeg, &info, &err), ASKCAM_OK);
    assert_int_equal(info.orientation, 6);
    free(jpeg.bytes);
    free(one.bytes);
    free(plain.bytes);
}

static struct metadata_case {
    const char *name;
    uint8_t code;
    const char *payload;
    size_t bytes;
    bool is_metadata;
} metadata[] = {
    {"comment", 0xFE, "hello", 5, true},
    {"ICC profile", 0xE2, "ICC_PROFILE\0\1\1", 14, true},
    {"IPTC", 0xED, "Photoshop 3.0", 13, true},
    {"Adobe colours", 0xEE, "Adobe\0d\0\0\0\0\1", 12, false},
    {"another APP14", 0xEE, "Ducky\0\0\0\0\0\0\0", 12, true},
    {"JFIF thumbnail", 0xE0, "JFIF\0\1\1\0\0\1\0\1\1\1abc", 17, true},
    {"AVI1 of cameras", 0xE0, "AVI1\0\0\0\0\0\0\0\0\0\0", 14, true},
    {"empty APP5", 0xE5, "", 0, true},
    {"empty comment", 0xFE, "", 0, true},
    {"restart interval", 0xDD, "\0\0", 2, false},
};

static void metadata_is_seen(void **state)
{
    const struct metadata_case *const row = *state;
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 9, .height_px = 9});
    const struct sample jpeg =
        sample_with_segment(&plain, find(&plain, 0xDB), row->code, row->payload, row->bytes);
    struct askcam_jpeg_info info;
    struct askcam_error err;

    assert_int_equal(walk(&jpeg, &info, &err), ASKCAM_OK);
    assert_int_equal(info.has_metadata, row->is_metadata);
    free(jpeg.bytes);
    free(plain.bytes);
}

static struct broken_case {
    const char *name;
    uint8_t near;  /* the marker whose surroundings are spoilt */
    long offset;   /* from its FF */
    uint8_t value; /* put there */
    const char *why;
} broken[] = {
    {"a table lost its marker", 0xDB, 0, 0x12, "a quantization table is missing at byte"},
    {"a table of another number", 0xDB, 4, 0x03, "a quantization table is missing at byte"},
    {"a table that cannot exist", 0xC0, 12, 4, "impossible frame header"},
    {"reserved marker", 0xDB, 1, 0x02, "unknown marker FF 02 at byte 20"},
    {"zero length", 0xDB, 3, 0x01, "impossible length after the marker FF DB at byte 20"},
    {"picture in a picture", 0xDB, 1, 0xD8, "another picture begins before its end at byte 20"},
    {"end before the scan", 0xDB, 1, 0xD9, "without picture data: it ends at byte 22"},
    {"no frame header", 0xC0, 1, 0xE7, "picture data before the frame header"},
    {"arithmetic", 0xC0, 1, 0xC9, "arithmetic-coded"},
    {"lossless", 0xC0, 1, 0xC3, "lossless"},
    {"hierarchical", 0xC0, 1, 0xC5, "hierarchical"},
    {"12 bits", 0xC0, 4, 12, "8 bits"},
    {"no height", 0xC0, 6, 0, "height"},
    {"no width", 0xC0, 8, 0, "impossible frame header"},
    {"components against length", 0xC0, 9, 2, "impossible frame header"},
    {"scan data: unknown marker", 0xDA, 20, 0xFF, "unknown marker"},
    {"progressive without tables", 0xC0, 1, 0xC2, "progressive without Huffman"},
};

static void broken_jpegs_are_named_with_the_byte(void **state)
{
    const struct broken_case *const row = *state;
    const bool bare = strcmp(row->name, "progressive without tables") == 0;
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){
        .width_px = 30, .height_px = 20, .components = bare ? 1 : 3, .without_tables = bare});
    const size_t at = (size_t)((long)find(&jpeg, row->near) + row->offset);

    jpeg.bytes[at] = row->value;
    if (row->value == 0xFF) {
        jpeg.bytes[at + 1] = 0x33;
    }
    expect_refusal(&jpeg, row->why);
    free(jpeg.bytes);
}

/* T.81 B.2.4.1: 16-bit elements, and a second table in the same segment. */
static void a_table_of_16_bits_is_followed_by_the_next(void **state)
{
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 9, .height_px = 9});
    uint8_t both[1 + 128 + 1 + 64];
    struct askcam_jpeg_info info;
    struct askcam_error err;

    (void)state;
    memset(both, 0x13, sizeof both); /* would be the start of a table, were it not inside of one */
    both[0] = 0x10;
    both[1 + 128] = 0x01;
    const struct sample jpeg = sample_with_segment(&plain, 2, 0xDB, both, sizeof both);
    const size_t first = find(&plain, 0xDB) + 4 + sizeof both;
    jpeg.bytes[first + 4] = 0x02; /* the picture's own ones are of other numbers */
    jpeg.bytes[first + 4 + 69] = 0x03;
    assert_int_equal(walk(&jpeg, &info, &err), ASKCAM_OK);
    jpeg.bytes[6 + 1 + 128] = 0x02;
    expect_refusal(&jpeg, "a quantization table is missing");
    free(jpeg.bytes);
    free(plain.bytes);
}

/* The tables of a picture whose rest is missing reach into the next picture, and end there. */
static void tables_that_hold_a_picture_are_truncated(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 30, .height_px = 20});
    const size_t at = find(&jpeg, 0xDB);

    (void)state;
    for (size_t cut = at + 5; cut + 2 < at + 2 + 67; cut++) {
        if (cut + at == at + 2 + 67) {
            continue; /* ends before the next picture's own tables, which are all there */
        }
        struct sample both = sample_with_bytes(&jpeg, cut, jpeg.bytes, jpeg.bytes_len);
        both.bytes_len = cut + jpeg.bytes_len;
        struct askcam_jpeg_info info;
        struct askcam_error err;
        assert_int_equal(walk(&both, &info, &err), ASKCAM_ERR_SOURCE);
        free(both.bytes);
    }
    free(jpeg.bytes);
}

static void two_frame_headers_are_refused(void **state)
{
    const struct sample plain = sample_jpeg(&(struct sample_spec){.width_px = 9, .height_px = 9});
    const size_t at = find(&plain, 0xC0);
    const struct sample jpeg = sample_with_segment(&plain, at, 0xC0, plain.bytes + at + 4, 15);

    (void)state;
    expect_refusal(&jpeg, "second frame header");
    free(jpeg.bytes);
    free(plain.bytes);
}

static void really_arithmetic_is_refused(void **state)
{
    const struct sample jpeg =
        sample_jpeg(&(struct sample_spec){.width_px = 40, .height_px = 40, .arithmetic = true});

    (void)state;
    expect_refusal(&jpeg, "arithmetic-coded");
    free(jpeg.bytes);
}

static struct foreign_case {
    const char *name;
    const char *bytes;
    size_t bytes_len;
    const char *why;
} foreign[] = {
    {"empty", "", 0, "empty"},
    {"PNG", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "a PNG, not a JPEG"},
    {"GIF", "GIF89a\1\0\1\0", 10, "a GIF, not a JPEG"},
    {"BMP", "BM\x46\0\0\0\0\0", 8, "a BMP, not a JPEG"},
    {"WebP", "RIFF\x24\0\0\0WEBPVP8 ", 16, "a WebP, not a JPEG"},
    {"HEIC",
     "\0\0\0\x18"
     "ftypheic\0\0\0\0",
     16, "a HEIC, not a JPEG"},
    {"HEIC of another brand",
     "\0\0\0\x18"
     "ftypmif1\0\0\0\0",
     16, "a HEIC, not a JPEG"},
    {"AVIF",
     "\0\0\0\x18"
     "ftypavif\0\0\0\0",
     16, "an AVIF, not a JPEG"},
    {"TIFF", "II*\0\x08\0\0\0", 8, "a TIFF"},
    {"text", "hello, world", 12, "not a JPEG"},
    {"one letter", "x", 1, "not a JPEG"},
    {"FF and no SOI", "\xFF\xD9", 2, "not a JPEG"},
    {"only SOI", "\xFF\xD8", 2, "ends at byte 2"},
};

static void foreign_files_are_named(void **state)
{
    const struct foreign_case *const row = *state;
    uint8_t *const copy = malloc(row->bytes_len + 1);

    memcpy(copy, row->bytes, row->bytes_len);
    expect_refusal(&(struct sample){copy, row->bytes_len}, row->why);
    free(copy);
}

/* For every k: the read that touches byte k fails; its error comes back, not one of ours. */
static void a_failing_read_comes_back(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 30, .height_px = 20});

    (void)state;
    for (size_t k = 0; k < jpeg.bytes_len; k++) {
        struct askcam_jpeg_info info;
        struct askcam_error err = {.kind = ASKCAM_OK};
        struct reading reading;
        start_reading(&reading, &jpeg, 13);
        reading.fail_at = k;
        assert_int_equal(askcam_jpeg_walk(&reading.bytes, "in.jpg", &info, &err),
                         ASKCAM_ERR_SOURCE);
        assert_string_equal(err.why, "changed");
    }
    free(jpeg.bytes);
}

#define ROWS(table, function)                                                                      \
    for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++) {                                \
        tests[count++] = (struct CMUnitTest){                                                      \
            .name = (table)[i].name, .test_func = (function), .initial_state = &(table)[i]};       \
    }

int main(void)
{
    static const struct CMUnitTest SINGLE[] = {
        cmocka_unit_test(padding_behind_the_end_is_not_counted),
        cmocka_unit_test(fill_bytes_before_markers_are_passed),
        cmocka_unit_test(spoilt_exif_harms_nothing),
        cmocka_unit_test(xmp_before_exif_does_not_hide_it),
        cmocka_unit_test(a_table_of_16_bits_is_followed_by_the_next),
        cmocka_unit_test(tables_that_hold_a_picture_are_truncated),
        cmocka_unit_test(two_frame_headers_are_refused),
        cmocka_unit_test(really_arithmetic_is_refused),
        cmocka_unit_test(a_failing_read_comes_back),
    };
    enum {
        SINGLES = sizeof SINGLE / sizeof SINGLE[0],
        ALL = SINGLES + 2 * sizeof kinds / sizeof kinds[0] +
              sizeof orientations / sizeof orientations[0] + sizeof metadata / sizeof metadata[0] +
              sizeof broken / sizeof broken[0] + sizeof foreign / sizeof foreign[0]
    };
    struct CMUnitTest tests[ALL];
    size_t count = SINGLES;

    memcpy(tests, SINGLE, sizeof SINGLE);
    ROWS(kinds, a_sound_jpeg_is_reported_as_it_is)
    ROWS(kinds, a_jpeg_cut_anywhere_is_truncated)
    ROWS(orientations, exif_reports_the_orientation)
    ROWS(metadata, metadata_is_seen)
    ROWS(broken, broken_jpegs_are_named_with_the_byte)
    ROWS(foreign, foreign_files_are_named)
    return cmocka_run_group_tests_name("jpeg_walk", tests, NULL, NULL);
}
