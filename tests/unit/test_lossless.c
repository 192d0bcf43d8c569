/* SPDX-License-Identifier: MIT */
/*
 * test_lossless.c - pictures cut, rotated and masked by their coded blocks: the blocks are still
 * the same ones, what is seen is as done plainly, and jpegtran, where it is installed, does the
 * same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jpeglib.h>

#include "capture_sink.h"
#include "picture.h"
#include "reference.h"
#include "sample_jpeg.h"

#define PX(n)                                                                                      \
    {                                                                                              \
        (n), false                                                                                 \
    }

/* All coefficients of a JPEG, component by component, block rows from the top; free(values). */
struct coefficients {
    JCOEF *values;
    size_t count;
};

static struct coefficients coefficients_of(const uint8_t *bytes, size_t bytes_len)
{
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct coefficients all = {NULL, 0};

    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, bytes, (unsigned long)bytes_len);
    (void)jpeg_read_header(&jpeg, TRUE);
    jvirt_barray_ptr *const arrays = jpeg_read_coefficients(&jpeg);
    for (int i = 0; i < jpeg.num_components; i++) {
        const jpeg_component_info *const info = &jpeg.comp_info[i];
        const size_t row_count = (size_t)info->width_in_blocks * DCTSIZE2;
        all.values = realloc(all.values, (all.count + row_count * info->height_in_blocks) *
                                             sizeof all.values[0]);
        for (JDIMENSION y = 0; y < info->height_in_blocks; y++) {
            const JBLOCKARRAY row =
                jpeg.mem->access_virt_barray((j_common_ptr)&jpeg, arrays[i], y, 1, FALSE);
            memcpy(all.values + all.count, row[0], row_count * sizeof all.values[0]);
            all.count += row_count;
        }
    }
    jpeg_destroy_decompress(&jpeg);
    return all;
}

static struct askcam_frame frame_of(const void *bytes, size_t bytes_len)
{
    return (struct askcam_frame){
        .name = "in.jpg", .is_jpeg = true, .jpeg = askcam_bytes_of_memory(bytes, bytes_len)};
}

/* Rearranges a JPEG; the test fails if it would be encoded again. */
static struct callbacks rearranged(const void *bytes, size_t bytes_len,
                                   const struct askcam_picture_options *options)
{
    const struct askcam_frame frame = frame_of(bytes, bytes_len);
    struct askcam_picture picture;
    struct callbacks callbacks = {.limit_bytes = SIZE_MAX};

    assert_int_equal(askcam_picture_init(&picture, &frame, options, NULL), ASKCAM_OK);
    assert_true(picture.rearranges);
    assert_false(picture.reencodes);
    assert_int_equal(askcam_picture_write(&picture, capture_sink_sink(&callbacks), NULL),
                     ASKCAM_OK);
    assert_int_equal(askcam_picture_measure(&picture, UINT64_MAX, NULL), ASKCAM_OK);
    assert_int_equal(picture.size_bytes, callbacks.bytes_len);
    return callbacks;
}

static struct kind_case {
    const char *name;
    struct sample_spec spec; /* whole pieces a side */
} kinds[] = {
    {"4:2:0", {.width_px = 96, .height_px = 64}},
    {"4:2:2", {.width_px = 96, .height_px = 64, .h_sampling = 2, .v_sampling = 1}},
    {"4:4:0", {.width_px = 96, .height_px = 64, .h_sampling = 1, .v_sampling = 2}},
    {"4:4:4", {.width_px = 96, .height_px = 64, .h_sampling = 1, .v_sampling = 1}},
    {"grey", {.width_px = 104, .height_px = 72, .components = 1}},
    {"CMYK", {.width_px = 96, .height_px = 64, .components = 4}},
    {"RGB inside", {.width_px = 96, .height_px = 64, .as_rgb = true}},
    {"progressive", {.width_px = 96, .height_px = 64, .progressive = true}},
    {"restarts", {.width_px = 96, .height_px = 64, .restart_rows = 1}},
    {"without tables", {.width_px = 96, .height_px = 64, .without_tables = true}},
};

