/* SPDX-License-Identifier: MIT */
/* test_settle.c - which frame the warm-up ends with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "settle.h"
#include "source.h"

enum { MOST = 48 };

static struct settle_case {
    const char *name;
    int warmup;
    uint32_t period_ms;
    unsigned taken;           /* the frame that is taken, from 0 */
    uint8_t brightness[MOST]; /* the last one goes on */
    unsigned given;
} cases[] = {
    {"none: the first one", 0, 33, 0, {0}, 1},
    {"1 drops one", 1, 33, 1, {0}, 1},
    {"7 drops seven, however steady", 7, 33, 7, {100}, 1},
    {"auto: the third one of a steady picture", ASKCAM_WARMUP_AUTO, 33, 2, {100}, 1},
    {"auto: a rise by steps is waited for",
     ASKCAM_WARMUP_AUTO,
     33,
     6,
     {20, 40, 60, 80, 100, 101},
     6},
    {"auto: two frames of one step are not enough",
     ASKCAM_WARMUP_AUTO,
     33,
     7,
     {20, 20, 60, 60, 100, 140, 140, 140},
     8},
    {"auto: so is a fall", ASKCAM_WARMUP_AUTO, 33, 5, {250, 220, 190, 150, 148}, 5},
    {"auto: 3 of 150 is no more than a fiftieth", ASKCAM_WARMUP_AUTO, 33, 2, {147, 150}, 2},
    {"auto: 4 of 150 is more", ASKCAM_WARMUP_AUTO, 33, 3, {146, 150}, 2},
    {"auto: 1 of 40 is rounding, 2 is not", ASKCAM_WARMUP_AUTO, 33, 3, {37, 39, 40}, 3},
    {"auto: black at first is not a steady picture",
     ASKCAM_WARMUP_AUTO,
     33,
     6,
     {0, 0, 0, 0, 90, 90},
     6},
    {"auto: but at night it is", ASKCAM_WARMUP_AUTO, 33, 11, {2}, 1},
    {"auto: 30 restless frames are enough",
     ASKCAM_WARMUP_AUTO,
     33,
     30,
     {50, 90, 50, 90, 50, 90, 50, 90, 50, 90, 50, 90, 50, 90, 50, 90, 50, 90, 50, 90,
      50, 90, 50, 90, 50, 90, 50, 90, 50, 90, 50, 90, 50, 90, 50, 90, 50, 90, 50, 90},
     40},
    {"auto: so are 3 s of a slow camera", ASKCAM_WARMUP_AUTO, 1000, 3, {50, 90, 50, 90, 50}, 5},
};

static void the_warm_up_ends_where_it_should(void **state)
{
    const struct settle_case *row = *state;
    struct askcam_settle settle;

    askcam_settle_init(&settle, row->warmup);
    for (unsigned i = 0; i < MOST; i++) {
        const uint8_t brightness = row->brightness[i < row->given ? i : row->given - 1];
        const bool measures = askcam_settle_measures(&settle);
        const bool taken =
            askcam_settle_frame(&settle, measures ? brightness : 0, 5000 + i * row->period_ms);
        assert_int_equal(taken, i >= row->taken);
        assert_int_equal(measures, row->warmup < 0 && i <= row->taken);
    }
}

int main(void)
{
    struct CMUnitTest tests[sizeof cases / sizeof cases[0]];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = the_warm_up_ends_where_it_should,
                                       .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("settle", tests, NULL, NULL);
}
