/* SPDX-License-Identifier: MIT */
/* test_still_image.c - PNG and WebP files: what they are, where they end, and what is metadata. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_sink.h"
#include "picture.h"
#include "still_image.h"

enum { FILE_BYTES = 1024 };

struct bytes {
    uint8_t at[FILE_BYTES];
    size_t len;
};

static void put(struct bytes *file, const void *bytes, size_t bytes_len)
{
    assert_true(bytes_len <= sizeof file->at - file->len);
    memcpy(file->at + file->len, bytes, bytes_len);
    file->len += bytes_len;
}

/* Bit by bit, as section 5.5 of the PNG recommendation defines it. */
static uint32_t crc32_of(const uint8_t *bytes, size_t bytes_len)
{
    uint32_t crc = 0xFFFFFFFFU;

    for (size_t i = 0; i < bytes_len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1U ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0);
        }
    }
    return crc ^ 0xFFFFFFFFU;
}

static void put_big_endian(struct bytes *file, uint32_t value)
{
    const uint8_t bytes[] = {(uint8_t)(value >> 24U), (uint8_t)(value >> 16U),
                             (uint8_t)(value >> 8U), (uint8_t)value};
    put(file, bytes, sizeof bytes);
}

static void put_png_chunk(struct bytes *file, const char *type, const void *payload,
                          size_t payload_bytes)
{
    put_big_endian(file, (uint32_t)payload_bytes);
    const size_t from = file->len;
    put(file, type, 4);
    put(file, payload, payload_bytes);
    put_big_endian(file, crc32_of(file->at + from, file->len - from));
}

#define IHDR_RGB     "\0\0\2\x80\0\0\1\xE0\10\2\0\0\0" /* 640 x 480, 8 bits, RGB */
#define IHDR_PALETTE "\0\0\0\1\0\0\0\1\10\3\0\0\0"     /* 1 x 1, 8 bits, palette */

static struct bytes png_start(const char *header)
{
    struct bytes file = {.len = 0};

    put(&file, "\x89PNG\r\n\x1A\n", 8);
    put_png_chunk(&file, "IHDR", header, 13);
    return file;
}

static struct bytes png_of(const char *const *types)
{
    struct bytes file = png_start(IHDR_RGB);

    for (size_t i = 0; types[i] != NULL; i++) {
        put_png_chunk(&file, types[i], "payload", strcmp(types[i], "IEND") == 0 ? 0 : 7);
    }
    return file;
}

static void put_webp_chunk(struct bytes *file, const char *type, const void *payload,
                           size_t payload_bytes)
{
    const uint8_t length[] = {(uint8_t)payload_bytes, (uint8_t)(payload_bytes >> 8U), 0, 0};

    put(file, type, 4);
    put(file, length, sizeof length);
    put(file, payload, payload_bytes);
    put(file, "", payload_bytes % 2);
}

static struct bytes webp_start(void)
{
    struct bytes file = {.len = 0};

    put(&file, "RIFF\0\0\0\0WEBP", 12);
    return file;
}

static void webp_end(struct bytes *file)
{
    file->at[4] = (uint8_t)(file->len - 8);
    file->at[5] = (uint8_t)((file->len - 8) >> 8U);
}

#define VP8_640  "\0\0\0\x9D\1\x2A\x80\2\xE0\1" /* a key frame of 640 x 480 */
#define VP8L_640 "\x2F\x7F\xC2\x77\0"           /* 639, 479 in 14 bits each */
#define VP8X_640 "\0\0\0\x7F\2\0\xDF\1\0"       /* behind the flags */

static struct bytes webp_extended(uint8_t flags, const char *const *types)
{
    struct bytes file = webp_start();
    uint8_t canvas[10] = {flags};

    memcpy(canvas + 1, VP8X_640, 9);
    put_webp_chunk(&file, "VP8X", canvas, sizeof canvas);
    for (size_t i = 0; types[i] != NULL; i++) {
        const bool is_frame = strcmp(types[i], "VP8 ") == 0;
        put_webp_chunk(&file, types[i], is_frame ? VP8_640 : "secret!", is_frame ? 10 : 7);
    }
    webp_end(&file);
    return file;
}

