/* SPDX-License-Identifier: MIT */
/* queue_id.c - see queue_id.h. */
#include "queue_id.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAY_S = 86400,
    TIME_BYTES = 19, /* 20261201T031500123Z */
};

/* Days since 1970-01-01 of a date of the Gregorian calendar. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    const int64_t shifted = month <= 2 ? year - 1 : year; /* years begin in March */
    const int64_t era = shifted / 400;
    const int64_t year_of_era = shifted - era * 400;
    const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

/* The other way round; not before 1970. */
static void date_of(int64_t days, int *year, int *month, int *day)
{
    const int64_t shifted = days + 719468;
    const int64_t era = shifted / 146097;
    const int64_t day_of_era = shifted - era * 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t shifted_month = (5 * day_of_year + 2) / 153;

    *day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    *month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2 ? 1 : 0));
}

static void print_time(char text[TIME_BYTES + 1], int64_t unix_ms)
{
    const int64_t in_range = unix_ms < 0 ? 0 : unix_ms;
    const int64_t seconds = in_range / 1000;
    const int of_day = (int)(seconds % DAY_S);
    int year = 0;
    int month = 0;
    int day = 0;

    date_of(seconds / DAY_S, &year, &month, &day);
    (void)snprintf(text, TIME_BYTES + 1, "%04u%02u%02uT%02u%02u%02u%03uZ",
                   (unsigned)(year > 9999 ? 9999 : year) % 10000U, (unsigned)month % 100U,
                   (unsigned)day % 100U, (unsigned)(of_day / 3600) % 100U,
                   (unsigned)(of_day / 60 % 60) % 100U, (unsigned)(of_day % 60) % 100U,
                   (unsigned)(in_range % 1000) % 1000U);
}

void askcam_queue_id_make(char id[ASKCAM_QUEUE_ID_BYTES], const struct askcam_wall *taken,
                          uint32_t random)
{
    char time[TIME_BYTES + 1];

    print_time(time, taken->unix_ms);
    if (taken->is_right) {
        (void)snprintf(id, ASKCAM_QUEUE_ID_BYTES, "%s-%08" PRIx32, time, random);
        return;
    }
    (void)snprintf(id, ASKCAM_QUEUE_ID_BYTES, "%s-%08" PRIx32 "-%.8s-%" PRIu64, time, random,
                   taken->boot_id[0] != '\0' ? taken->boot_id : "00000000", taken->monotonic_ms);
}

/* A number of exactly so many digits; -1: it is not. */
static int64_t digits(const char *text, size_t count)
{
    int64_t value = 0;

    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static bool parse_time(int64_t *unix_ms, const char *text)
{
    static const struct {
        unsigned char at, count;
        int64_t least, most;
    } parts[] = {{0, 4, 1970, 9999}, {4, 2, 1, 12},  {6, 2, 1, 31},  {9, 2, 0, 23},
                 {11, 2, 0, 59},     {13, 2, 0, 60}, {15, 3, 0, 999}};
    int64_t values[sizeof parts / sizeof parts[0]];

    if (strlen(text) < TIME_BYTES || text[8] != 'T' || text[18] != 'Z') {
        return false;
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        values[i] = digits(text + parts[i].at, parts[i].count);
        if (values[i] < parts[i].least || values[i] > parts[i].most) {
            return false;
        }
    }
    const int64_t of_day = (values[3] * 60 + values[4]) * 60 + values[5];
    *unix_ms = (days_of(values[0], values[1], values[2]) * DAY_S + of_day) * 1000 + values[6];
    return true;
}

static bool is_hex(const char *text, size_t count)
{
    return strspn(text, "0123456789abcdef") >= count;
}

bool askcam_queue_id_parse(struct askcam_queue_id *id, const char *name)
{
    char *end = NULL;

    *id = (struct askcam_queue_id){.was_right = true};
    if (strlen(name) >= ASKCAM_QUEUE_ID_BYTES || !parse_time(&id->recorded_ms, name) ||
        name[TIME_BYTES] != '-' || !is_hex(name + TIME_BYTES + 1, 8)) {
        return false;
    }
    const char *const behind = name + TIME_BYTES + 9;
    if (*behind == '\0') {
        return true;
    }
    if (*behind != '-' || !is_hex(behind + 1, 8) || behind[9] != '-' ||
        digits(behind + 10, 1) < 0) {
        return false;
    }
    id->was_right = false;
    memcpy(id->boot, behind + 1, ASKCAM_QUEUE_BOOT_BYTES - 1);
    if (strcmp(id->boot, "00000000") == 0) {
        id->boot[0] = '\0';
    }
    id->monotonic_ms = strtoull(behind + 10, &end, 10);
    return *end == '\0';
}
