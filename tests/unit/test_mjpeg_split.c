/* SPDX-License-Identifier: MIT */
/*
 * test_mjpeg_split.c - streams of pictures and rubbish, cut anywhere: the same pictures come out,
 * byte for byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mjpeg_split.h"
#include "sample_jpeg.h"

enum { STREAM_CAP_BYTES = 16384, LOG_CAP_BYTES = 64 };

/* What came out: a letter an event (b, w, x), and the whole pictures one after another. */
struct seen {
    char events[LOG_CAP_BYTES];
    uint8_t pictures[STREAM_CAP_BYTES];
    size_t whole_bytes; /* of pictures[]; behind them grows the one being collected */
    size_t part_bytes;
};

static void see(struct seen *seen, const struct askcam_mjpeg_step *step)
{
    static const char LETTERS[] = {
        [ASKCAM_MJPEG_START] = 'b', [ASKCAM_MJPEG_WHOLE] = 'w', [ASKCAM_MJPEG_BROKEN] = 'x'};
    if (step->event != ASKCAM_MJPEG_CHUNK) {
        seen->events[strlen(seen->events)] = LETTERS[step->event];
        assert_true(strlen(seen->events) < LOG_CAP_BYTES);
    }
    if (step->event == ASKCAM_MJPEG_START || step->event == ASKCAM_MJPEG_BROKEN) {
        seen->part_bytes = 0;
    }
    if (step->chunk_bytes > 0) {
        memcpy(seen->pictures + seen->whole_bytes + seen->part_bytes, step->chunk,
               step->chunk_bytes);
        seen->part_bytes += step->chunk_bytes;
    }
    if (step->event == ASKCAM_MJPEG_WHOLE) {
        assert_int_equal(step->info->size_bytes, seen->part_bytes);
        seen->whole_bytes += seen->part_bytes;
        seen->part_bytes = 0;
    }
}

/* Pushes an exact-size copy, so that the sanitizer sees a read past the piece. */
static void push(struct askcam_mjpeg_split *split, const uint8_t *bytes, size_t bytes_len,
                 struct seen *seen)
{
    uint8_t *const copy = malloc(bytes_len + (bytes_len == 0));
    struct askcam_jpeg_input in = {copy, bytes_len};
    struct askcam_mjpeg_step step;

    if (bytes_len > 0) {
        memcpy(copy, bytes, bytes_len);
    }
    while ((step = askcam_mjpeg_split_next(split, &in)).event != ASKCAM_MJPEG_MORE) {
        see(seen, &step);
    }
    assert_int_equal(in.bytes_len, 0);
    free(copy);
}

struct stream {
    uint8_t bytes[STREAM_CAP_BYTES];
    size_t bytes_len;
};

static void put(struct stream *stream, const void *bytes, size_t bytes_len)
{
    memcpy(stream->bytes + stream->bytes_len, bytes, bytes_len);
    stream->bytes_len += bytes_len;
}

/*
 * A script is a letter a thing: 1 2 3 pictures (baseline; progressive with restarts and Exif whose
 * payload holds FF D8 and FF D9; without tables), t a truncated one, h one cut in its header,
 * m one with a broken marker, r rubbish, f FF bytes, e a picture without a scan, a arithmetic.
 */
static struct split_case {
    const char *name;
    const char *script;
    const char *events;
    const char *pictures;
} cases[] = {
    {"nothing", "", "", ""},
    {"rubbish only", "rrf", "", ""},
    {"one", "1", "bw", "1"},
    {"one after another", "1231", "bwbwbwbw", "1231"},
    {"rubbish between", "r1rf2r3f", "bwbwbw", "123"},
    {"truncated, then a whole one", "t1", "bxbw", "1"},
    {"cut in the scan twice", "tt2", "bxbxbw", "2"},
    {"ends truncated", "1t", "bwb", "1"},
    {"broken marker", "m1", "bxbw", "1"},
    {"broken, rubbish, whole", "1mr2", "bwbxbw", "12"},
    {"FF before SOI", "f1f2", "bwbw", "12"},
    {"no scan", "e1", "bxbw", "1"},
    {"arithmetic is broken to us", "a1", "bxbw", "1"},
    {"cut in the header swallows no more than the next", "h11", "bxbw", "1"},
};