static enum askcam_status walk(const struct bytes *file, struct askcam_still_info *info,
                               struct askcam_error *err)
{
    const struct askcam_bytes bytes = askcam_bytes_of_memory(file->at, file->len);
    enum askcam_media media = ASKCAM_MEDIA_JPEG;

    assert_int_equal(askcam_still_media(&bytes, &media, NULL), ASKCAM_OK);
    assert_int_not_equal(media, ASKCAM_MEDIA_JPEG);
    return askcam_still_walk(&bytes, media, "in", info, err);
}

/* A copy without metadata, of the length that the walk counted. */
static void copy(const struct bytes *file, struct callbacks *to)
{
    const struct askcam_bytes bytes = askcam_bytes_of_memory(file->at, file->len);
    struct askcam_still_info info;

    assert_int_equal(walk(file, &info, NULL), ASKCAM_OK);
    assert_int_equal(askcam_still_copy(&bytes, &info, "in", capture_sink_sink(to), NULL),
                     ASKCAM_OK);
    assert_int_equal(to->bytes_len, info.bare_bytes);
}

static void expect_640(const struct bytes *file, enum askcam_media media)
{
    struct askcam_still_info info;

    assert_int_equal(walk(file, &info, NULL), ASKCAM_OK);
    assert_int_equal(info.media, media);
    assert_int_equal(info.width_px, 640);
    assert_int_equal(info.height_px, 480);
    assert_int_equal(info.size_bytes, file->len);
}

static void the_size_of_a_png_is_in_its_header(void **state)
{
    const struct bytes file = png_of((const char *const[]){"IDAT", "IDAT", "IEND", NULL});
    (void)state;

    expect_640(&file, ASKCAM_MEDIA_PNG);
}

static void the_size_of_each_kind_of_webp_is_known(void **state)
{
    struct bytes lossy = webp_start();
    struct bytes lossless = webp_start();
    const struct bytes extended = webp_extended(0, (const char *const[]){"VP8 ", NULL});
    const struct bytes animated = webp_extended(2, (const char *const[]){"ANIM", "ANMF", NULL});
    (void)state;

    put_webp_chunk(&lossy, "VP8 ", VP8_640, 10);
    webp_end(&lossy);
    put_webp_chunk(&lossless, "VP8L", VP8L_640, 5);
    webp_end(&lossless);
    expect_640(&lossy, ASKCAM_MEDIA_WEBP);
    expect_640(&lossless, ASKCAM_MEDIA_WEBP);
    expect_640(&extended, ASKCAM_MEDIA_WEBP);
    expect_640(&animated, ASKCAM_MEDIA_WEBP);
}

static void what_follows_the_end_is_not_counted(void **state)
{
    struct bytes png = png_of((const char *const[]){"IDAT", "IEND", NULL});
    struct bytes webp = webp_extended(0, (const char *const[]){"VP8 ", NULL});
    struct askcam_still_info info;
    (void)state;

    const size_t png_bytes = png.len;
    const size_t webp_bytes = webp.len;
    put(&png, "more", 4);
    put(&webp, "more", 4);
    assert_int_equal(walk(&png, &info, NULL), ASKCAM_OK);
    assert_int_equal(info.size_bytes, png_bytes);
    assert_int_equal(walk(&webp, &info, NULL), ASKCAM_OK);
    assert_int_equal(info.size_bytes, webp_bytes);
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    struct bytes files[] = {png_of((const char *const[]){"tEXt", "IDAT", "IEND", NULL}),
                            webp_extended(0, (const char *const[]){"VP8 ", "EXIF", NULL})};
    (void)state;

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const size_t whole_bytes = files[i].len;
        for (files[i].len = ASKCAM_STILL_HEAD_BYTES; files[i].len < whole_bytes; files[i].len++) {
            struct askcam_still_info info;
            struct askcam_error err = {.kind = ASKCAM_OK};
            assert_int_equal(walk(&files[i], &info, &err), ASKCAM_ERR_SOURCE);
            assert_non_null(strstr(err.why, "truncated "));
        }
    }
}