/* A quarter turn and the one back, and the same for half a turn: every block as it was. */
static void there_and_back_is_the_same_to_the_bit(void **state)
{
    const struct sample jpeg = sample_jpeg(&((const struct kind_case *)*state)->spec);
    const struct coefficients before = coefficients_of(jpeg.bytes, jpeg.bytes_len);

    for (uint16_t degrees = 90; degrees < 360; degrees = (uint16_t)(degrees + 90)) {
        const struct askcam_picture_options there = {.rotate_degrees = degrees};
        const struct askcam_picture_options back = {.rotate_degrees = (uint16_t)(360 - degrees)};
        const struct callbacks rotated = rearranged(jpeg.bytes, jpeg.bytes_len, &there);
        const struct callbacks again = rearranged(rotated.bytes, rotated.bytes_len, &back);
        const struct coefficients after = coefficients_of(again.bytes, again.bytes_len);
        assert_int_equal(after.count, before.count);
        assert_memory_equal(after.values, before.values, before.count * sizeof after.values[0]);
        free(after.values);
        free(again.bytes);
        free(rotated.bytes);
    }
    free(before.values);
    free(jpeg.bytes);
}

static struct sample with_orientation(const struct sample_spec *spec, int orientation)
{
    uint8_t exif[64];
    const size_t exif_bytes = sample_exif(exif, true, (uint16_t)orientation);
    const struct sample plain = sample_jpeg(spec);
    const struct sample with = sample_with_segment(&plain, 2, 0xE1, exif, exif_bytes);

    free(plain.bytes);
    return with;
}

static void expect_seen(const struct callbacks *callbacks, struct reference want, double least_db)
{
    struct sample_pixels pixels;

    assert_true(sample_decode(callbacks->bytes, callbacks->bytes_len, &pixels));
    assert_false(pixels.has_marker);
    assert_int_equal(pixels.warnings, 0);
    assert_int_equal(pixels.width_px, want.width_px);
    assert_int_equal(pixels.height_px, want.height_px);
    const double db = sample_psnr(want.rgb, pixels.rgb, (size_t)want.width_px * want.height_px * 3);
    if (db < least_db) {
        fail_msg("only %.1f dB", db);
    }
    free(pixels.rgb);
    free(want.rgb);
}

/* Every orientation with every rotation: what is seen differs by the decoder's rounding alone. */
static void turns_look_as_done_plainly(void **state)
{
    const struct sample_spec *const spec = &((const struct kind_case *)*state)->spec;

    for (int orientation = 1; orientation <= 8; orientation++) {
        const struct sample jpeg = with_orientation(spec, orientation);
        for (unsigned degrees = 0; degrees < 360; degrees += 90) {
            const struct askcam_picture_options options = {.rotate_degrees = (uint16_t)degrees};
            const struct askcam_frame frame = frame_of(jpeg.bytes, jpeg.bytes_len);
            struct sample_pixels pixels;
            struct askcam_picture picture;
            assert_int_equal(askcam_picture_init(&picture, &frame, &options, NULL), ASKCAM_OK);
            if (!picture.plan.changes) { /* the rotation undoes the orientation */
                continue;
            }
            assert_true(sample_decode(jpeg.bytes, jpeg.bytes_len, &pixels));
            struct reference want = {pixels.rgb, pixels.width_px, pixels.height_px};
            want = reference_rotate(reference_upright(want, orientation), degrees);
            const struct callbacks callbacks = rearranged(jpeg.bytes, jpeg.bytes_len, &options);
            expect_seen(&callbacks, want, 40);
            free(callbacks.bytes);
        }
        free(jpeg.bytes);
    }
}