static struct sample thing(char letter)
{
    static const uint8_t THUMB[] = {0xFF, 0xD8, 0xFF, 0xD9, 0xFF, 0x01, 'x'};
    const struct sample_spec small = {.width_px = 24, .height_px = 20, .components = 1};

    if (letter == '2') {
        const struct sample plain = sample_jpeg(&(struct sample_spec){
            .width_px = 20, .height_px = 17, .progressive = true, .restart_rows = 1});
        const struct sample with = sample_with_segment(&plain, 2, 0xE1, THUMB, sizeof THUMB);
        free(plain.bytes);
        return with;
    }
    if (letter == '3') {
        return sample_jpeg(&(struct sample_spec){
            .width_px = 16, .height_px = 16, .components = 1, .without_tables = true});
    }
    struct sample jpeg = sample_jpeg(&small);
    if (letter == 't') {
        jpeg.bytes_len -= 5;
    } else if (letter == 'h') {
        jpeg.bytes_len = 30; /* inside DQT */
    } else if (letter == 'm') {
        memcpy(jpeg.bytes + jpeg.bytes_len - 6, "\xFF\x02", 2);
    } else if (letter == 'e') {
        memcpy(jpeg.bytes + 20, "\xFF\xD9", 2);
        jpeg.bytes_len = 22;
    } else if (letter == 'a') {
        free(jpeg.bytes);
        jpeg = sample_jpeg(&(struct sample_spec){
            .width_px = 24, .height_px = 20, .components = 1, .arithmetic = true});
    }
    return jpeg;
}

static void build(const char *script, struct stream *stream)
{
    stream->bytes_len = 0;
    for (const char *letter = script; *letter != '\0'; letter++) {
        if (*letter == 'r') {
            put(stream, "--frame\r\nContent-Type: image/jpeg\r\n\r\n", 37);
        } else if (*letter == 'f') {
            put(stream, "\xFF\xFF\xFF", 3);
        } else {
            const struct sample jpeg = thing(*letter);
            put(stream, jpeg.bytes, jpeg.bytes_len);
            free(jpeg.bytes);
        }
    }
}

static void check(const struct split_case *row, const struct stream *stream, size_t first_bytes,
                  size_t piece_bytes)
{
    struct stream want;
    struct seen *const seen = calloc(1, sizeof *seen);
    struct askcam_mjpeg_split split;

    build(row->pictures, &want);
    askcam_mjpeg_split_init(&split);
    push(&split, stream->bytes, first_bytes, seen);
    for (size_t at = first_bytes; at < stream->bytes_len; at += piece_bytes) {
        const size_t left_bytes = stream->bytes_len - at;
        push(&split, stream->bytes + at, piece_bytes < left_bytes ? piece_bytes : left_bytes, seen);
    }
    assert_string_equal(seen->events, row->events);
    assert_int_equal(seen->whole_bytes, want.bytes_len);
    assert_memory_equal(seen->pictures, want.bytes, want.bytes_len);
    free(seen);
}

static void pictures_do_not_depend_on_the_cuts(void **state)
{
    const struct split_case *const row = *state;
    struct stream stream;

    build(row->script, &stream);
    check(row, &stream, 0, 1);
    for (size_t cut = 0; cut <= stream.bytes_len; cut++) {
        check(row, &stream, cut, STREAM_CAP_BYTES);
    }
}

static void init_drops_a_picture_that_is_too_large(void **state)
{
    struct stream stream;
    struct seen *const seen = calloc(1, sizeof *seen);
    struct askcam_mjpeg_split split;

    (void)state;
    build("13", &stream);
    askcam_mjpeg_split_init(&split);
    push(&split, stream.bytes, 200, seen);
    askcam_mjpeg_split_init(&split);
    seen->part_bytes = 0;
    push(&split, stream.bytes + 200, stream.bytes_len - 200, seen);
    assert_string_equal(seen->events, "bbw");
    free(seen);
}

int main(void)
{
    enum { CASES = sizeof cases / sizeof cases[0] };
    struct CMUnitTest tests[CASES + 1] = {cmocka_unit_test(init_drops_a_picture_that_is_too_large)};

    for (size_t i = 0; i < CASES; i++) {
        tests[i + 1] = (struct CMUnitTest){.name = cases[i].name,
                                           .test_func = pictures_do_not_depend_on_the_cuts,
                                           .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("mjpeg_split", tests, NULL, NULL);
}
