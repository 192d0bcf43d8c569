/* SPDX-License-Identifier: MIT */
/*
 * test_plan.c - what crop, masks, turns and max_side mean in pixels of the stored picture.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "plan.h"

#define PX(n)                                                                                      \
    {                                                                                              \
        (n), false                                                                                 \
    }
#define PC(n)                                                                                      \
    {                                                                                              \
        (n) * 100, true                                                                            \
    }

static struct plan_case {
    const char *name;
    struct askcam_plan_source source;
    struct askcam_picture_options options;
    const char *want; /* crop x,y,w,h > scaled w,h > turn sxy > size w,h; then masks */
} cases[] = {
    {"nothing", {NULL, 640, 480, 1}, {0}, "0,0,640,480>640,480>...>640,480 same"},
    {"crop in pixels",
     {NULL, 640, 480, 1},
     {.crop = {PX(10), PX(20), PX(100), PX(50)}},
     "10,20,100,50>100,50>...>100,50"},
    {"crop in percent",
     {NULL, 640, 480, 1},
     {.crop = {PC(25), PC(50), PC(50), PC(50)}},
     "160,240,320,240>320,240>...>320,240"},
    {"percent that cut pixels",
     {NULL, 10, 10, 1},
     {.crop = {PC(33), PC(0), PC(33), PC(5)}, .max_side_px = 1},
     ""}, /* 0..0.5 of 10 rows: no pixel begins and ends in it */
    {"thirds share no pixel",
     {NULL, 100, 10, 1},
     {.crop = {{3333, true}, PX(0), {3333, true}, PX(10)}},
     "33,0,33,10>33,10>...>33,10"},
    {"crop of everything",
     {NULL, 640, 480, 1},
     {.crop = {PX(0), PX(0), PC(100), PC(100)}},
     "0,0,640,480>640,480>...>640,480 same"},
    {"crop one too wide", {NULL, 640, 480, 1}, {.crop = {PX(1), PX(0), PX(640), PX(480)}}, ""},
    {"crop one too high", {NULL, 640, 480, 1}, {.crop = {PX(0), PX(1), PX(640), PX(480)}}, ""},
    {"crop over 100 %", {NULL, 640, 480, 1}, {.crop = {PC(60), PC(0), PC(41), PC(10)}}, ""},
    {"crop without height", {NULL, 640, 480, 1}, {.crop = {PX(0), PX(0), PX(10), PX(0)}}, ""},
    {"largest numbers",
     {NULL, 640, 480, 1},
     {.crop = {PX(UINT32_MAX), PX(UINT32_MAX), PX(UINT32_MAX), PX(UINT32_MAX)}},
     ""},
    {"largest percents",
     {NULL, 65500, 65500, 1},
     {.crop = {{UINT32_MAX, true}, PX(0), {UINT32_MAX, true}, PX(1)}},
     ""},
    {"rotation by 90",
     {NULL, 640, 480, 1},
     {.rotate_degrees = 90},
     "0,0,640,480>640,480>s.y>480,640"},
    {"rotation by 180",
     {NULL, 640, 480, 1},
     {.rotate_degrees = 180},
     "0,0,640,480>640,480>.xy>640,480"},
    {"rotation by 270",
     {NULL, 640, 480, 1},
     {.rotate_degrees = 270},
     "0,0,640,480>640,480>sx.>480,640"},
    {"orientation 6 and 270 back",
     {NULL, 640, 480, 6},
     {.rotate_degrees = 270},
     "0,0,640,480>640,480>...>640,480 same"},
    {"orientation 3 and 180 back",
     {NULL, 640, 480, 3},
     {.rotate_degrees = 180},
     "0,0,640,480>640,480>...>640,480 same"},
    {"orientation 2 and 90",
     {NULL, 640, 480, 2},
     {.rotate_degrees = 90},
     "0,0,640,480>640,480>sxy>480,640"},
    {"orientation 5 and 90",
     {NULL, 640, 480, 5},
     {.rotate_degrees = 90},
     "0,0,640,480>640,480>.x.>640,480"},
    {"crop in the upright picture of 6",
     {NULL, 640, 480, 6},
     {.crop = {PX(10), PX(20), PX(100), PX(50)}},
     "20,370,50,100>50,100>s.y>100,50"},
    {"crop in the upright picture of 8",
     {NULL, 640, 480, 8},
     {.crop = {PX(10), PX(20), PX(100), PX(50)}},
     "570,10,50,100>50,100>sx.>100,50"},
    {"crop in the upright picture of 3",
     {NULL, 640, 480, 3},
     {.crop = {PX(10), PX(20), PX(100), PX(50)}},
     "530,410,100,50>100,50>.xy>100,50"},
    {"max side, wide",
     {NULL, 640, 480, 1},
     {.max_side_px = 320},
     "0,0,640,480>320,240>...>320,240"},
    {"max side, high", {NULL, 480, 640, 1}, {.max_side_px = 100}, "0,0,480,640>75,100>...>75,100"},
    {"max side met",
     {NULL, 640, 480, 1},
     {.max_side_px = 640},
     "0,0,640,480>640,480>...>640,480 same"},
    {"never larger",
     {NULL, 640, 480, 1},
     {.max_side_px = 2000},
     "0,0,640,480>640,480>...>640,480 same"},
    {"max side of the crop",
     {NULL, 640, 480, 1},
     {.crop = {PX(0), PX(0), PX(200), PX(300)}, .max_side_px = 150},
     "0,0,200,300>100,150>...>100,150"},
    {"a line stays a line",
     {NULL, 10000, 2, 1},
     {.max_side_px = 100},
     "0,0,10000,2>100,1>...>100,1"},
    {"odd sizes are rounded",
     {NULL, 333, 500, 1},
     {.max_side_px = 250},
     "0,0,333,500>167,250>...>167,250"},
    {"mask",
     {NULL, 640, 480, 1},
     {.masks = {{PX(10), PX(20), PX(30), PX(40)}}, .masks_count = 1},
     "0,0,640,480>640,480>...>640,480 m10,20,30,40"},
    {"mask clipped at the edge",
     {NULL, 640, 480, 1},
     {.masks = {{PX(600), PX(470), PX(100), PX(100)}}, .masks_count = 1},
     "0,0,640,480>640,480>...>640,480 m600,470,40,10"},
    {"mask outside changes nothing",
     {NULL, 640, 480, 1},
     {.masks = {{PX(640), PX(0), PX(100), PX(100)}}, .masks_count = 1},
     "0,0,640,480>640,480>...>640,480 same"},
    {"mask without area",
     {NULL, 640, 480, 1},
     {.masks = {{PX(5), PX(5), PX(0), PX(9)}, {PX(5), PX(5), PX(9), PX(0)}}, .masks_count = 2},
     "0,0,640,480>640,480>...>640,480 same"},
    {"mask covers the pixels that it cuts",
     {NULL, 15, 15, 1},
     {.masks = {{PC(10), PC(50), PC(10), PC(50)}}, .masks_count = 1},
     "0,0,15,15>15,15>...>15,15 m1,7,2,8"},
    {"mask clipped by the crop, second one gone",
     {NULL, 640, 480, 1},
     {.crop = {PX(100), PX(100), PX(50), PX(50)},
      .masks = {{PX(90), PX(140), PX(20), PX(20)}, {PX(0), PX(0), PX(100), PX(480)}},
      .masks_count = 2},
     "100,100,50,50>50,50>...>50,50 m100,140,10,10"},
    {"mask in the upright picture of 6",
     {NULL, 640, 480, 6},
     {.masks = {{PX(0), PX(0), PX(10), PX(20)}}, .masks_count = 1},
     "0,0,640,480>640,480>s.y>480,640 m0,470,20,10"},
    {"mask of largest numbers",
     {NULL, 640, 480, 1},
     {.masks = {{PX(0), PX(0), PX(UINT32_MAX), {UINT32_MAX, true}}}, .masks_count = 1},
     "0,0,640,480>640,480>...>640,480 m0,0,640,480"},
};