static void a_crop_and_a_mask_look_as_done_plainly(void **state)
{
    const struct sample_spec *const spec = &((const struct kind_case *)*state)->spec;
    const struct sample jpeg = sample_jpeg(spec);
    const struct askcam_picture_options options = {
        .crop = {PX(32), PX(16), {spec->width_px - 32, false}, PX(32)},
        .masks = {{PX(48), PX(0), PX(16), PX(32)}},
        .masks_count = spec->components != 4,
        .rotate_degrees = 270};
    struct sample_pixels pixels;

    assert_true(sample_decode(jpeg.bytes, jpeg.bytes_len, &pixels));
    struct reference want = {pixels.rgb, pixels.width_px, pixels.height_px};
    if (spec->components != 4) {
        want = reference_mask(want, 48, 0, 16, 32);
    }
    want = reference_rotate(reference_crop(want, 32, 16, spec->width_px - 32, 32), 270);
    const struct callbacks callbacks = rearranged(jpeg.bytes, jpeg.bytes_len, &options);
    expect_seen(&callbacks, want, 30); /* colours at a mask's rim are blended by decoders */
    free(callbacks.bytes);
    free(jpeg.bytes);
}

static void a_mask_is_black_and_leaves_the_rest_alone(void **state)
{
    const struct sample_spec *const spec = &((const struct kind_case *)*state)->spec;
    const struct sample jpeg = sample_jpeg(spec);
    const struct askcam_picture_options options = {.masks = {{PX(32), PX(16), PX(32), PX(32)}},
                                                   .masks_count = 1};
    struct sample_pixels pixels;
    size_t changed = 0;

    if (spec->components == 4) { /* encoded again, which test_picture.c looks at */
        free(jpeg.bytes);
        return;
    }
    const struct callbacks callbacks = rearranged(jpeg.bytes, jpeg.bytes_len, &options);
    const struct coefficients before = coefficients_of(jpeg.bytes, jpeg.bytes_len);
    const struct coefficients after = coefficients_of(callbacks.bytes, callbacks.bytes_len);
    assert_int_equal(before.count, after.count);
    for (size_t i = 0; i < before.count; i += DCTSIZE2) {
        changed += memcmp(before.values + i, after.values + i, DCTSIZE2 * sizeof(JCOEF)) != 0;
    }
    assert_in_range(changed, 16, 16 * 3); /* blocks: luma's 4x4, and chroma's */
    assert_true(sample_decode(callbacks.bytes, callbacks.bytes_len, &pixels));
    for (size_t y = 18; y < 46; y++) {
        for (size_t x = 34 * 3; x < 62 * 3; x++) {
            assert_in_range(pixels.rgb[y * spec->width_px * 3 + x], 0, 3);
        }
    }
    free(pixels.rgb);
    free(after.values);
    free(before.values);
    free(callbacks.bytes);
    free(jpeg.bytes);
}

static struct refused_case {
    const char *name;
    struct sample_spec spec;
    struct askcam_picture_options options;
} refused[] = {
    {"a quality was asked for",
     {.width_px = 96, .height_px = 64},
     {.quality = 85, .rotate_degrees = 90}},
    {"smaller", {.width_px = 96, .height_px = 64}, {.rotate_degrees = 90, .max_side_px = 64}},
    {"crop begins in a piece",
     {.width_px = 96, .height_px = 64},
     {.crop = {PX(8), PX(0), PX(48), PX(32)}}},
    {"crop ends in a piece",
     {.width_px = 96, .height_px = 64},
     {.crop = {PX(0), PX(0), PX(48), PX(40)}}},
    {"mask begins in a piece",
     {.width_px = 96, .height_px = 64},
     {.masks = {{PX(0), PX(8), PX(48), PX(32)}}, .masks_count = 1}},
    {"mask ends in a piece",
     {.width_px = 96, .height_px = 64},
     {.masks = {{PX(0), PX(0), PX(40), PX(32)}}, .masks_count = 1}},
    {"mask of CMYK",
     {.width_px = 96, .height_px = 64, .components = 4},
     {.masks = {{PX(0), PX(0), PX(32), PX(32)}}, .masks_count = 1}},
    {"half a piece would come first", {.width_px = 96, .height_px = 72}, {.rotate_degrees = 90}},
    {"half a piece would come left", {.width_px = 104, .height_px = 64}, {.rotate_degrees = 270}},
    {"half turn of half pieces", {.width_px = 104, .height_px = 72}, {.rotate_degrees = 180}},
};

