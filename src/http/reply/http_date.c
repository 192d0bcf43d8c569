/* SPDX-License-Identifier: MIT */
/*
 * http_date.c - see http_date.h.
 *
 * A form is a text in which small letters stand for what is read there and everything else for
 * itself.  A date counts days from 1 March of the year 0, so that a leap day is a year's last.
 */
#include "http_date.h"

#include <stddef.h>
#include <string.h>

enum { NEAR_YEAR = 2020, YEARS_AHEAD = 50 };

static const char *const FORMS[] = {
    "w, d n y h:m:s GMT", /* Sun, 06 Nov 1994 08:49:37 GMT: today's */
    "l, d-n-c h:m:s GMT", /* Sunday, 06-Nov-94 08:49:37 GMT: RFC 850 */
    "w n p h:m:s y",      /* Sun Nov  6 08:49:37 1994: asctime() */
};

static const char *const DAYS[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                   "Friday", "Saturday", "Sunday"};
enum { DAYS_COUNT = sizeof DAYS / sizeof DAYS[0], SHORT_BYTES = 3 };

/* From March on, with the days of the year that come before. */
static const struct month {
    const char *name;
    uint16_t before;
    uint8_t days;
} MONTHS[] = {
    {"Mar", 0, 31},   {"Apr", 31, 30},  {"May", 61, 31},  {"Jun", 92, 30},
    {"Jul", 122, 31}, {"Aug", 153, 31}, {"Sep", 184, 30}, {"Oct", 214, 31},
    {"Nov", 245, 30}, {"Dec", 275, 31}, {"Jan", 306, 31}, {"Feb", 337, 29},
};
enum { MONTHS_COUNT = sizeof MONTHS / sizeof MONTHS[0], JANUARY = 10, FEBRUARY = 11 };

struct date {
    int year;
    int month; /* index into MONTHS */
    int day;
    int hour;
    int minute;
    int second; /* 60 is a leap second */
};

/* The bytes of exactly so many digits, or 0. */
static size_t read_digits(const char *text, size_t digits, int *value)
{
    *value = 0;
    for (size_t i = 0; i < digits; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return 0;
        }
        *value = *value * 10 + (text[i] - '0');
    }
    return digits;
}

static size_t read_weekday(const char *text, bool is_long)
{
    for (size_t i = 0; i < DAYS_COUNT; i++) {
        const size_t bytes = is_long ? strlen(DAYS[i]) : SHORT_BYTES;
        if (strncmp(text, DAYS[i], bytes) == 0) {
            return bytes;
        }
    }
    return 0;
}

static size_t read_month(const char *text, int *month)
{
    for (*month = 0; *month < MONTHS_COUNT; ++*month) {
        if (strncmp(text, MONTHS[*month].name, SHORT_BYTES) == 0) {
            return SHORT_BYTES;
        }
    }
    return 0;
}

static size_t read_short_year(const char *text, int near_year, int *year)
{
    const size_t bytes = read_digits(text, 2, year);

    *year += near_year - near_year % 100 + 100;
    while (*year > near_year + YEARS_AHEAD) {
        *year -= 100;
    }
    return bytes;
}

/* One item of a form; returns the bytes that it takes, or 0 if they are not that item. */
static size_t read_item(char item, const char *text, int near_year, struct date *date)
{
    switch (item) {
    case 'w':
        return read_weekday(text, false);
    case 'l':
        return read_weekday(text, true);
    case 'd':
        return read_digits(text, 2, &date->day);
    case 'p': /* padded with a space */
        return *text == ' ' ? 2 * read_digits(text + 1, 1, &date->day)
                            : read_digits(text, 2, &date->day);
    case 'n':
        return read_month(text, &date->month);
    case 'y':
        return read_digits(text, 4, &date->year);
    case 'c':
        return read_short_year(text, near_year, &date->year);
    case 'h':
        return read_digits(text, 2, &date->hour);
    case 'm':
        return read_digits(text, 2, &date->minute);
    case 's':
        return read_digits(text, 2, &date->second);
    default:
        return *text == item;
    }
}

static bool read_form(const char *form, const char *text, int near_year, struct date *date)
{
    for (; *form != '\0'; form++) {
        const size_t bytes = read_item(*form, text, near_year, date);
        if (bytes == 0) {
            return false;
        }
        text += bytes;
    }
    return *text == '\0';
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool is_sound(const struct date *date)
{
    const bool is_leap_day = date->month == FEBRUARY && date->day == 29;

    return date->day >= 1 && date->day <= MONTHS[date->month].days && date->hour < 24 &&
           date->minute < 60 && date->second <= 60 && (!is_leap_day || is_leap(date->year));
}

static bool read_date(const char *text, int near_year, struct date *date)
{
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        if (read_form(FORMS[i], text, near_year, date)) {
            return is_sound(date);
        }
    }
    return false;
}

static int64_t seconds_of(const struct date *date)
{
    const int64_t year = date->month >= JANUARY ? date->year - 1 : date->year;
    const int64_t days =
        year * 365 + year / 4 - year / 100 + year / 400 + MONTHS[date->month].before + date->day;

    return ((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second;
}

bool askcam_http_seconds_between(const char *from, const char *to, int64_t *seconds)
{
    struct date first = {0};
    struct date second = {0};

    if (!read_date(from, NEAR_YEAR, &first) || !read_date(to, first.year, &second)) {
        return false;
    }
    *seconds = seconds_of(&second) - seconds_of(&first);
    return true;
}
