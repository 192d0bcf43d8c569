/* SPDX-License-Identifier: MIT */
/* test_half_blocks.c - pixels become exactly this text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_sink.h"
#include "half_blocks.h"

#define BLOCK "\xe2\x96\x80"

static struct block_case {
    const char *name;
    uint32_t width_px;
    uint32_t height_px;
    bool has_24_bits;
    uint8_t rgb[12];
    const char *text;
} cases[] = {
    {"two pixels are one character",
     1,
     2,
     true,
     {255, 0, 0, 0, 0, 255},
     "\x1b[38;2;255;0;0m\x1b[48;2;0;0;255m" BLOCK "\x1b[0m\n"},
    {"a colour that stays is said once",
     2,
     2,
     true,
     {1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9},
     "\x1b[38;2;1;2;3m\x1b[48;2;4;5;6m" BLOCK "\x1b[48;2;7;8;9m" BLOCK "\x1b[0m\n"},
    {"each line begins anew",
     1,
     4,
     true,
     {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9},
     "\x1b[38;2;9;9;9m\x1b[48;2;9;9;9m" BLOCK "\x1b[0m\n"
     "\x1b[38;2;9;9;9m\x1b[48;2;9;9;9m" BLOCK "\x1b[0m\n"},
    {"an odd last row has the terminal's own ground",
     1,
     3,
     true,
     {1, 1, 1, 2, 2, 2, 3, 3, 3},
     "\x1b[38;2;1;1;1m\x1b[48;2;2;2;2m" BLOCK "\x1b[0m\n\x1b[38;2;3;3;3m" BLOCK "\x1b[0m\n"},
    {"256 colours: the cube's corners",
     2,
     2,
     false,
     {255, 0, 0, 0, 0, 0, 255, 255, 0, 255, 255, 255},
     "\x1b[38;5;196m\x1b[48;5;226m" BLOCK "\x1b[38;5;16m\x1b[48;5;231m" BLOCK "\x1b[0m\n"},
    {"256 colours: greys, and steps of the cube",
     2,
     2,
     false,
     {8, 8, 8, 128, 128, 128, 96, 134, 216, 238, 238, 238},
     "\x1b[38;5;232m\x1b[48;5;68m" BLOCK "\x1b[38;5;244m\x1b[48;5;255m" BLOCK "\x1b[0m\n"},
};

static void pixels_become_exactly_this_text(void **state)
{
    struct block_case *row = *state;
    const struct marked_image image = {
        .rgb = row->rgb, .width_px = row->width_px, .height_px = row->height_px};
    struct callbacks callbacks = {.limit_bytes = SIZE_MAX};

    assert_int_equal(half_blocks_write(&image, row->has_24_bits, capture_sink_sink(&callbacks)),
                     ASKCAM_OK);
    assert_int_equal(callbacks.bytes_len, strlen(row->text));
    assert_memory_equal(callbacks.bytes, row->text, callbacks.bytes_len);
    free(callbacks.bytes);
}

static void a_failing_sink_ends_it_at_once(void **state)
{
    struct block_case *row = &cases[2];
    const struct marked_image image = {
        .rgb = row->rgb, .width_px = row->width_px, .height_px = row->height_px};
    const size_t all_bytes = strlen(row->text);

    (void)state;
    for (size_t limit = 0; limit < all_bytes; limit++) {
        struct callbacks callbacks = {.limit_bytes = limit};
        assert_int_equal(half_blocks_write(&image, true, capture_sink_sink(&callbacks)),
                         ASKCAM_ERR_STOPPED);
        assert_int_equal(callbacks.calls_after_stop, 0);
        free(callbacks.bytes);
    }
}

int main(void)
{
    enum { CASES = sizeof cases / sizeof cases[0] };
    struct CMUnitTest tests[CASES + 1] = {cmocka_unit_test(a_failing_sink_ends_it_at_once)};

    for (size_t i = 0; i < CASES; i++) {
        tests[i + 1] = (struct CMUnitTest){.name = cases[i].name,
                                           .test_func = pixels_become_exactly_this_text,
                                           .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("half_blocks", tests, NULL, NULL);
}