static void what_blocks_do_not_allow_is_encoded_again(void **state)
{
    const struct refused_case *const row = *state;
    const struct sample jpeg = sample_jpeg(&row->spec);
    const struct askcam_frame frame = frame_of(jpeg.bytes, jpeg.bytes_len);
    struct askcam_picture picture;

    assert_int_equal(askcam_picture_init(&picture, &frame, &row->options, NULL), ASKCAM_OK);
    assert_false(picture.rearranges);
    assert_true(picture.reencodes);
    free(jpeg.bytes);
}

/* The frame header is made to say another size. */
static void say_size(const struct sample *jpeg, uint16_t width_px, uint16_t height_px)
{
    const uint8_t size[] = {(uint8_t)(height_px >> 8), (uint8_t)height_px, (uint8_t)(width_px >> 8),
                            (uint8_t)width_px};
    size_t at = 2;

    while (jpeg->bytes[at + 1] != 0xC0) {
        at += 2U + (size_t)((jpeg->bytes[at + 2] << 8) | jpeg->bytes[at + 3]);
    }
    memcpy(jpeg->bytes + at + 5, size, sizeof size);
}

/* 8000x6400 with 4:2:0 are 150 MB of blocks, which are held only where their order changes. */
static void what_memory_does_not_allow_is_encoded_again(void **state)
{
    static const struct {
        struct askcam_picture_options options;
        bool rearranges;
    } ROWS[] = {{{.masks = {{PX(0), PX(0), PX(32), PX(32)}}, .masks_count = 1}, true},
                {{.crop = {PX(0), PX(0), PX(7680), PX(6400)}}, true},
                {{.rotate_degrees = 90}, false},
                {{.rotate_degrees = 180}, false},
                {{.rotate_degrees = 90, .crop = {PX(3200), PX(3200), PX(3200), PX(3200)}}, true}};
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 96, .height_px = 64});
    const struct askcam_frame frame = frame_of(jpeg.bytes, jpeg.bytes_len);

    (void)state;
    say_size(&jpeg, 8000, 6400);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct askcam_picture picture;
        assert_int_equal(askcam_picture_init(&picture, &frame, &ROWS[i].options, NULL), ASKCAM_OK);
        assert_int_equal(picture.rearranges, ROWS[i].rearranges);
        assert_int_equal(picture.reencodes, !ROWS[i].rearranges);
    }
    free(jpeg.bytes);
}

/* A header that promises more rows than there are: said, in any order of the rows. */
static void a_picture_that_ends_too_early_is_broken(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 96, .height_px = 64});
    const struct askcam_frame frame = frame_of(jpeg.bytes, jpeg.bytes_len);

    (void)state;
    say_size(&jpeg, 96, 640);
    for (uint16_t degrees = 0; degrees <= 270; degrees = (uint16_t)(degrees + 90)) {
        const struct askcam_picture_options options = {.rotate_degrees = degrees,
                                                       .crop = {PX(0), PX(0), PX(64), PX(64)}};
        const struct askcam_picture_options all = {.rotate_degrees = degrees,
                                                   .crop = {PX(0), PX(0), PX(64), PX(640)}};
        struct askcam_error err = {.kind = ASKCAM_OK};
        struct askcam_picture picture;
        free(rearranged(jpeg.bytes, jpeg.bytes_len, &options).bytes); /* all of it is there */
        assert_int_equal(askcam_picture_init(&picture, &frame, &all, NULL), ASKCAM_OK);
        assert_true(picture.rearranges);
        assert_int_equal(askcam_picture_measure(&picture, UINT64_MAX, &err), ASKCAM_ERR_SOURCE);
        assert_non_null(strstr(err.why, "truncated or broken"));
    }
    free(jpeg.bytes);
}