static void describe(const struct askcam_plan *plan, char *text, size_t text_bytes)
{
    int at =
        snprintf(text, text_bytes, "%u,%u,%u,%u>%u,%u>%c%c%c>%u,%u", plan->crop.x, plan->crop.y,
                 plan->crop.width, plan->crop.height, plan->scaled_width_px, plan->scaled_height_px,
                 plan->rotation.swaps ? 's' : '.', plan->rotation.flips_x ? 'x' : '.',
                 plan->rotation.flips_y ? 'y' : '.', plan->width_px, plan->height_px);

    for (size_t i = 0; i < plan->masks_count; i++) {
        const struct askcam_rect *const mask = &plan->masks[i];
        at += snprintf(text + at, text_bytes - (size_t)at, " m%u,%u,%u,%u", mask->x, mask->y,
                       mask->width, mask->height);
    }
    if (!plan->changes) {
        (void)snprintf(text + at, text_bytes - (size_t)at, " same");
    }
}

static void the_plan_is_as_expected(void **state)
{
    const struct plan_case *const row = *state;
    struct askcam_plan_source source = row->source;
    struct askcam_plan plan = {.width_px = 7};
    struct askcam_error err = {.kind = ASKCAM_OK};
    char text[200];

    source.name = "in.jpg";
    const enum askcam_status status = askcam_plan_make(&plan, &source, &row->options, &err);
    if (row->want[0] == '\0') {
        assert_int_equal(status, ASKCAM_ERR_USAGE);
        assert_non_null(strstr(err.why, "the crop"));
        assert_int_equal(plan.width_px, 7);
        return;
    }
    assert_int_equal(status, ASKCAM_OK);
    describe(&plan, text, sizeof text);
    assert_string_equal(text, row->want);
}

/* Each orientation, undone by the rotation that Exif asks for: there and back changes nothing. */
static void four_quarter_turns_are_none(void **state)
{
    (void)state;
    for (uint8_t orientation = 1; orientation <= 8; orientation++) {
        const struct askcam_plan_source source = {"a", 30, 20, orientation};
        struct askcam_plan before;
        assert_int_equal(
            askcam_plan_make(&before, &source, &(struct askcam_picture_options){0}, NULL),
            ASKCAM_OK);
        assert_int_equal(before.changes, orientation != 1);
        assert_int_equal(before.width_px, orientation >= 5 ? 20 : 30);
    }
}

int main(void)
{
    enum { CASES = sizeof cases / sizeof cases[0] };
    struct CMUnitTest tests[CASES + 1] = {cmocka_unit_test(four_quarter_turns_are_none)};

    for (size_t i = 0; i < CASES; i++) {
        tests[i + 1] = (struct CMUnitTest){.name = cases[i].name,
                                           .test_func = the_plan_is_as_expected,
                                           .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