/* Every size that is smaller than the chunks need, those below the head of the file too. */
static void a_riff_size_that_is_too_small_is_refused(void **state)
{
    struct bytes webp = webp_start();
    (void)state;

    put_webp_chunk(&webp, "VP8 ", VP8_640, 10);
    webp_end(&webp);
    for (uint8_t size = 0; size + 8U < webp.len; size++) {
        struct askcam_still_info info;
        struct askcam_error err = {.kind = ASKCAM_OK};
        webp.at[4] = size;
        assert_int_equal(walk(&webp, &info, &err), ASKCAM_ERR_SOURCE);
        assert_string_not_equal(err.why, "");
    }
}

static void a_flipped_bit_in_a_png_is_found(void **state)
{
    struct bytes file = png_of((const char *const[]){"tEXt", "IDAT", "IEND", NULL});
    struct askcam_still_info info;
    (void)state;

    for (size_t i = 8; i < file.len; i++) {
        file.at[i] ^= 0x10;
        assert_int_equal(walk(&file, &info, NULL), ASKCAM_ERR_SOURCE);
        file.at[i] ^= 0x10;
    }
}

static void a_png_without_metadata_has_the_rest_unchanged(void **state)
{
    const struct bytes file =
        png_of((const char *const[]){"gAMA", "iCCP", "eXIf", "tEXt", "iTXt", "zTXt", "tRNS", "IDAT",
                                     "IDAT", "tIME", "IEND", NULL});
    const struct bytes bare =
        png_of((const char *const[]){"gAMA", "tRNS", "IDAT", "IDAT", "IEND", NULL});
    struct callbacks copied = {.limit_bytes = FILE_BYTES};
    (void)state;

    copy(&file, &copied);
    assert_int_equal(copied.bytes_len, bare.len);
    assert_memory_equal(copied.bytes, bare.at, bare.len);
    free(copied.bytes);
}

static void a_webp_without_metadata_does_not_announce_it(void **state)
{
    const struct bytes file = webp_extended(
        0x3C, (const char *const[]){"ICCP", "ALPH", "VP8 ", "EXIF", "XMP ", "note", NULL});
    const struct bytes bare = webp_extended(0x10, (const char *const[]){"ALPH", "VP8 ", NULL});
    struct callbacks copied = {.limit_bytes = FILE_BYTES};
    (void)state;

    copy(&file, &copied);
    assert_int_equal(copied.bytes_len, bare.len);
    assert_memory_equal(copied.bytes, bare.at, bare.len);
    free(copied.bytes);
}

static void the_last_padding_of_a_webp_is_made_up(void **state)
{
    struct bytes file = webp_start();
    struct bytes padded = webp_start();
    struct callbacks copied = {.limit_bytes = FILE_BYTES};
    (void)state;

    put_webp_chunk(&file, "VP8L", VP8L_640, 5);
    file.len--;
    webp_end(&file);
    put_webp_chunk(&padded, "VP8L", VP8L_640, 5);
    webp_end(&padded);
    copy(&file, &copied);
    assert_int_equal(copied.bytes_len, padded.len);
    assert_memory_equal(copied.bytes, padded.at, padded.len);
    free(copied.bytes);
}

static struct png_case {
    const char *name;
    const char *const types[6];
    const char *why;
} bad_pngs[] = {
    {"no data", {"IEND"}, "broken PNG: no picture before IEND at byte 33"},
    {"data in two places", {"IDAT", "tEXt", "IDAT", "IEND"}, "broken PNG: IDAT in two places"},
    {"an unknown chunk that matters",
     {"ABCD", "IDAT", "IEND"},
     "broken PNG: a chunk that decoders"},
    {"a palette of no whole colours", {"PLTE", "IDAT", "IEND"}, "broken PNG: an invalid PLTE"},
    {"a second header", {"IHDR", "IDAT", "IEND"}, "broken PNG: a chunk that decoders"},
    {"no end", {"IDAT"}, "truncated PNG: it ends at byte 52"},
};