/* Nothing is black in steps of 0, and a mask that is not would show what it should hide. */
static void a_mask_of_what_cannot_be_black_is_refused(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 96, .height_px = 64});
    const struct askcam_frame frame = frame_of(jpeg.bytes, jpeg.bytes_len);
    const struct askcam_picture_options options = {.masks = {{PX(0), PX(0), PX(32), PX(32)}},
                                                   .masks_count = 1};
    struct askcam_error err = {.kind = ASKCAM_OK};
    struct askcam_picture picture;
    size_t at = 2;

    (void)state;
    while (jpeg.bytes[at + 1] != 0xDB) {
        at += 2U + (size_t)((jpeg.bytes[at + 2] << 8) | jpeg.bytes[at + 3]);
    }
    jpeg.bytes[at + 5] = 0;
    assert_int_equal(askcam_picture_init(&picture, &frame, &options, NULL), ASKCAM_OK);
    assert_true(picture.rearranges);
    assert_int_equal(askcam_picture_measure(&picture, UINT64_MAX, &err), ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(err.why, "steps of 0"));
    free(jpeg.bytes);
}

/* Bytes that are other ones from some pass over them on. */
struct changing {
    struct sample jpegs[2];
    unsigned passes;
    unsigned changes_at; /* the pass, from 1, that reads the second one first */
};

static enum askcam_status read_changing(void *ctx, uint64_t offset, void *buf, size_t cap_bytes,
                                        size_t *got_bytes, struct askcam_error *err)
{
    struct changing *const changing = ctx;

    (void)err;
    changing->passes += offset == 0;
    const struct sample *const jpeg = &changing->jpegs[changing->passes >= changing->changes_at];
    const size_t left_bytes = offset < jpeg->bytes_len ? jpeg->bytes_len - (size_t)offset : 0;
    *got_bytes = left_bytes < cap_bytes ? left_bytes : cap_bytes;
    memcpy(buf, jpeg->bytes + offset, *got_bytes);
    return ASKCAM_OK;
}

enum { BLOCKS_PASS = 2, WRITING_PASS = 3 }; /* after the walk: codes are counted, then written */

/*
 * A file that is rewritten in its place may get its old times back.  Blocks of another kind than
 * the buffers were made for are refused; what the first pass over the blocks finds may be another
 * kind than the walk found, if its pieces have edges at the same places.
 */
static void a_picture_that_becomes_another_kind_is_refused(void **state)
{
    static const struct askcam_picture_options CROP = {.crop = {PX(64), PX(16), PX(32), PX(48)}};
    static const struct sample_spec FINE = {
        .width_px = 96, .height_px = 64, .h_sampling = 1, .v_sampling = 1};
    static const struct {
        struct sample_spec spec;
        bool has_other_edges;
    } OTHERS[] = {
        {{.width_px = 96, .height_px = 64}, false},
        {{.width_px = 96, .height_px = 64, .h_sampling = 1, .v_sampling = 4}, true},
        {{.width_px = 96, .height_px = 64, .components = 1}, false},
        {{.width_px = 96, .height_px = 64, .components = 4}, false},
        {{.width_px = 96, .height_px = 64, .h_sampling = 1, .v_sampling = 1, .progressive = true},
         false}};

    (void)state;
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        for (unsigned at = BLOCKS_PASS; at <= WRITING_PASS; at++) {
            const struct sample fine = sample_jpeg(&FINE);
            const struct sample other = sample_jpeg(&OTHERS[i].spec);
            struct changing changing = {{fine, other}, 0, at};
            const struct askcam_frame frame = {
                .is_jpeg = true,
                .jpeg = {.read = read_changing, .ctx = &changing, .size_bytes = fine.bytes_len}};
            const bool is_refused = at == WRITING_PASS || OTHERS[i].has_other_edges;
            struct askcam_error err = {.kind = ASKCAM_OK};
            struct callbacks callbacks = {.limit_bytes = SIZE_MAX};
            struct askcam_picture picture;
            assert_int_equal(askcam_picture_init(&picture, &frame, &CROP, NULL), ASKCAM_OK);
            assert_true(picture.rearranges);
            assert_int_equal(askcam_picture_write(&picture, capture_sink_sink(&callbacks), &err),
                             is_refused ? ASKCAM_ERR_SOURCE : ASKCAM_OK);
            assert_string_equal(err.why, is_refused ? "it changed while it was read" : "");
            free(callbacks.bytes);
            free(fine.bytes);
            free(other.bytes);
        }
    }
}

