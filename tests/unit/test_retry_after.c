/* SPDX-License-Identifier: MIT */
/* test_retry_after.c - seconds, the three forms of a date, and what is neither. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "http_date.h"
#include "retry_after.h"

#define NOW "Sun, 06 Nov 1994 08:49:37 GMT"

static struct retry_case {
    const char *name;
    const char *date;
    const char *value;
    uint64_t ms;
} cases[] = {
    {"absent", NOW, "", 0},
    {"no time at all", NOW, "0", 0},
    {"seconds", NOW, "7", 7000},
    {"seconds without a Date", "", "7", 7000},
    {"seconds between blanks", NOW, " 120 ", 120000},
    {"a started second counts", NOW, "1.5", 2000},
    {"a fraction of nothing", NOW, "2.0", 2000},
    {"a negative number", NOW, "-1", 0},
    {"a unit", NOW, "7s", 0},
    {"a word", NOW, "soon", 0},
    {"more seconds than fit a number", NOW, "99999999999999999999999", 31622400000},

    {"today's form", NOW, "Sun, 06 Nov 1994 08:49:38 GMT", 1000},
    {"RFC 850's form", NOW, "Sunday, 06-Nov-94 08:50:37 GMT", 60000},
    {"asctime's form", NOW, "Sun Nov  6 08:51:37 1994", 120000},
    {"asctime's form, two digits", NOW, "Thu Nov 10 08:49:37 1994", 345600000},
    {"a Date in RFC 850's form", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:40 1994",
     3000},
    {"a Date in asctime's form", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:40 GMT", 3000},
    {"the same moment", NOW, NOW, 0},
    {"a moment that is past", NOW, "Sun, 06 Nov 1994 08:49:36 GMT", 0},
    {"a year that is past, in two digits", "Sun, 22 Nov 2026 08:49:37 GMT",
     "Sunday, 06-Nov-94 08:49:37 GMT", 0},
    {"a century's turn, in two digits", "Fri, 31 Dec 1999 23:59:59 GMT",
     "Saturday, 01-Jan-00 00:00:00 GMT", 1000},
    {"a leap second", "Sat, 31 Dec 2016 23:59:59 GMT", "Sat, 31 Dec 2016 23:59:60 GMT", 1000},
    {"over the end of a year", "Sat, 31 Dec 2016 23:59:59 GMT", "Sun, 01 Jan 2017 00:00:01 GMT",
     2000},
    {"over a leap day", "Wed, 28 Feb 2024 00:00:00 GMT", "Fri, 01 Mar 2024 00:00:00 GMT",
     172800000},
    {"over a century without one", "Sun, 28 Feb 2100 00:00:00 GMT", "Mon, 01 Mar 2100 00:00:00 GMT",
     86400000},
    {"over 400 years' leap day", "Mon, 28 Feb 2000 00:00:00 GMT", "Wed, 01 Mar 2000 00:00:00 GMT",
     172800000},
    {"decades", NOW, "Fri, 06 Nov 2026 08:49:37 GMT", 31622400000},

    {"a date without a Date", "", "Sun, 06 Nov 1994 08:49:38 GMT", 0},
    {"a date with a broken Date", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:38 GMT", 0},
    {"another zone", NOW, "Sun, 06 Nov 1994 08:49:38 CET", 0},
    {"no zone", NOW, "Sun, 06 Nov 1994 08:49:38", 0},
    {"more after it", NOW, "Sun, 06 Nov 1994 08:49:38 GMT+1", 0},
    {"cut short", NOW, "Sun, 06 Nov 1994 08:4", 0},
    {"one digit of a day", NOW, "Sun, 7 Nov 1994 08:49:38 GMT", 0},
    {"no such weekday", NOW, "Son, 06 Nov 1994 08:49:38 GMT", 0},
    {"a short weekday in RFC 850's form", NOW, "Sun, 06-Nov-94 08:49:38 GMT", 0},
    {"no such month", NOW, "Sun, 06 Okt 1994 08:49:38 GMT", 0},
    {"no such day", NOW, "Sun, 31 Nov 1994 08:49:38 GMT", 0},
    {"day 0", NOW, "Sun, 00 Dec 1994 08:49:38 GMT", 0},
    {"no such leap day", NOW, "Mon, 29 Feb 1999 08:49:38 GMT", 0},
    {"no such hour", NOW, "Sun, 06 Nov 1994 24:49:38 GMT", 0},
    {"no such minute", NOW, "Sun, 06 Nov 1994 08:60:38 GMT", 0},
    {"no such second", NOW, "Sun, 06 Nov 1994 08:49:61 GMT", 0},
    {"small letters", NOW, "sun, 06 nov 1994 08:49:38 gmt", 0},
};

static void retry_after_is(void **state)
{
    const struct retry_case *row = *state;
    struct askcam_http_head head = {.status = 503};

    (void)snprintf(head.date, sizeof head.date, "%s", row->date);
    (void)snprintf(head.retry_after, sizeof head.retry_after, "%s", row->value);
    assert_int_equal(askcam_http_retry_after_ms(&head), row->ms);
}

/* Every day of 401 years in order: each is a day after the one before. */
static void every_day_follows_the_one_before(void **state)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char before[40] = "Fri, 31 Dec 1999 12:00:00 GMT";
    size_t days_count = 0;

    (void)state;
    for (int year = 2000; year <= 2400; year++) {
        for (int day = 0; day < 12 * 31; day++) {
            char now[40];
            int64_t seconds = 0;
            (void)snprintf(now, sizeof now, "Fri, %02d %s %04d 12:00:00 GMT", day % 31 + 1,
                           months[day / 31], year);
            if (!askcam_http_seconds_between(before, now, &seconds)) {
                continue; /* the month is shorter */
            }
            assert_int_equal(seconds, 86400);
            memcpy(before, now, sizeof before);
            days_count++;
        }
    }
    assert_int_equal(days_count, 146097 + 366); /* of 400 years, and 2400 */
}

int main(void)
{
    static const struct CMUnitTest others[] = {cmocka_unit_test(every_day_follows_the_one_before)};
    struct CMUnitTest tests[sizeof cases / sizeof cases[0]];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tests[i] = (struct CMUnitTest){
            .name = cases[i].name, .test_func = retry_after_is, .initial_state = &cases[i]};
    }
    return cmocka_run_group_tests_name("retry_after", tests, NULL, NULL) +
           cmocka_run_group_tests_name("retry_after, apart", others, NULL, NULL);
}