static void a_png_of_broken_structure_is_refused(void **state)
{
    const struct png_case *const row = *state;
    const struct bytes file = png_of(row->types);
    struct askcam_still_info info;
    struct askcam_error err = {.kind = ASKCAM_OK};

    assert_int_equal(walk(&file, &info, &err), ASKCAM_ERR_SOURCE);
    assert_string_equal(err.what, "in");
    assert_memory_equal(err.why, row->why, strlen(row->why));
}

static struct header_case {
    const char *name;
    const char *header;
} bad_headers[] = {
    {"no width", "\0\0\0\0\0\0\0\1\10\2\0\0\0"},
    {"no height", "\0\0\0\1\0\0\0\0\10\2\0\0\0"},
    {"a width beyond 31 bits", "\x80\0\0\0\0\0\0\1\10\2\0\0\0"},
    {"RGB of 4 bits", "\0\0\0\1\0\0\0\1\4\2\0\0\0"},
    {"an unknown colour type", "\0\0\0\1\0\0\0\1\10\1\0\0\0"},
    {"an unknown compression", "\0\0\0\1\0\0\0\1\10\2\1\0\0"},
    {"an unknown filter", "\0\0\0\1\0\0\0\1\10\2\0\1\0"},
    {"an unknown interlace", "\0\0\0\1\0\0\0\1\10\2\0\0\2"},
    {"a palette that never comes", IHDR_PALETTE},
};

static void a_png_with_an_invalid_header_is_refused(void **state)
{
    const struct header_case *const row = *state;
    struct bytes file = png_start(row->header);
    struct askcam_still_info info;

    put_png_chunk(&file, "IDAT", "payload", 7);
    put_png_chunk(&file, "IEND", "", 0);
    assert_int_equal(walk(&file, &info, NULL), ASKCAM_ERR_SOURCE);
}

static struct webp_case {
    const char *name;
    const char *type;
    const char *payload;
    size_t payload_bytes;
} bad_webps[] = {
    {"VP8 that is not a key frame", "VP8 ", "\1\0\0\x9D\1\x2A\x80\2\xE0\1", 10},
    {"VP8 without its start code", "VP8 ", "\0\0\0\x9D\1\x2B\x80\2\xE0\1", 10},
    {"VP8 without pixels", "VP8 ", "\0\0\0\x9D\1\x2A\0\0\xE0\1", 10},
    {"VP8 with a long partition", "VP8 ", "\x20\0\0\x9D\1\x2A\x80\2\xE0\1", 10},
    {"VP8 that is short", "VP8 ", "\0\0\0\x9D", 4},
    {"VP8L without its signature", "VP8L", "\x2E\x7F\xC2\x77\0", 5},
    {"VP8L of another version", "VP8L", "\x2F\x7F\xC2\x77\x20", 5},
    {"VP8X without a picture", "VP8X", "\0" VP8X_640, 10},
    {"VP8X that is short", "VP8X", "\0", 2},
    {"another chunk first", "EXIF", "secret", 6},
};

static void a_webp_of_broken_structure_is_refused(void **state)
{
    const struct webp_case *const row = *state;
    struct bytes file = webp_start();
    struct askcam_still_info info;
    struct askcam_error err = {.kind = ASKCAM_OK};

    put_webp_chunk(&file, row->type, row->payload, row->payload_bytes);
    webp_end(&file);
    assert_int_equal(walk(&file, &info, &err), ASKCAM_ERR_SOURCE);
    assert_memory_equal(err.why, "broken WebP: ", 13);
}