/* Edges in half pieces do not matter where they stay at the right and at the bottom. */
static void half_pieces_may_stay_at_the_end(void **state)
{
    const struct sample jpeg = sample_jpeg(&(struct sample_spec){.width_px = 91, .height_px = 64});
    const struct askcam_picture_options options[] = {
        {.rotate_degrees = 90},
        {.crop = {PX(32), PX(16), PX(59), PX(48)}},
        {.masks = {{PX(64), PX(32), PX(27), PX(32)}}, .masks_count = 1}};

    (void)state;
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        const struct callbacks callbacks = rearranged(jpeg.bytes, jpeg.bytes_len, &options[i]);
        struct sample_pixels pixels;
        assert_true(sample_decode(callbacks.bytes, callbacks.bytes_len, &pixels));
        assert_int_equal(pixels.width_px, i == 0 ? 64 : i == 1 ? 59 : 91);
        free(pixels.rgb);
        free(callbacks.bytes);
    }
    free(jpeg.bytes);
}

static void what_does_not_fit_is_encoded_again(void **state)
{
    const struct sample jpeg =
        sample_jpeg(&(struct sample_spec){.width_px = 320, .height_px = 240, .quality = 95});
    const struct askcam_frame frame = frame_of(jpeg.bytes, jpeg.bytes_len);
    const struct askcam_picture_options options = {.rotate_degrees = 180};
    struct askcam_picture picture;
    bool changed = false;

    (void)state;
    assert_int_equal(askcam_picture_init(&picture, &frame, &options, NULL), ASKCAM_OK);
    assert_true(picture.rearranges);
    assert_int_equal(askcam_picture_fit(&picture, jpeg.bytes_len / 2, &changed, NULL), ASKCAM_OK);
    assert_true(changed && picture.reencodes && !picture.rearranges);
    assert_true(picture.size_bytes <= jpeg.bytes_len / 2);
    free(jpeg.bytes);
}

/* Spoilt picture data are an error here too, and a sink may end the work at any moment. */
static void failures_come_back(void **state)
{
    const struct sample jpeg =
        sample_jpeg(&(struct sample_spec){.width_px = 320, .height_px = 240});
    const struct askcam_picture_options options = {.rotate_degrees = 90};
    struct askcam_frame frame = frame_of(jpeg.bytes, jpeg.bytes_len);
    struct askcam_picture picture;
    struct askcam_error err = {.kind = ASKCAM_OK};

    (void)state;
    assert_int_equal(askcam_picture_init(&picture, &frame, &options, NULL), ASKCAM_OK);
    for (size_t limit = 0; limit < 4000; limit += 101) {
        struct callbacks callbacks = {.limit_bytes = limit};
        assert_int_equal(askcam_picture_write(&picture, capture_sink_sink(&callbacks), NULL),
                         ASKCAM_ERR_STOPPED);
        assert_int_equal(callbacks.calls_after_stop, 0);
        free(callbacks.bytes);
    }
    memcpy(jpeg.bytes + jpeg.bytes_len / 2, "\xFF\xD9", 2);
    frame = frame_of(jpeg.bytes, jpeg.bytes_len / 2 + 2);
    assert_int_equal(askcam_picture_init(&picture, &frame, &options, NULL), ASKCAM_OK);
    assert_int_equal(askcam_picture_measure(&picture, UINT64_MAX, &err), ASKCAM_ERR_SOURCE);
    assert_non_null(strstr(err.why, "truncated or broken"));
    free(jpeg.bytes);
}

