/* SPDX-License-Identifier: MIT */
/* test_marked_image.c - crops and masks are painted where they lie, and nowhere else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "marked_image.h"

enum { MOST_PX = 64 };

/* The frame of each case is white; '.' white, 'd' darkened, 'C' the crop's edge, 'M' a mask's, 'x'
 * black, 'm' a mask's edge darkened. */
static struct mark_case {
    const char *name;
    uint32_t frame_width_px;
    uint32_t frame_height_px;
    uint32_t width_px;
    uint32_t height_px;
    uint32_t pen_px;
    struct askcam_rect crop;
    struct askcam_rect mask; /* of no width: none */
    const char *painted;
} cases[] = {
    {"nothing to mark",
     4,
     2,
     4,
     2,
     1,
     {0, 0, 4, 2},
     {0},
     "...."
     "...."},
    {"a crop",
     6,
     5,
     6,
     5,
     1,
     {1, 1, 4, 3},
     {0},
     "dddddd"
     "dCCCCd"
     "dC..Cd"
     "dCCCCd"
     "dddddd"},
    {"a crop of the whole width",
     4,
     4,
     4,
     4,
     1,
     {0, 0, 4, 3},
     {0},
     "CCCC"
     "C..C"
     "CCCC"
     "dddd"},
    {"a thick pen",
     8,
     6,
     8,
     6,
     2,
     {0, 0, 7, 6},
     {0},
     "CCCCCCCd"
     "CCCCCCCd"
     "CC...CCd"
     "CC...CCd"
     "CCCCCCCd"
     "CCCCCCCd"},
    {"a mask",
     5,
     4,
     5,
     4,
     1,
     {0, 0, 5, 4},
     {1, 0, 3, 3},
     ".MMM."
     ".MxM."
     ".MMM."
     "....."},
    {"a mask outside of the crop",
     6,
     3,
     6,
     3,
     1,
     {3, 0, 3, 3},
     {0, 0, 2, 2},
     "mmdCCC"
     "mmdC.C"
     "dddCCC"},
    {"scaled down, what is touched is marked",
     400,
     300,
     8,
     6,
     1,
     {60, 60, 240, 180},
     {299, 299, 1, 1},
     "dddddddd"
     "dCCCCCdd"
     "dC...Cdd"
     "dC...Cdd"
     "dCCCCCdd"
     "dddddmdd"},
};

static char kind_of(const uint8_t *pixel)
{
    static const struct {
        uint32_t colour;
        char kind;
    } rows[] = {{0xffffff, '.'},  {0x7f7f7f, 'd'}, {MARK_CROP, 'C'},
                {MARK_MASK, 'M'}, {0x7f1818, 'm'}, {0, 'x'}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].colour == (uint32_t)(pixel[0] << 16 | pixel[1] << 8 | pixel[2])) {
            return rows[i].kind;
        }
    }
    return '?';
}

static void marks_are_where_they_lie(void **state)
{
    const struct mark_case *row = *state;
    uint8_t rgb[MOST_PX * 3];
    char painted[MOST_PX + 1] = "";
    struct marked_image image = {rgb, row->width_px, row->height_px, row->pen_px};
    const struct askcam_overview overview = {.width_px = row->frame_width_px,
                                             .height_px = row->frame_height_px,
                                             .crop = row->crop,
                                             .masks = {row->mask},
                                             .masks_count = row->mask.width > 0};

    memset(rgb, 0xff, sizeof rgb);
    marked_image_mark(&image, &overview);
    for (size_t i = 0; i < (size_t)row->width_px * row->height_px; i++) {
        painted[i] = kind_of(rgb + 3 * i);
    }
    assert_string_equal(painted, row->painted);
    assert_int_equal(rgb[sizeof rgb - 1], 0xff); /* nothing behind the image */
}

int main(void)
{
    struct CMUnitTest tests[sizeof cases / sizeof cases[0]];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = marks_are_where_they_lie,
                                       .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("marked_image", tests, NULL, NULL);
}