static void a_frame_of_another_size_than_its_canvas_is_refused(void **state)
{
    struct bytes file = webp_start();
    struct askcam_still_info info;
    (void)state;

    put_webp_chunk(&file, "VP8X", "\0" VP8X_640, 10);
    put_webp_chunk(&file, "VP8L", "\x2F\0\0\0\0", 5);
    webp_end(&file);
    assert_int_equal(walk(&file, &info, NULL), ASKCAM_ERR_SOURCE);
}

static void the_kind_is_that_of_the_content(void **state)
{
    static const struct {
        const char *bytes;
        enum askcam_media media;
    } rows[] = {
        {"\x89PNG\r\n\x1A\n....", ASKCAM_MEDIA_PNG},
        {"RIFF....WEBP", ASKCAM_MEDIA_WEBP},
        {"RIFF....AVI ", ASKCAM_MEDIA_JPEG},
        {"\x89PNG\n\n\x1A\n....", ASKCAM_MEDIA_JPEG},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct askcam_bytes bytes = askcam_bytes_of_memory(rows[i].bytes, 12);
        enum askcam_media media = ASKCAM_MEDIA_COUNT;
        assert_int_equal(askcam_still_media(&bytes, &media, NULL), ASKCAM_OK);
        assert_int_equal(media, rows[i].media);
    }
}

static void a_name_may_promise_another_kind(void **state)
{
    static const struct {
        const char *name;
        enum askcam_media media;
        bool is_misnamed;
    } rows[] = {
        {"a.jpg", ASKCAM_MEDIA_JPEG, false}, {"a.JPEG", ASKCAM_MEDIA_JPEG, false},
        {"a.png", ASKCAM_MEDIA_JPEG, true},  {"a.PNG", ASKCAM_MEDIA_PNG, false},
        {"a.webp", ASKCAM_MEDIA_PNG, true},  {"a.webp", ASKCAM_MEDIA_WEBP, false},
        {"a.jpg", ASKCAM_MEDIA_WEBP, true},  {"a.gif", ASKCAM_MEDIA_PNG, true},
        {"a", ASKCAM_MEDIA_PNG, false},      {"a.pngx", ASKCAM_MEDIA_JPEG, false},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(askcam_media_is_misnamed(rows[i].media, rows[i].name),
                         rows[i].is_misnamed);
    }
}

/* A picture of a PNG, with options. */
static enum askcam_status picture_of(const struct bytes *file, struct askcam_still_info *info,
                                     const struct askcam_picture_options *options,
                                     struct askcam_picture *picture, struct askcam_error *err)
{
    const struct askcam_frame frame = {
        .name = "in", .jpeg = askcam_bytes_of_memory(file->at, file->len), .still = info};

    assert_int_equal(walk(file, info, NULL), ASKCAM_OK);
    return askcam_picture_init(picture, &frame, options, err);
}

static void a_png_is_a_picture_that_is_passed_on(void **state)
{
    const struct bytes file = png_of((const char *const[]){"tEXt", "IDAT", "IEND", NULL});
    const struct askcam_picture_options options = {
        .keep_metadata = true, .quality = 20, .max_side_px = 640};
    struct askcam_still_info info;
    struct askcam_picture picture;
    struct callbacks written = {.limit_bytes = FILE_BYTES};
    bool changed = true;
    (void)state;

    assert_int_equal(picture_of(&file, &info, &options, &picture, NULL), ASKCAM_OK);
    assert_int_equal(askcam_picture_media(&picture), ASKCAM_MEDIA_PNG);
    assert_int_equal(picture.width_px, 640);
    assert_int_equal(askcam_picture_fit(&picture, file.len, &changed, NULL), ASKCAM_OK);
    assert_false(changed);
    assert_int_equal(askcam_picture_write(&picture, capture_sink_sink(&written), NULL), ASKCAM_OK);
    assert_int_equal(written.bytes_len, file.len);
    assert_memory_equal(written.bytes, file.at, file.len);
    free(written.bytes);
}