/* What jpegtran makes of a JPEG; bytes is NULL if it is not installed. */
static struct sample jpegtran(const struct sample *jpeg, const char *switches)
{
    char in_name[] = "/tmp/askcam_test_XXXXXX";
    char command[256];
    struct sample out = {NULL, 0};
    uint8_t buf[4096];
    const int fd = mkstemp(in_name);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, jpeg->bytes, jpeg->bytes_len), (ssize_t)jpeg->bytes_len);
    (void)close(fd);
    (void)snprintf(command, sizeof command, "jpegtran -copy none -optimize %s %s 2>/dev/null",
                   switches, in_name);
    FILE *const pipe = popen(command, "r");
    assert_non_null(pipe);
    for (size_t got = 0; (got = fread(buf, 1, sizeof buf, pipe)) > 0; out.bytes_len += got) {
        out.bytes = realloc(out.bytes, out.bytes_len + got);
        memcpy(out.bytes + out.bytes_len, buf, got);
    }
    (void)pclose(pipe);
    (void)unlink(in_name);
    return out;
}

static void jpegtran_writes_the_same_bytes(void **state)
{
    static const struct {
        const char *switches;
        struct askcam_picture_options options;
    } ROWS[] = {{"-rotate 90", {.rotate_degrees = 90}},
                {"-rotate 180", {.rotate_degrees = 180}},
                {"-rotate 270", {.rotate_degrees = 270}},
                {"-crop 48x32+32+16", {.crop = {PX(32), PX(16), PX(48), PX(32)}}}};
    const struct sample jpeg = sample_jpeg(&((const struct kind_case *)*state)->spec);

    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const struct sample want = jpegtran(&jpeg, ROWS[i].switches);
        if (want.bytes == NULL) {
            print_message("skipped: jpegtran (libjpeg-turbo-progs) is not installed\n");
            free(jpeg.bytes);
            skip();
        }
        const struct callbacks callbacks = rearranged(jpeg.bytes, jpeg.bytes_len, &ROWS[i].options);
        assert_int_equal(callbacks.bytes_len, want.bytes_len);
        assert_memory_equal(callbacks.bytes, want.bytes, want.bytes_len);
        free(callbacks.bytes);
        free(want.bytes);
    }
    free(jpeg.bytes);
}

int main(void)
{
    static const struct CMUnitTest SINGLE[] = {
        cmocka_unit_test(what_memory_does_not_allow_is_encoded_again),
        cmocka_unit_test(a_picture_that_ends_too_early_is_broken),
        cmocka_unit_test(a_mask_of_what_cannot_be_black_is_refused),
        cmocka_unit_test(a_picture_that_becomes_another_kind_is_refused),
        cmocka_unit_test(half_pieces_may_stay_at_the_end),
        cmocka_unit_test(what_does_not_fit_is_encoded_again),
        cmocka_unit_test(failures_come_back),
    };
    static void (*const EACH[])(void **) = {
        there_and_back_is_the_same_to_the_bit, turns_look_as_done_plainly,
        a_crop_and_a_mask_look_as_done_plainly, a_mask_is_black_and_leaves_the_rest_alone,
        jpegtran_writes_the_same_bytes};
    enum {
        SINGLES = sizeof SINGLE / sizeof SINGLE[0],
        EACHES = sizeof EACH / sizeof EACH[0],
        KINDS = sizeof kinds / sizeof kinds[0],
        REFUSED = sizeof refused / sizeof refused[0]
    };
    struct CMUnitTest tests[SINGLES + EACHES * KINDS + REFUSED];
    size_t count = SINGLES;

    memcpy(tests, SINGLE, sizeof SINGLE);
    for (size_t i = 0; i < KINDS * EACHES; i++) {
        tests[count++] = (struct CMUnitTest){.name = kinds[i / EACHES].name,
                                             .test_func = EACH[i % EACHES],
                                             .initial_state = &kinds[i / EACHES]};
    }
    for (size_t i = 0; i < REFUSED; i++) {
        tests[count++] = (struct CMUnitTest){.name = refused[i].name,
                                             .test_func = what_blocks_do_not_allow_is_encoded_again,
                                             .initial_state = &refused[i]};
    }
    return cmocka_run_group_tests_name("lossless", tests, NULL, NULL);
}