static struct change_case {
    const char *name;
    struct askcam_picture_options options;
} changes[] = {
    {"a crop", {.crop = {.width = {10, false}, .height = {10, false}}}},
    {"a mask", {.masks = {{.width = {10, false}, .height = {10, false}}}, .masks_count = 1}},
    {"a rotation", {.rotate_degrees = 180}},
    {"a limit of its sides", {.max_side_px = 639}},
};

static void a_change_of_a_png_is_refused(void **state)
{
    const struct change_case *const row = *state;
    const struct bytes file = png_of((const char *const[]){"IDAT", "IEND", NULL});
    struct askcam_still_info info;
    struct askcam_picture picture;
    struct askcam_error err = {.kind = ASKCAM_OK};

    assert_int_equal(picture_of(&file, &info, &row->options, &picture, &err), ASKCAM_ERR_SOURCE);
    assert_string_equal(err.why, "a PNG is sent as it is and cannot be changed");
}

static void a_png_that_does_not_fit_is_refused(void **state)
{
    const struct bytes file = png_of((const char *const[]){"IDAT", "IEND", NULL});
    const struct askcam_picture_options options = {.quality = 0};
    struct askcam_still_info info;
    struct askcam_picture picture;
    struct askcam_error err = {.kind = ASKCAM_OK};
    bool changed = false;
    (void)state;

    assert_int_equal(picture_of(&file, &info, &options, &picture, NULL), ASKCAM_OK);
    assert_int_equal(askcam_picture_fit(&picture, file.len - 1, &changed, &err), ASKCAM_ERR_SOURCE);
    assert_string_equal(err.why, "a PNG of 64 bytes is sent as it is and does not fit in 63 bytes");
}

#define ROWS_OF(table, function)                                                                   \
    for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++) {                                \
        tests[count++] = (struct CMUnitTest){                                                      \
            .name = (table)[i].name, .test_func = (function), .initial_state = &(table)[i]};       \
    }

int main(void)
{
    enum {
        SINGLE = 14,
        ROWS = sizeof bad_pngs / sizeof bad_pngs[0] + sizeof bad_headers / sizeof bad_headers[0] +
               sizeof bad_webps / sizeof bad_webps[0] + sizeof changes / sizeof changes[0],
    };
    static const struct CMUnitTest single[SINGLE] = {
        cmocka_unit_test(the_size_of_a_png_is_in_its_header),
        cmocka_unit_test(the_size_of_each_kind_of_webp_is_known),
        cmocka_unit_test(a_riff_size_that_is_too_small_is_refused),
        cmocka_unit_test(what_follows_the_end_is_not_counted),
        cmocka_unit_test(a_file_cut_anywhere_is_refused),
        cmocka_unit_test(a_flipped_bit_in_a_png_is_found),
        cmocka_unit_test(a_png_without_metadata_has_the_rest_unchanged),
        cmocka_unit_test(a_webp_without_metadata_does_not_announce_it),
        cmocka_unit_test(the_last_padding_of_a_webp_is_made_up),
        cmocka_unit_test(a_frame_of_another_size_than_its_canvas_is_refused),
        cmocka_unit_test(the_kind_is_that_of_the_content),
        cmocka_unit_test(a_name_may_promise_another_kind),
        cmocka_unit_test(a_png_is_a_picture_that_is_passed_on),
        cmocka_unit_test(a_png_that_does_not_fit_is_refused),
    };
    struct CMUnitTest tests[SINGLE + ROWS];
    size_t count = SINGLE;

    memcpy(tests, single, sizeof single);
    ROWS_OF(bad_pngs, a_png_of_broken_structure_is_refused)
    ROWS_OF(bad_headers, a_png_with_an_invalid_header_is_refused)
    ROWS_OF(bad_webps, a_webp_of_broken_structure_is_refused)
    ROWS_OF(changes, a_change_of_a_png_is_refused)
    return cmocka_run_group_tests_name("still_image", tests, NULL, NULL);
}
